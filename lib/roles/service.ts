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

/** The roles that can be held in the account, each with the reason when the viewer may not give it (R2). Needs `read:role`. */
export async function listAssignableRoles(ctx: Ctx, accountId: string): Promise<AssignableRole[]> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:role')
  const rows = await store.listRoles(database(), accountId, 1_000)
  const held = permissionsHeld(access)
  return rows
    .map((row) => ({ row, facts: roleFactsOf(row) }))
    .filter(({ facts }) => assignableOn(facts).account)
    .map(({ row, facts }) => {
      const decision = decideAssignment(held, facts)
      return {
        id: row.id,
        name: row.name,
        description: row.description,
        refusal: decision.allowed ? null : decision.message,
      }
    })
}

/** A role that can be held in the account; throws `invalid_input` naming the field when there is none with this id in it. */
export async function getRoleForAccount(tx: Tx, accountId: string, roleId: string): Promise<RoleFacts> {
  const row = await store.findRole(tx, accountId, roleId)
  const role = row && roleFactsOf(row)
  if (role && assignableOn(role).account) return role
  const sentence = 'Choose one of the organization roles.'
  throw new AppError('invalid_input', 'unknown_role', { message: sentence, fields: { roleId: sentence } })
}

/** Every role of an account, built-in ones first; within the caller's transaction and for services only. */
export async function listRolesOfAccount(tx: Tx, accountId: string): Promise<{ id: string; name: string }[]> {
  return store.listRoles(tx, accountId, 1_000)
}

/** `P(a)` of access-model section 5: what the actor holds account-wide, to compare with a role. */
export function permissionsHeld(access: AccountAccess): ReadonlySet<Permission> {
  return permissionsAcrossWorkspaces(access.membership)
}
