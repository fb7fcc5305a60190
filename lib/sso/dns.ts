import { Resolver } from 'node:dns/promises'
import { env } from '@/lib/env'
import type { RecordAnswer } from './domain-rules'

// Of the first try; the second waits twice as long.
const timeoutMilliseconds = 1_500
const tries = 2

/** The record that proves a domain: a TXT record of this name with this text. One at the domain itself counts too. */
export function recordOf({ domain, token }: { domain: string; token: string }): {
  name: string
  value: string
} {
  return { name: `_roster.${domain}`, value: `roster-domain=${token}` }
}

/**
 * Asks the name servers (those of `DNS_SERVERS`, else the machine's) for the record that proves a domain. Never throws: servers that fail or are
 * silent are an answer of its own, for which nothing may be concluded.
 */
export async function findRecord(of: { domain: string; token: string }): Promise<RecordAnswer> {
  const { name, value } = recordOf(of)
  const resolver = new Resolver({ timeout: timeoutMilliseconds, tries })
  const servers = env().DNS_SERVERS
  if (servers) resolver.setServers(servers)
  const answers = await Promise.all([name, of.domain].map((host) => textsOf(resolver, host)))
  const texts = answers.flatMap((answer) => answer.texts ?? [])
  if (texts.includes(value)) return { kind: 'FOUND' }
  const failed = answers.find((answer) => answer.texts === null)
  if (failed)
    return {
      kind: 'UNAVAILABLE',
      problem: `The name servers of ${of.domain} could not be asked (${failed.code}). Try again later.`,
    }
  const isOther = texts.some((text) => text.startsWith('roster-domain='))
  const found = isOther ? `another text than the one of this organization` : 'no such record'
  return {
    kind: 'MISSING',
    problem: `There is ${found} at ${name}. A new record may take a while until all name servers have it.`,
  }
}

type Texts = { texts: string[]; code?: undefined } | { texts: null; code: string }

async function textsOf(resolver: Resolver, host: string): Promise<Texts> {
  try {
    // A text of more than 255 characters comes in pieces.
    return { texts: (await resolver.resolveTxt(host)).map((pieces) => pieces.join('').trim()) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    // The name does not exist, or has no such record: both are answers.
    return code === 'ENOTFOUND' || code === 'ENODATA' ? { texts: [] } : { texts: null, code }
  }
}
