import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { listEvents } from '@/lib/audit/of-object'
import { auditEventView, eventsPage } from '@/lib/audit/schema'
import { getEffectivePermissions } from '@/lib/members/effective'
import { explainPermission } from '@/lib/members/explain'
import {
  effectivePermissionsView,
  permissionExplanation,
  permissionPlace,
  permissionQuestion,
  type memberParams,
} from '@/lib/members/schema'
import type { serviceAccountParams } from '@/lib/service-accounts/schema'
import { listWorkspacesInput, memberWorkspaceView } from '@/lib/workspaces/schema'
import { listMemberWorkspaces } from '@/lib/workspaces/service'
import { requestCtx } from '../context'
import { errorResponses, inputError, json, pageBody } from './route'

type Membership = {
  /** The address of one member or service account. */
  path: string
  params: typeof memberParams | typeof serviceAccountParams
  /** What each route answers and needs, for the document. */
  summaries: { workspaces: string; explanation: string; permissions: string; events: string }
}

const paged = 'A page; `X-Next-Cursor` leads to the next'

/** What the page of a member and that of a service account both read: workspaces, permissions with their reasons, and events. */
export function membershipRoutes(membership: Membership): OpenAPIHono {
  const { workspaces, explanation, permissions, events } = routesOf(membership)
  const routes = new OpenAPIHono({ defaultHook: inputError })
  routes.openapi(workspaces, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(pageBody(context, await listMemberWorkspaces(await requestCtx(context), input)), 200)
  })
  routes.openapi(explanation, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await explainPermission(await requestCtx(context), input), 200)
  })
  routes.openapi(permissions, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await getEffectivePermissions(await requestCtx(context), input), 200)
  })
  routes.openapi(events, async (context) => {
    const { accountId, ...of } = context.req.valid('param')
    const about =
      'membershipId' in of
        ? ({ kind: 'member', ...of } as const)
        : ({ kind: 'service_account', ...of } as const)
    const asked = { accountId, about, ...context.req.valid('query') }
    return context.json(pageBody(context, await listEvents(await requestCtx(context), asked)), 200)
  })
  return routes
}

function routesOf({ path, params, summaries }: Membership) {
  return {
    workspaces: createRoute({
      method: 'get',
      path: `${path}/workspaces`,
      summary: summaries.workspaces,
      request: { params, query: listWorkspacesInput.omit({ accountId: true }) },
      responses: { 200: json(z.array(memberWorkspaceView), paged), ...errorResponses },
    }),
    explanation: createRoute({
      method: 'get',
      path: `${path}/explanation`,
      summary: summaries.explanation,
      request: { params, query: permissionQuestion },
      responses: { 200: json(permissionExplanation, 'The answer'), ...errorResponses },
    }),
    permissions: createRoute({
      method: 'get',
      path: `${path}/permissions`,
      summary: summaries.permissions,
      request: { params, query: permissionPlace },
      responses: { 200: json(effectivePermissionsView, 'What takes effect'), ...errorResponses },
    }),
    events: createRoute({
      method: 'get',
      path: `${path}/events`,
      summary: summaries.events,
      request: { params, query: eventsPage },
      responses: { 200: json(z.array(auditEventView), paged), ...errorResponses },
    }),
  }
}
