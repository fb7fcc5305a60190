import { getRunTimeline } from '@/lib/flow-runs/pages/counts'
import { getFlowRunDetail, listRunLogs } from '@/lib/flow-runs/pages/detail'
import { listFlowRuns } from '@/lib/flow-runs/pages/list'
import { flowRunInput, flowRunsInput, startFlowRunInput } from '@/lib/flow-runs/orders/order-schema'
import {
  cancelFlowRun,
  cancelFlowRuns,
  deleteFlowRun,
  deleteFlowRuns,
  startFlowRun,
} from '@/lib/flow-runs/orders/orders'
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
import { workspaceParams } from '@/lib/workspaces/schema'
import { mutation, pagedQuery, query } from '../operation'
import { cancelledFlowRun, flowRunOutcomes } from '../run-views'
import { done, idOnly, success } from '../views'

/** Runs as people read and order them; what engines report is among the operations of run reports. */
export const flowRunOperations = [
  pagedQuery({
    name: 'flow_runs',
    description:
      'Lists the runs of a workspace, the newest expected start first, narrowed by name, flow, status and time. Needs `read:flow_run` there.',
    input: listFlowRunsInput,
    row: flowRunRow,
    run: listFlowRuns,
  }),
  query({
    name: 'flow_run',
    description: 'Reads one run with the states it was in. Needs `read:flow_run` in the workspace.',
    input: flowRunParams,
    output: flowRunDetail,
    run: getFlowRunDetail,
  }),
  pagedQuery({
    name: 'flow_run_logs',
    description: 'Lists the lines that a run wrote. Needs `read:flow_run` in the workspace.',
    input: listRunLogsInput,
    row: runLogRow,
    run: listRunLogs,
  }),
  query({
    name: 'workspace_runs',
    description:
      'Says what is due next in a workspace, what failed last, and how many runs are late or running. Needs `read:flow_run` there.',
    input: workspaceParams,
    output: runsOverview,
    run: getWorkspaceRuns,
  }),
  query({
    name: 'flow_run_timeline',
    description:
      'Counts the runs of the last 24 hours, 7 or 30 days by time and status, and lists them where they are few. Needs `read:flow_run`.',
    input: timelineInput,
    output: runTimeline,
    run: getRunTimeline,
  }),
  mutation({
    name: 'start_flow_run',
    description:
      'Schedules a run of a flow, for now or for `expected_start`. Needs `create:flow_run` in the workspace.',
    input: startFlowRunInput,
    output: idOnly,
    run: startFlowRun,
  }),
  mutation({
    name: 'cancel_flow_run',
    description:
      'Cancels a run: at once where nobody executes it, else as soon as its engine says that it has stopped. Needs `update:flow_run`; refused ' +
      'with `run_has_ended`.',
    input: flowRunInput,
    output: cancelledFlowRun,
    run: cancelFlowRun,
  }),
  mutation({
    name: 'cancel_flow_runs',
    description:
      'Cancels 1 to 200 runs, each with its own outcome. Needs `update:flow_run` in the workspace.',
    input: flowRunsInput,
    output: flowRunOutcomes,
    run: cancelFlowRuns,
  }),
  mutation({
    name: 'delete_flow_run',
    description:
      'Deletes a run with its states and logs, for good. Needs `delete:flow_run` in the workspace.',
    input: flowRunInput,
    output: success,
    run: async (ctx, input) => done(await deleteFlowRun(ctx, input)),
  }),
  mutation({
    name: 'delete_flow_runs',
    description:
      'Deletes 1 to 200 runs, each with its own outcome. Needs `delete:flow_run` in the workspace.',
    input: flowRunsInput,
    output: flowRunOutcomes,
    run: deleteFlowRuns,
  }),
]
