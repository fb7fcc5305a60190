import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace, type WorkspaceStanding } from '@/lib/authz/workspace-standing'
import { capabilityOf } from '@/lib/capability'
import type { Page } from '@/lib/client/fetch-json'
import { database, type Tx } from '@/lib/db/transaction'
import { stateOf, statusOf } from '@/lib/flow-runs/pages/row'
import { searching } from '@/lib/searching'
import { shownStateName } from '@/lib/flow-runs/states'
import { decodeCursor, pageOf } from '@/lib/pages/page'
import { decideWorkspacePermission } from '@/lib/policy/evaluate'
import * as store from './list-store'
import {
  recentRunsAtMost,
  type FlowCapabilities,
  type FlowDetail,
  type FlowOf,
  type FlowRow,
  type FlowsRun,
  type listFlowsInput,
} from './schema'
import { flowNotFound } from './service'

const keyLength = 200

/**
 * One page of a workspace's flows, by name, each with its last runs and the next. Needs `read:flow` there; the runs are left out for whoever
 * lacks `read:flow_run`, without which one cannot ask for the state of the last one.
 */
export async function listFlows(ctx: Ctx, input: z.output<typeof listFlowsInput>): Promise<Page<FlowRow>> {
  const { workspaceId, search, lastRunStates = [], cursor, limit } = input
  const standing = await authorizeWorkspace(ctx, database(), input, 'read:flow')
  if (lastRunStates.length > 0 && !standing.held.has('read:flow_run'))
    await authorizeWorkspace(ctx, database(), input, 'read:flow_run')
  const asked = { workspaceId, search, lastRunStates, after: decodeCursor(cursor), limit: limit + 1 }
  const list = (tx: Tx) =>
    store.listFlowsByName(tx, { ...asked, recentAtMost: recentRunsAtMost, now: ctx.now })
  // What is left out is read too, until there is a page.
  const isSearch = search !== '' || lastRunStates.length > 0
  const found = await (isSearch ? searching(ctx, list) : list(database()))
  const { rows, nextCursor } = pageOf(
    found.map((flow) => ({ ...flow, key: flow.name.slice(0, keyLength) })),
    limit,
  )
  return { rows: rows.map((flow) => flowRowOf(flow, standing, ctx.now)), nextCursor }
}

/** One flow with its last runs and the next. Needs `read:flow` there; throws `not_found` for no flow. */
export async function getFlowDetail(ctx: Ctx, of: FlowOf): Promise<FlowDetail> {
  const standing = await authorizeWorkspace(ctx, database(), of, 'read:flow')
  const flow = await store.findListedFlow(database(), {
    ...of,
    recentAtMost: recentRunsAtMost,
    now: ctx.now,
  })
  if (!flow) throw flowNotFound()
  return { ...flowRowOf(flow, standing, ctx.now), labels: flow.labels, updated_at: flow.updatedAt }
}

function flowRowOf(flow: store.ListedFlow, standing: WorkspaceStanding, now: Date): FlowRow {
  const readsRuns = standing.held.has('read:flow_run')
  return {
    id: flow.id,
    name: flow.name,
    tags: flow.tags,
    created_at: flow.createdAt,
    recent_runs: readsRuns ? (flow.recentRuns ?? []).map((run) => runOf(run, now)) : [],
    next_run: readsRuns && flow.nextRun ? runOf(flow.nextRun, now) : null,
    can: flowCapabilitiesOf(standing, now),
  }
}

function runOf(run: store.RunOfFlow, now: Date): FlowsRun {
  return {
    id: run.id,
    name: run.name,
    status: statusOf(run, now),
    state_name: shownStateName(stateOf(run), now),
    expected_start_time: run.expectedStartTime,
  }
}

function flowCapabilitiesOf({ membership, facts }: WorkspaceStanding, now: Date): FlowCapabilities {
  return {
    start: capabilityOf(decideWorkspacePermission(membership, facts, 'create:flow_run', now)),
    delete: capabilityOf(decideWorkspacePermission(membership, facts, 'delete:flow', now)),
  }
}
