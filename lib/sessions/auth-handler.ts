import NextAuth from 'next-auth'
import type { NextRequest } from 'next/server'
import { env } from '@/lib/env'
import { AppError, httpStatusOf, toPublicError } from '@/lib/errors'
import { currentCtx } from '@/lib/http/current-ctx'
import { logger } from '@/lib/log'
import { paths } from '@/lib/paths'
import { authOptions } from './auth-options'

export type AuthRouteContext = { params: Promise<{ nextauth: string[] }> }

/** What of next-auth the console uses; its session endpoint, log endpoint and pages stay shut. */
const openRoutes = new Set([
  'GET csrf',
  'GET providers',
  'GET signin',
  'GET error',
  'POST callback/credentials',
  'POST signout',
])

/**
 * Answers next-auth's own routes. A refused sign-in keeps next-auth's form (a `url` whose `error` says why, here the public error
 * as JSON) with the status of the error, and `Retry-After` where there is a limit.
 */
export async function answerAuthRequest(request: NextRequest, context: AuthRouteContext): Promise<Response> {
  const route = `${request.method} ${(await context.params).nextauth.join('/')}`
  if (!openRoutes.has(route))
    return Response.json({ code: 'not_found', detail: 'There is nothing at this address.' }, { status: 404 })
  if (!(await isReadable(request)))
    return Response.json(
      { code: 'invalid_input', detail: 'The body is neither JSON nor a form.' },
      { status: 400 },
    )
  const ctx = await currentCtx()
  const failures: unknown[] = []
  const handler: unknown = await NextAuth(
    request,
    context,
    authOptions(ctx, (error) => failures.push(error)),
  )
  if (!(handler instanceof Response)) throw new Error('next-auth did not answer')
  return failures.length > 0 ? answerFailure(failures[0], ctx.requestId, handler) : handler
}

// next-auth reads it later and would answer a body it cannot read with a bare 500.
async function isReadable(request: NextRequest): Promise<boolean> {
  // next-auth's own client says "JSON" of its GET requests too, which have no body.
  const isJson = request.method === 'POST' && request.headers.get('content-type')?.includes('json')
  if (!isJson) return true
  return request
    .clone()
    .json()
    .then(
      () => true,
      () => false,
    )
}

function answerFailure(error: unknown, requestId: string, answered: Response): Response {
  if (!(error instanceof AppError)) logger().error({ error, requestId }, 'a sign-in or sign-out failed')
  const failure = toPublicError(error, requestId)
  const url = `${env().BASE_URL}${paths.signIn()}?${new URLSearchParams({ error: JSON.stringify(failure) })}`
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' })
  // Not of a sign-out that failed: the browser keeps its cookie, and can try again.
  for (const cookie of answered.headers.getSetCookie())
    if (!cookie.includes('session-token')) headers.append('set-cookie', cookie)
  if (failure.retryAfterSeconds) headers.set('retry-after', String(failure.retryAfterSeconds))
  return new Response(JSON.stringify({ url, ...failure }), { status: httpStatusOf(failure.code), headers })
}
