import { getAccountForOperator } from '@/lib/accounts/operate'
import { recordOperatorAudit } from '@/lib/audit/installation'
import type { Ctx } from '@/lib/authz/context'
import { lockAccount } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { changeInstallation } from './change'
import type { AccountByHandle, SuspendedAccountView } from './schema'
import * as store from './store'

/**
 * Lets nobody use an account from the next request on: members and keys are told `forbidden`/`account_suspended`, invitations cannot be
 * accepted, and everything in it stays. One that is suspended already stays as it is. For operators and the command line; `not_found` when
 * no account has the handle, and for everybody else.
 */
export async function suspendAccount(ctx: Ctx, input: AccountByHandle): Promise<SuspendedAccountView> {
  return setSuspended(ctx, input, true)
}

/** Lets those who could use a suspended account use it again, as it was left. Throws as suspending does. */
export async function reactivateAccount(ctx: Ctx, input: AccountByHandle): Promise<SuspendedAccountView> {
  return setSuspended(ctx, input, false)
}

async function setSuspended(
  ctx: Ctx,
  { handle: asked }: AccountByHandle,
  isSuspended: boolean,
): Promise<SuspendedAccountView> {
  const { id } = await getAccountForOperator(ctx, asked)
  const attempt = isSuspended ? 'suspend an account' : 'reactivate an account'
  return changeInstallation(ctx, { attempt, objectTable: 'account', objectId: id }, async (tx) => {
    if (!(await lockAccount(tx, id))) throw new AppError('not_found')
    const account = await store.findAccount(tx, id)
    if (!account) throw new AppError('not_found')
    const { name, handle, suspendedAt: before } = account
    if ((before !== null) === isSuspended) return { id, handle, suspended_at: before?.toISOString() ?? null }
    const after = isSuspended ? ctx.now : null
    await store.updateAccountSuspension(tx, id, after)
    await recordOperatorAudit(tx, ctx, {
      accountId: id,
      action: isSuspended ? 'account.suspended' : 'account.reactivated',
      message: `The operator ${isSuspended ? 'suspended' : 'reactivated'} ${name}`,
      objectTable: 'account',
      objectId: id,
      info: {
        handle,
        before: { suspended_at: before?.toISOString() ?? null },
        after: { suspended_at: after?.toISOString() ?? null },
      },
    })
    return { id, handle, suspended_at: after?.toISOString() ?? null }
  })
}
