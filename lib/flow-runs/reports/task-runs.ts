import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { authorizeReport } from '@/lib/authz/authorize-report'
import type { WorkspaceOf } from '@/lib/workspaces/schema'
import type { createTaskRunInput } from './report-schema'
import { stateNames } from '../states'
import { taskRunViewOf, type TaskRunView } from './task-run-view'
import * as store from './task-run-store'

/**
 * The task run of a step of a run, made when there is none of these keys: what a run that is the work of the step is tied to. Needs
 * `update:flow_run`; throws `conflict`/`flow_run_not_found` for a run that the workspace does not have.
 */
export async function createTaskRun(
  ctx: Ctx,
  input: WorkspaceOf & z.output<typeof createTaskRunInput>,
): Promise<{ taskRun: TaskRunView; isNew: boolean }> {
  const { workspaceId } = input
  await authorizeReport(ctx, input, 'update:flow_run', 'report a task run')
  const taskRun = newTaskRun(input)
  const made = await store.createTaskRun(database(), { workspaceId, now: ctx.now }, taskRun)
  if (made) return { taskRun: taskRunViewOf(made), isNew: true }
  const known = await store.findByKeys(database(), workspaceId, taskRun)
  if (!known) throw noSuchRun()
  return { taskRun: taskRunViewOf(known), isNew: false }
}

/** One task run. Needs `read:flow_run`; `not_found`/`task_run_not_found`. */
export async function getTaskRun(ctx: Ctx, key: WorkspaceOf & { taskRunId: string }): Promise<TaskRunView> {
  await authorizeWorkspace(ctx, database(), key, 'read:flow_run')
  const row = await store.findTaskRun(database(), key)
  if (!row) {
    throw new AppError('not_found', 'task_run_not_found', {
      message: 'There is no such task run in the workspace. Check the id.',
    })
  }
  return taskRunViewOf(row)
}

function newTaskRun(input: z.output<typeof createTaskRunInput>): store.NewTaskRun {
  const { state, labels, empirical_policy: policy, task_inputs: inputs } = input
  const { details, ...given } = state ?? {
    type: 'PENDING' as const,
    name: stateNames.PENDING,
    message: null,
    data: null,
    details: {},
  }
  return {
    flowRunId: input.flow_run_id ?? null,
    name: input.name ?? input.task_key,
    taskKey: input.task_key,
    dynamicKey: input.dynamic_key,
    tags: input.tags ?? [],
    details: {
      cache_key: input.cache_key ?? null,
      cache_expiration: input.cache_expiration ?? null,
      task_version: input.task_version ?? null,
      empirical_policy: policy ?? {},
      labels: labels ?? {},
      task_inputs: inputs ?? {},
    },
    state: {
      ...given,
      state_details: {
        task_run_id: null,
        scheduled_time: null,
        transition_id: null,
        ...details,
        flow_run_id: input.flow_run_id ?? null,
      },
    },
  }
}

function noSuchRun(): AppError {
  return new AppError('conflict', 'flow_run_not_found', {
    message: 'There is no flow run of that id in the workspace. Report the flow run first.',
  })
}
