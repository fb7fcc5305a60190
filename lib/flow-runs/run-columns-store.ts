import { Prisma } from '@/lib/db/generated/client'
import type { PrincipalKind } from '@/lib/db/generated/enums'
import { timeText } from '@/lib/db/time-text'
import { isTooLarge, requireReadable, sizeOf, unlessTooLarge, type MayBeTooLarge } from './answer-size-store'
import { isFinal, secondsRun, shownStateName, type StateType } from './states'
import type { FlowRunView, StateView } from './wire'

/**
 * The columns of a run with its present state, of `r` (flow_run) and `s` (its flow_run_state): select them from `runTables`, which leaves
 * out runs whose flow is gone.
 */
export const runColumns = columnsWith((column) => column)

/** The same for many runs, told by `flowRunViewsOf`: without what clients chose the size of where that is too much for one answer. */
export const manyRunColumns = Prisma.sql`${columnsWith(unlessTooLarge(runSize()))}, ${isTooLarge(runSize())}`

function columnsWith(large: (column: Prisma.Sql) => Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
  r.id, r.name, r.flow_id AS "flowId", r.flow_version AS "flowVersion",
  ${large(Prisma.sql`r.parameters`)} AS parameters, ${large(Prisma.sql`r.context`)} AS context, r.tags,
  ${large(Prisma.sql`r.labels`)} AS labels, ${large(Prisma.sql`r.empirical_policy`)} AS "empiricalPolicy",
  r.idempotency_key AS "idempotencyKey", r.parent_task_run_id AS "parentTaskRunId",
  r.infrastructure_pid AS "infrastructurePid", ${large(Prisma.sql`r.job_variables`)} AS "jobVariables", r.run_count AS "runCount",
  ${timeText(Prisma.sql`r.expected_start_time`)} AS "expectedStartTime",
  ${timeText(Prisma.sql`r.next_scheduled_start_time`)} AS "nextScheduledStartTime",
  ${timeText(Prisma.sql`r.start_time`)} AS "startTime", ${timeText(Prisma.sql`r.end_time`)} AS "endTime",
  ${timeText(Prisma.sql`r.created_at`)} AS created, ${timeText(Prisma.sql`r.updated_at`)} AS updated,
  r.total_run_time AS "totalRunTime", r.auto_scheduled AS "autoScheduled",
  r.created_by_kind::text AS "createdByKind", r.created_by_id AS "createdById", r.created_by_name AS "createdByName",
  ${large(stateObject())} AS state`
}

function runSize(): Prisma.Sql {
  return sizeOf([
    'r.parameters',
    'r.context',
    'r.tags',
    'r.labels',
    'r.empirical_policy',
    'r.job_variables',
    's.data',
    's.message',
  ])
}

/** The state `s` as one JSON column named `state`. */
export function stateColumns(): Prisma.Sql {
  return Prisma.sql`${stateObject()} AS state`
}

function stateObject(): Prisma.Sql {
  return Prisma.sql`json_build_object('id', s.id, 'type', s.type, 'name', s.name,
    'timestamp', ${timeText(Prisma.sql`s.timestamp`)}, 'message', s.message, 'data', s.data, 'details', s.details)`
}

/** Where `runColumns` come from: runs whose flow is there, each with its present state. */
export const runTables = Prisma.sql`
  flow_run r
  JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id
  JOIN flow_run_state s ON s.workspace_id = r.workspace_id AND s.id = r.state_id`

export type StateColumn = {
  id: string
  type: StateType
  name: string
  timestamp: string
  message: string | null
  data: unknown
  details: Record<string, unknown>
}

export type RunRow = {
  id: string
  name: string
  flowId: string
  flowVersion: string | null
  parameters: Record<string, unknown>
  context: Record<string, unknown>
  tags: string[]
  labels: Record<string, unknown>
  empiricalPolicy: Record<string, unknown>
  idempotencyKey: string | null
  parentTaskRunId: string | null
  infrastructurePid: string | null
  jobVariables: Record<string, unknown>
  runCount: number
  expectedStartTime: string
  nextScheduledStartTime: string | null
  startTime: string | null
  endTime: string | null
  created: string
  updated: string
  totalRunTime: number
  autoScheduled: boolean
  createdByKind: PrincipalKind | null
  createdById: string | null
  createdByName: string
  state: StateColumn
}

/** A state as the wire has it; `nextStart` is when its run is due, if it is scheduled. */
export function stateViewOf(state: StateColumn, nextStart: string | null, now: Date): StateView {
  const { details, ...rest } = state
  return {
    ...rest,
    name: shownStateName({ ...state, nextStart: nextStart === null ? null : new Date(nextStart) }, now),
    state_details: {
      scheduled_time: null,
      transition_id: null,
      task_run_id: null,
      flow_run_id: null,
      ...details,
    },
  }
}

/** A run as the wire has it (runs-wire-format sections 6.2, 7.3). */
export function flowRunViewOf(row: RunRow, now: Date): FlowRunView {
  const state = stateViewOf(row.state, row.nextScheduledStartTime, now)
  return {
    id: row.id,
    created: row.created,
    updated: row.updated,
    name: row.name,
    flow_id: row.flowId,
    state_id: state.id,
    deployment_id: null,
    deployment_version: null,
    work_queue_id: null,
    work_queue_name: null,
    flow_version: row.flowVersion,
    parameters: row.parameters,
    idempotency_key: row.idempotencyKey,
    context: row.context,
    empirical_policy: row.empiricalPolicy,
    tags: row.tags,
    labels: row.labels,
    parent_task_run_id: row.parentTaskRunId,
    state_type: state.type,
    state_name: state.name,
    run_count: row.runCount,
    expected_start_time: row.expectedStartTime,
    next_scheduled_start_time: row.nextScheduledStartTime,
    start_time: row.startTime,
    end_time: row.endTime,
    total_run_time: row.totalRunTime,
    ...estimatesOf(row, now),
    auto_scheduled: row.autoScheduled,
    infrastructure_document_id: null,
    infrastructure_pid: row.infrastructurePid,
    created_by: row.createdByKind && {
      id: row.createdById,
      type: row.createdByKind,
      display_value: row.createdByName,
    },
    work_pool_id: null,
    work_pool_name: null,
    state,
    job_variables: row.jobVariables,
  }
}

/** Runs of `manyRunColumns` as the wire has them; throws `invalid_input`/`answer_too_large`. */
export function flowRunViewsOf(rows: (RunRow & MayBeTooLarge)[], now: Date): FlowRunView[] {
  requireReadable(rows, 'runs')
  return rows.map((row) => flowRunViewOf(row, now))
}

/** Seconds it ran and seconds it began late, up to now where it has not ended or begun. */
function estimatesOf(row: RunRow, now: Date) {
  const { type, timestamp } = row.state
  const start = row.startTime ?? (isFinal(type) ? row.expectedStartTime : now)
  return {
    estimated_run_time: secondsRun({ ...row, stateType: type, stateTimestamp: timestamp }, now),
    estimated_start_time_delta: Math.max(0, secondsBetween(row.expectedStartTime, start)),
  }
}

function secondsBetween(from: string, to: string | Date): number {
  return (new Date(to).getTime() - new Date(from).getTime()) / 1_000
}
