import { z } from '@hono/zod-openapi'
import { invitationInput } from '@/lib/invitations/schema'
import { revokeInvitation } from '@/lib/invitations/service'
import { accountParams } from '@/lib/wire/fields'
import {
  answeredParams,
  answerQuery,
  filterInvitationsInput,
  invitationView,
} from '@/lib/wire/invitations-schema'
import {
  acceptByLink,
  countInvitations,
  getInvitation,
  listInvitations,
  rejectByLink,
} from '@/lib/wire/invitations'
import { requestCtx } from '../context'
import { defineRoute, type Route } from '../define-route'
import { anyone, anyPerson, inOrganization } from '../demand'

const area = 'Invitations (wire format)'
const invitations = '/accounts/{accountId}/invitations'
const invitation = `${invitations}/{invitationId}` as const
const example = { invitations: { email: { any_: ['ada@example.com'] } } }
const notThere = { 404: 'There is no such link, or it is of another invitation.' }

/** Invitations to an account as clients of the wire format read and answer them; inviting is `invitations.ts`. */
export const wireInvitationRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: `${invitations}/filter`,
    area,
    summary: 'The invitations to the account, answered ones too, the newest first',
    demand: inOrganization('read:invitation'),
    params: accountParams,
    body: filterInvitationsInput,
    example,
    answer: { status: 200, schema: z.array(invitationView), description: 'Those that were asked for' },
    handle: ({ ctx, params, body }) => listInvitations(ctx, params.accountId, body),
  }),
  defineRoute({
    method: 'post',
    path: `${invitations}/count`,
    area,
    summary: 'How many a filter finds',
    demand: inOrganization('read:invitation'),
    params: accountParams,
    body: filterInvitationsInput,
    example,
    answer: { status: 200, schema: z.int(), description: 'Counted to 10,000' },
    handle: ({ ctx, params, body }) => countInvitations(ctx, params.accountId, body),
  }),
  defineRoute({
    method: 'get',
    path: invitation,
    area,
    summary: 'One invitation, whatever became of it',
    demand: inOrganization('read:invitation'),
    params: invitationInput,
    answer: { status: 200, schema: invitationView, description: 'The invitation' },
    handle: ({ ctx, params }) => getInvitation(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: `${invitation}/revoke`,
    area,
    summary: 'Revokes an invitation: its link says so from now on',
    demand: inOrganization('delete:invitation'),
    params: invitationInput,
    answer: { status: 204, description: 'It is revoked' },
    handle: async ({ ctx, params }) => {
      await revokeInvitation(ctx, params)
    },
  }),
  defineRoute({
    method: 'post',
    path: '/invitations/{invitationId}/accept',
    area,
    summary: 'Accepts an invitation by the secret of its link, as the person it is for',
    demand: anyPerson,
    params: answeredParams,
    query: answerQuery,
    answer: { status: 204, description: 'One belongs to the account now' },
    errors: notThere,
    handle: ({ ctx, params, query }) => acceptByLink(ctx, { ...params, token: query.invite_code }),
  }),
  defineRoute({
    method: 'post',
    path: '/invitations/{invitationId}/reject',
    area,
    summary: 'Declines an invitation by the secret of its link',
    demand: anyone('whoever holds the link may decline, signed in or not'),
    params: answeredParams,
    query: answerQuery,
    answer: { status: 204, description: 'It is declined' },
    errors: { 401: 'The key opens nothing.', 403: 'It is for somebody else.', ...notThere },
    handle: async ({ params, query, context }) =>
      rejectByLink(await requestCtx(context), { ...params, token: query.invite_code }),
  }),
]
