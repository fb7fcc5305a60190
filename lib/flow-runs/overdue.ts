import { systemContext } from '@/lib/authz/session'
import { database, withTransaction } from '@/lib/db/transaction'
import { untilDone } from '@/lib/jobs/until-done'
import { listOverdueRuns } from './overdue-store'
import { cancellingAtMostSeconds, overdueState } from './rules'
import { lockRuns, presentOf, writeNext } from './transition'

const batchSize = 500
const secondsAtMost = 45
const roster = { kind: 'SYSTEM', name: 'Roster' } as const

/**
 * Ends runs that nobody else ends: what has been CANCELLING for five minutes is CANCELLED, what is PAUSED for longer than it was to wait has
 * FAILED. The system writes these states, which say why; they are not audited, as nobody ordered them.
 */
export async function endOverdueRuns(now: Date): Promise<void> {
  const ctx = { ...systemContext(roster.name), now }
  const cancellingBefore = new Date(now.getTime() - cancellingAtMostSeconds * 1_000)
  await untilDone(secondsAtMost, async () => {
    const found = await listOverdueRuns(database(), { cancellingBefore, now, limit: batchSize })
    const workspaceIds = [...new Set(found.map(({ workspaceId }) => workspaceId))]
    for (const workspaceId of workspaceIds) {
      const ids = found.filter((run) => run.workspaceId === workspaceId).map(({ id }) => id)
      await withTransaction(async (tx) => {
        const runs = await lockRuns(tx, workspaceId, ids)
        const ended = runs.flatMap((run) => {
          const state = overdueState(presentOf(run), new Date(run.state.timestamp), now)
          return state ? [{ run, state }] : []
        })
        if (ended.length > 0) await writeNext(tx, ctx, { workspaceId, actor: roster }, ended)
      })
    }
    return found.length === batchSize
  })
}
