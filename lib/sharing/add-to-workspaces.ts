import type { AuditInput } from '@/lib/audit/schema'
import type { Ctx } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import { invariant } from '@/lib/errors'
import { decideReadOnly } from '@/lib/policy/holding'
import type { RoleFacts } from '@/lib/policy/roles'
import { roleFactsOf } from '@/lib/roles/facts'
import * as store from './add-to-workspaces-store'
import { grantInfo } from './change'

export type AccountEvent = Omit<AuditInput, 'accountId'>

type Addition = {
  accountId: string
  userId: string
  offers: { workspace: { id: string; name: string }; role: RoleFacts }[]
  /** Who gave the roles; null when they are gone. */
  offeredBy: { userId: string | null; name: string }
}

/**
 * Gives a member what they were offered in workspaces, in the caller's transaction, which holds the account's lock and records the events
 * that this returns, one `grant.created` for each grant. Whether it might be given was decided when it was offered; left away is what the
 * organization role rules out (R11), and where a grant is in force already, which is neither replaced nor lowered.
 */
export async function addToWorkspaces(
  tx: Tx,
  ctx: Ctx,
  { accountId, userId, offers, offeredBy }: Addition,
): Promise<AccountEvent[]> {
  if (offers.length === 0) return []
  const member = await store.findMember(tx, accountId, userId)
  invariant(member, 'somebody who is no member is added to workspaces')
  const target = { name: member.name, role: roleFactsOf(member.role) }
  const given = offers.filter(({ role }) => decideReadOnly(target, role).allowed)
  const added = await store.addGrants(
    tx,
    { accountId, membershipId: member.id, createdByUserId: offeredBy.userId, now: ctx.now },
    given.map(({ workspace, role }) => ({ workspaceId: workspace.id, roleId: role.id })),
  )
  return given
    .filter(({ workspace }) => added.has(workspace.id))
    .map(({ workspace, role }) => ({
      action: 'grant.created',
      message: `${member.name} was added to ${workspace.name} as ${role.name} by the invitation of ${offeredBy.name}`,
      objectTable: 'workspace',
      objectId: workspace.id,
      info: grantInfo(member, null, { role, expiresAt: null }),
    }))
}
