import { randomUUID } from 'node:crypto'
import { stateNames, type StateType } from '@/lib/flow-runs/states'
import { query } from './database'

/** A flow as it lies in the database; returns its id. */
export async function recordedFlow(
  workspaceId: string,
  {
    name = `flow-${randomUUID()}`,
    tags = [],
    createdAt = new Date(),
  }: { name?: string; tags?: string[]; createdAt?: Date } = {},
): Promise<string> {
  const id = randomUUID()
  await query(
    'insert into flow (workspace_id, id, name, tags, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)',
    [workspaceId, id, name, tags, createdAt],
  )
  return id
}

type Run = {
  name?: string
  type?: StateType
  stateName?: string
  expected?: Date
  start?: Date | null
  end?: Date | null
  due?: Date | null
  tags?: string[]
  parentTaskRunId?: string | null
  idempotencyKey?: string | null
  flowVersion?: string | null
  totalRunTime?: number
  createdBy?: { kind: 'USER' | 'SERVICE_ACCOUNT'; id: string } | null
}

/** A run with its one state, as they lie in the database: nothing has checked that they make sense. Returns its id. */
export async function recordedRun(workspaceId: string, flowId: string, run: Run = {}): Promise<string> {
  const [id, stateId] = [randomUUID(), randomUUID()]
  const { type = 'COMPLETED', expected = new Date(), start = null, end = null, due = null, tags = [] } = run
  const { stateName = stateNames[type], createdBy = null } = run
  await query(
    `insert into flow_run (workspace_id, id, flow_id, name, state_id, state_type, state_name, state_timestamp, expected_start_time,
       start_time, end_time, next_scheduled_start_time, tags, parent_task_run_id, idempotency_key, flow_version, total_run_time,
       created_by_kind, created_by_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      workspaceId,
      id,
      flowId,
      run.name ?? `run-${id}`,
      stateId,
      type,
      stateName,
      expected,
      start,
      end,
      due,
      tags,
      run.parentTaskRunId ?? null,
      run.idempotencyKey ?? null,
      run.flowVersion ?? null,
      run.totalRunTime ?? 0,
      createdBy?.kind ?? null,
      createdBy?.id ?? null,
    ],
  )
  await query(
    'insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp) values ($1, $2, $3, $4, $5, $6)',
    [workspaceId, stateId, id, type, stateName, expected],
  )
  return id
}

/** A step of a run, in a state; returns its id. */
export async function recordedTaskRun(
  workspaceId: string,
  flowRunId: string | null,
  { name = 'step', type = 'COMPLETED', tags = [] }: { name?: string; type?: StateType; tags?: string[] } = {},
): Promise<string> {
  const id = randomUUID()
  await query(
    `insert into task_run (workspace_id, id, flow_run_id, name, task_key, dynamic_key, tags, state, state_type, state_name)
     values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9)`,
    [
      workspaceId,
      id,
      flowRunId,
      name,
      id,
      tags,
      JSON.stringify({ type, name: stateNames[type] }),
      type,
      stateNames[type],
    ],
  )
  return id
}

/** A line of a run's log. */
export async function recordedLog(
  workspaceId: string,
  flowRunId: string,
  line: { message: string; at: Date; level?: number; name?: string; taskRunId?: string },
): Promise<void> {
  const { message, at, level = 20, name = 'prefect.flow_runs', taskRunId = null } = line
  await query(
    `insert into flow_run_log (workspace_id, id, flow_run_id, task_run_id, name, level, message, timestamp)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [workspaceId, randomUUID(), flowRunId, taskRunId, name, level, message, at],
  )
}
