import { changeAccount } from '@/lib/authz/change-account'
import type { AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Tx } from '@/lib/db/transaction'
import { decideServiceAccountChange } from './rules'
import { getTarget, type ServiceAccountTarget } from './target'

type Change = {
  accountId: string
  serviceAccountId: string
  permission: 'update:service_account' | 'delete:service_account'
  /** What is tried, completing "Ada was refused to …". */
  attempt: string
}

/**
 * The shape of every change of a service account: under its account's lock, by one who holds the permission and everything that it holds
 * (R3, `outranked`), in each workspace too. Throws `not_found`/`service_account_not_found` when the account has none such.
 */
export async function changeServiceAccount<Result>(
  ctx: Ctx,
  { accountId, serviceAccountId, permission, attempt }: Change,
  work: (tx: Tx, access: AccountAccess, target: ServiceAccountTarget) => Promise<Result>,
): Promise<Result> {
  const object = { objectTable: 'service_account', objectId: serviceAccountId } as const
  return changeAccount(ctx, { accountId, permission, attempt, ...object }, async (tx, access) => {
    const target = await getTarget(tx, ctx, access, serviceAccountId)
    enforceRule(decideServiceAccountChange(target.facts, permission))
    return work(tx, access, target)
  })
}
