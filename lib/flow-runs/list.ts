import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import type { FlowRunRow, listFlowRunsInput } from './schema'

export async function listFlowRuns(
  _ctx: Ctx,
  _input: z.output<typeof listFlowRunsInput>,
): Promise<Page<FlowRunRow>> {
  throw new Error('comes with the next commit')
}
