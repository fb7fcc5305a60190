import publicMailDomains from 'free-email-domains'
import { parse } from 'tldts'
import type { DomainFacts } from './domain-rules'

let publicMail: ReadonlySet<string> | undefined

/** What is known of a domain, as `readDomain` spells it, from the lists of public suffixes (publicsuffix.org) and of public mail domains. */
export function factsOfDomain(domain: string): DomainFacts {
  publicMail ??= new Set(publicMailDomains)
  const { publicSuffix, domain: registered } = parse(domain, { allowPrivateDomains: true })
  return {
    domain,
    isPublicSuffix: publicSuffix === domain,
    // Also below it: nobody but the provider has names there.
    isPublicMail: publicMail.has(domain) || (registered !== null && publicMail.has(registered)),
  }
}
