import type { z } from 'zod'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { permissionNamesOf, permissionsNamed } from '@/lib/policy/permission-names'
import { isPermission, type Permission } from '@/lib/policy/permissions'
import { permissionsOfRole } from '@/lib/policy/roles'
import { isScope, permissionsOfScope, scopesHeld } from '@/lib/policy/scopes'
import { deleteRole } from '@/lib/roles/delete'
import { roleFactsOf } from '@/lib/roles/facts'
import { createRole, updateRole } from '@/lib/roles/manage'
import { roleNotFound } from '@/lib/roles/role-not-found'
import { baseOf, valuesOf, type PageAsked } from './fields'
import { builtInCalled, descriptionUnder, type Place } from './role-names'
import type {
  AccountRoleView,
  createWorkspaceRoleInput,
  RoleFilter,
  updateAccountRoleInput,
  updateWorkspaceRoleInput,
  WorkspaceRoleView,
} from './roles-schema'
import * as store from './roles-store'

type Asked = PageAsked & { filter: RoleFilter }
type OfRole = { accountId: string; roleId: string }

/**
 * The roles that are held in the account: the built-in ones of the organization and every custom role. Asked for by name, exactly one row for
 * each name that there is, under that name. Needs `read:role`.
 */
export async function listAccountRoles(
  ctx: Ctx,
  accountId: string,
  asked: Asked,
): Promise<AccountRoleView[]> {
  return (await listRoles(ctx, accountId, 'account', asked)).map((row) => accountRoleOf(accountId, row))
}

/** One of them; `not_found` for an id that is none. */
export async function getAccountRole(ctx: Ctx, { accountId, roleId }: OfRole): Promise<AccountRoleView> {
  return accountRoleOf(accountId, await getRole(ctx, accountId, 'account', roleId))
}

/** Changes a custom one, as `updateRole` does; `invalid_input`/`unknown_permission` for a name of neither kind. */
export async function updateAccountRole(
  ctx: Ctx,
  { accountId, roleId }: OfRole,
  { name, permissions }: z.output<typeof updateAccountRoleInput>,
): Promise<void> {
  await getRole(ctx, accountId, 'account', roleId)
  await updateRole(ctx, {
    accountId,
    roleId,
    name: name ?? undefined,
    permissions: permissions ? [...new Set(permissions.flatMap(permissionsCalled))] : undefined,
  })
}

/** Deletes one that nobody has, as `deleteRole` does (`conflict`/`role_in_use`). */
export async function deleteAccountRole(ctx: Ctx, { accountId, roleId }: OfRole): Promise<void> {
  await getRole(ctx, accountId, 'account', roleId)
  await deleteRole(ctx, { accountId, roleId })
}

/** The roles that are given in workspaces: the built-in ones and the custom ones that hold nothing of the organization. As `listAccountRoles`. */
export async function listWorkspaceRoles(
  ctx: Ctx,
  accountId: string,
  asked: Asked,
): Promise<WorkspaceRoleView[]> {
  return (await listRoles(ctx, accountId, 'workspace', asked)).map((row) => workspaceRoleOf(accountId, row))
}

/** One of them; `not_found` for an id that is none. */
export async function getWorkspaceRole(ctx: Ctx, { accountId, roleId }: OfRole): Promise<WorkspaceRoleView> {
  return workspaceRoleOf(accountId, await getRole(ctx, accountId, 'workspace', roleId))
}

/** Makes a custom role of scopes, as `createRole` does; `invalid_input`/`unknown_scope` for a scope that means nothing here. */
export async function createWorkspaceRole(
  ctx: Ctx,
  accountId: string,
  input: z.output<typeof createWorkspaceRoleInput>,
): Promise<WorkspaceRoleView> {
  const { name, description, scopes, inherited_role_id: inheritedRoleId = null } = input
  const permissions = permissionsOfScopes(scopes ?? [])
  if (inheritedRoleId) await requireInheritable(ctx, accountId, inheritedRoleId)
  const content = { name, description: description ?? '', permissions, inheritedRoleId }
  const { id } = await createRole(ctx, { accountId, ...content })
  return getWorkspaceRole(ctx, { accountId, roleId: id })
}

/** Changes one, as `updateRole` does; what is left out stays as it is. */
export async function updateWorkspaceRole(
  ctx: Ctx,
  { accountId, roleId }: OfRole,
  input: z.output<typeof updateWorkspaceRoleInput>,
): Promise<void> {
  const { name, description, scopes, inherited_role_id: inheritedRoleId } = input
  await getRole(ctx, accountId, 'workspace', roleId)
  if (inheritedRoleId) await requireInheritable(ctx, accountId, inheritedRoleId)
  await updateRole(ctx, {
    accountId,
    roleId,
    name,
    inheritedRoleId,
    description: description ?? undefined,
    permissions: scopes === undefined ? undefined : permissionsOfScopes(scopes ?? []),
  })
}

/** Deletes one that nobody uses, as `deleteRole` does (`conflict`/`role_in_use`). */
export async function deleteWorkspaceRole(ctx: Ctx, { accountId, roleId }: OfRole): Promise<void> {
  await getRole(ctx, accountId, 'workspace', roleId)
  await deleteRole(ctx, { accountId, roleId })
}

async function listRoles(
  ctx: Ctx,
  accountId: string,
  place: Place,
  { filter, limit, offset }: Asked,
): Promise<store.RoleRow[]> {
  await authorizeAccount(ctx, database(), accountId, 'read:role')
  const names = valuesOf(filter?.name)
  const builtIns = names?.map((name) => builtInCalled(place, name)).filter((key) => key !== null)
  const rows = await store.listRoles(database(), {
    accountId,
    place,
    ids: valuesOf(filter?.id),
    named: names && { names, builtIns: builtIns ?? [] },
    limit,
    offset,
  })
  return names ? [...new Set(names)].flatMap((name) => rowCalled(rows, place, name)) : rows
}

// An organization may call a role of its own by a name that is only a client's for one of ours; then that is the one.
function rowCalled(rows: store.RoleRow[], place: Place, name: string): store.RoleRow[] {
  const own = rows.find((row) => row.builtIn === null && row.name === name)
  if (own) return [own]
  const key = builtInCalled(place, name)
  const builtIn = rows.find((row) => row.builtIn === key)
  return key && builtIn ? [{ ...builtIn, name, description: descriptionUnder(name, key) }] : []
}

async function getRole(ctx: Ctx, accountId: string, place: Place, roleId: string): Promise<store.RoleRow> {
  await authorizeAccount(ctx, database(), accountId, 'read:role')
  const asked = { accountId, place, ids: [roleId], named: null, limit: 1, offset: 0 }
  const [row] = await store.listRoles(database(), asked)
  if (!row) throw roleNotFound()
  return row
}

async function requireInheritable(ctx: Ctx, accountId: string, roleId: string): Promise<void> {
  await getRole(ctx, accountId, 'workspace', roleId).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.reason !== 'role_not_found') throw error
    const sentence =
      'There is no workspace role with this id in the account. Choose one of its workspace roles.'
    throw new AppError('invalid_input', 'role_not_found', {
      message: `inherited_role_id: ${sentence}`,
      fields: { inherited_role_id: sentence },
    })
  })
}

function permissionsCalled(name: string): readonly Permission[] {
  const found = permissionsNamed(name)
  if (found) return found
  const sentence = 'There is no such permission. Choose from those that GET /api/accounts/permissions lists.'
  throw new AppError('invalid_input', 'unknown_permission', {
    message: `permissions: ${sentence}`,
    fields: { permissions: sentence },
  })
}

function permissionsOfScopes(scopes: readonly string[]): Permission[] {
  return [...new Set(scopes.flatMap(permissionsOfName))]
}

function permissionsOfName(name: string): readonly Permission[] {
  if (isScope(name)) return [...permissionsOfScope(name)]
  if (isPermission(name)) return [name]
  // Repeats a client's text only when it looks like a scope.
  const what = /^[a-z_]{1,60}$/.test(name) ? `no scope ${name}` : 'no such scope'
  const sentence = `There is ${what} here. Choose from those that GET /api/workspace_scopes lists.`
  throw new AppError('invalid_input', 'unknown_scope', {
    message: `scopes: ${sentence}`,
    fields: { scopes: sentence },
  })
}

function accountRoleOf(accountId: string, row: store.RoleRow): AccountRoleView {
  const role = roleFactsOf(row)
  return {
    ...baseOf(row),
    name: row.name,
    permissions: permissionNamesOf(permissionsOfRole(role)),
    account_id: role.builtIn === null ? accountId : null,
    is_system_role: role.builtIn !== null,
  }
}

function workspaceRoleOf(accountId: string, row: store.RoleRow): WorkspaceRoleView {
  const role = roleFactsOf(row)
  const held = permissionsOfRole(role)
  return {
    ...baseOf(row),
    name: row.name,
    description: row.description,
    scopes: [...scopesHeld(held)],
    permissions: [...held],
    account_id: role.builtIn === null ? accountId : null,
    inherited_role_id: inheritedOf(row.inherited, held),
  }
}

// Told as long as it is true: an edit may have taken some of it away, and the other role may have gained some since.
function inheritedOf(inherited: store.RoleRow['inherited'], held: ReadonlySet<Permission>): string | null {
  if (!inherited) return null
  const isHeld = [...permissionsOfRole(roleFactsOf(inherited))].every((permission) => held.has(permission))
  return isHeld ? inherited.id : null
}
