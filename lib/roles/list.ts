import type { z } from 'zod'
import { authorizeAccount, type AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { capabilityOf } from '@/lib/capability'
import type { Page } from '@/lib/client/fetch-json'
import { database } from '@/lib/db/transaction'
import { decodeCursor, decodeTimeCursor, encodeCursor, pageOf } from '@/lib/pages/page'
import { decideContent, decideCreation, roleCapabilities } from './rules'
import { decideCustomRolePermissions } from '@/lib/policy/custom-roles'
import { permissionsAcrossWorkspaces } from '@/lib/policy/evaluate'
import { permissionDefinitions, withImplied } from '@/lib/policy/permissions'
import { assignableOn, isCeiling, permissionsOfRole } from '@/lib/policy/roles'
import { roleFactsOf } from './facts'
import * as holders from './holders-store'
import * as list from './list-store'
import { actorOf } from './manage'
import {
  permissionToRead,
  type HolderView,
  type listHoldersInput,
  type listRolePermissionsInput,
  type listRolesInput,
  type RoleDetail,
  type RoleEditor,
  type roleParams,
  type RolePermissionsView,
  type RoleView,
} from './schema'
import { listRoleFacts } from './service'
import { roleNotFound } from './role-not-found'

/**
 * One page of an account's roles, with how many use each and what the viewer may do with it. Needs `read:role`. Counts of members above
 * 10,000 are estimates and say so; uses that other lists would hide from the viewer are not counted.
 */
export async function listRoles(ctx: Ctx, input: z.output<typeof listRolesInput>): Promise<Page<RoleView>> {
  const { accountId, search, level, kind, sort, cursor, limit } = input
  const access = await authorizeAccount(ctx, database(), accountId, 'read:role')
  const rows = await list.listRoles(database(), accountId, {
    search,
    level,
    kind,
    order: sort ?? 'default',
    after: decodeCursor(cursor),
    limit: limit + 1,
  })
  const { rows: shown, nextCursor } = pageOf(rows, limit)
  return { rows: shown.map((row) => roleViewOf(access, row)), nextCursor }
}

/** A role with what it holds, implied permissions included. Needs `read:role`; `not_found` for an id that is not the account's. */
export async function getRole(
  ctx: Ctx,
  { accountId, roleId }: z.output<typeof roleParams>,
): Promise<RoleDetail> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:role')
  const row = await list.findListedRole(database(), accountId, roleId)
  if (!row) throw roleNotFound()
  return { ...roleViewOf(access, row), permissions: [...permissionsOfRole(roleFactsOf(row))] }
}

/** Roles with what each holds, in the order in which they were made, each with its place for the page after it. Needs `read:role`. */
export async function listRolePermissions(
  ctx: Ctx,
  { accountId, cursor, limit }: z.output<typeof listRolePermissionsInput>,
): Promise<RolePermissionsView[]> {
  await authorizeAccount(ctx, database(), accountId, 'read:role')
  const rows = await list.listRolesByAge(database(), accountId, { after: decodeTimeCursor(cursor), limit })
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    description: row.description,
    created: row.createdAt.toISOString(),
    is_built_in: row.builtIn !== null,
    permissions: [...permissionsOfRole(roleFactsOf(row))],
    cursor: encodeCursor({ key: row.createdAt.toISOString(), id: row.id }),
  }))
}

/** The names of all roles, built-in ones first, for choosing one. Needs `read:role`. */
export async function listRoleNames(ctx: Ctx, accountId: string): Promise<{ id: string; name: string }[]> {
  await authorizeAccount(ctx, database(), accountId, 'read:role')
  const roles = await listRoleFacts(database(), accountId)
  return roles.map(({ id, name }) => ({ id, name }))
}

/** Which permissions the viewer may put into a custom role, and why not the others (R1). Needs `read:role`. */
export async function getRoleEditor(ctx: Ctx, accountId: string): Promise<RoleEditor> {
  const actor = actorOf(await authorizeAccount(ctx, database(), accountId, 'read:role'))
  const refused = permissionDefinitions.flatMap(({ id }) => {
    const custom = decideCustomRolePermissions([id])
    const decision = custom.allowed ? decideContent(actor, withImplied([id])) : custom
    return decision.allowed ? [] : [[id, decision.message] as const]
  })
  return { create: capabilityOf(decideCreation(actor)), refusals: Object.fromEntries(refused) }
}

/**
 * Who uses a role, one kind at a time, by name. Needs `read:role`, and `read:invitation` for invitations and what they offer in
 * workspaces; grants, offered ones too, and default roles are listed only for workspaces that the viewer can open.
 */
export async function listHolders(
  ctx: Ctx,
  input: z.output<typeof listHoldersInput>,
): Promise<Page<HolderView>> {
  const { accountId, roleId, kind, search, cursor, limit } = input
  const needed = permissionToRead(kind)
  const { membership } = await authorizeAccount(ctx, database(), accountId, needed)
  const rows = await holders.listHolders(database(), {
    accountId,
    roleId,
    kind,
    search,
    after: decodeCursor(cursor),
    limit: limit + 1,
    viewerMembershipId: membership.id,
    now: ctx.now,
  })
  if (rows === null) throw roleNotFound()
  const { rows: shown, nextCursor } = pageOf(rows, limit)
  return { rows: shown.map((row) => holderViewOf(row, kind)), nextCursor }
}

function roleViewOf(access: AccountAccess, row: list.ListedRole): RoleView {
  const role = roleFactsOf(row)
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    is_built_in: role.builtIn !== null,
    is_ceiling: isCeiling(role),
    level: levelOf(assignableOn(role)),
    permission_count: permissionsOfRole(role).size,
    uses: usesViewOf(access, row),
    version: row.version,
    updated_at: row.updatedAt.toISOString(),
    can: roleCapabilities({ ...actorOf(access), role }),
  }
}

function usesViewOf({ membership, permissions }: AccountAccess, row: list.ListedRole): RoleView['uses'] {
  const { members, estimatedMembers, serviceAccounts } = row
  const seesInvitations = permissions.has('read:invitation')
  const seesProviders = permissions.has('read:sso')
  const everywhere = permissionsAcrossWorkspaces(membership)
  const seesWorkspaces = everywhere.has('read:workspace') && everywhere.has('read:workspace_access')
  return {
    members: Math.max(members, estimatedMembers ?? 0),
    serviceAccounts,
    returning: seesProviders ? row.returning : null,
    invitations: seesInvitations ? row.invitations : null,
    invitedWorkspaces: seesInvitations && seesWorkspaces ? row.invitedWorkspaces : null,
    grants: seesWorkspaces ? row.grants : null,
    defaults: seesWorkspaces ? row.defaults : null,
    connections: seesProviders ? row.connections : null,
    groups: seesProviders ? row.groups : null,
    groupGrants: seesProviders ? row.groupGrants : null,
    isEstimate: estimatedMembers !== null,
  }
}

function levelOf(places: { account: boolean; workspace: boolean }): RoleView['level'] {
  if (places.account && places.workspace) return 'both'
  return places.account ? 'organization' : 'workspace'
}

function holderViewOf(row: holders.HolderRow, kind: HolderView['kind']): HolderView {
  return {
    id: row.id,
    kind,
    name: row.name,
    detail: row.detail,
    membership_id: row.membershipId,
    service_account_id: row.serviceAccountId,
    workspace_handle: row.workspaceHandle,
    expires_at: row.expiresAt?.toISOString() ?? null,
  }
}
