import { recordOperatorUserAudit } from '@/lib/audit/installation'
import type { AuditInput } from '@/lib/audit/schema'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { listSoleAdministratorships } from '@/lib/db/sole-administrator'
import type { Tx } from '@/lib/db/transaction'
import { isMailOn } from '@/lib/mail/service'
import { mailResetLink } from '@/lib/passwords/service'
import { endSessions } from '@/lib/sessions/service'
import { findLockedUser, lockPerson } from '@/lib/users/locking'
import { userNotFound } from '@/lib/users/operate'
import type { Credentials } from '@/lib/users/service'
import { changeLocked } from './change'
import { decideAdministratorSuspension, decidePasswordReset, decideUserSuspension } from './rules'
import type { EndedSessionsView, StartedResetView, SuspendedUserView, UserById } from './schema'
import * as store from './store'

/**
 * Lets a person in nowhere from the next request on: their sessions end, their password and their keys are refused with
 * `user_suspended`; memberships, keys and everything of theirs stays. One who is suspended already stays so. For operators and the command
 * line, `not_found` for everybody else; `conflict` with `own_user`, `last_operator`, `last_administrator` where an organization that is in use
 * would be left to nobody (R7), or `changed_meanwhile` when they joined or left something at the same moment.
 */
export async function suspendUser(ctx: Ctx, { userId }: UserById): Promise<SuspendedUserView> {
  const order = orderOf(userId, 'suspend somebody')
  const lock = async (tx: Tx) => (await lockPerson(tx, userId))?.user ?? null
  return changeLocked(ctx, order, { lock, work: (tx, user) => suspend(tx, ctx, requireThere(user)) })
}

async function suspend(tx: Tx, ctx: Ctx, user: Credentials): Promise<SuspendedUserView> {
  const { id, name, isOperator } = user
  const isOneself = ctx.actor.kind === 'USER' && ctx.actor.userId === id
  const otherOperators = isOperator ? await store.countOtherOperators(tx, id) : 0
  enforce(decideUserSuspension({ isOneself, isOperator, otherOperators }), 'conflict')
  const { organizations, areAll } = await listSoleAdministratorships(tx, id)
  const alone = organizations.map(({ handle }) => handle)
  if (user.suspendedAt) return suspendedViewOf(user, { ended_sessions: 0, only_administrator_of: alone })
  const handles = organizations.filter(({ isSuspended }) => !isSuspended).map(({ handle }) => handle)
  // Those in use come first: where one that is not was read, so was each of them.
  const areAllInUse = areAll || handles.length < organizations.length
  enforce(decideAdministratorSuspension({ name, handles, areAll: areAllInUse }), 'conflict')
  await store.updateUserSuspension(tx, id, ctx.now)
  const ended = await endSessions(tx, ctx, { userId: id, keptSessionId: null })
  await recordOperatorUserAudit(tx, ctx, id, {
    action: 'user.suspended',
    message: `The operator suspended ${user.name}`,
    info: { email: user.email, endedSessions: ended },
  })
  const suspended = { id, suspendedAt: ctx.now }
  return suspendedViewOf(suspended, { ended_sessions: ended, only_administrator_of: alone })
}

/** Lets a suspended person in again: they sign in anew, and keys that still hold work. Throws as suspending does, without the rules. */
export async function reactivateUser(ctx: Ctx, input: UserById): Promise<SuspendedUserView> {
  return changeUser(ctx, input, 'reactivate somebody', async (tx, user) => {
    const nothing = { ended_sessions: 0, only_administrator_of: [] }
    if (!user.suspendedAt) return suspendedViewOf(user, nothing)
    await store.updateUserSuspension(tx, user.id, null)
    await recordOperatorUserAudit(tx, ctx, user.id, {
      action: 'user.reactivated',
      message: `The operator reactivated ${user.name}`,
      info: { email: user.email, suspended_at: user.suspendedAt.toISOString() },
    })
    return suspendedViewOf({ id: user.id, suspendedAt: null }, nothing)
  })
}

/** Signs a person out of every browser; with their password they may sign in again at once. Keys stay. Throws as reactivating does. */
export async function endSessionsOfUser(ctx: Ctx, input: UserById): Promise<EndedSessionsView> {
  return changeUser(ctx, input, 'end the sessions of somebody', async (tx, { id, name, email }) => {
    const ended = await endSessions(tx, ctx, { userId: id, keptSessionId: null })
    if (ended > 0) {
      await recordOperatorUserAudit(tx, ctx, id, {
        action: 'user.sessions_ended',
        message: `The operator signed ${name} out of all devices`,
        info: { email, endedSessions: ended },
      })
    }
    return { id, ended_sessions: ended }
  })
}

/**
 * Mails a person a link to set another password, open for an hour; the operator sees neither, unless the installation sends no mail and
 * keeps it in the outbox. The password stays until it is used. Throws as reactivating does, and `conflict`/`user_suspended`.
 */
export async function startPasswordReset(ctx: Ctx, input: UserById): Promise<StartedResetView> {
  return changeUser(ctx, input, 'mail somebody a link to reset the password', async (tx, user) => {
    enforce(decidePasswordReset(user.suspendedAt), 'conflict')
    await mailResetLink(tx, { user, ipAddress: null })
    const event: Pick<AuditInput, 'action' | 'message' | 'info'> = {
      action: 'user.password_reset_requested',
      message: isMailOn()
        ? `The operator mailed ${user.name} a link to reset the password`
        : `The operator had a link to reset the password of ${user.name} made, which is in the outbox`,
      info: { email: user.email },
    }
    await recordOperatorUserAudit(tx, ctx, user.id, event)
    return { id: user.id, email: user.email }
  })
}

async function changeUser<Result>(
  ctx: Ctx,
  { userId }: UserById,
  attempt: string,
  work: (tx: Tx, user: Credentials) => Promise<Result>,
): Promise<Result> {
  return changeLocked(ctx, orderOf(userId, attempt), {
    lock: (tx) => findLockedUser(tx, userId),
    work: (tx, user) => work(tx, requireThere(user)),
  })
}

function orderOf(userId: string, attempt: string) {
  return { attempt, objectTable: 'user' as const, objectId: userId }
}

function requireThere(user: Credentials | null): Credentials {
  if (!user) throw userNotFound()
  return user
}

function suspendedViewOf(
  { id, suspendedAt }: { id: string; suspendedAt: Date | null },
  rest: Pick<SuspendedUserView, 'ended_sessions' | 'only_administrator_of'>,
): SuspendedUserView {
  return { id, suspended_at: suspendedAt?.toISOString() ?? null, ...rest }
}
