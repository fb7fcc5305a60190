import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import type { WorkspaceOf } from '@/lib/workspaces/schema'
import type {
  filterFlowRunsInput,
  filterFlowsInput,
  filterLogsInput,
  filterTaskRunsInput,
  flowRunHistoryInput,
  FlowRunsCriteria,
  FlowsCriteria,
  paginateFlowRunsInput,
  paginateFlowsInput,
  TaskRunsCriteria,
} from './filter'
import * as logStore from './log-search-store'
import { flowRunViewsOf } from './run-columns-store'
import * as store from './search-store'
import type { StateType } from './states'
import * as taskRunStore from './task-run-search-store'
import type { TaskRunView } from './task-run-view'
import type { FlowRunView, FlowView, LogView } from './wire'

// Flows, runs and logs as the clients of the wire format ask for them (runs-wire-format section 5). Pages have lists of their own.

/** A page of a list whose pages have numbers. */
export type Paginated<Row> = { results: Row[]; count: number; limit: number; pages: number; page: number }

/**
 * Flows that a filter leaves, at most 200. Needs `read:flow`; who may see runs gets the flows of them by id without it, because clients
 * fail when a run's flow does not come back.
 */
export async function filterFlows(
  ctx: Ctx,
  workspace: WorkspaceOf,
  { sort, limit, offset, ...criteria }: z.output<typeof filterFlowsInput>,
): Promise<FlowView[]> {
  await authorizeFlows(ctx, workspace, criteria)
  return store.findFlows(database(), workspace.workspaceId, { criteria, sort, limit, offset, now: ctx.now })
}

/** How many flows a filter leaves. Needs `read:flow`. */
export async function countFlows(ctx: Ctx, workspace: WorkspaceOf, criteria: FlowsCriteria): Promise<number> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:flow')
  return store.countFlows(database(), workspace.workspaceId, { criteria, now: ctx.now })
}

/** The same as `filterFlows`, by the number of the page and with how many there are. Needs `read:flow`. */
export async function paginateFlows(
  ctx: Ctx,
  workspace: WorkspaceOf,
  { sort, limit, page, ...criteria }: z.output<typeof paginateFlowsInput>,
): Promise<Paginated<FlowView>> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:flow')
  const asked = { criteria, sort, limit, offset: (page - 1) * limit, now: ctx.now }
  const count = await store.countFlows(database(), workspace.workspaceId, asked)
  return paginated(await store.findFlows(database(), workspace.workspaceId, asked), { count, limit, page })
}

/** Runs that a filter leaves, at most 200, each with its present state. Needs `read:flow_run`. */
export async function filterFlowRuns(
  ctx: Ctx,
  workspace: WorkspaceOf,
  { sort, limit, offset, ...criteria }: z.output<typeof filterFlowRunsInput>,
): Promise<FlowRunView[]> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:flow_run')
  const flowIds = await store.findFewFlows(database(), workspace.workspaceId, criteria.flows)
  const asked = { criteria, flowIds, sort, limit, offset, now: ctx.now }
  const rows = await store.findFlowRuns(database(), workspace.workspaceId, asked)
  return flowRunViewsOf(rows, ctx.now)
}

/** How many runs a filter leaves. Needs `read:flow_run`. */
export async function countFlowRuns(
  ctx: Ctx,
  workspace: WorkspaceOf,
  criteria: FlowRunsCriteria,
): Promise<number> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:flow_run')
  return store.countFlowRuns(database(), workspace.workspaceId, { criteria, now: ctx.now })
}

/** The same as `filterFlowRuns`, by the number of the page and with how many there are. Needs `read:flow_run`. */
export async function paginateFlowRuns(
  ctx: Ctx,
  workspace: WorkspaceOf,
  { sort, limit, page, ...criteria }: z.output<typeof paginateFlowRunsInput>,
): Promise<Paginated<FlowRunView>> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:flow_run')
  const asked = { criteria, flowIds: null, sort, limit, offset: (page - 1) * limit, now: ctx.now }
  const count = await store.countFlowRuns(database(), workspace.workspaceId, asked)
  const rows = await store.findFlowRuns(database(), workspace.workspaceId, asked)
  return paginated(flowRunViewsOf(rows, ctx.now), { count, limit, page })
}

/** Seconds that the runs that a filter leaves began late on average; null when there is none. Needs `read:flow_run`. */
export async function flowRunLateness(
  ctx: Ctx,
  workspace: WorkspaceOf,
  criteria: FlowRunsCriteria,
): Promise<number | null> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:flow_run')
  return store.averageLateness(database(), workspace.workspaceId, { criteria, now: ctx.now })
}

/** What was expected to start in an interval: counts by state, and seconds in sum. */
export type HistoryInterval = {
  interval_start: string
  interval_end: string
  states: {
    state_type: StateType
    state_name: string
    count_runs: number
    sum_estimated_run_time: number
    sum_estimated_lateness: number
  }[]
}

const mostIntervals = 500
const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/**
 * Runs that a filter leaves, counted by the interval that holds their expected start; the first 500 intervals, empty ones included. The
 * last one ends at or after `history_end`. Needs `read:flow_run`.
 */
export async function flowRunHistory(
  ctx: Ctx,
  workspace: WorkspaceOf,
  {
    history_start,
    history_end,
    history_interval_seconds: seconds,
    ...criteria
  }: z.output<typeof flowRunHistoryInput>,
): Promise<HistoryInterval[]> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:flow_run')
  const [from, to] = [Date.parse(history_start), Date.parse(history_end)]
  const intervals = Math.max(0, Math.min(mostIntervals, Math.ceil((to - from) / (seconds * 1_000))))
  const timeAt = (index: number) => new Date(Math.min(lastMoment, from + index * seconds * 1_000))
  if (intervals === 0) return []
  const asked = { criteria, now: ctx.now, start: new Date(from), end: timeAt(intervals), seconds }
  const counts = await store.countByInterval(database(), workspace.workspaceId, asked)
  return Array.from({ length: intervals }, (_, index) => ({
    interval_start: timeAt(index).toISOString(),
    interval_end: timeAt(index + 1).toISOString(),
    states: counts.filter(({ interval }) => interval === index).map(stateCountOf),
  }))
}

function stateCountOf({ stateType, stateName, count, runTime, lateness }: store.HistoryRow) {
  return {
    state_type: stateType,
    state_name: stateName,
    count_runs: count,
    sum_estimated_run_time: runTime,
    sum_estimated_lateness: lateness,
  }
}

/** Task runs that a filter leaves, at most 200: the steps of runs that other runs are the work of. Needs `read:flow_run`. */
export async function filterTaskRuns(
  ctx: Ctx,
  workspace: WorkspaceOf,
  { sort, limit, offset, ...criteria }: z.output<typeof filterTaskRunsInput>,
): Promise<TaskRunView[]> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:flow_run')
  const asked = { criteria, sort, limit, offset, now: ctx.now }
  return taskRunStore.findTaskRuns(database(), workspace.workspaceId, asked)
}

/** How many task runs a filter leaves. Needs `read:flow_run`. */
export async function countTaskRuns(
  ctx: Ctx,
  workspace: WorkspaceOf,
  criteria: TaskRunsCriteria,
): Promise<number> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:flow_run')
  return taskRunStore.countTaskRuns(database(), workspace.workspaceId, { criteria, now: ctx.now })
}

/** Lines of logs that a filter leaves, at most 200, in the order of their time. Needs `read:flow_run`. */
export async function filterLogs(
  ctx: Ctx,
  workspace: WorkspaceOf,
  { logs, ...page }: z.output<typeof filterLogsInput>,
): Promise<LogView[]> {
  await authorizeWorkspace(ctx, database(), workspace, 'read:flow_run')
  return logStore.findLogs(database(), workspace.workspaceId, { filter: logs, ...page })
}

async function authorizeFlows(ctx: Ctx, workspace: WorkspaceOf, { flows }: FlowsCriteria): Promise<void> {
  const { held } = await authorizeWorkspace(ctx, database(), workspace, 'read:workspace')
  const seesRuns = held.has('read:flow_run') && Boolean(flows?.id?.any_)
  if (!held.has('read:flow') && !seesRuns) await authorizeWorkspace(ctx, database(), workspace, 'read:flow')
}

function paginated<Row>(
  results: Row[],
  { count, limit, page }: { count: number; limit: number; page: number },
): Paginated<Row> {
  return { results, count, limit, pages: limit === 0 ? 0 : Math.ceil(count / limit), page }
}
