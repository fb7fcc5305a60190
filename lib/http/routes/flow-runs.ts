import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { deleteFlowRun } from '@/lib/flow-runs/orders/orders'
import {
  createFlowRun,
  resumeFlowRun,
  setFlowRunState,
  updateFlowRun,
  updateFlowRunLabels,
} from '@/lib/flow-runs/reports/report'
import {
  createFlowRunInput,
  labels,
  setStateInput,
  updateFlowRunInput,
} from '@/lib/flow-runs/reports/report-schema'
import { getFlowRun, getFlowRunState, listFlowRunStates } from '@/lib/flow-runs/service'
import { orchestrationResult, type StateAnswer } from '@/lib/flow-runs/reports/transition'
import { flowRunParams } from '@/lib/flow-runs/schema'
import { flowRunView, stateView } from '@/lib/flow-runs/wire'
import { uuid } from '@/lib/uuid'
import { workspaceParams } from '@/lib/workspaces/schema'
import { defineRoute, type Route } from '../define-route'
import { inWorkspace } from '../demand'

const area = 'Flow runs'
const workspace = '/accounts/{accountId}/workspaces/{workspaceId}'
const run = `${workspace}/flow_runs/{flowRunId}` as const

/** Runs as the clients of the wire format report and read them (runs-wire-format sections 2, 6 and 7). */
export const flowRunRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: `${workspace}/flow_runs`,
    area,
    summary: 'Reports a run of a flow; one of the same `idempotency_key` is given back',
    demand: inWorkspace('create:flow_run'),
    params: workspaceParams,
    body: createFlowRunInput,
    example: {
      flow_id: '0199b0c4-9d4b-7c3a-8f1e-1a2b3c4d5e6f',
      state: { type: 'PENDING', name: 'Pending' },
      parameters: { name: 'bob' },
      empirical_policy: { retries: 0, retry_delay: 0 },
      tags: [],
    },
    answer: { status: 200, schema: flowRunView, description: 'The run; 201 when it was made' },
    otherStatus: 201,
    creates: true,
    errors: { 409: 'The workspace has no such flow.' },
    handle: async ({ ctx, params, body, context }) => {
      const { run: made, isNew } = await createFlowRun(ctx, { ...params, ...body })
      if (isNew) context.status(201)
      return made
    },
  }),
  defineRoute({
    method: 'get',
    path: run,
    area,
    summary: 'One run with its present state',
    demand: inWorkspace('read:flow_run'),
    params: flowRunParams,
    answer: { status: 200, schema: flowRunView, description: 'The run' },
    handle: ({ ctx, params }) => getFlowRun(ctx, params),
  }),
  defineRoute({
    method: 'patch',
    path: run,
    area,
    summary: 'Changes what was reported of a run; what is left out stays',
    demand: inWorkspace('update:flow_run'),
    params: flowRunParams,
    body: updateFlowRunInput,
    example: { name: 'report-of-monday' },
    answer: { status: 204, description: 'It is changed' },
    handle: async ({ ctx, params, body }) => updateFlowRun(ctx, { ...params, ...body }),
  }),
  defineRoute({
    method: 'delete',
    path: run,
    area,
    summary: 'Deletes a run with its states and logs',
    demand: inWorkspace('delete:flow_run'),
    params: flowRunParams,
    answer: { status: 204, description: 'It is gone' },
    handle: async ({ ctx, params }) => deleteFlowRun(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: `${run}/set_state`,
    area,
    summary: 'Proposes a state; `status` says whether it was accepted, `state` what the run is in now',
    demand: inWorkspace('update:flow_run'),
    params: flowRunParams,
    body: setStateInput,
    example: { state: { type: 'RUNNING', name: 'Running' }, force: false },
    answer: { status: 200, schema: orchestrationResult, description: 'The answer; 201 when it was written' },
    otherStatus: 201,
    handle: async ({ ctx, params, body, context }) =>
      answered(context, await setFlowRunState(ctx, { ...params, ...body })),
  }),
  defineRoute({
    method: 'patch',
    path: `${run}/labels`,
    area,
    summary: 'Adds labels to those of a run; the body is the labels',
    demand: inWorkspace('update:flow_run'),
    params: flowRunParams,
    body: labels,
    example: { team: 'analytics' },
    answer: { status: 204, description: 'It has them' },
    handle: async ({ ctx, params, body }) => updateFlowRunLabels(ctx, { ...params, labels: body }),
  }),
  defineRoute({
    method: 'post',
    path: `${run}/resume`,
    area,
    summary: 'Lets a paused run go on',
    demand: inWorkspace('update:flow_run'),
    params: flowRunParams,
    body: z.object({}),
    example: {},
    answer: { status: 200, schema: orchestrationResult, description: 'The answer; 201 when it was written' },
    otherStatus: 201,
    handle: async ({ ctx, params, context }) => answered(context, await resumeFlowRun(ctx, params)),
  }),
  defineRoute({
    method: 'get',
    path: `${workspace}/flow_run_states`,
    area,
    summary: 'The states that a run was in, oldest first',
    demand: inWorkspace('read:flow_run'),
    params: workspaceParams,
    query: z.object({ flow_run_id: uuid('Give the id of the run.') }),
    answer: { status: 200, schema: z.array(stateView), description: 'At most 1,000' },
    handle: ({ ctx, params, query }) => listFlowRunStates(ctx, { ...params, flowRunId: query.flow_run_id }),
  }),
  defineRoute({
    method: 'get',
    path: `${workspace}/flow_run_states/{stateId}`,
    area,
    summary: 'One state of any run',
    demand: inWorkspace('read:flow_run'),
    params: workspaceParams.extend({ stateId: uuid() }),
    answer: { status: 200, schema: stateView, description: 'The state' },
    handle: ({ ctx, params }) => getFlowRunState(ctx, params),
  }),
]

function answered(context: Context, { isWritten, ...answer }: StateAnswer) {
  if (isWritten) context.status(201)
  return answer
}
