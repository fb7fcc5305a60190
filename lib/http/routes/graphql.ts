import { z, type RouteConfig } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { requestIdHeader } from '@/lib/authz/session'
import { answerGraphql } from '@/lib/graphql/http'
import { requestCtx } from '../context'
import { defineRoute, type Route } from '../define-route'
import { anyone } from '../demand'

const area = 'GraphQL'
// Read as it comes, so that what is wrong with a body or a key is told as GraphQL tells errors.
const demand = anyone('each operation asks for what it needs, and says it the way GraphQL does')

const operation = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).optional(),
  operationName: z.string().optional(),
})
const answered = z.object({ data: z.unknown(), errors: z.array(z.unknown()).optional() })

const answer = {
  status: 200,
  schema: answered,
  description: 'What was executed; each of `errors` has `extensions.code` and `extensions.reason`',
} as const
const responses: RouteConfig['responses'] = {
  200: { description: answer.description, content: { 'application/json': { schema: answered } } },
  400: { description: 'Nothing was executed: no GraphQL, or more than one request may ask.' },
  401: { description: 'The key opens nothing.' },
}

/** The GraphQL API and its page. */
export const graphqlRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/graphql',
    area,
    summary: 'Runs one GraphQL operation; GET of the same address in a browser explains them all',
    demand,
    answer,
    documentation: {
      request: {
        body: {
          content: {
            'application/json': { schema: operation, example: { query: '{ organizations { id name } }' } },
          },
        },
      },
      responses: { ...responses, 415: { description: 'The body is not JSON.' } },
    },
    handle: ({ context }) => handle(context),
  }),
  defineRoute({
    method: 'get',
    path: '/graphql',
    area,
    summary: 'Runs one GraphQL query of the address; without one, the page to write them on',
    demand,
    answer,
    documentation: {
      request: {
        query: operation.extend({ query: z.string().optional(), variables: z.string().optional() }),
      },
      responses: { ...responses, 405: { description: 'A change is asked for by POST.' } },
    },
    handle: ({ context }) => handle(context),
  }),
]

function handle(context: Context): Promise<Response> {
  return answerGraphql({
    request: context.req.raw,
    requestId: context.req.header(requestIdHeader) ?? '',
    ctx: () => requestCtx(context),
  })
}
