import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import type { Page } from '@/lib/client/fetch-json'
import { database, type Tx } from '@/lib/db/transaction'
import { decodeMicrosecondCursor, pageOf } from '@/lib/pages/page'
import { listRuns } from './list-store'
import { flowRunRowOf, runCapabilitiesOf } from './row'
import { searching } from '@/lib/searching'
import type { FlowRunRow, listFlowRunsInput } from '../schema'

/**
 * One page of a workspace's runs, the newest expected start first, with what the viewer may do with each. A text without three letters or
 * digits in a row is looked for in the next 20,000 runs that the other filters leave. Needs `read:flow_run` there.
 */
export async function listFlowRuns(
  ctx: Ctx,
  input: z.output<typeof listFlowRunsInput>,
): Promise<Page<FlowRunRow>> {
  const { accountId, workspaceId, cursor, limit, ...filter } = input
  const key = { accountId, workspaceId }
  const standing = await authorizeWorkspace(ctx, database(), key, 'read:flow_run')
  const after = decodeMicrosecondCursor(cursor)
  const list = (tx: Tx) => listRuns(tx, { workspaceId, filter, after, limit: limit + 1, now: ctx.now })
  const found = filter.search ? await searching(ctx, list) : await list(database())
  const { rows, nextCursor } = pageOf(
    found.map((run) => ({ ...run, key: run.expectedStartTime })),
    limit,
  )
  const can = runCapabilitiesOf(standing, ctx.now)
  return { rows: rows.map((run) => flowRunRowOf(run, can, ctx.now)), nextCursor }
}
