import { authorizeAccount, type AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database, type Tx } from '@/lib/db/transaction'
import { AppError, invariant } from '@/lib/errors'
import type { Decision } from '@/lib/policy/decision'
import { permissionsAcrossWorkspaces } from '@/lib/policy/evaluate'
import { decideAssignment } from '@/lib/policy/holding'
import type { Permission } from '@/lib/policy/permissions'
import { assignableOn, type RoleFacts } from '@/lib/policy/roles'
import { roleFactsOf } from './facts'
import type { AssignableRole } from './schema'
import { roleNotFound } from './role-not-found'
import * as store from './store'

// More than anybody makes, and still no unbounded query.
const rolesAtMost = 10_000

/** The roles that can be held in the account, each with the reason when the viewer may not give it (R2). Needs `read:role`. */
export async function listAssignableRoles(ctx: Ctx, accountId: string): Promise<AssignableRole[]> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:role')
  const held = permissionsHeld(access)
  return listRolesForAccount(database(), accountId, (role) => decideAssignment(held, role))
}

/** The roles that can be held in the account, each with the reason when `decide` refuses it. */
export async function listRolesForAccount(
  tx: Tx,
  accountId: string,
  decide: (role: RoleFacts) => Decision,
): Promise<AssignableRole[]> {
  return listDecided(tx, accountId, { isOffered: (role) => assignableOn(role).account, decide })
}

/** The roles that can be given in workspaces, each with the reason when one who holds `held` may not give it (R2). */
export async function listRolesForWorkspaces(
  tx: Tx,
  accountId: string,
  held: ReadonlySet<Permission>,
): Promise<AssignableRole[]> {
  return listDecided(tx, accountId, {
    isOffered: (role) => assignableOn(role).workspace,
    decide: (role) => decideAssignment(held, role),
  })
}

type Choice = { isOffered: (role: RoleFacts) => boolean; decide: (role: RoleFacts) => Decision }

async function listDecided(
  tx: Tx,
  accountId: string,
  { isOffered, decide }: Choice,
): Promise<AssignableRole[]> {
  const rows = await store.listRoles(tx, accountId, rolesAtMost)
  return rows
    .filter((row) => isOffered(roleFactsOf(row)))
    .map((row) => {
      const decision = decide(roleFactsOf(row))
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

/** The same for one that somebody may leave out, which is Member then. */
export async function getRoleOrMember(
  tx: Tx,
  accountId: string,
  roleId: string | null | undefined,
): Promise<RoleFacts> {
  if (roleId) return getRoleForAccount(tx, accountId, roleId)
  const role = await store.findBuiltIn(tx, accountId, 'MEMBER')
  invariant(role, 'an account has no role Member')
  return roleFactsOf(role)
}

/** A role that can be held in the account: throws as `getRoleForAccount` does for none and for one that cannot. */
export function requireForAccount(role: RoleFacts | undefined): RoleFacts {
  if (role === undefined) throw roleNotFound()
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
  const found = await findRolesFacts(tx, accountId, roleIds)
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
  const found = await findRolesFacts(tx, accountId, roleIds)
  for (const roleId of roleIds) requireRole(found, roleId)
  return found
}

/** Those of these roles that are the account's, by id. */
export async function findRolesFacts(
  tx: Tx,
  accountId: string,
  roleIds: string[],
): Promise<Map<string, RoleFacts>> {
  const rows = await store.findRoles(tx, accountId, roleIds)
  return new Map(rows.map((row) => [row.id, roleFactsOf(row)]))
}

/** The one of the account's roles that has this id; throws `not_found` when there is none. */
export function requireRole(roles: ReadonlyMap<string, RoleFacts>, roleId: string): RoleFacts {
  const role = roles.get(roleId)
  if (!role) throw roleNotFound()
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
