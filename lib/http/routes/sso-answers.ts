import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import { z } from '@hono/zod-openapi'
import type { Ctx } from '@/lib/authz/context'
import { requestIdHeader } from '@/lib/authz/session'
import { AppError } from '@/lib/errors'
import { logger } from '@/lib/log'
import { cookieOptions } from '@/lib/sessions/cookie-options'
import { receiveOidcAnswer, receiveSamlResponse, type Received } from '@/lib/sso/answers'
import { attemptMinutes } from '@/lib/sso/attempts'
import { unsolicitedCookieName } from '@/lib/sso/cookie'
import { receiveLogout } from '@/lib/sso/logout'
import { getOurMetadata } from '@/lib/sso/our-metadata'
import { paths } from '@/lib/paths'
import { visitorCtx } from '../context'
import { anyone } from '../demand'
import { defineRoute, type Route } from '../define-route'

const area = 'Single sign-on: answers of identity providers'
const params = z.object({ connectionId: z.string().max(100) })
const one = '/sso/{connectionId}'
const demand = anyone(
  'a browser brings what a provider says from the provider’s site, and what counts is what is verified in it',
)
const seeOther = { status: 303, description: 'Where the browser goes on' } as const

/**
 * Where identity providers send browsers. Nothing here looks at a session: what is verified is kept, and the browser that began completes it on
 * our own site, where its cookie is.
 */
export const ssoAnswerRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: `${one}/callback`,
    area,
    summary: 'Takes the answer of an OpenID Connect provider, and sends the browser on to complete it',
    demand,
    params,
    answer: seeOther,
    handle: async ({ params: { connectionId }, context }) => {
      const query = new URL(context.req.url).searchParams
      return toPage(context, async (ctx) =>
        sendOn(context, await receiveOidcAnswer(ctx, { connectionId, query })),
      )
    },
  }),
  defineRoute({
    method: 'post',
    path: `${one}/acs`,
    area,
    summary: 'Takes the response of a SAML provider (a form), and sends the browser on to complete it',
    demand,
    params,
    answer: seeOther,
    handle: async ({ params: { connectionId }, context }) => {
      return toPage(context, async (ctx) => {
        const form = new URLSearchParams(await context.req.text())
        const [response, relayState] = [form.get('SAMLResponse') ?? '', form.get('RelayState') ?? '']
        return sendOn(context, await receiveSamlResponse(ctx, { connectionId, response, relayState }))
      })
    },
  }),
  defineRoute({
    method: 'get',
    path: `${one}/metadata`,
    area,
    summary: 'Our SAML metadata of a connection, for its provider',
    demand: anyone('they say nothing but addresses and certificates, and providers read them by themselves'),
    params,
    answer: { status: 200, description: 'Metadata', contentType: 'application/samlmetadata+xml' },
    handle: async ({ params: { connectionId }, context }) =>
      context.body(await getOurMetadata(connectionId), 200, {
        'content-type': 'application/samlmetadata+xml',
      }),
  }),
  defineRoute({
    method: 'get',
    path: `${one}/logout`,
    area,
    summary: 'Takes a SAML provider’s request to sign somebody out, or its answer to ours',
    demand,
    params,
    answer: seeOther,
    handle: async ({ params: { connectionId }, context }) => {
      const { search } = new URL(context.req.url)
      const message = { connectionId, binding: 'REDIRECT', text: search.slice(1) } as const
      return toPage(context, async (ctx) => context.redirect((await receiveLogout(ctx, message)).url, 303))
    },
  }),
  defineRoute({
    method: 'post',
    path: `${one}/logout`,
    area,
    summary: 'Takes a SAML provider’s request to sign somebody out as a form, or its answer to ours',
    demand,
    params,
    answer: seeOther,
    handle: async ({ params: { connectionId }, context }) => {
      return toPage(context, async (ctx) => {
        const message = { connectionId, binding: 'POST', text: await context.req.text() } as const
        return context.redirect((await receiveLogout(ctx, message)).url, 303)
      })
    },
  }),
]

/** People are told on a page whatever goes wrong: a browser shows what it gets. */
async function toPage(context: Context, work: (ctx: Ctx) => Promise<Response>): Promise<Response> {
  try {
    return await work(visitorCtx(context))
  } catch (error) {
    const isTooOften = error instanceof AppError && error.code === 'rate_limited'
    const requestId = context.req.header(requestIdHeader)
    if (!isTooOften) logger().error({ error, requestId }, 'an answer of an identity provider was not taken')
    return context.redirect(paths.singleSignOnRefused(isTooOften ? 'too_many_tries' : 'failed'), 303)
  }
}

function sendOn(context: Context, received: Received): Response {
  if (received.state === 'refused') return context.redirect(received.next, 303)
  const { completion, unsolicitedToken } = received
  if (unsolicitedToken) setCookie(context, unsolicitedCookieName(), unsolicitedToken, unsolicitedCookie())
  return context.redirect(paths.completeSingleSignOn(completion), 303)
}

function unsolicitedCookie() {
  return { ...cookieOptions(attemptMinutes * 60), sameSite: 'Lax' } as const
}
