import { OpenAPIHono } from '@hono/zod-openapi'
import { requestIdHeader } from '@/lib/authz/session'
import { AppError, httpStatusOf, toPublicError, type PublicError } from '@/lib/errors'
import { logger } from '@/lib/log'
import { allRoutes } from './all-routes'
import { serveRoutes } from './define-route'
import { engineAddresses, engineFallback } from './engine-fallback'
import { accountRoutes } from './routes/accounts'
import { apiKeyRoutes } from './routes/api-keys'
import { graphqlRoutes } from './routes/graphql'
import { healthRoutes } from './routes/health'
import { memberRoutes } from './routes/member'
import { membersRoutes } from './routes/members'
import { operatorRoutes } from './routes/operator'
import { roleEffectRoutes } from './routes/role-effects'
import { roleRoutes } from './routes/roles'
import { inputError } from './routes/route'
import { serviceAccountRoutes } from './routes/service-accounts'
import { sharingRoutes } from './routes/sharing'
import { createStaticAssets } from './static-assets'

/**
 * Everything below `/api` but next-auth's own routes, and the files that pages load. In `/api` both slash forms answer without a
 * redirect; every error has the same
 * body: `{ detail, code, reason?, fields?, permission? }`, and nothing is kept by a cache.
 */
export function createRouter(readiness: () => Promise<string | null>): OpenAPIHono {
  const router = new OpenAPIHono({ strict: false, defaultHook: inputError })
  router.use('/api/*', async (context, next) => {
    await next()
    context.header('cache-control', 'no-store')
  })
  router.route('/api', healthRoutes(readiness))
  router.route('/api', accountRoutes())
  router.route('/api', membersRoutes())
  router.route('/api', memberRoutes())
  router.route('/api', roleRoutes())
  router.route('/api', roleEffectRoutes())
  router.route('/api', sharingRoutes())
  router.route('/api', apiKeyRoutes())
  router.route('/api', serviceAccountRoutes())
  router.route('/api', operatorRoutes())
  router.route('/api', graphqlRoutes())
  serveRoutes(router, allRoutes)
  router.all(engineAddresses, engineFallback)
  router.route('/', createStaticAssets())
  router.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Roster', version: '0.1.0', description: 'The data routes of the console.' },
  })
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
