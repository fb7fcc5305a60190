import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { multiLineText, searchText, singleLineText } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import type { ShownUses } from './uses'

/** A role offered in a form: with the reason when the viewer may not give it. */
export const assignableRoleView = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  is_built_in: z.boolean(),
  refusal: z.string().nullable(),
})
export type AssignableRole = z.infer<typeof assignableRoleView>

export const roleName = singleLineText({ label: 'name', maximum: 60 })
const roleDescription = multiLineText({ label: 'description', maximum: 500 })
/** Permission ids as a client sends them; that they exist and may be in a custom role is decided by the policy. */
const permissionIds = z
  .array(z.string().max(100))
  .max(200)
  .min(1, { error: 'Choose at least one permission.' })

const role = { accountId: uuid(), roleId: uuid() }
/** A role of the account whose permissions are added, as they are now. */
const inheritedRoleId = uuid().nullable().optional()
const roleContent = {
  name: roleName,
  description: roleDescription,
  permissions: permissionIds,
  inheritedRoleId,
}

export const roleParams = z.object(role)

export const createRoleInput = z.strictObject({
  accountId: uuid(),
  ...roleContent,
  description: roleDescription.default(''),
})
export type CreateRoleInput = z.infer<typeof createRoleInput>

/** A role by name. */
export const roleReference = z.object({ id: z.uuid(), name: z.string() })
export const updatedRoleView = z.object({ id: z.uuid(), version: z.number() })

/** What is left out stays as it is. `expectedVersion` is the version the page showed (R13); left out, nothing is compared. */
export const updateRoleInput = z.strictObject({
  ...role,
  name: roleName.optional(),
  description: roleDescription.optional(),
  permissions: permissionIds.optional(),
  inheritedRoleId,
  expectedVersion: z.int().optional(),
})
export type UpdateRoleInput = z.infer<typeof updateRoleInput>

/**
 * Deletes an unused role (R5). With `reassignTo`, its holders get other roles in the same step: `account` for members, service accounts
 * and pending invitations, `workspaces` for grants and default roles; each is needed only where there are such uses.
 */
export const deleteRoleInput = z.strictObject({
  ...role,
  expectedVersion: z.int().optional(),
  reassignTo: z.strictObject({ account: uuid().optional(), workspaces: uuid().optional() }).optional(),
})
export type DeleteRoleInput = z.infer<typeof deleteRoleInput>

/**
 * How often a role is used. Exact up to 10,000; above, members are estimated and `isEstimate` says so. What invitations offer is null for
 * viewers without `read:invitation`, what identity providers give for those without `read:sso`, and what is about workspaces for those without `read:workspace` in all of them.
 */
const roleUsesView = z.object({
  members: z.number(),
  serviceAccounts: z.number(),
  returning: z.number().nullable(),
  invitations: z.number().nullable(),
  invitedWorkspaces: z.number().nullable(),
  grants: z.number().nullable(),
  defaults: z.number().nullable(),
  connections: z.number().nullable(),
  groups: z.number().nullable(),
  groupGrants: z.number().nullable(),
  isEstimate: z.boolean(),
}) satisfies z.ZodType<ShownUses>
export type RoleUsesView = z.infer<typeof roleUsesView>

export const roleSort = z.enum(['name', '-name'])

/** What a list of roles may be asked for. Without a sort: built-in roles in their order, then custom ones by name. */
export const listRolesInput = z.object({
  accountId: uuid(),
  search: searchText,
  /** Where the role can be given: to members of the account, or in a workspace. */
  level: z.enum(['organization', 'workspace']).optional(),
  kind: z.enum(['built_in', 'custom']).optional(),
  sort: roleSort.optional(),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

/** A role as the list shows it. */
export const roleView = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  is_built_in: z.boolean(),
  /** Whether nothing beyond it takes effect for who has it as organization role. */
  is_ceiling: z.boolean(),
  /** Where it can be given. */
  level: z.enum(['organization', 'workspace', 'both']),
  permission_count: z.number(),
  uses: roleUsesView,
  version: z.number(),
  updated_at: z.iso.datetime(),
  can: z.object({ update: capabilityView, delete: capabilityView, clone: capabilityView }),
})
export type RoleView = z.infer<typeof roleView>

/** A role's own page: what it holds, implied permissions included. */
export const roleDetail = roleView.extend({ permissions: z.array(z.string()) })
export type RoleDetail = z.infer<typeof roleDetail>

/** What the form for a role offers: which permissions the viewer may put into one, and why not the others. */
export type RoleEditor = {
  create: z.infer<typeof capabilityView>
  /** Permission id to the sentence why the viewer may not choose it (reserved, or not held: R1). */
  refusals: Record<string, string>
}

export const holderKinds = [
  'members',
  'service_accounts',
  'invitations',
  'grants',
  'defaults',
  'invited_workspaces',
  'connections',
  'groups',
  'group_grants',
] as const
export const holderKind = z.enum(holderKinds)
export type HolderKind = z.infer<typeof holderKind>

/** What a viewer must hold to see the holders of this kind. */
export function permissionToRead(kind: HolderKind): 'read:invitation' | 'read:sso' | 'read:role' {
  if (kind === 'invitations' || kind === 'invited_workspaces') return 'read:invitation'
  return kind === 'connections' || kind === 'groups' || kind === 'group_grants' ? 'read:sso' : 'read:role'
}

/** Who holds a role, one kind at a time, by name; `search` matches names and addresses. */
export const listHoldersInput = z.object({
  ...role,
  kind: holderKind,
  search: searchText,
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
})

/**
 * One use of a role. `name` is the member, service account, invited address or workspace; grants, and those that invitations offer, name
 * both. `id` is that of the member, invitation, grant or workspace: an invitation that offers the role in several workspaces has several.
 */
export const holderView = z.object({
  id: z.uuid(),
  kind: holderKind,
  name: z.string(),
  /** The address of a person; of a grant, and of one that is offered, the workspace. */
  detail: z.string().nullable(),
  /** Set for members, service accounts and grants. */
  membership_id: z.uuid().nullable(),
  /** Set for service accounts and their grants. */
  service_account_id: z.uuid().nullable(),
  workspace_handle: z.string().nullable(),
  expires_at: z.iso.datetime().nullable(),
})
export type HolderView = z.infer<typeof holderView>

/** The permissions a custom role would have, comma-separated ids. */
export const previewRoleInput = z.object({
  ...role,
  permissions: z
    .string()
    .max(8_000)
    .transform((text) => text.split(',').filter((id) => id !== ''))
    .pipe(z.array(z.string())),
})

/** The roles that would take a deleted role's place. */
export const previewReassignmentInput = z.object({
  ...role,
  account: uuid().optional(),
  workspaces: uuid().optional(),
})

/** The organization role that a member would get. */
export const previewMemberRoleInput = z.object({
  accountId: uuid(),
  membershipId: uuid(),
  role_id: uuid(),
})

/** Who gains or loses one permission, counted over distinct people, service accounts and workspaces. */
export const effectView = z.object({
  permission: z.string(),
  effect: z.enum(['gain', 'lose']),
  people: z.number(),
  serviceAccounts: z.number(),
  /** In how many workspaces; null for a permission of the organization. */
  workspaces: z.number().nullable(),
  /** "14 people lose delete:flow in 3 workspaces". */
  sentence: z.string(),
})

/** What a change of roles would do, computed by the evaluation that enforces. */
export const roleEffects = z.object({
  effects: z.array(effectView),
  /** Suspended members who hold it: it changes for them when they are reactivated. */
  suspended: z.number(),
  /** Pending invitations that would give it. */
  invitations: z.number(),
})
export type RoleEffects = z.infer<typeof roleEffects>

/** What the list of roles with their permissions may be asked for; in the order in which they were made. */
export const listRolePermissionsInput = z.object({
  accountId: uuid(),
  cursor: z.string().max(1_000).optional(),
  limit: z.int().min(1).max(1_000).default(1_000),
})

/** A role with what it holds, implied permissions included. `cursor` is where it stands, for the page after it. */
export const rolePermissionsView = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  created: z.iso.datetime(),
  is_built_in: z.boolean(),
  permissions: z.array(z.string()),
  cursor: z.string(),
})
export type RolePermissionsView = z.infer<typeof rolePermissionsView>
