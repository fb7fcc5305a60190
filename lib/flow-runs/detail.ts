import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import type { FlowRunDetail, FlowRunOf, listRunLogsInput, RunLogRow } from './schema'

export async function getFlowRunDetail(_ctx: Ctx, _of: FlowRunOf): Promise<FlowRunDetail> {
  throw new Error('comes with the next commit')
}

export async function listRunLogs(
  _ctx: Ctx,
  _input: z.output<typeof listRunLogsInput>,
): Promise<Page<RunLogRow>> {
  throw new Error('comes with the next commit')
}
