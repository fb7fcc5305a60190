import { z } from '@hono/zod-openapi'
import { accountParams } from '@/lib/wire/fields'
import {
  filterMembershipsInput,
  membershipOfBotParams,
  membershipOfUserParams,
  membershipParams,
  membershipView,
  setActiveInput,
  setActiveOfManyInput,
  updateMembershipInput,
} from '@/lib/wire/memberships-schema'
import {
  countMemberships,
  deleteMembership,
  getMembership,
  listMemberships,
  setMembershipActive,
  setMembershipsActive,
  updateMembership,
} from '@/lib/wire/memberships'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'

const area = 'Members (wire format)'
const memberships = '/accounts/{accountId}/account_memberships'
const filtering = {
  area,
  demand: inOrganization('read:member'),
  params: accountParams,
  body: filterMembershipsInput,
  example: { account_memberships: { email: { any_: ['ada@example.com'] } } },
}
const one = { status: 200, schema: membershipView, description: 'The membership' } as const

/** The places in an account as clients of the wire format read and change them. */
export const wireMembershipRoutes: readonly Route[] = [
  defineRoute({
    ...filtering,
    method: 'post',
    path: `${memberships}/filter`,
    summary:
      'The members of the account by name; its service accounts with `only_bots`, or besides with `only_users: false`',
    answer: { status: 200, schema: z.array(membershipView), description: 'Those that were asked for' },
    handle: ({ ctx, params, body }) => listMemberships(ctx, params.accountId, body),
  }),
  defineRoute({
    ...filtering,
    method: 'post',
    path: `${memberships}/count`,
    summary: 'How many memberships a filter finds, counted to 10,000',
    answer: { status: 200, schema: z.int(), description: 'The number' },
    handle: ({ ctx, params, body }) => countMemberships(ctx, params.accountId, body),
  }),
  defineRoute({
    method: 'get',
    path: `${memberships}/{membershipId}`,
    area,
    summary: 'One membership',
    demand: inOrganization('read:member'),
    params: membershipParams,
    answer: one,
    handle: ({ ctx, params }) => getMembership(ctx, params.accountId, params),
  }),
  defineRoute({
    method: 'get',
    path: `${memberships}/by-user/{userId}`,
    area,
    summary: 'The membership of a user',
    demand: inOrganization('read:member'),
    params: membershipOfUserParams,
    answer: one,
    handle: ({ ctx, params }) => getMembership(ctx, params.accountId, params),
  }),
  defineRoute({
    method: 'get',
    path: `${memberships}/by-bot/{botId}`,
    area,
    summary: 'The membership of a service account',
    demand: inOrganization('read:member'),
    params: membershipOfBotParams,
    answer: one,
    handle: ({ ctx, params }) => getMembership(ctx, params.accountId, params),
  }),
  defineRoute({
    method: 'patch',
    path: `${memberships}/{membershipId}`,
    area,
    summary:
      'Gives a member another role in the account; of a service account it needs `update:service_account`',
    demand: inOrganization('update:member'),
    params: membershipParams,
    body: updateMembershipInput,
    example: { account_role_id: '00000000-0000-7000-8000-000000000000' },
    answer: { status: 204, description: 'They have it' },
    handle: ({ ctx, params, body }) => updateMembership(ctx, params, body.account_role_id),
  }),
  defineRoute({
    method: 'patch',
    path: `${memberships}/{membershipId}/active`,
    area,
    summary: 'Suspends a member, or reactivates them; of a service account it needs `update:service_account`',
    demand: inOrganization('update:member'),
    params: membershipParams,
    body: setActiveInput,
    example: { active: false },
    answer: { status: 204, description: 'They are suspended, or active' },
    handle: ({ ctx, params, body }) => setMembershipActive(ctx, params, body.active),
  }),
  defineRoute({
    method: 'post',
    path: `${memberships}/set_active`,
    area,
    summary:
      'Suspends or reactivates up to 1,000 members; the first refusal is answered, and the others are done',
    demand: inOrganization('update:member'),
    params: accountParams,
    body: setActiveOfManyInput,
    example: { membership_ids: ['00000000-0000-7000-8000-000000000000'], active: false },
    answer: { status: 204, description: 'They are suspended, or active' },
    handle: async ({ ctx, params: { accountId }, body }) => {
      const { membership_ids: membershipIds, active: isActive } = body
      await setMembershipsActive(ctx, { accountId, membershipIds, isActive })
    },
  }),
  defineRoute({
    method: 'delete',
    path: `${memberships}/{membershipId}`,
    area,
    summary: 'Removes a member from the account',
    demand: inOrganization('delete:member'),
    params: membershipParams,
    answer: { status: 204, description: 'They are removed' },
    handle: ({ ctx, params }) => deleteMembership(ctx, params),
  }),
]
