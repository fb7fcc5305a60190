import { randomUUID } from 'node:crypto'
import type { Context, Env } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Ctx } from '@/lib/authz/context'
import { clientAddressHeader, contextOfRequest, requestIdHeader } from '@/lib/authz/session'
import { sessionCookieName } from '@/lib/authz/session-cookie'

/** The context of an API request; read when a handler asks for it. Throws what a key that opens nothing is refused with. */
export async function requestCtx<Environment extends Env>(context: Context<Environment>): Promise<Ctx> {
  return contextOfRequest({
    sessionCookie: isSameOriginRead(context) ? getCookie(context, sessionCookieName()) : undefined,
    authorization: context.req.header('authorization'),
    requestId: context.req.header(requestIdHeader) ?? null,
    ipAddress: context.req.header(clientAddressHeader) ?? null,
    userAgent: context.req.header('user-agent') ?? null,
  })
}

/** The context of an API request for what concerns nobody who is signed in: no cookie and no key is looked at. */
export function visitorCtx<Environment extends Env>(context: Context<Environment>): Ctx {
  return {
    actor: { kind: 'ANONYMOUS' },
    requestId: context.req.header(requestIdHeader) ?? randomUUID(),
    ipAddress: context.req.header(clientAddressHeader) ?? null,
    userAgent: context.req.header('user-agent')?.slice(0, 400) ?? null,
    now: new Date(),
  }
}

// The session cookie is honoured for GET requests of our own pages and nothing else. A browser says where a request comes from
// (Fetch Metadata), but over plain http only for localhost; without a word of it the cookie's SameSite has to do.
function isSameOriginRead(context: Context): boolean {
  const site = context.req.header('sec-fetch-site')
  return context.req.method === 'GET' && (site === undefined || site === 'same-origin' || site === 'none')
}
