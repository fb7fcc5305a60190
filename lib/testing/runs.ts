import { randomUUID } from 'node:crypto'
import { isFinal, stateNames, type StateType } from '@/lib/flow-runs/states'
import { query } from './database'

/** A flow of a workspace; returns its id. */
export async function newFlow(workspaceId: string, name = `flow-${randomUUID()}`): Promise<string> {
  const id = randomUUID()
  await query('insert into flow (workspace_id, id, name) values ($1, $2, $3)', [workspaceId, id, name])
  return id
}

type NewRun = {
  workspaceId: string
  flowId: string
  name?: string
  type?: StateType
  stateName?: string
  /** When it was expected, and since when it has been in its state. */
  at?: Date
  message?: string | null
  details?: Record<string, unknown>
  /** When it was touched last: now by default. */
  updatedAt?: Date
  /** The task run that it is the work of. */
  parentTaskRunId?: string
}

/** A run that has been in one state only, from the time it was expected; returns its id. */
export async function newRun(run: NewRun): Promise<string> {
  const { workspaceId, flowId, type = 'COMPLETED', at = new Date(), message = null, details = {} } = run
  const [id, stateId] = [randomUUID(), randomUUID()]
  const {
    name = `run-${id}`,
    stateName = stateNames[type],
    updatedAt = new Date(),
    parentTaskRunId = null,
  } = run
  const [hasBegun, hasEnded] = [!['SCHEDULED', 'PENDING'].includes(type), isFinal(type)]
  await query(
    `insert into flow_run (workspace_id, id, flow_id, name, state_id, state_type, state_name, state_timestamp, expected_start_time,
       next_scheduled_start_time, start_time, end_time, total_run_time, created_by_kind, created_by_id, created_by_name, created_at, updated_at,
       parent_task_run_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, 1.5, 'SERVICE_ACCOUNT', $2, 'Night robot', $12, $12, $13)`,
    [
      workspaceId,
      id,
      flowId,
      name,
      stateId,
      type,
      stateName,
      at,
      type === 'SCHEDULED' ? at : null,
      hasBegun ? at : null,
      hasEnded ? at : null,
      updatedAt,
      parentTaskRunId,
    ],
  )
  await query(
    `insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, message, details, created_by_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'Night robot')`,
    [workspaceId, stateId, id, type, stateName, at, message, details],
  )
  return id
}

/** Ended runs of a flow, one each so many milliseconds before a time. */
export async function newRuns(
  of: { workspaceId: string; flowId: string },
  {
    count,
    before,
    every,
    type = 'COMPLETED',
  }: { count: number; before: Date; every: number; type?: StateType },
): Promise<void> {
  await query(
    `with made as (
       insert into flow_run (workspace_id, id, flow_id, name, state_id, state_type, state_name, state_timestamp, expected_start_time, start_time,
         end_time, created_at, updated_at)
       select $1, gen_random_uuid(), $2, 'run-' || n, gen_random_uuid(), $3, $4, at, at, at, at, at, now()
       from generate_series(1, $5) n, lateral (select $6::timestamptz - n * make_interval(secs => $7) as at) time
       returning id, state_id, state_type, state_name, state_timestamp)
     insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp)
     select $1, state_id, id, state_type, state_name, state_timestamp from made`,
    [of.workspaceId, of.flowId, type, stateNames[type], count, before, every / 1_000],
  )
}

/** A line of a run's log. */
export async function newLog(
  of: { workspaceId: string; flowRunId: string },
  line: { message: string; level?: number; at?: Date; name?: string },
): Promise<void> {
  const { message, level = 20, at = new Date(), name = 'roster.test' } = line
  await query(
    `insert into flow_run_log (workspace_id, id, flow_run_id, name, level, message, timestamp) values ($1, $2, $3, $4, $5, $6, $7)`,
    [of.workspaceId, randomUUID(), of.flowRunId, name, level, message, at],
  )
}

/** A task run of a run, whose work another run is; returns its id. */
export async function newTaskRun(of: { workspaceId: string; flowRunId: string | null }): Promise<string> {
  const id = randomUUID()
  await query(
    `insert into task_run (workspace_id, id, flow_run_id, name, task_key, dynamic_key, state) values ($1, $2, $3, 'child', 'child', 'child-0', '{}')`,
    [of.workspaceId, id, of.flowRunId],
  )
  return id
}

/** How many runs of a workspace are counted in each state, whether added up or not. */
export async function countedIn(workspaceId: string): Promise<Record<string, number>> {
  const rows = await query<{ state: string; runs: number }>(
    `select state_type as state, sum(runs)::int as runs from (
       select state_type, runs from flow_run_count where workspace_id = $1
       union all select state_type, change from flow_run_count_change where workspace_id = $1) known
     group by 1 having sum(runs) <> 0 order by 1`,
    [workspaceId],
  )
  return Object.fromEntries(rows.map(({ state, runs }) => [state, runs]))
}
