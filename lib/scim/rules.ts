import { allow, refuse, type Decision } from '@/lib/policy/decision'
import { scimTokensAtMost } from './schema'

/** Whether one more token may be made beside those that work: two, so that one can take the place of the other. */
export function decideAnotherToken(working: number): Decision<'too_many_tokens'> {
  if (working < scimTokensAtMost) return allow()
  return refuse(
    'too_many_tokens',
    `${scimTokensAtMost} tokens work already, which is enough to put one in the place of the other. Revoke the one that is not used any more.`,
  )
}

/** What decides about somebody whom a provider provisions and who is no member yet. */
export type EntryFacts = {
  email: string
  organization: string
  /** Whether the address is of a domain that the organization has proven. */
  isOfProvenDomain: boolean
}

/**
 * Whether a provider may make a member of somebody: only of an address of a domain that the organization has proven. Anybody else comes in by
 * an invitation, and is linked then.
 */
export function decideEntry({
  email,
  organization,
  isOfProvenDomain,
}: EntryFacts): Decision<'domain_not_proven'> {
  if (isOfProvenDomain) return allow()
  return refuse(
    'domain_not_proven',
    `${email} is not an address of a domain that ${organization} has proven, and nobody of ${organization} has it. ` +
      'Prove the domain on the page of single sign-on, or invite the person: once they belong here, they can be provisioned.',
  )
}
