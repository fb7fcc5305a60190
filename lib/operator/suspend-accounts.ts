import { getAccountForOperator } from '@/lib/accounts/operate'
import { recordOperatorAudit } from '@/lib/audit/installation'
import type { AuditInput } from '@/lib/audit/schema'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { namedAtMost } from '@/lib/db/sole-administrator'
import { lockAccount, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { changeLocked } from './change'
import { decideReactivation } from './rules'
import type { AccountByHandle, SuspendedAccountView } from './schema'
import * as store from './store'

/**
 * Lets nobody use an account from the next request on: members and keys are told `forbidden`/`account_suspended`, invitations cannot be
 * accepted, and everything in it stays. One that is suspended already stays as it is. For operators and the command line; `not_found` when
 * no account has the handle, and for everybody else.
 */
export async function suspendAccount(ctx: Ctx, input: AccountByHandle): Promise<SuspendedAccountView> {
  return setSuspended(ctx, input, { attempt: 'suspend an account', isSuspended: true })
}

/**
 * Lets those who could use a suspended account use it again, as it was left. Throws as suspending does, and `conflict`/`last_administrator` for
 * an organization of which every Administrator is suspended.
 */
export async function reactivateAccount(ctx: Ctx, input: AccountByHandle): Promise<SuspendedAccountView> {
  return setSuspended(ctx, input, { attempt: 'reactivate an account', isSuspended: false })
}

async function setSuspended(
  ctx: Ctx,
  { handle: asked }: AccountByHandle,
  { attempt, isSuspended }: { attempt: string; isSuspended: boolean },
): Promise<SuspendedAccountView> {
  const { id } = await getAccountForOperator(ctx, asked)
  const order = { attempt, objectTable: 'account', objectId: id } as const
  return changeLocked(ctx, order, {
    lock: async (tx) => lockAccount(tx, id),
    work: async (tx) => {
      const account = await store.findAccount(tx, id)
      if (!account) throw new AppError('not_found')
      const { handle, suspendedAt: before } = account
      if ((before !== null) === isSuspended) return viewOf(id, handle, before)
      if (!isSuspended) await requireAdministrator(tx, id, account)
      const after = isSuspended ? ctx.now : null
      await store.updateAccountSuspension(tx, id, after)
      await recordOperatorAudit(tx, ctx, { accountId: id, ...eventOf({ ...account, id, before, after }) })
      return viewOf(id, handle, after)
    },
  })
}

async function requireAdministrator(tx: Tx, id: string, { kind, name }: store.AccountRow): Promise<void> {
  if (kind === 'PERSONAL') return
  const activeAdministrators = await store.countActiveAdministrators(tx, id)
  const suspended =
    activeAdministrators > 0 ? [] : await store.listSuspendedAdministrators(tx, id, namedAtMost)
  const areAll = suspended.length < namedAtMost
  enforce(decideReactivation({ name, activeAdministrators, suspended, areAll }), 'conflict')
}

type Change = store.AccountRow & { id: string; before: Date | null; after: Date | null }

function eventOf({ id, name, handle, before, after }: Change): Omit<AuditInput, 'accountId'> {
  return {
    action: after ? 'account.suspended' : 'account.reactivated',
    message: `The operator ${after ? 'suspended' : 'reactivated'} ${name}`,
    objectTable: 'account',
    objectId: id,
    info: {
      handle,
      before: { suspended_at: before?.toISOString() ?? null },
      after: { suspended_at: after?.toISOString() ?? null },
    },
  }
}

function viewOf(id: string, handle: string, suspendedAt: Date | null): SuspendedAccountView {
  return { id, handle, suspended_at: suspendedAt?.toISOString() ?? null }
}
