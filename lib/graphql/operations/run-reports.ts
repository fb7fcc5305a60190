import { writeLogs } from '@/lib/flow-runs/reports/logs'
import {
  createFlowRun,
  resumeFlowRun,
  setFlowRunState,
  updateFlowRun,
  updateFlowRunLabels,
} from '@/lib/flow-runs/reports/report'
import {
  createFlowRunInput,
  createTaskRunInput,
  labels,
  logsInput,
  setStateInput,
  updateFlowRunInput,
} from '@/lib/flow-runs/reports/report-schema'
import { createTaskRun } from '@/lib/flow-runs/reports/task-runs'
import { flowRunParams } from '@/lib/flow-runs/schema'
import { workspaceParams } from '@/lib/workspaces/schema'
import { mutation } from '../operation'
import { createdFlowRun, createdTaskRunView, stateAnswer } from '../run-views'
import { done, success } from '../views'

/** What engines report of runs, with the rules that the REST routes of the same words have. */
export const runReportOperations = [
  mutation({
    name: 'create_flow_run',
    description:
      'Reports a run of a flow in any state, PENDING unless told; one of the same `idempotency_key` is given back. Needs `create:flow_run`.',
    input: workspaceParams.extend(createFlowRunInput.shape),
    output: createdFlowRun,
    run: createFlowRun,
  }),
  mutation({
    name: 'set_flow_run_state',
    description:
      'Proposes a state for a run and says what became of it: `ACCEPT`, `REJECT` with the state that is kept, `ABORT`, or `WAIT` and ask again. ' +
      'Needs `update:flow_run`.',
    input: flowRunParams.extend(setStateInput.shape),
    output: stateAnswer,
    run: setFlowRunState,
  }),
  mutation({
    name: 'resume_flow_run',
    description: 'Lets a paused run go on. Needs `update:flow_run` in the workspace.',
    input: flowRunParams,
    output: stateAnswer,
    run: resumeFlowRun,
  }),
  mutation({
    name: 'update_flow_run',
    description: 'Changes what was reported of a run; what is left out stays. Needs `update:flow_run`.',
    input: flowRunParams.extend(updateFlowRunInput.shape),
    output: success,
    run: async (ctx, input) => done(await updateFlowRun(ctx, input)),
  }),
  mutation({
    name: 'label_flow_run',
    description:
      'Adds labels to a run, in the place of those of the same names. Needs `update:flow_run` in the workspace.',
    input: flowRunParams.extend({ labels }),
    output: success,
    run: async (ctx, input) => done(await updateFlowRunLabels(ctx, input)),
  }),
  mutation({
    name: 'write_flow_run_logs',
    description:
      'Keeps lines that runs of a workspace wrote; those of runs that are not there are dropped. Needs `update:flow_run`.',
    input: workspaceParams.extend({ logs: logsInput }),
    output: success,
    run: async (ctx, input) => done(await writeLogs(ctx, input)),
  }),
  mutation({
    name: 'create_task_run',
    description:
      'Reports the step of a run that another run is the work of; one of the same keys is given back. Needs `update:flow_run`.',
    input: workspaceParams.extend(createTaskRunInput.shape),
    output: createdTaskRunView,
    run: async (ctx, input) => {
      const { taskRun, isNew } = await createTaskRun(ctx, input)
      return { id: taskRun.id, isNew }
    },
  }),
]
