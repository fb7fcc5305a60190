import { recordAudit } from '@/lib/audit/service'
import { isInTransaction, withTransaction, type Tx } from '@/lib/db/transaction'
import { enqueueJob } from '@/lib/jobs/service'
import type { Ctx } from './context'
import { noteBreakGlassUse } from './store'

type Used = { accountId: string; accountName: string; membershipId: string }

/**
 * Records that a session is let into an account by a password, where its member should have come through single sign-on, and has all Administrators
 * told by mail: once for each session, whichever requests come at once. In the caller's transaction if there is one. When it cannot be recorded,
 * nothing is opened.
 */
export async function recordBreakGlass(ctx: Ctx, tx: Tx, used: Used): Promise<void> {
  if (isInTransaction(tx)) return note(tx, ctx, used)
  await withTransaction((own) => note(own, ctx, used))
}

async function note(tx: Tx, ctx: Ctx, { accountId, accountName, membershipId }: Used): Promise<void> {
  const { actor, now, ipAddress, userAgent } = ctx
  if (actor.kind !== 'USER' || !actor.sessionId) return
  const { sessionId, userId, name } = actor
  if (!(await noteBreakGlassUse(tx, { accountId, sessionId, userId }, now))) return
  const use = { accountId, userId, usedAt: now.toISOString(), ipAddress, userAgent }
  await enqueueJob(tx, 'mail_break_glass_use', use)
  await recordAudit(tx, ctx, {
    accountId,
    action: 'account.break_glass_used',
    message: `${name} opened ${accountName} with a password, as a break-glass Administrator`,
    objectTable: 'membership',
    objectId: membershipId,
    info: { session_id: sessionId },
  })
}
