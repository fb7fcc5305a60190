import type { IncomingMessage } from 'node:http'

// Forms that identity providers' pages send (SAML's HTTP-POST binding): nothing there looks at a cookie, only at what is signed.
const answersOfProviders = /^\/api\/sso\/[\w-]+\/(?:acs|logout)\/?(?:\?|$)/

/**
 * Whether a request that may change something comes from a page of ours: browsers say which (`Origin`), and it must be the address
 * people use (`BASE_URL`) or the one the request itself went to. A request without it comes from no page. Behind a proxy that
 * changes the host, ours is put back, because Next compares the two itself.
 */
export function isFromOurPages(request: IncomingMessage, baseUrl: string): boolean {
  const { origin, host } = request.headers
  if (origin === undefined || request.method === 'GET' || request.method === 'HEAD') return true
  if (answersOfProviders.test(request.url ?? '')) return true
  if (!URL.canParse(origin)) return false
  const asked = new URL(origin)
  const base = new URL(baseUrl)
  if (asked.origin === base.origin) {
    request.headers.host = base.host
    delete request.headers['x-forwarded-host']
    return true
  }
  return asked.host === host && request.headers['x-forwarded-host'] === undefined
}
