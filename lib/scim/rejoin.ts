import { recordAudits } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import { changingGroups } from '@/lib/groups/reconcile'
import * as entries from './entry-store'

/**
 * Puts a membership that was just made into the groups that its user was provisioned into before, for somebody who was a member once. In the caller's
 * transaction, which holds the account's lock; records what that gives.
 */
export async function rejoinGroups(
  tx: Tx,
  ctx: Ctx,
  member: { accountId: string; membershipId: string; userId: string },
): Promise<void> {
  const { accountId, membershipId } = member
  if (!(await entries.hasProvisionedGroups(tx, member))) return
  const events = await changingGroups(tx, { accountId, membershipIds: [membershipId] }, () =>
    entries.restoreGroups(tx, member),
  )
  if (events.length > 0) await recordAudits(tx, ctx, accountId, events)
}
