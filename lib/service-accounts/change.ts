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
  /** Its key that is changed, where one is; a refusal is recorded as about that. */
  apiKeyId?: string
  beforehand?: (access: AccountAccess) => Promise<void>
}

/**
 * The shape of every change of a service account or its keys: under its account's lock, by one who holds the permission and everything that it holds
 * (R3, `outranked`), in each workspace too. Throws `not_found`/`service_account_not_found` when the account has none such.
 */
export async function changeServiceAccount<Result>(
  ctx: Ctx,
  { serviceAccountId, apiKeyId, ...change }: Change,
  work: (tx: Tx, access: AccountAccess, target: ServiceAccountTarget) => Promise<Result>,
): Promise<Result> {
  const object = apiKeyId
    ? { objectTable: 'api_key' as const, objectId: apiKeyId }
    : { objectTable: 'service_account' as const, objectId: serviceAccountId }
  return changeAccount(ctx, { ...change, ...object }, async (tx, access) => {
    const target = await getTarget(tx, ctx, access, serviceAccountId)
    enforceRule(decideServiceAccountChange(target.facts, change.permission))
    return work(tx, access, target)
  })
}
