import { systemContext } from '@/lib/authz/session'
import { database, withTransaction, type Tx } from '@/lib/db/transaction'
import { untilDone } from '@/lib/jobs/until-done'
import { logger } from '@/lib/log'
import { listOverdueRuns, listSilentRuns, stillSilent, type FoundRun } from './overdue-store'
import type { LockedRun } from '../reports/report-store'
import { cancellingAtMostSeconds, overdueState, type RunState } from '../rules'
import { stateNames } from '../states'
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
    next: async (_, runs) =>
      runs.flatMap((run) => {
        const state = overdueState(presentOf(run), new Date(run.state.timestamp), now)
        return state ? [{ run, state }] : []
      }),
  })
}

/**
 * Counts runs as CRASHED that had begun and of which nothing has been heard for 30 days: no state, no change, no line, no step, and no other
 * run that is their work and has not ended. What is paused waits for somebody. What has ended can be removed when its time has come.
 */
export async function endSilentRuns(now: Date): Promise<void> {
  const before = new Date(now.getTime() - silentDays * day)
  await endRuns(now, {
    list: (except) => listSilentRuns(database(), { before, except, limit: batchSize }),
    next: async ({ tx, workspaceId }, runs) => {
      // Something may have been heard while the lock was waited for.
      const silent = new Set(await stillSilent(tx, { workspaceId, ids: runs.map(({ id }) => id), before }))
      return runs.filter(({ id }) => silent.has(id)).map((run) => ({ run, state: crashed }))
    },
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
  /** Those of some runs of a workspace, which are locked by now, that are to end, and how. */
  next: (place: Place, runs: LockedRun[]) => Promise<{ run: LockedRun; state: RunState }[]>
}
type Place = { tx: Tx; workspaceId: string }

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
          const ended = await next({ tx, workspaceId }, runs)
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
