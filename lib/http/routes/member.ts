import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { getMember } from '@/lib/members/detail'
import { memberDetail, memberParams } from '@/lib/members/schema'
import { requestCtx } from '../context'
import { membershipRoutes } from './membership'
import { errorResponses, inputError, json } from './route'

const member = '/accounts/{accountId}/members/{membershipId}'

const memberRoute = createRoute({
  method: 'get',
  path: member,
  summary:
    'One member with their role and what the viewer may do with them; keys and sessions only for the member and for holders of ' +
    '`update:member`; needs `read:member`',
  request: { params: memberParams },
  responses: { 200: json(memberDetail, 'The member'), ...errorResponses },
})

const summaries = {
  workspaces:
    'One page of the workspaces that both the member and the viewer can open, by name, with where each access comes from; needs ' +
    '`read:member`',
  explanation:
    'Whether the member or service account holds a permission, everything that has a say in it, and for a no what would have to ' +
    'change; needs `read:member`',
  permissions:
    'What the member or service account may do now in a workspace, or without one in the organization itself, and where it comes ' +
    'from; needs `read:member`',
  events:
    'One page of the audit events about a member and by them, newest first; needs `read:audit_log` and a plan with an audit log',
}

/** What a member's own page reads. */
export function memberRoutes(): OpenAPIHono {
  const routes = new OpenAPIHono({ defaultHook: inputError })
  routes.openapi(memberRoute, async (context) =>
    context.json(await getMember(await requestCtx(context), context.req.valid('param')), 200),
  )
  routes.route('/', membershipRoutes({ path: member, params: memberParams, summaries }))
  return routes
}
