import { Hono } from 'hono'
import { requestIdHeader } from '@/lib/authz/session'
import { AppError, httpStatusOf, toPublicError, type PublicError } from '@/lib/errors'
import { logger } from '@/lib/log'
import { scimPath } from '@/lib/paths'
import { allRoutes } from './all-routes'
import { serveRoutes, type RouterEnv } from './define-route'
import { createGraphiqlFiles } from './graphiql-files'
import { engineAddresses, engineFallback } from './engine-fallback'
import { createScimRouter } from './scim-router'
import { createStaticAssets } from './static-assets'

/**
 * Everything below `/api` but next-auth's own routes, what identity providers provision by, and the files that pages load: what is declared in `all-routes.ts`, and files. In
 * `/api` both slash forms answer without a redirect; every error has the same body: `{ detail, code, reason?, fields?, permission? }`,
 * and nothing is kept by a cache.
 */
export function createRouter(readiness: () => Promise<string | null>): Hono<RouterEnv> {
  const router = new Hono<RouterEnv>({ strict: false })
  const scim = createScimRouter()
  router.use('/api/*', async (context, next) => {
    context.set('readiness', readiness)
    await next()
    context.header('cache-control', 'no-store')
  })
  serveRoutes(router, allRoutes)
  router.all(engineAddresses, engineFallback)
  router.all(`${scimPath}/*`, (context) => scim.fetch(context.req.raw))
  router.route('/', createGraphiqlFiles())
  router.route('/', createStaticAssets())
  router.notFound(() => answer({ code: 'not_found', message: 'There is nothing at this address.' }))
  router.onError((error, context) => {
    const requestId = context.req.header(requestIdHeader)
    if (!(error instanceof AppError)) logger().error({ error, requestId }, 'an API request failed')
    return answer(toPublicError(error, requestId))
  })
  return router
}

/** An error as the APIs answer it. */
export function answer(error: PublicError): Response {
  const { message, retryAfterSeconds, requestId, ...rest } = error
  return Response.json(
    { detail: message, ...rest, ...(requestId ? { request_id: requestId } : {}) },
    {
      status: httpStatusOf(error.code),
      headers: {
        ...(retryAfterSeconds ? { 'retry-after': String(retryAfterSeconds) } : {}),
        // RFC 9110, section 11.6.1: a 401 says how to authenticate.
        ...(error.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer realm="Roster"' } : {}),
      },
    },
  )
}
