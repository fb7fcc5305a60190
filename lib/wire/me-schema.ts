import { z } from 'zod'
import { signInNeeded } from '@/lib/accounts/schema'
import { uuid } from '@/lib/uuid'
import { userView } from './users-schema'

/** Who asks: a person, or a service account, which has one name and no address. */
export const meView = userView.extend({
  kind: z.enum(['USER', 'SERVICE_ACCOUNT']),
  /** Null for a service account. */
  personal_account_id: z.uuid().nullable(),
  /** The only account that the key acts in; null for one that acts in each of the person's. */
  account_id: z.uuid().nullable(),
  location: z.null(),
  settings: z.record(z.string(), z.unknown()),
})
export type MeView = z.infer<typeof meView>

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
  /** Whether its IP allowlist lets the address in that is asked from. */
  is_address_allowed: z.boolean(),
  sign_in_needed: signInNeeded.nullable(),
  is_suspended: z.boolean(),
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
