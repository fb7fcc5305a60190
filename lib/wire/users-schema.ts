import { z } from 'zod'
import { apiKeyExpiry } from '@/lib/api-keys/schema'
import { verbatimLine } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import { anyOf, baseView, filterText, pageFields } from './fields'

export const userParams = z.object({ userId: uuid() })
export const userKeyParams = userParams.extend({ keyId: uuid() })

/** A person. `handle` is that of their own account, and the two names are their one name, split at its first space. */
export const userView = z.object({
  ...baseView,
  actor_id: z.uuid(),
  handle: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
})
export type UserView = z.infer<typeof userView>

const name = z.string().max(200)

/** What is left out or null stays. Address and handle can be sent as they are, and not be changed. */
export const updateUserInput = z.object({
  handle: z.string().max(200).nullish(),
  first_name: name.nullish(),
  last_name: name.nullish(),
  email: z.string().max(1_000).nullish(),
})

/** `expiration` left out or null is never. */
export const createKeyInput = z.object({
  name: verbatimLine({ label: 'name', maximum: 100 }),
  expiration: apiKeyExpiry.optional(),
})

export const listKeysQuery = z.object({
  name: filterText.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})

export const filterKeysInput = z.object({
  api_keys: z.strictObject({ name: anyOf(filterText), id: anyOf(uuid()) }).nullish(),
  ...pageFields,
})
export type FilterKeys = z.output<typeof filterKeysInput>
