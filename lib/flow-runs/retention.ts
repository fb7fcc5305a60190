import { database } from '@/lib/db/transaction'
import { untilDone } from '@/lib/jobs/until-done'
import { logger } from '@/lib/log'
import { limitsOfPlan } from '@/lib/plans/service'
import * as store from './retention-store'

const runsAtOnce = 1_000
const rowsAtOnce = 10_000
const secondsAtMost = 120
const stepsKeptDays = 90
const day = 86_400_000

/**
 * Removes run data that nobody can or should read any more: that of workspaces and of flows that are gone, and runs that nobody touched for
 * as long as the plan keeps them, those that are still to come excepted. In batches with a commit each, for two minutes at most; the next
 * time goes on where this one ended. It may run beside itself.
 */
export async function removeOldRuns(now: Date, seconds = secondsAtMost): Promise<void> {
  const days = {
    STANDARD: limitsOfPlan('STANDARD').runRetentionDays,
    ORGANIZATION: limitsOfPlan('ORGANIZATION').runRetentionDays,
    ENTERPRISE: limitsOfPlan('ENTERPRISE').runRetentionDays,
  }
  const stepsBefore = new Date(now.getTime() - stepsKeptDays * day)
  const deadline = Date.now() + seconds * 1_000
  const secondsLeft = () => (deadline - Date.now()) / 1_000
  const kinds = [
    async () => (await store.deleteFlowsOfGoneWorkspaces(database(), rowsAtOnce)) === rowsAtOnce,
    () => removeRuns(() => store.listRunsOfNoFlow(database(), runsAtOnce)),
    () => removeRuns(() => store.listOldRuns(database(), { days, now, limit: runsAtOnce })),
    async () =>
      (await store.deleteStepsOfNoRun(database(), { before: stepsBefore, limit: rowsAtOnce })) === rowsAtOnce,
  ]
  for (const removeSome of kinds)
    if (!(await untilDone(secondsLeft(), removeSome)))
      return logger().info('old runs are left for the next time')
}

/** Removes a batch of runs, their lines first as they may be many; returns whether there was one. */
async function removeRuns(list: () => Promise<store.FoundRun[]>): Promise<boolean> {
  const runs = await list()
  if (runs.length === 0) return false
  const lines = await store.deleteLogsOf(database(), runs, rowsAtOnce)
  if (lines < rowsAtOnce) await store.deleteFoundRuns(database(), runs)
  return true
}
