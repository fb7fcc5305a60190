import { v7 as newId } from 'uuid'
import { database } from '@/lib/db/transaction'
import { untilDone } from '@/lib/jobs/until-done'
import { logger } from '@/lib/log'
import { runDaysOfPlans } from '@/lib/plans/service'
import { removeSomeDeletedRuns } from './deleted-runs'
import * as store from './retention-store'

const runsAtOnce = 1_000
const rowsAtOnce = 10_000
const secondsOfEach = 60
const stepsKeptDays = 90
const day = 86_400_000

/**
 * Removes run data that nobody can or should read any more: that of workspaces and flows that are gone, and runs that ended, or were due and
 * never taken up, longer ago than the plan keeps them. A run that has not ended stays. In batches with a commit each, for a minute of each
 * kind at most; the next time goes on where this one ended. It may run beside itself.
 */
export async function removeOldRuns(now: Date, seconds = secondsOfEach): Promise<void> {
  const stepsBefore = new Date(now.getTime() - stepsKeptDays * day)
  const old = { days: runDaysOfPlans(), now, limit: runsAtOnce }
  const removeDeleted = () => removeSomeDeletedRuns(null)
  const kinds = {
    'flows of deleted workspaces': async () =>
      (await store.deleteFlowsOfGoneWorkspaces(database(), rowsAtOnce)) === rowsAtOnce,
    'deleted runs': removeDeleted,
    // One batch is moved when the one before is removed: what waits for that is looked at by whatever counts runs.
    'old runs': async () =>
      (await removeDeleted()) ||
      (await store.deleteOldRuns(database(), { ...old, deletedFlowId: newId() })) > 0,
    'old steps': async () =>
      (await store.deleteStepsOfNoRun(database(), { before: stepsBefore, limit: rowsAtOnce })) === rowsAtOnce,
  }
  for (const [kind, removeSome] of Object.entries(kinds))
    if (!(await untilDone(seconds, removeSome))) logger().info({ kind }, 'some are left for the next time')
}
