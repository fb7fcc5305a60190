import { z } from 'zod'
import { apiKeyExpiry } from '@/lib/api-keys/schema'
import { verbatimLine } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import { baseView, filterText } from './fields'

export const userParams = z.object({ userId: uuid() })
export const userKeyParams = userParams.extend({ keyId: uuid() })

/** A person. `handle` is that of their own account, and the two names are their one name, split at its first space. */
export const wireUserView = z.object({
  ...baseView,
  actor_id: z.uuid(),
  handle: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
})
export type WireUserView = z.infer<typeof wireUserView>

/** Who asks: a person, or a service account, which has one name and no address. */
export const meView = wireUserView.extend({
  kind: z.enum(['USER', 'SERVICE_ACCOUNT']),
  /** Null for a service account. */
  personal_account_id: z.uuid().nullable(),
  /** The only account that the key acts in; null for one that acts in each of the person's. */
  account_id: z.uuid().nullable(),
  location: z.null(),
  settings: z.record(z.string(), z.unknown()),
})
export type MeView = z.infer<typeof meView>

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

/** An account of one's own list by both sets of names. */
export const myAccountView = z.object({
  id: z.uuid(),
  kind: z.enum(['PERSONAL', 'ORGANIZATION']),
  name: z.string(),
  handle: z.string(),
  role_name: z.string(),
  account_membership_id: z.uuid(),
  account_id: z.uuid(),
  account_name: z.string(),
  account_handle: z.string(),
  account_role_id: z.uuid(),
  account_role_name: z.string(),
  account_plan_type: z.string(),
})
export type MyAccountView = z.infer<typeof myAccountView>

export const permissionQuery = z.object({ permission: z.string().max(100) })
export const scopeQuery = z.object({ scope: z.string().max(100) })
export const workspaceOnlyParams = z.object({ workspaceId: uuid() })

/** A scope and how it stands to the others. `see_scope` is the one that reads the same kind of thing. */
export const scopeView = z.object({
  name: z.string(),
  title: z.string(),
  feature_group: z.string(),
  includes_scopes: z.array(z.string()),
  see_scope: z.string().nullable(),
  permissions: z.array(z.string()),
})
export type ScopeView = z.infer<typeof scopeView>
