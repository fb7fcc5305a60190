import { z } from 'zod'
import { uuid } from '@/lib/uuid'

const returnTo = z.string().max(500).optional()

/** By an address, whose domain leads to the connection. */
export const startByEmailInput = z.strictObject({ email: z.string().max(1_000), returnTo })
export type StartByEmailInput = z.output<typeof startByEmailInput>

/** By an organization's own way in; without a connection where there is only one. */
export const startByOrganizationInput = z.strictObject({
  handle: z.string().max(200),
  connectionId: uuid().optional(),
  returnTo,
})
export type StartByOrganizationInput = z.output<typeof startByOrganizationInput>

export const startConnectionTestInput = z.strictObject({ accountId: uuid(), connectionId: uuid() })
export type StartConnectionTestInput = z.output<typeof startConnectionTestInput>

/** `isConfirmed` is said by whoever was asked to confirm it. */
export const completeSingleSignOnInput = z.strictObject({
  attempt: z.string().max(200),
  isConfirmed: z.boolean().optional(),
})
export type CompleteSingleSignOnInput = z.output<typeof completeSingleSignOnInput>

/** An organization's own way in, for whoever is not signed in. */
export type OrganizationSignIn = {
  organizationName: string
  connections: { id: string; name: string }[]
}

/**
 * `signed_in`: go to `next`. `confirm`: nobody began it here, so say as whom and who is signed out for it, then complete again. `prove`: sign in
 * once as that person, then complete again. `tested`: the claims are shown at the connection.
 */
export type CompletedSignIn =
  | { state: 'signed_in'; next: string }
  | { state: 'confirm'; organizationName: string; email: string | null; signedInAs: string | null }
  | { state: 'prove'; email: string; organizationName: string }
  | { state: 'tested'; next: string }
