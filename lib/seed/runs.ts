import type { PrincipalKind } from '@/lib/db/generated/enums'
import { withTransaction, type Tx } from '@/lib/db/transaction'
import { planRuns, type PlannedRun } from './run-plan'
import * as store from './store'
import { flowRunLogs, flowRuns, flowRunStates, flows } from './tables'
import { madeAt } from './values'

/** Whoever is said to have reported the runs. */
export type Reporter = { kind: PrincipalKind; id: string; name: string }

type Filling = { workspaceIds: string[]; count: number; seed: number; now: Date; reporter: Reporter }

const runsAtOnce = 1_000

/**
 * Fills workspaces with flows and with so many runs each of the last 30 days, as if `reporter` had reported them; in pieces, each one
 * transaction, until the signal aborts. For whoever has made the workspaces just now, on the operator's command line.
 */
export async function fillWithRuns(
  { workspaceIds, count, seed, now, reporter }: Filling,
  signal?: AbortSignal,
): Promise<void> {
  if (count === 0) return
  for (const [index, workspaceId] of workspaceIds.entries()) {
    const plan = planRuns(seed + index, { count, now })
    const founded = madeAt(new Date(now.getTime() - 31 * 86_400_000))
    const flowRows = plan.flows.map((flow) => ({ workspace_id: workspaceId, ...flow, ...founded }))
    await withTransaction((tx) => store.insertRows(tx, flows, flowRows))
    for (let from = 0; from < plan.runs.length && !signal?.aborted; from += runsAtOnce) {
      const piece = plan.runs.slice(from, from + runsAtOnce)
      await withTransaction((tx) => writeRuns(tx, { workspaceId, reporter }, piece))
    }
  }
}

type Writing = { workspaceId: string; reporter: Reporter }

async function writeRuns(tx: Tx, { workspaceId, reporter }: Writing, runs: PlannedRun[]): Promise<void> {
  const by = {
    created_by_kind: reporter.kind,
    created_by_id: reporter.id,
    created_by_name: reporter.name,
  }
  await store.insertRows(
    tx,
    flowRuns,
    runs.map((run) => ({ workspace_id: workspaceId, ...by, ...columnsOf(run) })),
  )
  const states = runs.flatMap(({ id, states }) =>
    states.map(({ at, details, ...state }) => ({
      workspace_id: workspaceId,
      ...by,
      ...state,
      flow_run_id: id,
      timestamp: at,
      details: { ...details, flow_run_id: id },
    })),
  )
  await store.insertRows(tx, flowRunStates, states)
  const lines = runs.flatMap(({ id, lines }) =>
    lines.map(({ at, ...line }) => ({
      workspace_id: workspaceId,
      ...line,
      flow_run_id: id,
      name: 'prefect.flow_runs',
      timestamp: at,
      created_at: at,
    })),
  )
  await store.insertRows(tx, flowRunLogs, lines)
}

function columnsOf(run: PlannedRun) {
  const [first] = run.states
  const last = run.states.at(-1) ?? first
  return {
    id: run.id,
    flow_id: run.flowId,
    name: run.name,
    parameters: run.parameters,
    tags: run.tags,
    state_id: last.id,
    state_type: last.type,
    state_name: last.name,
    state_timestamp: last.at,
    run_count: run.runCount,
    expected_start_time: run.expectedAt,
    next_scheduled_start_time: last.type === 'SCHEDULED' ? run.expectedAt : null,
    start_time: run.startedAt,
    end_time: run.endedAt,
    total_run_time: run.seconds,
    created_at: first.at,
    updated_at: last.at,
  }
}
