import { v7 as newId } from 'uuid'
import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import type { Reporter } from './reporter'
import { hasEnded } from '../row-store'
import type { RunPolicy, RunState } from '../rules'
import { stateColumns, type StateColumn } from '../run-columns-store'
import { copyToParent } from './task-run-store'

export type NewRun = {
  flowId: string
  name: string
  flowVersion: string | null
  parameters: Record<string, unknown>
  context: Record<string, unknown>
  tags: string[]
  labels: Record<string, unknown>
  policy: RunPolicy
  idempotencyKey: string | null
  parentTaskRunId: string | null
  jobVariables: Record<string, unknown>
  runs: number
  state: RunState
}

type Written = { workspaceId: string; reporter: Reporter; now: Date }

/**
 * Makes a run with its first state, the labels of its flow beside its own. `flow` is the flow's name, null when the workspace has none
 * such; `id` is null when nothing was made because the flow has a run of that idempotency key.
 */
export async function createRun(
  tx: Tx,
  { workspaceId, reporter, now }: Written,
  run: NewRun,
): Promise<{ flow: string | null; id: string | null }> {
  const [id, stateId] = [newId(), newId()]
  const { state } = run
  const type = Prisma.sql`${state.type}::"FlowRunStateType"`
  const dueAt = state.type === 'SCHEDULED' ? (state.details.scheduled_time ?? null) : null
  const [made] = await tx.$queryRaw<{ flow: string | null; id: string | null }[]>`
    WITH flow AS (
      SELECT workspace_id, id, name, labels FROM flow
      WHERE workspace_id = ${workspaceId}::uuid AND id = ${run.flowId}::uuid FOR KEY SHARE
    ), r AS (
      INSERT INTO flow_run (workspace_id, id, flow_id, name, flow_version, parameters, context, tags, labels, empirical_policy,
        idempotency_key, parent_task_run_id, job_variables, run_count, state_id, state_type, state_name, state_timestamp,
        expected_start_time, next_scheduled_start_time, start_time, end_time,
        created_by_kind, created_by_id, created_by_name, created_at, updated_at)
      SELECT workspace_id, ${id}::uuid, id, ${run.name}, ${run.flowVersion}, ${JSON.stringify(run.parameters)}::json,
        ${JSON.stringify(run.context)}::json, ${run.tags},
        labels || ${JSON.stringify(run.labels)}::jsonb || jsonb_build_object('prefect.flow.id', id::text),
        ${JSON.stringify(run.policy)}::json, ${run.idempotencyKey}, ${run.parentTaskRunId}::uuid,
        ${JSON.stringify(run.jobVariables)}::json, ${run.runs}, ${stateId}::uuid, ${type}, ${state.name}, ${now},
        coalesce(${dueAt}::timestamptz, ${now}), ${dueAt}::timestamptz,
        CASE WHEN ${hasStarted(type)} THEN ${now}::timestamptz END, CASE WHEN ${hasEnded(type)} THEN ${now}::timestamptz END,
        ${reporter.kind}::"PrincipalKind", ${reporter.id}::uuid, ${reporter.name}, ${now}, ${now}
      FROM flow
      ON CONFLICT (workspace_id, flow_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
      RETURNING workspace_id, id, parent_task_run_id
    ), s AS (
      INSERT INTO flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, message, data, details,
        created_by_kind, created_by_id, created_by_name)
      SELECT r.workspace_id, ${stateId}::uuid, r.id, ${type}, ${state.name}, ${now}, ${state.message},
        ${jsonOf(state.data)}::json, ${detailsOf(state, { id, parentTaskRunId: run.parentTaskRunId })}::json,
        ${reporter.kind}::"PrincipalKind", ${reporter.id}::uuid, ${reporter.name}
      FROM r RETURNING *
    ), copied AS (${copyToParent(now)})
    SELECT (SELECT name FROM flow) AS flow, (SELECT id FROM r) AS id`
  return made ?? { flow: null, id: null }
}

/** The run of a flow that was made with this key. */
export async function findIdOfKey(
  tx: Tx,
  { workspaceId, flowId, key }: { workspaceId: string; flowId: string; key: string },
): Promise<string | null> {
  const [run] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM flow_run
    WHERE workspace_id = ${workspaceId}::uuid AND flow_id = ${flowId}::uuid AND idempotency_key = ${key}`
  return run?.id ?? null
}

export type LockedRun = {
  id: string
  name: string
  flowName: string
  parentTaskRunId: string | null
  infrastructurePid: string | null
  runCount: number
  policy: RunPolicy
  state: StateColumn
}

/**
 * Locks runs until the transaction ends, in the order of their ids, and returns them with their present states; those whose flow is gone
 * are not there. `state` is null for a run whose state was written while the lock was waited for: that is read by locking again.
 */
export async function lockRuns(
  tx: Tx,
  workspaceId: string,
  ids: string[],
): Promise<(Omit<LockedRun, 'state'> & { state: StateColumn | null })[]> {
  return tx.$queryRaw<LockedRun[]>`
    WITH r AS MATERIALIZED (
      SELECT * FROM flow_run WHERE workspace_id = ${workspaceId}::uuid AND id = ANY(${ids}::uuid[])
      ORDER BY id FOR NO KEY UPDATE
    )
    SELECT r.id, r.name, f.name AS "flowName", r.parent_task_run_id AS "parentTaskRunId",
      r.infrastructure_pid AS "infrastructurePid", r.run_count AS "runCount", r.empirical_policy AS policy,
      CASE WHEN s.id IS NOT NULL THEN state.state END AS state
    FROM r JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id
    LEFT JOIN flow_run_state s ON s.workspace_id = r.workspace_id AND s.id = r.state_id
    CROSS JOIN LATERAL (SELECT ${stateColumns()}) AS state`
}

export type NewState = { run: LockedRun; state: RunState; runs: 0 | 1; policy: RunPolicy | null }

/**
 * Writes the next states of runs that the transaction has locked, and all that a state changes of its run (section 7.3): no two states of a
 * run share a time. Returns the new states, in no order.
 */
export async function writeStates(
  tx: Tx,
  { workspaceId, reporter, now }: Written,
  written: NewState[],
): Promise<StateColumn[]> {
  const list = (valueOf: (one: NewState) => string | null) => written.map((one) => valueOf(one) ?? nothing)
  const rows = await tx.$queryRaw<{ state: StateColumn }[]>`
    WITH given AS (
      SELECT * FROM unnest(${list(({ run }) => run.id)}::uuid[], ${list(() => newId())}::uuid[], ${list(({ state }) => state.type)}::text[],
        ${list(({ state }) => state.name)}::text[], ${list(({ state }) => jsonOf(state.message))}::text[],
        ${list(({ state }) => jsonOf(state.data))}::text[], ${list(({ run, state }) => detailsOf(state, run))}::text[],
        ${list(({ state }) => (state.type === 'SCHEDULED' ? (state.details.scheduled_time ?? null) : null))}::text[],
        ${written.map(({ runs }) => runs)}::int[], ${list(({ policy }) => policy && JSON.stringify(policy))}::text[]
      ) AS g (run_id, id, type, name, message, data, details, due_at, runs, policy)
    ), s AS (
      INSERT INTO flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, message, data, details,
        created_by_kind, created_by_id, created_by_name)
      SELECT r.workspace_id, g.id, r.id, g.type::"FlowRunStateType", g.name,
        greatest(${now}, r.state_timestamp + interval '1 microsecond'), nullif(g.message, '')::json #>> '{}',
        nullif(g.data, '')::json, g.details::json,
        ${reporter.kind}::"PrincipalKind", ${reporter.id}::uuid, ${reporter.name}
      FROM given g JOIN flow_run r ON r.workspace_id = ${workspaceId}::uuid AND r.id = g.run_id
      RETURNING *
    ), r AS (
      UPDATE flow_run run SET state_id = s.id, state_type = s.type, state_name = s.name, state_timestamp = s.timestamp,
        run_count = run.run_count + g.runs,
        total_run_time = run.total_run_time + CASE WHEN run.state_type = 'RUNNING'
          THEN extract(epoch FROM s.timestamp - run.state_timestamp) ELSE 0 END,
        next_scheduled_start_time = nullif(g.due_at, '')::timestamptz,
        start_time = CASE WHEN ${hasStarted(Prisma.sql`s.type`)} THEN coalesce(run.start_time, s.timestamp) ELSE run.start_time END,
        end_time = CASE WHEN ${hasEnded(Prisma.sql`s.type`)} THEN coalesce(run.end_time, s.timestamp) END,
        empirical_policy = coalesce(nullif(g.policy, '')::json, run.empirical_policy), updated_at = ${now}
      FROM s JOIN given g ON g.id = s.id
      WHERE run.workspace_id = s.workspace_id AND run.id = s.flow_run_id
      RETURNING run.workspace_id, run.id, run.parent_task_run_id
    ), copied AS (${copyToParent(now)})
    SELECT ${stateColumns()} FROM s`
  return rows.map(({ state }) => state)
}

type RunChange = {
  name?: string | null | undefined
  flow_version?: string | null | undefined
  parameters?: Record<string, unknown> | null | undefined
  empirical_policy?: RunPolicy | null | undefined
  tags?: string[] | null | undefined
  infrastructure_pid?: string | null | undefined
}

type RunKey = { workspaceId: string; flowRunId: string }

/** Changes what is given of a run; false when there is none such. */
export async function updateRun(tx: Tx, run: RunKey & RunChange, now: Date): Promise<boolean> {
  const {
    name,
    flow_version: version,
    parameters,
    empirical_policy: policy,
    tags,
    infrastructure_pid: pid,
  } = run
  const count = await tx.$executeRaw`
    UPDATE flow_run r SET name = coalesce(${name ?? null}, name), flow_version = coalesce(${version ?? null}, flow_version),
      parameters = coalesce(${parameters ? JSON.stringify(parameters) : null}::json, parameters),
      empirical_policy = coalesce(${policy ? JSON.stringify(policy) : null}::json, empirical_policy),
      tags = CASE WHEN ${Array.isArray(tags)} THEN ${tags ?? []} ELSE tags END,
      infrastructure_pid = coalesce(${pid ?? null}, infrastructure_pid), updated_at = ${now}
    WHERE ${isRun(run)}`
  return count > 0
}

/** Adds labels to those of a run, unless it would have more than so many then; null when there is no such run. */
export async function addLabels(
  tx: Tx,
  run: RunKey & { labels: Record<string, unknown>; labelsAtMost: number },
  now: Date,
): Promise<{ isAdded: boolean } | null> {
  const added = Prisma.sql`${JSON.stringify(run.labels)}::jsonb`
  const fits = Prisma.sql`(SELECT count(*) FROM jsonb_object_keys(labels || ${added})) <= ${run.labelsAtMost}`
  const [changed] = await tx.$queryRaw<{ isAdded: boolean }[]>`
    UPDATE flow_run r SET
      updated_at = CASE WHEN ${fits} THEN ${now} ELSE updated_at END,
      labels = CASE WHEN ${fits} THEN labels || ${added} ELSE labels END
    WHERE ${isRun(run)} RETURNING labels @> ${added} AS "isAdded"`
  return changed ?? null
}

function isRun({ workspaceId, flowRunId }: RunKey): Prisma.Sql {
  return Prisma.sql`r.workspace_id = ${workspaceId}::uuid AND r.id = ${flowRunId}::uuid
    AND EXISTS (SELECT 1 FROM flow f WHERE f.workspace_id = r.workspace_id AND f.id = r.flow_id)`
}

/** Stands for nothing in lists, which hold no nulls. */
const nothing = ''

// Whoever ends without having run began when it ended.
function hasStarted(type: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${type} = 'RUNNING' OR ${hasEnded(type)})`
}

function jsonOf(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

function detailsOf({ details }: RunState, run: { id: string; parentTaskRunId: string | null }): string {
  const parent = run.parentTaskRunId ? { task_run_id: run.parentTaskRunId } : {}
  return JSON.stringify({ ...details, ...parent, flow_run_id: run.id })
}
