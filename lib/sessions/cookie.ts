import { cookies } from 'next/headers'
import { encode } from 'next-auth/jwt'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { env } from '@/lib/env'
import { cookieOptions } from './cookie-options'
import { sessionSeconds } from './service'

/** Signs the browser of the running action in: the same cookie as next-auth's own, carrying only the session's id. */
export async function writeSessionCookie(sessionId: string): Promise<void> {
  const maxAge = sessionSeconds()
  const token = await encode({ token: { sid: sessionId }, secret: env().AUTH_SECRET, maxAge })
  const jar = await cookies()
  jar.set(sessionCookieName(), token, cookieOptions(maxAge))
}

export async function clearSessionCookie(): Promise<void> {
  const jar = await cookies()
  // Not `delete`, which leaves out `Secure`: browsers then ignore it for a name with the prefix `__Secure-`.
  jar.set(sessionCookieName(), '', cookieOptions(0))
}
