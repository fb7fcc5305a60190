import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { uuid } from '@/lib/uuid'

/** How many domains an organization has at most, proven or not. */
export const domainsAtMost = 50
/** For how many days a proven domain stays so while its record is missing. */
export const missingDaysAtMost = 7

/** A mail domain, also with an “@” before it; the output is what is compared: small letters, A-labels (IDNA), no dot at the end. */
export const mailDomain = z
  .string({ error: 'Fill in the domain.' })
  .max(1_000, { error: 'This is too long for a domain.', abort: true })
  .refine((text) => readDomain(text) !== null, {
    error: 'This is not a domain. It looks like example.com.',
    abort: true,
  })
  .overwrite((text) => readDomain(text) ?? text)

const hostPattern = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

/** A domain in the spelling that is compared; null for what is none. Works in browsers too. */
export function readDomain(text: string): string | null {
  const domain = text.normalize('NFKC').trim().replace(/^@/, '').replace(/\.$/, '')
  // What the URL parser would take for something else than a host.
  if (/[^\p{L}\p{N}\p{M}.-]/u.test(domain)) return null
  const address = `http://${domain}/`
  const host = URL.canParse(address) ? new URL(address).hostname : ''
  return host.length <= 253 && hostPattern.test(host) ? host : null
}

const ofDomain = z.object({ accountId: uuid(), domainId: uuid() })

export const listSsoDomainsInput = z.object({ accountId: uuid() })
export const addSsoDomainInput = z.object({ accountId: uuid(), domain: mailDomain })
export type AddSsoDomainInput = z.output<typeof addSsoDomainInput>
export const ssoDomainInput = ofDomain
/** `expectedConnectionId` is what the page showed (R13); left out, nothing is compared. */
export const assignSsoDomainInput = ofDomain.extend({
  connectionId: uuid().nullable(),
  expectedConnectionId: uuid().nullable().optional(),
})
export type AssignSsoDomainInput = z.output<typeof assignSsoDomainInput>

/** MISSING is proven, while its record is not there. */
export const ssoDomainState = z.enum(['UNPROVEN', 'PROVEN', 'MISSING'])

/** A domain, with the DNS record that proves it. `problem` says what the last check found wrong. */
export const ssoDomainView = z.object({
  id: z.uuid(),
  domain: z.string(),
  state: ssoDomainState,
  record_name: z.string(),
  record_value: z.string(),
  verified_at: z.iso.datetime().nullable(),
  checked_at: z.iso.datetime().nullable(),
  problem: z.string().nullable(),
  missing_since: z.iso.datetime().nullable(),
  /** While it is missing, until when it stays proven. */
  proven_until: z.iso.datetime().nullable(),
  connection: z.object({ id: z.uuid(), name: z.string() }).nullable(),
})
export type SsoDomainView = z.infer<typeof ssoDomainView>

export const ssoDomainsView = z.object({
  domains: z.array(ssoDomainView),
  can: z.object({ add: capabilityView, update: capabilityView }),
})
export type SsoDomainsView = z.infer<typeof ssoDomainsView>

/** What removing a domain does. */
export const ssoDomainRemovalView = z.object({
  /** Active members with an address of the domain, counted to 10,000; none for one that is not proven. */
  members: z.int(),
  /** Whether they would not have to come through single sign-on any more. */
  ends_requirement: z.boolean(),
  /** The connection that makes no members of the domain any more. */
  connection_name: z.string().nullable(),
  /** Whether no proven domain is left, so that single sign-on is required of nobody. */
  is_last: z.boolean(),
})
export type SsoDomainRemovalView = z.infer<typeof ssoDomainRemovalView>
