import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { singleLineText } from '@/lib/text'
import { uuid } from '@/lib/uuid'

/** How many tokens an organization has at once: one takes the place of the other. */
export const scimTokensAtMost = 2

/** What a whole token looks like, for scanners of secrets; its last six characters are a checksum as an API key's are. */
export const scimTokenPattern = /^rst_scim_[0-9A-Za-z]{49}$/

export const listScimTokensInput = z.object({ accountId: uuid() })

/** `expires_at` is RFC 3339 and ahead; null for a token that works until it is revoked. */
export const createScimTokenInput = z.strictObject({
  accountId: uuid(),
  name: singleLineText({ label: 'name', maximum: 80 }),
  expiresAt: z.iso
    .datetime({ offset: true, error: 'Give a date and a time.' })
    .transform((text) => new Date(text))
    .nullable()
    .default(null),
})
export type CreateScimTokenInput = z.output<typeof createScimTokenInput>

export const scimTokenInput = z.object({ accountId: uuid(), tokenId: uuid() })
export const revokeScimTokenInput = z.strictObject(scimTokenInput.shape)
export type RevokeScimTokenInput = z.output<typeof revokeScimTokenInput>

/** A token that was just made, with its secret, which is answered this once. */
export const createdScimTokenView = z.object({ id: z.uuid(), token: z.string() })
export type CreatedScimToken = z.infer<typeof createdScimTokenView>

export const scimTokenView = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  created_by_name: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  is_expired: z.boolean(),
  last_used_at: z.iso.datetime().nullable(),
})
export type ScimTokenView = z.infer<typeof scimTokenView>

/** The tokens of an organization, where the provider sends what it provisions, and how much it has provisioned. */
export const scimTokensView = z.object({
  base_url: z.string(),
  tokens: z.array(scimTokenView),
  /** Counted to 10,000. */
  users: z.int(),
  groups: z.int(),
  can: z.object({ create: capabilityView, revoke: capabilityView }),
})
export type ScimTokensView = z.infer<typeof scimTokensView>
