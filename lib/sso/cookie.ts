import { env } from '@/lib/env'

/** Holds a random secret of the browser, for whatever it begins: several sign-ins in several tabs do not disturb one another. */
export function ssoCookieName(): string {
  return env().BASE_URL.startsWith('https:') ? '__Secure-roster.sso' : 'roster.sso'
}

/** Holds the secret of the browser that brought what nobody had begun here, apart from the secret of what it begins itself. */
export function unsolicitedCookieName(): string {
  return `${ssoCookieName()}-unsolicited`
}

export const ssoCookieSeconds = 24 * 60 * 60
