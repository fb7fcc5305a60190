import { systemContext } from '@/lib/authz/session'
import { database, withTransaction } from '@/lib/db/transaction'
import { untilDone } from '@/lib/jobs/until-done'
import { logger } from '@/lib/log'
import { listOverdueRuns, listSilentRuns, type FoundRun } from './overdue-store'
import type { LockedRun } from '../reports/report-store'
import { cancellingAtMostSeconds, overdueState, type RunState } from '../rules'
import { isFinal, stateNames } from '../states'
import { lockRuns, presentOf, writeNext } from '../reports/transition'

const batchSize = 500
const secondsAtMost = 45
const roster = { kind: 'SYSTEM', name: 'Roster' } as const

const silentDays = 30
const day = 86_400_000

/**
 * Ends runs that nobody else ends: what has been CANCELLING for five minutes is CANCELLED, what is PAUSED for longer than it was to wait has
 * FAILED. The system writes these states, which say why; they are not audited, as nobody ordered them.
 */
export async function endOverdueRuns(now: Date): Promise<void> {
  const cancellingBefore = new Date(now.getTime() - cancellingAtMostSeconds * 1_000)
  await endRuns(now, {
    list: (except) => listOverdueRuns(database(), { cancellingBefore, now, except, limit: batchSize }),
    next: (run) => overdueState(presentOf(run), new Date(run.state.timestamp), now),
  })
}

/**
 * Counts runs as CRASHED that had begun and of which nothing has been heard for 30 days: no state, no change, no line, no step. What has
 * ended can be removed when its time has come.
 */
export async function endSilentRuns(now: Date): Promise<void> {
  const before = new Date(now.getTime() - silentDays * day)
  await endRuns(now, {
    list: (except) => listSilentRuns(database(), { before, now, except, limit: batchSize }),
    next: (run) => (isFinal(run.state.type) || new Date(run.state.timestamp) >= before ? null : crashed),
  })
}

const crashed: RunState = {
  type: 'CRASHED',
  name: stateNames.CRASHED,
  message: `Nothing has been heard of the run for ${silentDays} days, so it counts as crashed.`,
  data: null,
  details: {},
}

type Ending = {
  /** A batch of runs to look at, none of these workspaces. */
  list: (except: string[]) => Promise<FoundRun[]>
  /** The state that ends a run, which is locked by now; null when it is not to end. */
  next: (run: LockedRun) => RunState | null
}

async function endRuns(now: Date, { list, next }: Ending): Promise<void> {
  const ctx = { ...systemContext(roster.name), now }
  // One that cannot be written, whatever the reason, is in nobody else's way.
  const failing: string[] = []
  await untilDone(secondsAtMost, async () => {
    const found = await list(failing)
    for (const workspaceId of new Set(found.map((run) => run.workspaceId))) {
      const ids = found.filter((run) => run.workspaceId === workspaceId).map(({ id }) => id)
      try {
        await withTransaction(async (tx) => {
          const runs = await lockRuns(tx, workspaceId, ids)
          const ended = runs.flatMap((run) => {
            const state = next(run)
            return state ? [{ run, state }] : []
          })
          if (ended.length > 0) await writeNext(tx, ctx, { workspaceId, actor: roster }, ended)
        })
      } catch (error) {
        logger().error({ error, workspaceId }, 'the overdue runs of a workspace could not be ended')
        failing.push(workspaceId)
      }
    }
    return found.length === batchSize
  })
}
