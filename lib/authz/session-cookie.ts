import { decode } from 'next-auth/jwt'
import { z } from 'zod'
import { env } from '@/lib/env'
import { uuid } from '@/lib/uuid'

const sessionClaims = z.object({ sid: uuid() })

/** next-auth's cookie: with the `__Secure-` prefix when people reach us over https. */
export function sessionCookieName(): string {
  return env().BASE_URL.startsWith('https:') ? '__Secure-next-auth.session-token' : 'next-auth.session-token'
}

/** The session id that next-auth's encrypted cookie carries, or null when it is missing, expired or not ours. */
export async function readSessionId(cookie: string | undefined): Promise<string | null> {
  if (!cookie) return null
  try {
    const claims = sessionClaims.safeParse(await decode({ token: cookie, secret: env().AUTH_SECRET }))
    return claims.success ? claims.data.sid : null
  } catch {
    return null
  }
}
