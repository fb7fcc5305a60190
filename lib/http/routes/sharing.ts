import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { previewDefaultRole, previewRemoval } from '@/lib/sharing/preview'
import {
  accessEffects,
  accessView,
  candidateView,
  listAccessInput,
  listCandidatesInput,
  previewDefaultRoleInput,
  previewRemovalInput,
} from '@/lib/sharing/schema'
import { listAccess, listCandidates } from '@/lib/sharing/service'
import { workspaceParams } from '@/lib/workspaces/schema'
import { requestCtx } from '../context'
import { errorResponses, inputError, json, pageBody } from './route'

const workspace = '/accounts/{accountId}/workspaces/{workspaceId}'
const ofWorkspace = { accountId: true, workspaceId: true } as const

const accessRoute = createRoute({
  method: 'get',
  path: `${workspace}/access`,
  summary:
    'One page of those who were added to a workspace, by name, then those whose organization role lets them in, each with the effect ' +
    'and where it comes from; needs `read:workspace_access` there',
  request: { params: workspaceParams, query: listAccessInput.omit(ofWorkspace) },
  responses: {
    200: json(z.array(accessView), 'A page; `X-Next-Cursor` leads to the next'),
    ...errorResponses,
  },
})

const candidatesRoute = createRoute({
  method: 'get',
  path: `${workspace}/candidates`,
  summary:
    'Members and service accounts of the account that a search finds, with what they hold in the workspace; needs ' +
    '`update:workspace_access` there',
  request: { params: workspaceParams, query: listCandidatesInput.omit(ofWorkspace) },
  responses: { 200: json(z.array(candidateView), 'The first of them, by name'), ...errorResponses },
})

const effects = {
  200: json(accessEffects, 'Who gains and loses what, computed by the evaluation that enforces'),
  ...errorResponses,
}

const defaultRolePreviewRoute = createRoute({
  method: 'get',
  path: `${workspace}/default-role-preview`,
  summary: 'What another default role would do (`none` is no access); needs `update:workspace_access` there',
  request: { params: workspaceParams, query: previewDefaultRoleInput.omit(ofWorkspace) },
  responses: effects,
})

const removalPreviewRoute = createRoute({
  method: 'get',
  path: `${workspace}/removal-preview`,
  summary:
    'What removing up to 200 members and service accounts would do; needs `update:workspace_access` there',
  request: { params: workspaceParams, query: previewRemovalInput.omit(ofWorkspace) },
  responses: effects,
})

/** What the page of a workspace's sharing reads. */
export function sharingRoutes(): OpenAPIHono {
  const routes = new OpenAPIHono({ defaultHook: inputError })
  routes.openapi(accessRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(pageBody(context, await listAccess(await requestCtx(context), input)), 200)
  })
  routes.openapi(candidatesRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await listCandidates(await requestCtx(context), input), 200)
  })
  routes.openapi(defaultRolePreviewRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await previewDefaultRole(await requestCtx(context), input), 200)
  })
  routes.openapi(removalPreviewRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await previewRemoval(await requestCtx(context), input), 200)
  })
  return routes
}
