import { z } from 'zod'
import { exactLine, verbatimText } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import { anyOf, baseView, filterText, pageFields } from './fields'

const roleFilter = z.strictObject({ name: anyOf(filterText), id: anyOf(uuid()) }).nullish()

export const filterAccountRolesInput = z.object({ account_roles: roleFilter, ...pageFields })
export const filterWorkspaceRolesInput = z.object({ workspace_roles: roleFilter, ...pageFields })
export type RoleFilter = z.output<typeof roleFilter>

export const roleOfAccountParams = z.object({ accountId: uuid(), roleId: uuid() })

/** A role that is held in the account. `account_id` is null of built-in ones, and `name` is the one it was asked by. */
export const accountRoleView = z.object({
  ...baseView,
  name: z.string(),
  /** By our names and by those that clients of the wire format know. */
  permissions: z.array(z.string()),
  account_id: z.uuid().nullable(),
  is_system_role: z.boolean(),
})
export type AccountRoleView = z.infer<typeof accountRoleView>

/** A role that is given in workspaces. `scopes` are those of which everything they stand for is held. */
export const workspaceRoleView = z.object({
  ...baseView,
  name: z.string(),
  description: z.string(),
  scopes: z.array(z.string()),
  permissions: z.array(z.string()),
  account_id: z.uuid().nullable(),
  inherited_role_id: z.uuid().nullable(),
})
export type WorkspaceRoleView = z.infer<typeof workspaceRoleView>

/** What is left out or null stays as it is. `permissions` are names of either kind: `read:member`, or `read:account_membership`. */
export const updateAccountRoleInput = z.object({
  name: exactLine({ label: 'name', maximum: 60 }).nullish(),
  permissions: z.array(z.string().max(100)).max(200).nullish(),
})

const scopes = z.array(z.string().max(100)).max(200)

/** `scopes` are names of either kind: `see_flows`, or `read:flow`. `inherited_role_id` adds what that role holds now. */
export const createWorkspaceRoleInput = z.object({
  name: exactLine({ label: 'name', maximum: 60 }),
  description: verbatimText({ label: 'description', maximum: 500 }).nullish(),
  scopes: scopes.nullish(),
  inherited_role_id: uuid().nullish(),
})

/** What is left out stays as it is; null scopes are none. */
export const updateWorkspaceRoleInput = createWorkspaceRoleInput.partial({ name: true })
