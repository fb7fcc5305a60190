import { randomUUID } from 'node:crypto'
import { isFinal, stateNames, type StateType } from '@/lib/flow-runs/states'
import { query } from './database'

/** A flow of a workspace; returns its id. */
export async function newFlow(
  workspaceId: string,
  name = `flow-${randomUUID()}`,
  { tags = [], createdAt = nextMoment() }: { tags?: string[]; createdAt?: Date } = {},
): Promise<string> {
  const id = randomUUID()
  await query(
    'insert into flow (workspace_id, id, name, tags, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)',
    [workspaceId, id, name, tags, createdAt],
  )
  return id
}

let lastMoment = 0

// Two flows made in the same millisecond would have no order of their own.
function nextMoment(): Date {
  lastMoment = Math.max(Date.now(), lastMoment + 1)
  return new Date(lastMoment)
}

export type NewRun = {
  workspaceId: string
  flowId: string
  name?: string
  type?: StateType
  stateName?: string
  /** When it was expected, and since when it has been in its state. */
  at?: Date
  /** When it is due, began and ended; by default at the same time, as far as its state says. */
  due?: Date | null
  start?: Date | null
  end?: Date | null
  totalRunTime?: number
  message?: string | null
  details?: Record<string, unknown>
  tags?: string[]
  flowVersion?: string
  idempotencyKey?: string
  /** Who made it: a service account by default; null for nobody that is known. */
  createdBy?: { kind: 'USER' | 'SERVICE_ACCOUNT'; id: string; name: string } | null
  /** When it was touched last: now by default. */
  updatedAt?: Date
  /** The task run that it is the work of. */
  parentTaskRunId?: string
}

/** A run that has been in one state only, from the time it was expected; nothing has checked that it makes sense. Returns its id. */
export async function newRun(run: NewRun): Promise<string> {
  const { workspaceId, flowId, type = 'COMPLETED', at = new Date(), message = null, details = {} } = run
  const [id, stateId] = [randomUUID(), randomUUID()]
  const [hasBegun, hasEnded] = [!['SCHEDULED', 'PENDING'].includes(type), isFinal(type)]
  const {
    name = `run-${id}`,
    stateName = stateNames[type],
    due = type === 'SCHEDULED' ? at : null,
    start = hasBegun ? at : null,
    end = hasEnded ? at : null,
    createdBy = { kind: 'SERVICE_ACCOUNT', id, name: 'Night robot' },
    updatedAt = new Date(),
  } = run
  await query(
    `insert into flow_run (workspace_id, id, flow_id, name, state_id, state_type, state_name, state_timestamp, expected_start_time,
       next_scheduled_start_time, start_time, end_time, total_run_time, created_by_kind, created_by_id, created_by_name, created_at, updated_at,
       parent_task_run_id, tags, flow_version, idempotency_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $18, $19, $20)`,
    [
      workspaceId,
      id,
      flowId,
      name,
      stateId,
      type,
      stateName,
      at,
      due,
      start,
      end,
      run.totalRunTime ?? 1.5,
      createdBy?.kind ?? null,
      createdBy?.id ?? null,
      createdBy?.name ?? '',
      updatedAt,
      run.parentTaskRunId ?? null,
      run.tags ?? [],
      run.flowVersion ?? null,
      run.idempotencyKey ?? null,
    ],
  )
  await query(
    `insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, message, details, created_by_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [workspaceId, stateId, id, type, stateName, at, message, details, createdBy?.name ?? ''],
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
  line: { message: string; level?: number; at?: Date; name?: string; createdAt?: Date },
): Promise<void> {
  const { message, level = 20, at = new Date(), name = 'roster.test', createdAt = new Date() } = line
  await query(
    `insert into flow_run_log (workspace_id, id, flow_run_id, name, level, message, timestamp, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [of.workspaceId, randomUUID(), of.flowRunId, name, level, message, at, createdAt],
  )
}

/** A task run of a run, whose work another run may be; returns its id. */
export async function newTaskRun(
  of: { workspaceId: string; flowRunId: string | null },
  { name = 'child', type = 'PENDING', tags = [] }: { name?: string; type?: StateType; tags?: string[] } = {},
): Promise<string> {
  const id = randomUUID()
  await query(
    `insert into task_run (workspace_id, id, flow_run_id, name, task_key, dynamic_key, tags, state, state_type, state_name)
     values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9)`,
    [
      of.workspaceId,
      id,
      of.flowRunId,
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
