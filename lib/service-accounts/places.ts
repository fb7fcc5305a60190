import type { AccountAccess } from '@/lib/authz/access'
import type { Tx } from '@/lib/db/transaction'
import { countedBeyond } from '@/lib/plans/rules'
import { limitsOfPlan } from '@/lib/plans/service'
import type { ServiceAccountPlaces } from './rules'
import * as store from './store'

/** The places that service accounts take, and the plan's limit (R12); nothing is counted where the plan has no limit. */
export async function countServiceAccountPlaces(
  tx: Tx,
  { account }: AccountAccess,
): Promise<ServiceAccountPlaces> {
  const limit = limitsOfPlan(account.plan).serviceAccounts
  if (limit === null) return { taken: 0, limit }
  return { taken: await store.countServiceAccounts(tx, account.id, limit + countedBeyond), limit }
}
