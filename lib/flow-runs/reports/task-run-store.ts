import { v7 as newId } from 'uuid'
import { Prisma } from '@/lib/db/generated/client'
import { timeText } from '@/lib/db/time-text'
import type { Tx } from '@/lib/db/transaction'
import { isTooLarge, sizeOf, unlessTooLarge } from '../answer-size-store'
import type { TaskRunDetails, TaskRunRow } from './task-run-view'
import type { StateView } from '../wire'

const size = sizeOf(['t.tags', 't.details', 't.state'])

/** The columns of a task run, of `t` (task_run), for `taskRunViewOf`. */
export const taskRunColumns = Prisma.sql`t.id, t.name, t.flow_run_id, t.task_key, t.dynamic_key, t.tags, t.details, t.state,
  ${timeText(Prisma.sql`t.created_at`)} AS created, ${timeText(Prisma.sql`t.updated_at`)} AS updated`

/** The same for many task runs, where they are not too large for one answer. */
export const manyTaskRunColumns = Prisma.sql`t.id, t.name, t.flow_run_id, t.task_key, t.dynamic_key, t.tags,
  ${unlessTooLarge(size)(Prisma.sql`t.details`)} AS details, ${unlessTooLarge(size)(Prisma.sql`t.state`)} AS state,
  ${isTooLarge(size)}, ${timeText(Prisma.sql`t.created_at`)} AS created, ${timeText(Prisma.sql`t.updated_at`)} AS updated`

export type NewTaskRun = {
  flowRunId: string | null
  name: string
  taskKey: string
  dynamicKey: string
  tags: string[]
  details: TaskRunDetails
  state: Omit<StateView, 'id' | 'timestamp'>
}

/** A run whose flow is gone is gone, and its steps with it. */
export const isThere = Prisma.sql`(t.flow_run_id IS NULL OR EXISTS (
  SELECT 1 FROM flow_run r JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id
  WHERE r.workspace_id = t.workspace_id AND r.id = t.flow_run_id))`

/** A task run by its id; null when the workspace has none such. */
export async function findTaskRun(
  tx: Tx,
  { workspaceId, taskRunId }: { workspaceId: string; taskRunId: string },
): Promise<TaskRunRow | null> {
  const [row] = await tx.$queryRaw<TaskRunRow[]>`
    SELECT ${taskRunColumns} FROM task_run t
    WHERE t.workspace_id = ${workspaceId}::uuid AND t.id = ${taskRunId}::uuid AND ${isThere}`
  return row ?? null
}

/** The task run of a run's step. */
export async function findByKeys(
  tx: Tx,
  workspaceId: string,
  { flowRunId, taskKey, dynamicKey }: Pick<NewTaskRun, 'flowRunId' | 'taskKey' | 'dynamicKey'>,
): Promise<TaskRunRow | null> {
  const [row] = await tx.$queryRaw<TaskRunRow[]>`
    SELECT ${taskRunColumns} FROM task_run t
    WHERE t.workspace_id = ${workspaceId}::uuid AND t.flow_run_id = ${flowRunId}::uuid
      AND t.task_key = ${taskKey} AND t.dynamic_key = ${dynamicKey} AND ${isThere}`
  return row ?? null
}

/** Makes a task run; null when there is one of its keys, or no such flow run. */
export async function createTaskRun(
  tx: Tx,
  { workspaceId, now }: { workspaceId: string; now: Date },
  taskRun: NewTaskRun,
): Promise<TaskRunRow | null> {
  const { flowRunId } = taskRun
  const state = { id: newId(), timestamp: now.toISOString(), ...taskRun.state }
  const source = flowRunId
    ? Prisma.sql`FROM flow_run r JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id
        WHERE r.workspace_id = ${workspaceId}::uuid AND r.id = ${flowRunId}::uuid FOR KEY SHARE OF r`
    : Prisma.empty
  const [row] = await tx.$queryRaw<TaskRunRow[]>`
    INSERT INTO task_run AS t (workspace_id, id, flow_run_id, name, task_key, dynamic_key, tags, details, state, state_type, state_name,
      created_at, updated_at)
    SELECT ${workspaceId}::uuid, ${newId()}::uuid, ${flowRunId}::uuid, ${taskRun.name}, ${taskRun.taskKey}, ${taskRun.dynamicKey},
      ${taskRun.tags}, ${JSON.stringify(taskRun.details)}::json, ${JSON.stringify(state)}::json,
      ${state.type}::"FlowRunStateType", ${state.name}, ${now}, ${now}
    ${source}
    ON CONFLICT (workspace_id, flow_run_id, task_key, dynamic_key) DO NOTHING RETURNING ${taskRunColumns}`
  return row ?? null
}

/** Copies written states `s` of runs `r` to the task runs that these are the work of, with whose they are. */
export function copyToParent(now: Date): Prisma.Sql {
  return Prisma.sql`
    UPDATE task_run t SET updated_at = ${now}, state_type = s.type, state_name = s.name, state = json_build_object('id', s.id, 'type', s.type, 'name', s.name,
      'timestamp', ${timeText(Prisma.sql`s.timestamp`)}, 'message', s.message, 'data', s.data,
      'state_details', s.details::jsonb || jsonb_build_object('child_flow_run_id', r.id))
    FROM r JOIN s ON s.workspace_id = r.workspace_id AND s.flow_run_id = r.id
    WHERE t.workspace_id = r.workspace_id AND t.id = r.parent_task_run_id`
}
