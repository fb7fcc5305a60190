import { redirect } from 'next/navigation'
import { headers } from 'next/headers'
import { cache } from 'react'
import { prefetchHeader } from '@/lib/authz/session'
import { logger } from '@/lib/log'
import { paths } from '@/lib/paths'
import { noteVisit } from '@/lib/workspaces/home'
import type { WorkspaceDetail } from '@/lib/workspaces/schema'
import { getWorkspace } from '@/lib/workspaces/service'
import { currentCtx } from './current-ctx'
import { accountOfPage, movedPath } from './organization-page'
import { requiredPageData } from './page-data'

/** The workspace of a page's address and the account it belongs to; read once per request. What the viewer cannot open is not found. */
export const workspaceOfPage = cache(async (handle: string, workspaceHandle: string) => {
  const { account, membershipId, can } = await accountOfPage(handle)
  const key = { accountId: account.id, workspaceHandle }
  const workspace = await requiredPageData((ctx) => getWorkspace(ctx, key))
  if (workspace.handle !== workspaceHandle)
    redirect(await movedPath(paths.workspace(account.handle, workspace.handle)))
  return { account, membershipId, can, workspace }
})

/** Notes that the viewer opened the workspace, unless the browser only prepares to. */
export async function notePageVisit({ id, account }: WorkspaceDetail): Promise<void> {
  if ((await headers()).get(prefetchHeader) === 'true') return
  // Not in the page's way, and nothing depends on it.
  noteVisit(await currentCtx(), { accountId: account.id, workspaceId: id }).catch((error: unknown) =>
    logger().warn({ error }, 'a visit of a workspace could not be noted'),
  )
}
