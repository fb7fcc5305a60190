import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import type { FlowRunOutcome, FlowRunsInput, startFlowRunInput } from './order-schema'

export async function startFlowRun(
  _ctx: Ctx,
  _input: z.output<typeof startFlowRunInput>,
): Promise<{ id: string }> {
  throw new Error('comes with the next merge')
}

export async function cancelFlowRuns(
  _ctx: Ctx,
  _input: FlowRunsInput,
): Promise<{ outcomes: FlowRunOutcome[] }> {
  throw new Error('comes with the next merge')
}

export async function deleteFlowRuns(
  _ctx: Ctx,
  _input: FlowRunsInput,
): Promise<{ outcomes: FlowRunOutcome[] }> {
  throw new Error('comes with the next merge')
}
