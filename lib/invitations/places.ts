import type { AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import { countMembers } from '@/lib/members/service'
import { countedBeyond } from '@/lib/plans/rules'
import { limitsOfPlan } from '@/lib/plans/service'
import * as store from './store'

/**
 * The places that members and open invitations take, and the plan's limit (R12), under the account's lock; nothing is counted
 * where the plan has no limit.
 */
export async function countPlaces(
  tx: Tx,
  ctx: Ctx,
  { account }: { account: Pick<AccountAccess['account'], 'id' | 'plan'> },
): Promise<{ taken: number; limit: number | null }> {
  const limit = limitsOfPlan(account.plan).members
  if (limit === null) return { taken: 0, limit }
  const atMost = limit + countedBeyond
  const members = await countMembers(tx, account.id, atMost)
  const reserved = await store.countReservedPlaces(tx, account.id, ctx.now, atMost)
  return { taken: members + reserved, limit }
}
