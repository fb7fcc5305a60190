import { z } from '@hono/zod-openapi'
import {
  filterFlowRunsInput,
  filterFlowsInput,
  filterLogsInput,
  filterTaskRunsInput,
  flowRunHistoryInput,
  flowRunsCriteria,
  flowsCriteria,
  paginateFlowRunsInput,
  paginateFlowsInput,
  taskRunsCriteria,
} from '@/lib/flow-runs/search/filter'
import {
  countFlowRuns,
  countFlows,
  countTaskRuns,
  filterFlowRuns,
  filterFlows,
  filterLogs,
  filterTaskRuns,
  flowRunHistory,
  flowRunLateness,
  paginateFlowRuns,
  paginateFlows,
} from '@/lib/flow-runs/search/search'
import { stateType } from '@/lib/flow-runs/schema'
import { taskRunView } from '@/lib/flow-runs/reports/task-run-view'
import { flowRunView, flowView, logView } from '@/lib/flow-runs/wire'
import { workspaceParams } from '@/lib/workspaces/schema'
import { defineRoute, type Route } from '../define-route'
import { inWorkspace } from '../demand'

const area = 'Flows and flow runs'
const at = { method: 'post', area, params: workspaceParams } as const
const home = '/accounts/{accountId}/workspaces/{workspaceId}'

const someRuns = {
  flows: { name: { any_: ['nightly-load'] } },
  flow_runs: { state: { type: { any_: ['FAILED' as const, 'CRASHED' as const] } } },
}
const flowsSentence = 'by what `flows` asks of them and `flow_runs` of one of their runs'
const runsSentence = 'by what `flow_runs` asks of them and `flows` of their flow'

const paginated = <Row extends z.ZodType>(row: Row) =>
  z.object({ results: z.array(row), count: z.int(), limit: z.int(), pages: z.int(), page: z.int() })

const historyInterval = z.object({
  interval_start: z.iso.datetime(),
  interval_end: z.iso.datetime(),
  states: z.array(
    z.object({
      state_type: stateType,
      state_name: z.string(),
      count_runs: z.int(),
      sum_estimated_run_time: z.number(),
      sum_estimated_lateness: z.number(),
    }),
  ),
})

/** Flows, runs and their logs as the clients of the wire format ask for them: filters in the body of a POST that changes nothing. */
export const flowSearchRoutes: readonly Route[] = [
  defineRoute({
    ...at,
    path: `${home}/flows/filter`,
    summary: `Lists flows ${flowsSentence}; those whose ids are given are told to who may see runs, too`,
    demand: inWorkspace('read:flow'),
    body: filterFlowsInput,
    example: { flows: { name: { like_: 'load' } }, sort: 'CREATED_DESC', limit: 15, offset: 0 },
    answer: { status: 200, schema: z.array(flowView), description: 'At most 200 flows' },
    handle: ({ ctx, params, body }) => filterFlows(ctx, params, body),
  }),
  defineRoute({
    ...at,
    path: `${home}/flows/count`,
    summary: `Counts flows ${flowsSentence}`,
    demand: inWorkspace('read:flow'),
    body: flowsCriteria,
    example: someRuns,
    answer: { status: 200, schema: z.int(), description: 'The number alone' },
    handle: ({ ctx, params, body }) => countFlows(ctx, params, body),
  }),
  defineRoute({
    ...at,
    path: `${home}/flows/paginate`,
    summary: `Lists a numbered page of flows ${flowsSentence}`,
    demand: inWorkspace('read:flow'),
    body: paginateFlowsInput,
    example: { sort: 'NAME_ASC', limit: 50, page: 1 },
    answer: { status: 200, schema: paginated(flowView), description: 'The page, and how many there are' },
    handle: ({ ctx, params, body }) => paginateFlows(ctx, params, body),
  }),
  defineRoute({
    ...at,
    path: `${home}/flow_runs/filter`,
    summary: `Lists runs ${runsSentence}`,
    demand: inWorkspace('read:flow_run'),
    body: filterFlowRunsInput,
    example: { ...someRuns, sort: 'EXPECTED_START_TIME_DESC', limit: 15, offset: 0 },
    answer: { status: 200, schema: z.array(flowRunView), description: 'At most 200 runs with their states' },
    handle: ({ ctx, params, body }) => filterFlowRuns(ctx, params, body),
  }),
  defineRoute({
    ...at,
    path: `${home}/flow_runs/count`,
    summary: `Counts runs ${runsSentence}`,
    demand: inWorkspace('read:flow_run'),
    body: flowRunsCriteria,
    example: someRuns,
    answer: { status: 200, schema: z.int(), description: 'The number alone' },
    handle: ({ ctx, params, body }) => countFlowRuns(ctx, params, body),
  }),
  defineRoute({
    ...at,
    path: `${home}/flow_runs/paginate`,
    summary: `Lists a numbered page of runs ${runsSentence}`,
    demand: inWorkspace('read:flow_run'),
    body: paginateFlowRunsInput,
    example: { ...someRuns, sort: 'START_TIME_DESC', limit: 50, page: 1 },
    answer: { status: 200, schema: paginated(flowRunView), description: 'The page, and how many there are' },
    handle: ({ ctx, params, body }) => paginateFlowRuns(ctx, params, body),
  }),
  defineRoute({
    ...at,
    path: `${home}/flow_runs/history`,
    summary: `Counts runs ${runsSentence}, by interval of their expected start and by state`,
    demand: inWorkspace('read:flow_run'),
    body: flowRunHistoryInput,
    example: {
      ...someRuns,
      history_start: '2026-01-01T00:00:00Z',
      history_end: '2026-01-02T00:00:00Z',
      history_interval_seconds: 3600,
    },
    answer: {
      status: 200,
      schema: z.array(historyInterval),
      description: 'At most 500 intervals, empty ones included',
    },
    handle: ({ ctx, params, body }) => flowRunHistory(ctx, params, body),
  }),
  defineRoute({
    ...at,
    path: `${home}/flow_runs/lateness`,
    summary: `Says how late runs began on average, ${runsSentence}`,
    demand: inWorkspace('read:flow_run'),
    body: flowRunsCriteria,
    example: someRuns,
    answer: {
      status: 200,
      schema: z.number().nullable(),
      description: 'Seconds alone; null when there is no run',
    },
    handle: ({ ctx, params, body }) => flowRunLateness(ctx, params, body),
  }),
  defineRoute({
    ...at,
    path: `${home}/logs/filter`,
    summary: 'Lists lines of the logs of runs, in the order of their time',
    demand: inWorkspace('read:flow_run'),
    body: filterLogsInput,
    example: {
      logs: { level: { ge_: 30 }, text: { query: 'timeout -retried' } },
      sort: 'TIMESTAMP_ASC',
      limit: 200,
    },
    answer: { status: 200, schema: z.array(logView), description: 'At most 200 lines' },
    handle: ({ ctx, params, body }) => filterLogs(ctx, params, body),
  }),
  defineRoute({
    ...at,
    path: `${home}/task_runs/filter`,
    summary: 'Lists the steps of runs that other runs are the work of',
    demand: inWorkspace('read:flow_run'),
    body: filterTaskRunsInput,
    example: { task_runs: { state: { type: { any_: ['FAILED'] } } }, sort: 'NAME_ASC', limit: 50 },
    answer: { status: 200, schema: z.array(taskRunView), description: 'At most 200 task runs' },
    handle: ({ ctx, params, body }) => filterTaskRuns(ctx, params, body),
  }),
  defineRoute({
    ...at,
    path: `${home}/task_runs/count`,
    summary: 'Counts the steps of runs that other runs are the work of',
    demand: inWorkspace('read:flow_run'),
    body: taskRunsCriteria,
    example: { task_runs: { tags: { any_: ['etl'] } } },
    answer: { status: 200, schema: z.int(), description: 'The number alone' },
    handle: ({ ctx, params, body }) => countTaskRuns(ctx, params, body),
  }),
]
