import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { listMyWorkspaces, listShortcuts } from '@/lib/workspaces/home'
import {
  listMyWorkspacesInput,
  listWorkspacesInput,
  myWorkspaceView,
  previewTransferInput,
  transferPreview,
  workspaceDetail,
  workspaceEditor,
  workspaceParams,
  workspaceShortcuts,
  workspaceView,
} from '@/lib/workspaces/schema'
import { getWorkspace, getWorkspaceEditor, listWorkspaces } from '@/lib/workspaces/service'
import { previewTransfer } from '@/lib/workspaces/transfer'
import { requestCtx } from '../context'
import { errorResponses, inputError, json, pageBody } from './route'

const paged = 'A page; `X-Next-Cursor` leads to the next'

const listMyWorkspacesRoute = createRoute({
  method: 'get',
  path: '/me/workspaces',
  summary: 'One page of the workspaces that the viewer can open in all their accounts, by account and name',
  request: { query: listMyWorkspacesInput },
  responses: { 200: json(z.array(myWorkspaceView), paged), ...errorResponses },
})

const shortcutsRoute = createRoute({
  method: 'get',
  path: '/me/workspaces/shortcuts',
  summary: 'The workspaces that the viewer pinned, and those they opened last, of what they can open now',
  responses: { 200: json(workspaceShortcuts, 'At most eight of each'), ...errorResponses },
})

const listWorkspacesRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/workspaces',
  summary:
    'One page of the workspaces that the viewer can open, by name, each with what they hold there; needs `read:organization`',
  request: {
    params: listWorkspacesInput.pick({ accountId: true }),
    query: listWorkspacesInput.omit({ accountId: true }),
  },
  responses: { 200: json(z.array(workspaceView), paged), ...errorResponses },
})

const editorRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/workspace-editor',
  summary:
    'Whether the viewer may create a workspace, and the roles that can be its default; needs `read:organization`',
  request: { params: listWorkspacesInput.pick({ accountId: true }) },
  responses: { 200: json(workspaceEditor, 'What creating one takes'), ...errorResponses },
})

const workspaceRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/workspaces/{workspaceId}',
  summary: 'One workspace with what the viewer holds there; needs `read:workspace` in it',
  request: { params: workspaceParams },
  responses: { 200: json(workspaceDetail, 'The workspace'), ...errorResponses },
})

const transferPreviewRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/workspaces/{workspaceId}/transfer-preview',
  summary: 'What transferring a workspace to the account `to` would do; for Administrators of both accounts',
  request: { params: workspaceParams, query: previewTransferInput.pick({ to: true }) },
  responses: { 200: json(transferPreview, 'What moves and what ends'), ...errorResponses },
})

/** What the pages of workspaces read. */
export function workspaceRoutes(): OpenAPIHono {
  const routes = new OpenAPIHono({ defaultHook: inputError })
  routes.openapi(listMyWorkspacesRoute, async (context) => {
    const page = await listMyWorkspaces(await requestCtx(context), context.req.valid('query'))
    return context.json(pageBody(context, page), 200)
  })
  routes.openapi(shortcutsRoute, async (context) =>
    context.json(await listShortcuts(await requestCtx(context)), 200),
  )
  routes.openapi(listWorkspacesRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(pageBody(context, await listWorkspaces(await requestCtx(context), input)), 200)
  })
  routes.openapi(editorRoute, async (context) => {
    const { accountId } = context.req.valid('param')
    return context.json(await getWorkspaceEditor(await requestCtx(context), accountId), 200)
  })
  routes.openapi(workspaceRoute, async (context) =>
    context.json(await getWorkspace(await requestCtx(context), context.req.valid('param')), 200),
  )
  routes.openapi(transferPreviewRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await previewTransfer(await requestCtx(context), input), 200)
  })
  return routes
}
