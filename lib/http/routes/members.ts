import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
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
import { uuid } from '@/lib/uuid'
import { requestCtx } from '../context'
import { streamText } from '../stream-text'
import { errorResponses, inputError, json, pageBody } from './route'

const accountParams = z.object({ accountId: uuid() })

const listMembersRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/members',
  summary:
    'One page of members, filtered, searched and sorted, each with what the viewer may do with them; needs `read:member`',
  request: { params: accountParams, query: listMembersInput.omit({ accountId: true }) },
  responses: {
    200: json(z.array(memberView), 'A page; `X-Next-Cursor` leads to the next'),
    ...errorResponses,
  },
})

const exportMembersRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/members.csv',
  summary:
    'All members that a filter finds as CSV, streamed; needs `read:member`, ten times in ten minutes at most',
  request: { params: accountParams, query: exportMembersInput.omit({ accountId: true }) },
  responses: {
    200: {
      content: { 'text/csv': { schema: z.string() } },
      description: 'RFC 4180 with a header; cells that begin like a formula are neutralised',
    },
    429: {
      description: 'Ten exports in ten minutes are used up; `Retry-After` says how many seconds to wait.',
    },
    ...errorResponses,
  },
})

const consequencesRoute = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/members/consequences',
  summary: 'What suspending or removing up to 200 members would end; needs `read:member`',
  request: { params: accountParams, query: memberConsequencesInput.omit({ accountId: true }) },
  responses: { 200: json(memberConsequences, 'The counts'), ...errorResponses },
})

/** What the page of members reads. */
export function membersRoutes(): OpenAPIHono {
  const routes = new OpenAPIHono({ defaultHook: inputError })
  routes.openapi(listMembersRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(pageBody(context, await listMembers(await requestCtx(context), input)), 200)
  })
  routes.openapi(consequencesRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    return context.json(await getMemberConsequences(await requestCtx(context), input), 200)
  })
  routes.openapi(exportMembersRoute, async (context) => {
    const input = { ...context.req.valid('param'), ...context.req.valid('query') }
    const { fileName, pieces } = await exportMembers(await requestCtx(context), input)
    return streamText(pieces, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
    })
  })
  return routes
}
