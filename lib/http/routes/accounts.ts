import { z } from '@hono/zod-openapi'
import { listOfferedRoles } from '@/lib/invitations/offers'
import { invitationView, listInvitationsInput, listOfferedRolesInput } from '@/lib/invitations/schema'
import { listInvitations } from '@/lib/invitations/service'
import { assignableRoleView } from '@/lib/roles/schema'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'
import { pageBody, paged } from './route'

/** What the pages of people and accounts read. */
export const accountRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/invitations',
    area: 'Invitations',
    summary: 'One page of unanswered invitations, newest first, searched by address',
    demand: inOrganization('read:invitation'),
    params: listInvitationsInput.pick({ accountId: true }),
    query: listInvitationsInput.omit({ accountId: true }),
    answer: { status: 200, schema: z.array(invitationView), description: paged },
    handle: async ({ ctx, params, query, context }) =>
      pageBody(context, await listInvitations(ctx, { ...params, ...query })),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/workspace-roles',
    area: 'Invitations',
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
