import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { previewMemberRole, previewReassignment, previewRole } from '@/lib/roles/preview'
import {
  previewMemberRoleInput,
  previewReassignmentInput,
  previewRoleInput,
  roleEffects,
  roleParams,
} from '@/lib/roles/schema'
import { requestCtx } from '../context'
import { errorResponses, inputError, json } from './route'

const ofRole = { accountId: true, roleId: true } as const
const ofMember = { accountId: true, membershipId: true } as const
const answers = {
  200: json(roleEffects, 'Who gains and loses what, computed by the evaluation that enforces'),
  ...errorResponses,
}

const previewRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/roles/{roleId}/preview',
  summary: 'What giving a custom role these permissions would do; needs `update:role`',
  request: { params: roleParams, query: previewRoleInput.omit(ofRole) },
  responses: answers,
})

const reassignmentRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/roles/{roleId}/reassignment',
  summary: 'What deleting a role and giving its uses to others would do; needs `delete:role`',
  request: { params: roleParams, query: previewReassignmentInput.omit(ofRole) },
  responses: answers,
})

const memberRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/members/{membershipId}/role-preview',
  summary: 'What giving a member another role would do; needs `update:member`',
  request: { params: previewMemberRoleInput.pick(ofMember), query: previewMemberRoleInput.omit(ofMember) },
  responses: answers,
})

/** What pages show before a change of roles is made. */
export function roleEffectRoutes(): OpenAPIHono {
  const routes = new OpenAPIHono({ defaultHook: inputError })
  routes.openapi(previewRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await previewRole(await requestCtx(context), input), 200)
  })
  routes.openapi(reassignmentRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await previewReassignment(await requestCtx(context), input), 200)
  })
  routes.openapi(memberRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await previewMemberRole(await requestCtx(context), input), 200)
  })
  return routes
}
