import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { singleLineText } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import { overlapLimitHours } from './limits'

export const apiKeyName = singleLineText({ label: 'name', maximum: 100 })

/** When a key ends, RFC 3339 with an offset; null is never. That it lies ahead is decided by the service's clock. */
export const apiKeyExpiry = z.iso
  .datetime({ offset: true, error: 'Give a date and a time.' })
  .transform((text) => new Date(text))
  .nullable()

/** `accountId` null makes a key that acts in each account of the user. */
export const createUserKeyInput = z.strictObject({
  name: apiKeyName,
  accountId: uuid().nullable().default(null),
  expiresAt: apiKeyExpiry.default(null),
})
export type CreateUserKeyInput = z.output<typeof createUserKeyInput>

const ofServiceAccount = { accountId: uuid(), serviceAccountId: uuid() }

export const createServiceAccountKeyInput = z.strictObject({
  ...ofServiceAccount,
  name: apiKeyName,
  expiresAt: apiKeyExpiry.default(null),
})
export type CreateServiceAccountKeyInput = z.output<typeof createServiceAccountKeyInput>

const rotation = {
  apiKeyId: uuid(),
  /** How long the old key goes on, in hours; it never lives longer than it would have. */
  overlapHours: z
    .number()
    .min(0)
    .max(overlapLimitHours, { error: `Choose at most ${overlapLimitHours} hours.` })
    .default(0),
  /** Left out, the new key lives as long as the old one was made for. */
  expiresAt: apiKeyExpiry.optional(),
}
export const rotateUserKeyInput = z.strictObject(rotation)
export type RotateUserKeyInput = z.output<typeof rotateUserKeyInput>
export const rotateServiceAccountKeyInput = z.strictObject({ ...ofServiceAccount, ...rotation })
export type RotateServiceAccountKeyInput = z.output<typeof rotateServiceAccountKeyInput>

/** What is left out stays as it is. */
const change = { apiKeyId: uuid(), name: apiKeyName.optional(), expiresAt: apiKeyExpiry.optional() }
export const updateUserKeyInput = z.strictObject(change)
export type UpdateUserKeyInput = z.output<typeof updateUserKeyInput>
export const updateServiceAccountKeyInput = z.strictObject({ ...ofServiceAccount, ...change })
export type UpdateServiceAccountKeyInput = z.output<typeof updateServiceAccountKeyInput>

export const revokeUserKeyInput = z.strictObject({ apiKeyId: uuid() })
export type RevokeUserKeyInput = z.output<typeof revokeUserKeyInput>
export const revokeServiceAccountKeyInput = z.strictObject({ ...ofServiceAccount, apiKeyId: uuid() })
export type RevokeServiceAccountKeyInput = z.output<typeof revokeServiceAccountKeyInput>

/** What a list of keys may be asked for: the newest first, ended ones last. */
export const listKeysPage = z.object({
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** A key as lists show it, never its secret. Times are RFC 3339 in UTC. */
export const apiKeyView = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Its first characters, by which people tell keys apart. */
  prefix: z.string(),
  status: z.enum(['ACTIVE', 'EXPIRED', 'REVOKED']),
  /** The only account it acts in; null for each of the user's. */
  account: z.object({ id: z.uuid(), name: z.string(), handle: z.string() }).nullable(),
  created_at: z.iso.datetime(),
  created_by_name: z.string(),
  expires_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable(),
  last_used_from: z.string().nullable(),
  /** Active, and neither made nor used in the last 90 days. */
  is_stale: z.boolean(),
  /** A newer key was made in its place; it goes on until `expires_at`. */
  is_replaced: z.boolean(),
  can: z.object({ rotate: capabilityView, update: capabilityView, revoke: capabilityView }),
})
export type ApiKeyView = z.infer<typeof apiKeyView>

/** What making or rotating a key answers: the one time that `key` is told. */
export type CreatedKey = {
  id: string
  name: string
  prefix: string
  /** The secret. */
  key: string
  /** RFC 3339 in UTC. */
  expires_at: string | null
  /** What to run where flows are executed, with the key in it. */
  command: string
  /** The same as lines of a `.env` file. */
  env_file: string
}
