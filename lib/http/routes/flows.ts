import { flowName, registerFlowInput, updateFlowInput } from '@/lib/flow-runs/reports/report-schema'
import { flowView } from '@/lib/flow-runs/wire'
import { flowParams } from '@/lib/flows/schema'
import { deleteFlow, getFlow, getFlowByName, registerFlow, updateFlow } from '@/lib/flows/service'
import { workspaceParams } from '@/lib/workspaces/schema'
import { defineRoute, type Route } from '../define-route'
import { inWorkspace } from '../demand'

const area = 'Flows'
const flows = '/accounts/{accountId}/workspaces/{workspaceId}/flows'

/** Flows as the clients of the wire format register and read them (runs-wire-format sections 2.2, 6.1, 6.10). */
export const flowRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: `${flows}`,
    area,
    summary: 'Registers a flow: the one of that name, made when there is none',
    demand: inWorkspace('create:flow'),
    params: workspaceParams,
    body: registerFlowInput,
    example: { name: 'nightly-report', tags: ['reports'], labels: {} },
    answer: { status: 200, schema: flowView, description: 'The flow; 201 when it was made' },
    otherStatus: 201,
    creates: true,
    handle: async ({ ctx, params, body, context }) => {
      const { flow, isNew } = await registerFlow(ctx, { ...params, ...body })
      if (isNew) context.status(201)
      return flow
    },
  }),
  defineRoute({
    method: 'get',
    path: `${flows}/name/{name}`,
    area,
    summary: 'The flow of a name',
    demand: inWorkspace('read:flow'),
    params: workspaceParams.extend({ name: flowName }),
    answer: { status: 200, schema: flowView, description: 'The flow' },
    handle: ({ ctx, params }) => getFlowByName(ctx, params),
  }),
  defineRoute({
    method: 'get',
    path: `${flows}/{flowId}`,
    area,
    summary: 'One flow',
    demand: inWorkspace('read:flow'),
    params: flowParams,
    answer: { status: 200, schema: flowView, description: 'The flow' },
    handle: ({ ctx, params }) => getFlow(ctx, params),
  }),
  defineRoute({
    method: 'patch',
    path: `${flows}/{flowId}`,
    area,
    summary: 'Gives a flow other tags',
    demand: inWorkspace('update:flow'),
    params: flowParams,
    body: updateFlowInput,
    example: { tags: ['reports', 'nightly'] },
    answer: { status: 204, description: 'It has them' },
    handle: async ({ ctx, params, body }) => updateFlow(ctx, { ...params, ...body }),
  }),
  defineRoute({
    method: 'delete',
    path: `${flows}/{flowId}`,
    area,
    summary: 'Deletes a flow with all its runs',
    demand: inWorkspace('delete:flow'),
    params: flowParams,
    answer: { status: 204, description: 'It is gone' },
    handle: async ({ ctx, params }) => deleteFlow(ctx, params),
  }),
]
