import type { Ctx } from '@/lib/authz/context'
import type { AuditInput } from './schema'
import { recordAudit, recordRefusal } from './service'
import { findLastSince, lockChainEnd, type EventMark } from './store'

const everyMilliseconds = 60_000

/**
 * Records what a program may do again and again, once a minute, in whichever process: `mark` is what makes events the same, beside who did it
 * (null for nobody who is signed in).
 * So it does not fill the log, nor take the lock on its end each time. In a transaction of its own: never call it in one.
 */
export async function recordOnceAMinute(
  ctx: Ctx,
  { actorId, mark }: { actorId: string | null; mark: EventMark },
  event: AuditInput,
): Promise<void> {
  const { accountId, action } = event
  const since = new Date(ctx.now.getTime() - everyMilliseconds)
  const key = JSON.stringify([accountId, action, actorId, Object.entries(mark)])
  if (isKnownSince(key, since)) return
  // Before it is written: of many requests at once one writes.
  recorded.set(key, ctx.now)
  try {
    const isRecorded = await recordRefusal(async (tx) => {
      // Whoever comes at the same moment through another process waits here, and finds the event.
      await lockChainEnd(tx, accountId)
      const last = await findLastSince(tx, { accountId, actorId, action, mark }, since)
      if (last) recorded.set(key, last)
      else await recordAudit(tx, ctx, event)
    })
    if (!isRecorded) recorded.delete(key)
  } catch (error) {
    recorded.delete(key)
    throw error
  }
}

/** When each was last recorded by this process. */
const recorded = new Map<string, Date>()

function isKnownSince(key: string, since: Date): boolean {
  const last = recorded.get(key)
  if (last && last > since) return true
  for (const [other, at] of recorded) if (at <= since) recorded.delete(other)
  return false
}
