import { z } from '@hono/zod-openapi'
import { listEvents } from '@/lib/audit/of-object'
import { auditEventView, eventsPage } from '@/lib/audit/schema'
import { listOfferedRoles } from '@/lib/invitations/offers'
import { listOfferedRolesInput } from '@/lib/invitations/schema'
import { getRole, listHolders, listRoles } from '@/lib/roles/list'
import {
  assignableRoleView,
  holderView,
  listHoldersInput,
  listRolesInput,
  roleDetail,
  roleParams,
  roleView,
} from '@/lib/roles/schema'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'
import { pageBody, paged } from './route'

const area = 'Roles'
const demand = inOrganization('read:role')

/** What the pages of roles read. */
export const roleRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/roles',
    area,
    summary: 'One page of roles, built-in ones first, with how many use each',
    demand,
    params: roleParams.pick({ accountId: true }),
    query: listRolesInput.omit({ accountId: true }),
    answer: { status: 200, schema: z.array(roleView), description: paged },
    handle: async ({ ctx, params, query, context }) =>
      pageBody(context, await listRoles(ctx, { ...params, ...query })),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/roles/{roleId}',
    area,
    summary: 'One role with its permissions, implied ones included',
    demand,
    params: roleParams,
    answer: { status: 200, schema: roleDetail, description: 'The role' },
    handle: ({ ctx, params }) => getRole(ctx, params),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/roles/{roleId}/holders',
    area,
    summary: 'One page of who uses a role, one kind at a time, by name',
    demand,
    params: roleParams,
    query: listHoldersInput.omit({ accountId: true, roleId: true }),
    answer: { status: 200, schema: z.array(holderView), description: paged },
    handle: async ({ ctx, params, query, context }) =>
      pageBody(context, await listHolders(ctx, { ...params, ...query })),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/roles/{roleId}/events',
    area,
    summary: 'What happened to a role, newest first; needs a plan with an audit log',
    demand: inOrganization('read:audit_log'),
    params: roleParams,
    query: eventsPage,
    answer: { status: 200, schema: z.array(auditEventView), description: paged },
    handle: async ({ ctx, params: { accountId, roleId }, query, context }) =>
      pageBody(context, await listEvents(ctx, { accountId, about: { kind: 'role', roleId }, ...query })),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/workspace-roles',
    area,
    summary:
      'The roles that an invitation may give in workspaces, each with the reason when the organization role it has (Member unless ' +
      'given) rules it out',
    demand: inOrganization('read:organization'),
    params: listOfferedRolesInput.pick({ accountId: true }),
    query: listOfferedRolesInput.omit({ accountId: true }),
    answer: {
      status: 200,
      schema: z.array(assignableRoleView),
      description: 'All of them, built-in ones first',
    },
    handle: ({ ctx, params, query }) => listOfferedRoles(ctx, { ...params, ...query }),
  }),
]
