import { z } from '@hono/zod-openapi'
import { getRunTimeline } from '@/lib/flow-runs/pages/counts'
import { getFlowRunDetail, listRunLogs } from '@/lib/flow-runs/pages/detail'
import { listFlowRuns } from '@/lib/flow-runs/pages/list'
import { getWorkspaceRuns } from '@/lib/flow-runs/pages/overview'
import {
  flowRunDetail,
  flowRunParams,
  flowRunRow,
  listFlowRunsInput,
  listRunLogsInput,
  runLogRow,
  runsOverview,
  runTimeline,
  timelineInput,
} from '@/lib/flow-runs/schema'
import { getFlowDetail, listFlows } from '@/lib/flows/list'
import { flowDetail, flowParams, flowRow, listFlowsInput } from '@/lib/flows/schema'
import { workspaceParams } from '@/lib/workspaces/schema'
import { defineRoute, type Route } from '../define-route'
import { inWorkspace } from '../demand'
import { pageBody } from './route'

const area = 'Pages of flows and runs'
const paged = 'A page; `X-Next-Cursor` leads to the next'
const base = '/accounts/{accountId}/workspaces/{workspaceId}/console'
const ofWorkspace = { accountId: true, workspaceId: true } as const

/** What the pages of a workspace's flows and runs read. */
export const runPageRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: `${base}/timeline`,
    area,
    summary: 'The runs of the last 24 hours, 7 or 30 days: counted, and one by one where they are few',
    demand: inWorkspace('read:flow_run'),
    params: workspaceParams,
    query: timelineInput.omit(ofWorkspace),
    answer: { status: 200, schema: runTimeline, description: 'The picture' },
    handle: ({ ctx, params, query }) => getRunTimeline(ctx, { ...params, ...query }),
  }),
  defineRoute({
    method: 'get',
    path: `${base}/overview`,
    area,
    summary: 'What is due next, what failed last, and how many runs are late or running',
    demand: inWorkspace('read:flow_run'),
    params: workspaceParams,
    answer: { status: 200, schema: runsOverview, description: 'At most five of each' },
    handle: ({ ctx, params }) => getWorkspaceRuns(ctx, params),
  }),
  defineRoute({
    method: 'get',
    path: `${base}/flow-runs`,
    area,
    summary: 'One page of the runs, the newest expected start first',
    demand: inWorkspace('read:flow_run'),
    params: workspaceParams,
    query: listFlowRunsInput.omit(ofWorkspace),
    answer: { status: 200, schema: z.array(flowRunRow), description: paged },
    handle: async ({ ctx, params, query, context }) =>
      pageBody(context, await listFlowRuns(ctx, { ...params, ...query })),
  }),
  defineRoute({
    method: 'get',
    path: `${base}/flow-runs/{flowRunId}`,
    area,
    summary: 'One run with the states it was in',
    demand: inWorkspace('read:flow_run'),
    params: flowRunParams,
    answer: { status: 200, schema: flowRunDetail, description: 'The run' },
    handle: ({ ctx, params }) => getFlowRunDetail(ctx, params),
  }),
  defineRoute({
    method: 'get',
    path: `${base}/flow-runs/{flowRunId}/logs`,
    area,
    summary: 'One page of the lines that a run wrote, in the order of time',
    demand: inWorkspace('read:flow_run'),
    params: flowRunParams,
    query: listRunLogsInput.omit({ ...ofWorkspace, flowRunId: true }),
    answer: { status: 200, schema: z.array(runLogRow), description: paged },
    handle: async ({ ctx, params, query, context }) =>
      pageBody(context, await listRunLogs(ctx, { ...params, ...query })),
  }),
  defineRoute({
    method: 'get',
    path: `${base}/flows`,
    area,
    summary: 'One page of the flows, by name, each with its last runs',
    demand: inWorkspace('read:flow'),
    params: workspaceParams,
    query: listFlowsInput.omit(ofWorkspace),
    answer: { status: 200, schema: z.array(flowRow), description: paged },
    handle: async ({ ctx, params, query, context }) =>
      pageBody(context, await listFlows(ctx, { ...params, ...query })),
  }),
  defineRoute({
    method: 'get',
    path: `${base}/flows/{flowId}`,
    area,
    summary: 'One flow with its last runs',
    demand: inWorkspace('read:flow'),
    params: flowParams,
    answer: { status: 200, schema: flowDetail, description: 'The flow' },
    handle: ({ ctx, params }) => getFlowDetail(ctx, params),
  }),
]
