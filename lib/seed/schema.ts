import { z } from 'zod'
import { accountHandle, organizationName } from '@/lib/accounts/schema'
import { emailAddress } from '@/lib/users/email-address'

/** What an organization is filled with, as the command line's options say it. */
export const seedInput = z.strictObject({
  /** The Administrator included. */
  members: count(1, 1_000_000).default(100),
  workspaces: count(0, 100_000).default(10),
  /** Custom ones, beside the eight that every account has. */
  roles: count(0, 500).default(5),
  serviceAccounts: count(0, 100_000).optional(),
  invitations: count(0, 100_000).optional(),
  /** Of each workspace, in the last 30 days. */
  runs: count(0, 100_000).default(0),
  handle: accountHandle.optional(),
  name: organizationName.optional(),
  administrator: emailAddress.optional(),
  seed: count(0, 2 ** 31 - 1).default(1),
})
export type SeedInput = z.output<typeof seedInput>

/** What there is afterwards, and how to sign in. */
export type SeedResult = {
  organization: string
  name: string
  administrator: string
  /** Of an Administrator who was made now; known nowhere else. */
  password: string | null
  members: number
  workspaces: number
  roles: number
  serviceAccounts: number
  invitations: number
  grants: number
  runs: number
  events: number
  seconds: number
}

function count(minimum: number, maximum: number) {
  const sentence = `Give a whole number from ${minimum.toLocaleString('en')} to ${maximum.toLocaleString('en')}.`
  return z.coerce
    .number({ error: sentence })
    .int({ error: sentence })
    .min(minimum, { error: sentence })
    .max(maximum, { error: sentence })
}
