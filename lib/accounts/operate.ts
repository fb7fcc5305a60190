import { recordOperatorAudit } from '@/lib/audit/installation'
import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database, lockAccount, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { env } from '@/lib/env'
import { changeLocked } from '@/lib/operator/change'
import { auditNote, runsKeptUntil, runsNote } from '@/lib/plans/retention'
import { getUserForOperator } from '@/lib/users/operate'
import { createOrganizationFor } from './create'
import type { CreateOrganizationForPersonInput, PlanChange, SetPlanInput } from './schema'
import * as store from './store'

/**
 * Puts an account on a plan. Going down keeps everything and refuses only what would add to the excess; where runs or audit events are kept for fewer
 * days, which `runs_note` and `audit_note` say, none is removed for that in the next 30. For the operator and the command line; `not_found` when no account has the handle, and for everybody else.
 */
export async function setPlan(ctx: Ctx, input: SetPlanInput): Promise<PlanChange> {
  const { id } = await getAccountForOperator(ctx, input.handle)
  const order = { attempt: 'change the plan of an account', objectTable: 'account', objectId: id } as const
  const lock = async (tx: Tx) => lockAccount(tx, id)
  return changeLocked(ctx, order, {
    lock,
    work: async (tx) => {
      const account = await store.findAccount(tx, id)
      if (!account) throw new AppError('not_found')
      const change = { from: account.plan, to: input.plan, now: ctx.now }
      if (account.plan !== input.plan) {
        await store.updateAccountPlan(tx, id, input.plan)
        const keptUntil = runsKeptUntil(change)
        if (keptUntil) await store.keepRunsUntil(tx, id, keptUntil)
        await recordOperatorAudit(tx, ctx, {
          accountId: id,
          action: 'account.plan_changed',
          message: `The plan of ${account.name} was changed from ${account.plan} to ${input.plan}`,
          objectTable: 'account',
          objectId: id,
          info: {
            before: { plan: account.plan },
            after: { plan: input.plan },
            ...(keptUntil ? { runs_kept_until: keptUntil.toISOString() } : {}),
          },
        })
      }
      return {
        handle: account.handle,
        plan: input.plan,
        runs_note: runsNote(change),
        audit_note: auditNote(change),
      }
    },
  })
}

/**
 * Creates an organization with somebody as its Administrator, on the plan that is named or the installation's default. For the operator
 * and the command line; `not_found`/`user_not_found` when nobody has the address, `conflict`/`handle_taken` with the field.
 */
export async function createOrganizationForPerson(
  ctx: Ctx,
  { administrator: address, plan = env().DEFAULT_PLAN, ...organization }: CreateOrganizationForPersonInput,
): Promise<{ id: string; handle: string }> {
  const administrator = await getUserForOperator(ctx, address, 'administrator')
  return createOrganizationFor(ctx, { ...organization, plan, administrator }, recordOperatorAudit)
}

/** The account with this current or former handle, for the operator; shows nothing of what is in it. Throws `not_found`. */
export async function getAccountForOperator(ctx: Ctx, handle: string): Promise<{ id: string }> {
  requireOperator(ctx)
  const id = await store.findHandleOwner(database(), handle.toLowerCase())
  if (!id)
    throw new AppError('not_found', 'account_not_found', {
      message: `No account has the handle “${handle}”.`,
    })
  return { id }
}
