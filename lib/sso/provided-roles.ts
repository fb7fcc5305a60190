import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { firstRefusal } from '@/lib/policy/decision'
import { decideAssignment, decideGivenByProvider } from '@/lib/policy/holding'
import type { AssignableRole } from '@/lib/roles/schema'
import { listRolesForAccount, permissionsHeld } from '@/lib/roles/service'

/**
 * The organization roles as a connection or a group may give them, each with the reason when it may not: never Administrator, and only what the
 * viewer holds (R2). Needs `read:sso`.
 */
export async function listProvidedRoles(ctx: Ctx, accountId: string): Promise<AssignableRole[]> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:sso')
  const held = permissionsHeld(access)
  return listRolesForAccount(database(), accountId, (role) =>
    firstRefusal<string>(decideGivenByProvider(role), decideAssignment(held, role)),
  )
}
