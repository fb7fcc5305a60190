import { z } from '@hono/zod-openapi'
import {
  acceptedInvitation,
  declinedInvitation,
  emailOnly,
  invitationLink,
  invitedMembers,
} from '@/lib/graphql/views'
import { acceptInvitation, declineInvitation } from '@/lib/invitations/answer'
import { inviteMembers } from '@/lib/invitations/invite'
import {
  invitationInput,
  invitationTokenInput,
  invitationView,
  inviteMembersInput,
  listInvitationsInput,
} from '@/lib/invitations/schema'
import {
  copyInvitationLink,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from '@/lib/invitations/service'
import { inSnakeCase, snakeCaseInput } from '@/lib/snake-case'
import { requestCtx } from '../context'
import { defineRoute, type Route } from '../define-route'
import { anyone, anyPerson, inOrganization } from '../demand'
import { pageBody, paged } from './route'

const area = 'Invitations'
const ofAccount = { accountId: true } as const
const invitation = '/accounts/{accountId}/invitations/{invitationId}'
const token = { token: 'the last part of the link' }

/** Inviting people, and answering. */
export const invitationRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/invitations',
    area,
    summary: 'One page of unanswered invitations, newest first, searched by address',
    demand: inOrganization('read:invitation'),
    params: listInvitationsInput.pick({ accountId: true }),
    query: listInvitationsInput.omit({ accountId: true }),
    answer: { status: 200, schema: z.array(invitationView), description: paged },
    handle: async ({ ctx, params, query, context }) =>
      pageBody(context, await listInvitations(ctx, { ...params, ...query })),
  }),
  defineRoute({
    method: 'post',
    path: '/accounts/{accountId}/invitations',
    area,
    summary:
      'Invites up to 500 addresses with an organization role (null is Member) and roles in workspaces, each address with its own outcome; ' +
      'one that is invited already gets a new link',
    demand: inOrganization('create:invitation'),
    params: inviteMembersInput.pick(ofAccount),
    body: snakeCaseInput(inviteMembersInput.omit(ofAccount)),
    example: {
      emails: ['ada@example.com', 'Grace Hopper <grace@example.com>'],
      role_id: null,
      workspaces: [
        {
          workspace_id: '00000000-0000-4000-8000-000000000001',
          role_id: '00000000-0000-4000-8000-000000000002',
        },
      ],
      message: 'Welcome!',
    },
    creates: true,
    answer: {
      status: 201,
      schema: snakeCaseInput(invitedMembers),
      description: 'What became of each address, in the order given; `sends_mail` is whether mail leaves',
    },
    handle: async ({ ctx, params, body }) => inSnakeCase(await inviteMembers(ctx, { ...params, ...body })),
  }),
  defineRoute({
    method: 'post',
    path: `${invitation}/resend`,
    area,
    summary: 'Sends an invitation again with a new link and a new clock; the former link is dead',
    demand: inOrganization('create:invitation'),
    params: invitationInput,
    answer: { status: 200, schema: emailOnly, description: 'Whom it went to' },
    handle: ({ ctx, params }) => resendInvitation(ctx, params),
  }),
  defineRoute({
    method: 'post',
    path: `${invitation}/link`,
    area,
    summary: 'Makes a new link to hand over, shown once, with a new clock; the former link is dead',
    demand: inOrganization('create:invitation'),
    params: invitationInput,
    creates: true,
    answer: { status: 200, schema: invitationLink, description: 'The link, and whom it is for' },
    handle: ({ ctx, params }) => copyInvitationLink(ctx, params),
  }),
  defineRoute({
    method: 'delete',
    path: invitation,
    area,
    summary: 'Revokes an invitation: its link says so from now on',
    demand: inOrganization('delete:invitation'),
    params: invitationInput,
    answer: { status: 204, description: 'It is revoked' },
    handle: async ({ ctx, params }) => {
      await revokeInvitation(ctx, params)
      return undefined
    },
  }),
  defineRoute({
    method: 'post',
    path: '/invitations/accept',
    area,
    summary: 'Accepts the invitation of a link, as the person it is for',
    demand: anyPerson,
    body: invitationTokenInput,
    example: token,
    answer: {
      status: 200,
      schema: snakeCaseInput(acceptedInvitation),
      description: 'The account that one belongs to now',
    },
    errors: { 404: 'There is no such link.' },
    handle: async ({ ctx, body }) => inSnakeCase(await acceptInvitation(ctx, body)),
  }),
  defineRoute({
    method: 'post',
    path: '/invitations/decline',
    area,
    summary: 'Declines the invitation of a link',
    demand: anyone('whoever holds the link may decline, signed in or not'),
    body: invitationTokenInput,
    example: token,
    answer: {
      status: 200,
      schema: snakeCaseInput(declinedInvitation),
      description: 'Whose invitation it was',
    },
    errors: { 401: 'The key opens nothing.', 403: 'It is for somebody else.', 404: 'There is no such link.' },
    handle: async ({ body, context }) =>
      inSnakeCase(await declineInvitation(await requestCtx(context), body)),
  }),
]
