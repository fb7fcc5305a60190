import { getAccountForOperator } from '@/lib/accounts/operate'
import { recordOperatorAudit } from '@/lib/audit/installation'
import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { lockAccount, withTransaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import * as store from './enforcement-store'

/**
 * Stops requiring single sign-on of the members of an account, for when its identity provider lets nobody in; domains and connections stay. For the
 * operator and the command line; `not_found` when no account has the handle, and for everybody else.
 */
export async function liftSingleSignOnFor(
  ctx: Ctx,
  input: { handle: string },
): Promise<{ handle: string; wasRequired: boolean }> {
  requireOperator(ctx)
  const { id: accountId } = await getAccountForOperator(ctx, input.handle)
  return withTransaction(async (tx) => {
    if (!(await lockAccount(tx, accountId))) throw new AppError('not_found')
    const account = await store.findEnforcement(tx, accountId)
    if (!account) throw new AppError('not_found')
    const { handle, name, isSsoRequired: wasRequired } = account
    if (!wasRequired) return { handle, wasRequired }
    await store.setRequired(tx, accountId, false)
    await recordOperatorAudit(tx, ctx, {
      accountId,
      action: 'account.sso_lifted',
      message: `The operator made ${name} stop requiring single sign-on`,
      objectTable: 'account',
      objectId: accountId,
    })
    return { handle, wasRequired }
  })
}
