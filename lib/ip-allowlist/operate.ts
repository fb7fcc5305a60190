import { getAccountForOperator } from '@/lib/accounts/operate'
import { recordOperatorAudit } from '@/lib/audit/installation'
import type { Ctx } from '@/lib/authz/context'
import { lockAccount, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { changeLocked } from '@/lib/operator/change'
import * as store from './store'

/**
 * Stops enforcing the IP allowlist of an account, for when nobody who may can get in; the list itself stays. For the operator and the
 * command line; `not_found` when no account has the handle, and for everybody else.
 */
export async function allowAllAddresses(
  ctx: Ctx,
  input: { handle: string },
): Promise<{ handle: string; wasEnforced: boolean }> {
  const { id: accountId } = await getAccountForOperator(ctx, input.handle)
  const order = { attempt: 'lift an IP allowlist', objectTable: 'account', objectId: accountId } as const
  const lock = async (tx: Tx) => lockAccount(tx, accountId)
  return changeLocked(ctx, order, {
    lock,
    work: async (tx) => {
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
    },
  })
}
