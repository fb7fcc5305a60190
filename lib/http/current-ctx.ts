import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import type { Ctx } from '@/lib/authz/context'
import { clientAddressHeader, contextOfRequest, requestIdHeader } from '@/lib/authz/session'
import { sessionCookieName } from '@/lib/authz/session-cookie'

/** The context of the page or action that is being served; read once per request. */
export const currentCtx = cache(async (): Promise<Ctx> => {
  const [cookieStore, headerStore] = await Promise.all([cookies(), headers()])
  return contextOfRequest({
    sessionCookie: cookieStore.get(sessionCookieName())?.value,
    requestId: headerStore.get(requestIdHeader),
    ipAddress: headerStore.get(clientAddressHeader),
    userAgent: headerStore.get('user-agent'),
  })
})
