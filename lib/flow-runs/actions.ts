'use server'
import { runAction } from '@/lib/http/run-action'
import { flowRunsInput, startFlowRunInput } from './orders/order-schema'
import { cancelFlowRuns, deleteFlowRuns, startFlowRun } from './orders/orders'

export async function startFlowRunAction(input: unknown) {
  return runAction(startFlowRunInput, input, startFlowRun)
}

export async function cancelFlowRunsAction(input: unknown) {
  return runAction(flowRunsInput, input, cancelFlowRuns)
}

export async function deleteFlowRunsAction(input: unknown) {
  return runAction(flowRunsInput, input, deleteFlowRuns)
}
