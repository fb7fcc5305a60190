'use server'
import { runAction } from '@/lib/http/run-action'
import { flowParams } from './schema'
import { deleteFlow } from './service'

export async function deleteFlowAction(input: unknown) {
  return runAction(flowParams, input, deleteFlow)
}
