import { recordingOperatorRefusals } from '@/lib/audit/installation'
import type { Refused } from '@/lib/audit/service'
import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { lockName, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import * as store from './store'

/**
 * The shape of every order of an operator: for operators and the command line, `not_found` for everybody else; in one transaction the orders
 * of the installation come one after the other, whoever is no operator by then is refused, and the work ends with its events. Refusals by
 * a rule are recorded in the installation's log.
 */
export async function changeInstallation<Result>(
  ctx: Ctx,
  order: Refused,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return changeLocked(ctx, order, { lock: () => Promise.resolve(), work })
}

/**
 * The same for an order about accounts or people, which are locked first: everybody locks accounts in the order of their ids, then a person,
 * then who is an operator. `work` gets what `lock` returned.
 */
export async function changeLocked<Locked, Result>(
  ctx: Ctx,
  order: Refused,
  { lock, work }: { lock: (tx: Tx) => Promise<Locked>; work: (tx: Tx, locked: Locked) => Promise<Result> },
): Promise<Result> {
  requireOperator(ctx)
  return recordingOperatorRefusals(ctx, order, () =>
    withTransaction(async (tx) => {
      const locked = await lock(tx)
      await lockOperators(tx)
      await requireStillOperator(tx, ctx)
      return work(tx, locked)
    }),
  )
}

/** Keeps who is an operator as it is until the transaction ends. */
export async function lockOperators(tx: Tx): Promise<void> {
  await lockName(tx, 'operators')
}

/** How many operators are left without a person, within a transaction that holds `lockOperators`. */
export async function countOtherOperators(tx: Tx, userId: string): Promise<number> {
  return store.countOtherOperators(tx, userId)
}

// Two operators who suspend each other at once: the second is none any more.
async function requireStillOperator(tx: Tx, { actor }: Ctx): Promise<void> {
  if (actor.kind === 'USER' && !(await store.isActiveOperator(tx, actor.userId)))
    throw new AppError('not_found')
}
