import { z } from 'zod'
import { flowRunOutcome } from '@/lib/flow-runs/orders/order-schema'
import { orchestrationResult } from '@/lib/flow-runs/reports/transition'
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
export const stateAnswer = orchestrationResult.extend({
  state: reportedState.nullable(),
  isWritten: z.boolean(),
})

export const cancelledFlowRun = flowRunView.pick({ id: true, state_type: true })

export const flowRunOutcomes = z.object({ outcomes: z.array(flowRunOutcome) })

export const createdTaskRunView = z.object({ id: z.uuid(), isNew: z.boolean() })
