import type { Context } from 'hono'
import { authorizeEngine, nothingThere } from '@/lib/engine/service'
import { AppError } from '@/lib/errors'
import { workspaceParams } from '@/lib/workspaces/schema'
import { requestCtx } from './context'

/** Below which addresses an engine will be asked what Roster does not serve itself. */
export const engineAddresses = '/api/accounts/:accountId/workspaces/:workspaceId/*'

/**
 * Answers what no route of ours serves below a workspace. Here, and nowhere else, requests will be forwarded to the engine that stands behind the
 * workspace, with who asks known and let into the workspace, and with what the engine's own resource demands decided from the
 * method and the first part of the path. Until there is one, nothing is there: 404 at once, which clients of the wire format bear where
 * 403, 502 or silence would break them (runs-wire-format section 10).
 */
export async function engineFallback(context: Context): Promise<Response> {
  const ctx = await requestCtx(context)
  const workspace = workspaceParams.safeParse(context.req.param())
  if (!workspace.success) throw new AppError('not_found')
  await authorizeEngine(ctx, workspace.data)
  throw nothingThere()
}
