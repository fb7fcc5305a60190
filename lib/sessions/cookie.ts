import { cookies } from 'next/headers'
import { encode } from 'next-auth/jwt'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { env } from '@/lib/env'
import { sessionSeconds } from './service'

/** Whether people reach the console over https, so that cookies may travel on it alone. */
export function isSecureOrigin(): boolean {
  return env().BASE_URL.startsWith('https:')
}

/** The options every cookie of the console shares: not for scripts, not from other sites' forms. */
export function cookieOptions(maxAge: number) {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecureOrigin(), maxAge } as const
}

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
