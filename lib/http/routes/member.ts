import { getMember } from '@/lib/members/detail'
import { memberDetail, memberParams } from '@/lib/members/schema'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'
import { membershipRoutes } from './membership'

const area = 'Members'
const demand = inOrganization('read:member')
const path = '/accounts/{accountId}/members/{membershipId}'

const summaries = {
  workspaces:
    'One page of the workspaces that both the member and whoever asks can open, by name, with where each access comes from',
  explanation:
    'Whether the member or service account holds a permission, everything that has a say in it, and for a no what would have to change',
  permissions:
    'What the member or service account may do now in a workspace, or without one in the organization itself, and where it comes from',
  events:
    'One page of the audit events about a member and by them, newest first; needs a plan with an audit log',
}

/** What a member's own page reads. */
export const memberRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path,
    area,
    summary:
      'One member with their role and what one may do with them; keys and sessions only for the member and for holders of `update:member`',
    demand,
    params: memberParams,
    answer: { status: 200, schema: memberDetail, description: 'The member' },
    handle: ({ ctx, params }) => getMember(ctx, params),
  }),
  ...membershipRoutes({ path, area, demand, params: memberParams, summaries }),
]
