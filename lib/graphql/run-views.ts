import { z } from 'zod'
import { flowRunView, flowView, stateView } from '@/lib/flow-runs/wire'

// What reports and orders about flows and runs are answered with.

export const registeredFlow = z.object({ flow: flowView, isNew: z.boolean() })

export const reportedRun = flowRunView.pick({
  id: true,
  name: true,
  flow_id: true,
  state_type: true,
  state_name: true,
  expected_start_time: true,
})
export const createdFlowRun = z.object({ run: reportedRun, isNew: z.boolean() })

export const reportedState = stateView.pick({
  id: true,
  type: true,
  name: true,
  timestamp: true,
  message: true,
})

/** What became of a proposed state; the run's present one is told where another is kept. */
export const stateAnswer = z.object({
  status: z.enum(['ACCEPT', 'REJECT', 'ABORT', 'WAIT']),
  state: reportedState.nullable(),
  details: z.object({ type: z.string(), reason: z.string().optional(), delay_seconds: z.int().optional() }),
  isWritten: z.boolean(),
})

export const cancelledFlowRun = flowRunView.pick({ id: true, state_type: true })

export const flowRunOutcome = z.object({
  flowRunId: z.uuid(),
  name: z.string(),
  outcome: z.enum(['changed', 'unchanged', 'refused']),
  reason: z.string().optional(),
  message: z.string(),
})
export const flowRunOutcomes = z.object({ outcomes: z.array(flowRunOutcome) })

export const createdTaskRun = z.object({ id: z.uuid(), isNew: z.boolean() })
