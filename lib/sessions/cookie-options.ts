import { env } from '@/lib/env'

/** Whether people reach the console over https, so that cookies may travel on it alone. */
export function isSecureOrigin(): boolean {
  return env().BASE_URL.startsWith('https:')
}

/** The options every cookie of the console shares: not for scripts, not from other sites' forms. */
export function cookieOptions(maxAge: number) {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecureOrigin(), maxAge } as const
}
