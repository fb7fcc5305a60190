import { z } from '@hono/zod-openapi'
import { writeLogs } from '@/lib/flow-runs/reports/logs'
import { createTaskRunInput, logsInput } from '@/lib/flow-runs/reports/report-schema'
import { taskRunView } from '@/lib/flow-runs/reports/task-run-view'
import { createTaskRun, getTaskRun } from '@/lib/flow-runs/reports/task-runs'
import { uuid } from '@/lib/uuid'
import { workspaceParams } from '@/lib/workspaces/schema'
import { defineRoute, type Route } from '../define-route'
import { inWorkspace } from '../demand'

const area = 'Flow runs'
const workspace = '/accounts/{accountId}/workspaces/{workspaceId}'

/** What runs report beside their states: lines of logs, and the steps that other runs are the work of. */
export const runReportRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: `${workspace}/logs`,
    area,
    summary: 'Keeps lines that runs wrote; lines of runs that are not there are dropped',
    demand: inWorkspace('update:flow_run'),
    params: workspaceParams,
    body: logsInput,
    example: [
      {
        name: 'prefect.flow_runs',
        level: 20,
        message: 'Loaded 1,204 rows',
        timestamp: '2026-01-01T12:00:00.000000Z',
        flow_run_id: '0199b0c4-9d4b-7c3a-8f1e-1a2b3c4d5e6f',
        task_run_id: null,
      },
    ],
    creates: true,
    answer: { status: 201, schema: z.null(), description: 'They are kept' },
    handle: async ({ ctx, params, body }) => {
      await writeLogs(ctx, { ...params, logs: body })
      return null
    },
  }),
  defineRoute({
    method: 'post',
    path: `${workspace}/task_runs`,
    area,
    summary: 'Reports the step of a run that another run is the work of; one of the same keys is given back',
    demand: inWorkspace('update:flow_run'),
    params: workspaceParams,
    body: createTaskRunInput,
    example: {
      flow_run_id: '0199b0c4-9d4b-7c3a-8f1e-1a2b3c4d5e6f',
      task_key: 'load',
      dynamic_key: '0',
      state: { type: 'PENDING' },
    },
    answer: { status: 200, schema: taskRunView, description: 'The task run; 201 when it was made' },
    otherStatus: 201,
    creates: true,
    errors: { 409: 'The workspace has no such flow run.' },
    handle: async ({ ctx, params, body, context }) => {
      const { taskRun, isNew } = await createTaskRun(ctx, { ...params, ...body })
      if (isNew) context.status(201)
      return taskRun
    },
  }),
  defineRoute({
    method: 'get',
    path: `${workspace}/task_runs/{taskRunId}`,
    area,
    summary: 'One such step',
    demand: inWorkspace('read:flow_run'),
    params: workspaceParams.extend({ taskRunId: uuid() }),
    answer: { status: 200, schema: taskRunView, description: 'The task run' },
    handle: ({ ctx, params }) => getTaskRun(ctx, params),
  }),
]
