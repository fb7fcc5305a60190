import {
  changeMemberRole,
  leaveOrganization,
  reactivateMember,
  removeMember,
  suspendMember,
} from '@/lib/members/manage'
import {
  changeMemberRoleInput,
  leaveOrganizationInput,
  memberOutcome,
  memberParams,
} from '@/lib/members/schema'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'
import { inSnakeCase, snakeCaseInput } from '@/lib/snake-case'

const area = 'Members'
const demand = inOrganization('update:member')
const params = memberParams
const member = '/accounts/{accountId}/members/{membershipId}'
const answer = {
  status: 200,
  schema: snakeCaseInput(memberOutcome),
  description: 'Whether it changed anything, and a sentence',
} as const

/** Changes of members. */
export const memberChangeRoutes: readonly Route[] = [
  defineRoute({
    method: 'put',
    path: `${member}/role`,
    area,
    summary:
      'Gives a member another organization role. `expected_role_id` is the one they are thought to have',
    demand,
    params,
    body: snakeCaseInput(changeMemberRoleInput.omit({ accountId: true, membershipId: true })),
    example: { role_id: '00000000-0000-4000-8000-000000000001' },
    answer,
    handle: async ({ ctx, params: of, body }) => inSnakeCase(await changeMemberRole(ctx, { ...of, ...body })),
  }),
  defineRoute({
    method: 'post',
    path: `${member}/suspend`,
    area,
    summary:
      'Suspends a member: they keep their place and lose everything at once, keys in this account included',
    demand,
    params,
    answer,
    handle: async ({ ctx, params: of }) => inSnakeCase(await suspendMember(ctx, of)),
  }),
  defineRoute({
    method: 'post',
    path: `${member}/reactivate`,
    area,
    summary: 'Gives a suspended member back what they had',
    demand,
    params,
    answer,
    handle: async ({ ctx, params: of }) => inSnakeCase(await reactivateMember(ctx, of)),
  }),
  defineRoute({
    method: 'delete',
    path: member,
    area,
    summary:
      'Ends a membership with all that was shared with it, and revokes the member’s keys of this account',
    demand: inOrganization('delete:member'),
    params,
    answer: { status: 204, description: 'They do not belong to the account any more' },
    handle: async ({ ctx, params: of }) => {
      await removeMember(ctx, of)
      return undefined
    },
  }),
  defineRoute({
    method: 'post',
    path: '/accounts/{accountId}/leave',
    area,
    summary: 'Ends one’s own membership',
    demand: inOrganization('read:organization'),
    params: leaveOrganizationInput,
    answer: { status: 204, description: 'One does not belong to the account any more' },
    handle: async ({ ctx, params: of }) => {
      await leaveOrganization(ctx, of)
      return undefined
    },
  }),
]
