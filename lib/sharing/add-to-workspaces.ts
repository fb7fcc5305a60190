import type { AuditInput } from '@/lib/audit/schema'
import type { Ctx } from '@/lib/authz/context'
import type { PrincipalKey } from '@/lib/db/principal'
import type { Tx } from '@/lib/db/transaction'
import { invariant } from '@/lib/errors'
import { decideReadOnly } from '@/lib/policy/holding'
import { roleFactsOf } from '@/lib/roles/facts'
import * as store from './add-to-workspaces-store'
import { grantInfo } from './change'
import type { Offer } from './offers'

export type AccountEvent = Omit<AuditInput, 'accountId'>

type Addition = {
  accountId: string
  principal: PrincipalKey
  offers: readonly Offer[]
  /** Who gave the roles, null when they are gone or no user, and what the events say: "by Ada Lovelace", without the "by". */
  giver: { userId: string | null; told: string }
}

/**
 * Gives a member or service account what they were offered in workspaces, in the caller's transaction, which holds the account's lock and
 * records the events that this returns, one `grant.created` for each grant. Whether it might be given was decided when it was offered; left
 * away is what the organization role rules out (R11), and where a grant is in force already, which is neither replaced nor lowered.
 */
export async function addToWorkspaces(
  tx: Tx,
  ctx: Ctx,
  { accountId, principal, offers, giver }: Addition,
): Promise<AccountEvent[]> {
  if (offers.length === 0) return []
  const member = await store.findMember(tx, accountId, principal)
  invariant(member, 'somebody who is no member is added to workspaces')
  const target = { name: member.name, role: roleFactsOf(member.role) }
  const given = offers.filter(({ role }) => decideReadOnly(target, role).allowed)
  const added = await store.addGrants(
    tx,
    { accountId, membershipId: member.id, createdByUserId: giver.userId, now: ctx.now },
    given.map(({ workspace, role }) => ({ workspaceId: workspace.id, roleId: role.id })),
  )
  return given
    .filter(({ workspace }) => added.has(workspace.id))
    .map(({ workspace, role }) => ({
      action: 'grant.created',
      message: `${member.name} was added to ${workspace.name} as ${role.name} by ${giver.told}`,
      objectTable: 'workspace',
      objectId: workspace.id,
      info: grantInfo(member, null, { role, expiresAt: null }),
    }))
}
