import { getAccountForOperator } from '@/lib/accounts/operate'
import { recordOperatorAudit } from '@/lib/audit/installation'
import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { lockAccount, withTransaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import * as store from './store'

/**
 * Stops enforcing the IP allowlist of an account, for when nobody who may can get in; the list itself stays. For the operator and the
 * command line; `not_found` when no account has the handle, and for everybody else.
 */
export async function allowAllAddresses(
  ctx: Ctx,
  input: { handle: string },
): Promise<{ handle: string; wasEnforced: boolean }> {
  requireOperator(ctx)
  const { id: accountId } = await getAccountForOperator(ctx, input.handle)
  return withTransaction(async (tx) => {
    if (!(await lockAccount(tx, accountId))) throw new AppError('not_found')
    const account = await store.findAccount(tx, accountId)
    if (!account) throw new AppError('not_found')
    const { handle, name, isIpAllowlistEnforced: wasEnforced } = account
    if (!wasEnforced) return { handle, wasEnforced }
    await store.setEnforced(tx, accountId, false)
    await recordOperatorAudit(tx, ctx, {
      accountId,
      action: 'account.ip_allowlist_lifted',
      message: `The operator made ${name} let in every address`,
      objectTable: 'account',
      objectId: accountId,
      info: { before: { is_enforced: true }, after: { is_enforced: false } },
    })
    return { handle, wasEnforced }
  })
}
