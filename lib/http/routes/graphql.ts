import { serveStatic } from '@hono/node-server/serve-static'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { requestIdHeader } from '@/lib/authz/session'
import { answerGraphql } from '@/lib/graphql/http'
import { apiPaths } from '@/lib/paths'
import { requestCtx } from '../context'
import { json } from './route'

const answered = z.object({ data: z.unknown(), errors: z.array(z.unknown()).optional() })
const responses = {
  200: json(answered, 'What was executed; each of `errors` has `extensions.code` and `extensions.reason`'),
  400: { description: 'Nothing was executed: no GraphQL, or more than one request may ask.' },
  401: { description: 'The key opens nothing.' },
  415: { description: 'The body is not JSON.' },
}

const postRoute = createRoute({
  method: 'post',
  path: '/graphql',
  summary: 'Runs one GraphQL operation; GET of the same address in a browser explains them all',
  request: {
    body: {
      content: {
        'application/json': {
          schema: z.object({
            query: z.string(),
            variables: z.record(z.string(), z.unknown()).optional(),
            operationName: z.string().optional(),
          }),
        },
      },
    },
  },
  responses,
})

const getRoute = createRoute({
  method: 'get',
  path: '/graphql',
  summary: 'Runs one GraphQL query of the address; without one, the page to write them on',
  responses,
})

// What the page loads, from our own host, made when the programs were bundled.
const graphiqlFiles = serveStatic({
  root: 'dist/graphiql',
  // Cut by its length: what is searched for, such as the last “files”, may be followed by “../”, which was looked for before.
  rewriteRequestPath: (path) => path.slice(apiPaths.graphiqlFile('').length),
})

/** The GraphQL API and its page. */
export function graphqlRoutes(): OpenAPIHono {
  const routes = new OpenAPIHono()
  const handle = (context: Context) =>
    answerGraphql({
      request: context.req.raw,
      requestId: context.req.header(requestIdHeader) ?? '',
      ctx: () => requestCtx(context),
    })
  // Read as it comes, so that what is wrong with a body is told as GraphQL tells errors.
  routes.openAPIRegistry.registerPath({ ...postRoute })
  routes.openAPIRegistry.registerPath({ ...getRoute })
  routes.post('/graphql', handle)
  routes.get('/graphql', handle)
  routes.use('/graphql/files/*', graphiqlFiles)
  return routes
}
