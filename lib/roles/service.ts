import { authorizeAccount, type AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { permissionsAcrossWorkspaces } from '@/lib/policy/evaluate'
import { decideAssignment } from '@/lib/policy/holding'
import type { Permission } from '@/lib/policy/permissions'
import { assignableOn, type RoleFacts } from '@/lib/policy/roles'
import { roleFactsOf } from './facts'
import type { AssignableRole } from './schema'
import * as store from './store'

// More than anybody makes, and still no unbounded query.
const rolesAtMost = 10_000

/** The roles that can be held in the account, each with the reason when the viewer may not give it (R2). Needs `read:role`. */
export async function listAssignableRoles(ctx: Ctx, accountId: string): Promise<AssignableRole[]> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:role')
  return listRolesAssignableOn('account', database(), accountId, permissionsHeld(access))
}

/** The roles that can be given in workspaces, each with the reason when one who holds `held` may not give it (R2). */
export async function listRolesForWorkspaces(
  tx: Tx,
  accountId: string,
  held: ReadonlySet<Permission>,
): Promise<AssignableRole[]> {
  return listRolesAssignableOn('workspace', tx, accountId, held)
}

async function listRolesAssignableOn(
  level: 'account' | 'workspace',
  tx: Tx,
  accountId: string,
  held: ReadonlySet<Permission>,
): Promise<AssignableRole[]> {
  const rows = await store.listRoles(tx, accountId, rolesAtMost)
  return rows
    .filter((row) => assignableOn(roleFactsOf(row))[level])
    .map((row) => {
      const decision = decideAssignment(held, roleFactsOf(row))
      const { id, name, description, builtIn } = row
      const refusal = decision.allowed ? null : decision.message
      return { id, name, description, is_built_in: builtIn !== null, refusal }
    })
}

/**
 * A role that can be held in the account. Throws `not_found` when the account has none with this id, and `invalid_input` naming the
 * field for one that is given in workspaces only.
 */
export async function getRoleForAccount(tx: Tx, accountId: string, roleId: string): Promise<RoleFacts> {
  return requireForAccount(await getRoleFacts(tx, accountId, roleId))
}

/** A role that can be held in the account: throws as `getRoleForAccount` does for none and for one that cannot. */
export function requireForAccount(role: RoleFacts | undefined): RoleFacts {
  if (role === undefined) throw store.roleNotFound()
  if (assignableOn(role).account) return role
  const sentence = 'Choose one of the organization roles: this one is given in workspaces.'
  throw new AppError('invalid_input', 'workspace_role', { message: sentence, fields: { roleId: sentence } })
}

/** The same for several at once, by id; throws as soon as one of them is not such a role. */
export async function getRolesForAccount(
  tx: Tx,
  accountId: string,
  roleIds: string[],
): Promise<Map<string, RoleFacts>> {
  const rows = await store.findRoles(tx, accountId, roleIds)
  const found = new Map(rows.map((row) => [row.id, roleFactsOf(row)]))
  return new Map(roleIds.map((roleId) => [roleId, requireForAccount(found.get(roleId))]))
}

/** Any role of the account; throws `not_found` when it has none with this id. */
export async function getRoleFacts(tx: Tx, accountId: string, roleId: string): Promise<RoleFacts> {
  return roleFactsOf(await store.getRole(tx, accountId, roleId))
}

/** Several roles of the account by id; throws `not_found` as soon as it has none with one of these ids. */
export async function getRolesFacts(
  tx: Tx,
  accountId: string,
  roleIds: string[],
): Promise<Map<string, RoleFacts>> {
  const found = new Map(
    (await store.findRoles(tx, accountId, roleIds)).map((row) => [row.id, roleFactsOf(row)]),
  )
  for (const roleId of roleIds) requireRole(found, roleId)
  return found
}

/** The one of the account's roles that has this id; throws `not_found` when there is none. */
export function requireRole(roles: ReadonlyMap<string, RoleFacts>, roleId: string): RoleFacts {
  const role = roles.get(roleId)
  if (!role) throw store.roleNotFound()
  return role
}

/** Every role of an account, built-in ones first; within the caller's transaction and for services only. */
export async function listRolesOfAccount(tx: Tx, accountId: string): Promise<{ id: string; name: string }[]> {
  return store.listRoles(tx, accountId, rolesAtMost)
}

/** Every role of an account as the policy sees it; for services that have authorized. */
export async function listRoleFacts(tx: Tx, accountId: string): Promise<RoleFacts[]> {
  return (await store.listRoles(tx, accountId, rolesAtMost)).map(roleFactsOf)
}

/** `P(a)` of access-model section 5: what the actor holds account-wide, to compare with a role. */
export function permissionsHeld(access: AccountAccess): ReadonlySet<Permission> {
  return permissionsAcrossWorkspaces(access.membership)
}
