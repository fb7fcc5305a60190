import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { listEvents } from '@/lib/audit/of-object'
import { auditEventView, eventsPage } from '@/lib/audit/schema'
import { getRole, listHolders, listRoles } from '@/lib/roles/list'
import {
  holderView,
  listHoldersInput,
  listRolesInput,
  roleDetail,
  roleParams,
  roleView,
} from '@/lib/roles/schema'
import { requestCtx } from '../context'
import { errorResponses, inputError, json, pageBody } from './route'

const listRolesRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/roles',
  summary: 'One page of roles, built-in ones first, with how many use each; needs `read:role`',
  request: {
    params: roleParams.pick({ accountId: true }),
    query: listRolesInput.omit({ accountId: true }),
  },
  responses: {
    200: json(z.array(roleView), 'A page; `X-Next-Cursor` leads to the next'),
    ...errorResponses,
  },
})

const getRoleRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/roles/{roleId}',
  summary: 'One role with its permissions, implied ones included; needs `read:role`',
  request: { params: roleParams },
  responses: { 200: json(roleDetail, 'The role'), ...errorResponses },
})

const listHoldersRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/roles/{roleId}/holders',
  summary: 'One page of who uses a role, one kind at a time, by name; needs `read:role`',
  request: { params: roleParams, query: listHoldersInput.omit({ accountId: true, roleId: true }) },
  responses: {
    200: json(z.array(holderView), 'A page; `X-Next-Cursor` leads to the next'),
    ...errorResponses,
  },
})

const listRoleEventsRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/roles/{roleId}/events',
  summary: 'What happened to a role, newest first; needs `read:audit_log` and a plan with an audit log',
  request: { params: roleParams, query: eventsPage },
  responses: {
    200: json(z.array(auditEventView), 'A page; `X-Next-Cursor` leads to the next'),
    ...errorResponses,
  },
})

/** What the pages of roles read. */
export function roleRoutes(): OpenAPIHono {
  const routes = new OpenAPIHono({ defaultHook: inputError })
  routes.openapi(listRolesRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(pageBody(context, await listRoles(await requestCtx(context), input)), 200)
  })
  routes.openapi(getRoleRoute, async (context) =>
    context.json(await getRole(await requestCtx(context), context.req.valid('param')), 200),
  )
  routes.openapi(listHoldersRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(pageBody(context, await listHolders(await requestCtx(context), input)), 200)
  })
  routes.openapi(listRoleEventsRoute, async (context) => {
    const { accountId, roleId } = context.req.valid('param')
    const asked = { accountId, about: { kind: 'role', roleId }, ...context.req.valid('query') } as const
    return context.json(pageBody(context, await listEvents(await requestCtx(context), asked)), 200)
  })
  return routes
}
