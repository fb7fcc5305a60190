import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import type { Page } from '@/lib/client/fetch-json'
import { database, type Tx } from '@/lib/db/transaction'
import { decodeMicrosecondCursor, pageOf } from '@/lib/pages/page'
import { limitsOfPlan } from '@/lib/plans/service'
import * as store from './detail-store'
import { keptUntil } from '../kept-until'
import { runNotFound } from '../run-not-found'
import { flowRunRowOf, reporterOf, runCapabilitiesOf } from './row'
import {
  childrenShownAtMost,
  statesShownAtMost,
  type FlowRunDetail,
  type FlowRunOf,
  type FlowRunStateRow,
  type listRunLogsInput,
  type RunLogRow,
} from '../schema'
import { searching } from '@/lib/searching'

/** One run with the states it was in and what the viewer may do with it. Needs `read:flow_run` there; throws `not_found` for no run. */
export async function getFlowRunDetail(ctx: Ctx, of: FlowRunOf): Promise<FlowRunDetail> {
  const standing = await authorizeWorkspace(ctx, database(), of, 'read:flow_run')
  const run = await store.findDetailedRun(database(), {
    ...of,
    statesAtMost: statesShownAtMost,
    childrenAtMost: childrenShownAtMost,
  })
  if (!run) throw runNotFound()
  const can = runCapabilitiesOf(standing, ctx.now)
  const { runRetentionDays: days } = limitsOfPlan(standing.account.plan)
  const { endTime } = run
  const until = days === null || endTime === null ? null : keptUntil({ ...run, endTime }, days)
  return {
    ...flowRunRowOf(run, can, ctx.now),
    parameters: run.parameters,
    labels: run.labels,
    flow_version: run.flowVersion,
    run_count: run.runCount,
    created_at: run.createdAt,
    states: run.states.toReversed().map(stateRowOf),
    parent: run.parent,
    children: run.children.map((child) => flowRunRowOf(child, can, ctx.now)),
    kept_until: until?.toISOString() ?? null,
    as_of: ctx.now.toISOString(),
  }
}

/**
 * One page of the lines that a run wrote, in the order of time: those of a level and above, those that contain a text. Needs `read:flow_run`
 * there; throws `not_found` for no run.
 */
export async function listRunLogs(
  ctx: Ctx,
  input: z.output<typeof listRunLogsInput>,
): Promise<Page<RunLogRow>> {
  const { workspaceId, flowRunId, level, search, order, cursor, limit } = input
  await authorizeWorkspace(ctx, database(), input, 'read:flow_run')
  const after = decodeMicrosecondCursor(cursor)
  const list = (tx: Tx) =>
    store.listLogLines(tx, {
      workspaceId,
      flowRunId,
      level,
      search,
      isNewestFirst: order === 'newest',
      after,
      limit: limit + 1,
    })
  const lines = search || level > 0 ? await searching(ctx, list) : await list(database())
  if (!lines) throw runNotFound()
  const { rows, nextCursor } = pageOf(
    lines.map((line) => ({ ...line, key: line.timestamp })),
    limit,
  )
  return { rows: rows.map(({ key: _, ...line }) => line), nextCursor }
}

function stateRowOf({ id, type, name, timestamp, message, ...by }: store.StateRow): FlowRunStateRow {
  return { id, type, name, timestamp, message, by: reporterOf(by) }
}
