import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { listOfferedRoles } from '@/lib/invitations/offers'
import { invitationView, listInvitationsInput, listOfferedRolesInput } from '@/lib/invitations/schema'
import { assignableRoleView } from '@/lib/roles/schema'
import { listInvitations } from '@/lib/invitations/service'
import { sessionView } from '@/lib/sessions/schema'
import { listSessions } from '@/lib/sessions/service'
import { uuid } from '@/lib/uuid'
import { requestCtx } from '../context'
import { errorResponses, inputError, json, pageBody } from './route'

const accountParams = z.object({ accountId: uuid() })

const listSessionsRoute = createRoute({
  method: 'get',
  path: '/me/sessions',
  summary: "The viewer's live sessions, the most recently used first",
  responses: { 200: json(z.array(sessionView), 'All of them'), ...errorResponses },
})

const listInvitationsRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/invitations',
  summary: 'One page of unanswered invitations, newest first, searched by address; needs `read:invitation`',
  request: { params: accountParams, query: listInvitationsInput.omit({ accountId: true }) },
  responses: {
    200: json(z.array(invitationView), 'A page; `X-Next-Cursor` leads to the next'),
    ...errorResponses,
  },
})

const listWorkspaceRolesRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/workspace-roles',
  summary:
    'The roles that an invitation may give in workspaces, each with the reason when the organization role it has (Member unless given) rules it out; needs `read:organization`',
  request: { params: accountParams, query: listOfferedRolesInput.omit({ accountId: true }) },
  responses: {
    200: json(z.array(assignableRoleView), 'All of them, built-in ones first'),
    ...errorResponses,
  },
})

/** What the pages of people and accounts read. */
export function accountRoutes(): OpenAPIHono {
  const routes = new OpenAPIHono({ defaultHook: inputError })
  routes.openapi(listSessionsRoute, async (context) =>
    context.json(await listSessions(await requestCtx(context)), 200),
  )
  routes.openapi(listInvitationsRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(pageBody(context, await listInvitations(await requestCtx(context), input)), 200)
  })
  routes.openapi(listWorkspaceRolesRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await listOfferedRoles(await requestCtx(context), input), 200)
  })
  return routes
}
