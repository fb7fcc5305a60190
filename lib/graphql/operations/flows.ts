import { registerFlowInput, updateFlowInput } from '@/lib/flow-runs/reports/report-schema'
import { getFlowDetail, listFlows } from '@/lib/flows/list'
import { flowDetail, flowParams, flowRow, listFlowsInput } from '@/lib/flows/schema'
import { deleteFlow, registerFlow, updateFlow } from '@/lib/flows/service'
import { workspaceParams } from '@/lib/workspaces/schema'
import { mutation, pagedQuery, query } from '../operation'
import { registeredFlow } from '../run-views'
import { done, success } from '../views'

/** Flows: what runs again and again. */
export const flowOperations = [
  pagedQuery({
    name: 'flows',
    description:
      'Lists the flows of a workspace by name, each with its last runs and the next one. Needs `read:flow` there.',
    input: listFlowsInput,
    row: flowRow,
    run: listFlows,
  }),
  query({
    name: 'flow',
    description: 'Reads one flow with its last runs and the next one. Needs `read:flow` in the workspace.',
    input: flowParams,
    output: flowDetail,
    run: getFlowDetail,
  }),
  mutation({
    name: 'register_flow',
    description:
      'Finds the flow of a name, or makes it when there is none; one that is there keeps its tags and labels. Needs `create:flow` in the workspace.',
    input: workspaceParams.extend(registerFlowInput.shape),
    output: registeredFlow,
    run: registerFlow,
  }),
  mutation({
    name: 'update_flow',
    description: 'Gives a flow other tags. Needs `update:flow` in the workspace.',
    input: flowParams.extend(updateFlowInput.shape),
    output: success,
    run: async (ctx, input) => done(await updateFlow(ctx, input)),
  }),
  mutation({
    name: 'delete_flow',
    description: 'Deletes a flow with all its runs, for good. Needs `delete:flow` in the workspace.',
    input: flowParams,
    output: success,
    run: async (ctx, input) => done(await deleteFlow(ctx, input)),
  }),
]
