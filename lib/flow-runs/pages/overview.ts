import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import type { WorkspaceOf } from '@/lib/workspaces/schema'
import { findOverview } from './overview-store'
import type { ListedRun } from '../row-store'
import { flowRunRowOf, runCapabilitiesOf } from './row'
import { overviewCountLimit } from '../limits'
import { overviewRowsAtMost, type RunsOverview } from '../schema'

/**
 * What the overview of a workspace shows beside the picture of its runs: what is due next, what failed or crashed last by expected start, how
 * many are late or running, and what the viewer may do. Needs `read:flow_run` there.
 */
export async function getWorkspaceRuns(ctx: Ctx, of: WorkspaceOf): Promise<RunsOverview> {
  const standing = await authorizeWorkspace(ctx, database(), of, 'read:flow_run')
  const found = await findOverview(database(), {
    workspaceId: of.workspaceId,
    now: ctx.now,
    rowsAtMost: overviewRowsAtMost,
    countLimit: overviewCountLimit,
  })
  const can = runCapabilitiesOf(standing, ctx.now)
  const rowsOf = (runs: ListedRun[]) => runs.map((run) => flowRunRowOf(run, can, ctx.now))
  return {
    next: rowsOf(found.next),
    failures: rowsOf(found.failures),
    late: found.late,
    running: found.running,
    has_flows: found.hasFlows,
    can,
    as_of: ctx.now.toISOString(),
  }
}
