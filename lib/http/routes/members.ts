import { z } from '@hono/zod-openapi'
import { getMemberConsequences } from '@/lib/members/consequences'
import { exportMembers } from '@/lib/members/export'
import {
  exportMembersInput,
  listMembersInput,
  memberConsequences,
  memberConsequencesInput,
  memberView,
} from '@/lib/members/schema'
import { listMembers } from '@/lib/members/service'
import { defineRoute, type Route } from '../define-route'
import { inOrganization } from '../demand'
import { streamText } from '../stream-text'
import { pageBody, paged } from './route'

const area = 'Members'
const demand = inOrganization('read:member')
const ofAccount = { accountId: true } as const
const params = listMembersInput.pick(ofAccount)

/** What the page of members reads. */
export const membersRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/members',
    area,
    summary: 'One page of members, filtered, searched and sorted, each with what one may do with them',
    demand,
    params,
    query: listMembersInput.omit(ofAccount),
    answer: { status: 200, schema: z.array(memberView), description: paged },
    handle: async ({ ctx, params: account, query, context }) =>
      pageBody(context, await listMembers(ctx, { ...account, ...query })),
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/members.csv',
    area,
    summary: 'All members that a filter finds as CSV, streamed; ten times in ten minutes at most',
    demand,
    params,
    query: exportMembersInput.omit(ofAccount),
    answer: {
      status: 200,
      schema: z.string(),
      contentType: 'text/csv',
      description: 'RFC 4180 with a header; cells that begin like a formula are neutralised',
    },
    errors: {
      429: 'Too many exports in ten minutes; `Retry-After` says how many seconds to wait.',
    },
    handle: async ({ ctx, params: account, query }) => {
      const { fileName, pieces } = await exportMembers(ctx, { ...account, ...query })
      return streamText(pieces, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${fileName}"`,
      })
    },
  }),
  defineRoute({
    method: 'get',
    path: '/accounts/{accountId}/members/consequences',
    area,
    summary: 'What suspending or removing up to 200 members would end',
    demand,
    params,
    query: memberConsequencesInput.omit(ofAccount),
    answer: { status: 200, schema: memberConsequences, description: 'The counts' },
    handle: ({ ctx, params: account, query }) => getMemberConsequences(ctx, { ...account, ...query }),
  }),
]
