import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import type { FlowDetail, FlowOf, FlowRow, listFlowsInput } from './schema'

export async function listFlows(_ctx: Ctx, _input: z.output<typeof listFlowsInput>): Promise<Page<FlowRow>> {
  throw new Error('comes with the next commit')
}

export async function getFlowDetail(_ctx: Ctx, _of: FlowOf): Promise<FlowDetail> {
  throw new Error('comes with the next commit')
}
