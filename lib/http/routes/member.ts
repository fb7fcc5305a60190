import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { listEvents } from '@/lib/audit/of-object'
import { auditEventView, eventsPage } from '@/lib/audit/schema'
import { getMember } from '@/lib/members/detail'
import { explainPermission } from '@/lib/members/explain'
import { getEffectivePermissions } from '@/lib/members/effective'
import {
  effectivePermissionsInput,
  effectivePermissionsView,
  explainPermissionInput,
  memberDetail,
  memberParams,
  permissionExplanation,
} from '@/lib/members/schema'
import { listMemberWorkspacesInput, memberWorkspaceView } from '@/lib/workspaces/schema'
import { listMemberWorkspaces } from '@/lib/workspaces/service'
import { requestCtx } from '../context'
import { errorResponses, inputError, json, pageBody } from './route'

const member = '/accounts/{accountId}/members/{membershipId}'
const paged = 'A page; `X-Next-Cursor` leads to the next'
const ofMember = { accountId: true, membershipId: true } as const

const memberRoute = createRoute({
  method: 'get',
  path: member,
  summary:
    'One member with their role and what the viewer may do with them; keys and sessions only for the member and for holders of ' +
    '`update:member`; needs `read:member`',
  request: { params: memberParams },
  responses: { 200: json(memberDetail, 'The member'), ...errorResponses },
})

const workspacesRoute = createRoute({
  method: 'get',
  path: `${member}/workspaces`,
  summary:
    'One page of the workspaces that both the member and the viewer can open, by name, with where each access comes from; needs ' +
    '`read:member`',
  request: { params: memberParams, query: listMemberWorkspacesInput.omit(ofMember) },
  responses: { 200: json(z.array(memberWorkspaceView), paged), ...errorResponses },
})

const explanationRoute = createRoute({
  method: 'get',
  path: `${member}/explanation`,
  summary:
    'Whether the member or service account holds a permission, everything that has a say in it, and for a no what would have to ' +
    'change; needs `read:member`',
  request: { params: memberParams, query: explainPermissionInput.omit(ofMember) },
  responses: { 200: json(permissionExplanation, 'The answer'), ...errorResponses },
})

const permissionsRoute = createRoute({
  method: 'get',
  path: `${member}/permissions`,
  summary:
    'What the member or service account may do now in a workspace, or without one in the organization itself, and where it comes ' +
    'from; needs `read:member`',
  request: { params: memberParams, query: effectivePermissionsInput.omit(ofMember) },
  responses: { 200: json(effectivePermissionsView, 'What takes effect'), ...errorResponses },
})

const eventsRoute = createRoute({
  method: 'get',
  path: `${member}/events`,
  summary:
    'One page of the audit events about a member and by them, newest first; needs `read:audit_log` and a plan with an audit log',
  request: { params: memberParams, query: eventsPage },
  responses: { 200: json(z.array(auditEventView), paged), ...errorResponses },
})

/** What a member's own page reads. */
export function memberRoutes(): OpenAPIHono {
  const routes = new OpenAPIHono({ defaultHook: inputError })
  routes.openapi(memberRoute, async (context) =>
    context.json(await getMember(await requestCtx(context), context.req.valid('param')), 200),
  )
  routes.openapi(workspacesRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(pageBody(context, await listMemberWorkspaces(await requestCtx(context), input)), 200)
  })
  routes.openapi(explanationRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await explainPermission(await requestCtx(context), input), 200)
  })
  routes.openapi(permissionsRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await getEffectivePermissions(await requestCtx(context), input), 200)
  })
  routes.openapi(eventsRoute, async (context) => {
    const { accountId, membershipId } = context.req.valid('param')
    const asked = {
      accountId,
      about: { kind: 'member', membershipId },
      ...context.req.valid('query'),
    } as const
    return context.json(pageBody(context, await listEvents(await requestCtx(context), asked)), 200)
  })
  return routes
}
