import { v7 as newId } from 'uuid'
import { database, type Tx } from '@/lib/db/transaction'
import { enqueueJob } from '@/lib/jobs/service'
import { untilDone } from '@/lib/jobs/until-done'
import * as store from './deleted-runs-store'

const runsAtOnce = 1_000
const linesAtOnce = 10_000
/** A worker is free for others in between. */
const secondsAtMost = 20

/**
 * Deletes runs that the transaction has locked: they are gone at once, as runs of a flow that is not there. Their states, lines and steps,
 * which may be millions, are removed by a job.
 */
export async function deleteRuns(tx: Tx, workspaceId: string, ids: string[]): Promise<void> {
  await store.moveToDeletedFlow(tx, { workspaceId, ids, deletedFlowId: newId() })
  await enqueueRemoval(tx, workspaceId)
}

/** Has a job remove what was deleted in a workspace once the transaction has committed. */
export async function enqueueRemoval(tx: Tx, workspaceId: string): Promise<void> {
  await enqueueJob(tx, 'remove_deleted_runs', { workspaceId }, { key: `remove_deleted_runs ${workspaceId}` })
}

/** Removes runs of a workspace that were deleted; what there is no time for is left to another job. */
export async function removeDeletedRuns(workspaceId: string, seconds = secondsAtMost): Promise<void> {
  const isDone = await untilDone(seconds, () => removeSomeDeletedRuns(workspaceId))
  if (!isDone) await enqueueRemoval(database(), workspaceId)
}

/** Removes a batch of deleted runs, of one workspace or of all, their lines first; returns whether there may be more. */
export async function removeSomeDeletedRuns(workspaceId: string | null): Promise<boolean> {
  const runs = await store.listDeletedRuns(database(), workspaceId, runsAtOnce)
  if (runs.length === 0) return (await store.forgetDeletedFlows(database(), workspaceId, runsAtOnce)) > 0
  const lines = await store.deleteLogsOf(database(), runs, linesAtOnce)
  if (lines < linesAtOnce) await store.deleteRuns(database(), runs)
  return true
}
