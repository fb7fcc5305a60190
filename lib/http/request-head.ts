import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import proxyAddress from 'proxy-addr'
import { clientAddressHeader, pathHeader, prefetchHeader, requestIdHeader } from '@/lib/authz/session'
import type { ErrorCode } from '@/lib/errors'

const megabyte = 1_048_576
// What runs report in a workspace may be larger: clients send their logs in portions of up to 3 MB.
const largeBodies = /^\/api\/accounts\/[^/]+\/workspaces\/[^/]+\//
const requestIdPattern = /^[\w-]{8,64}$/

/**
 * Replaces what a client may not say about itself: its address (taken from as many proxies as the installation trusts) and the
 * names of our own headers. A well-formed request id is kept, so that a proxy's log and ours can be joined.
 */
export function stampRequest(request: IncomingMessage, trustedProxies: number): string {
  request.url = readableUrl(request.url ?? '/')
  const given = request.headers[requestIdHeader]
  const requestId = typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID()
  stampHeaders(request, {
    [requestIdHeader]: requestId,
    [pathHeader]: request.url,
    [prefetchHeader]: String('next-router-prefetch' in request.headers),
    // A client that has gone already has no address, whatever the type says.
    [clientAddressHeader]: addressOf(proxyAddress(request, (_, hop) => hop < trustedProxies)),
  })
  return requestId
}

// Some proxies write the port behind the address, which would make every connection a client of its own; what is no address
// at all counts as none.
function addressOf(text: string | undefined): string {
  const bare = text?.replace(/^\[(.*)\](?::\d+)?$/, '$1') ?? ''
  if (isIP(bare)) return bare
  const withoutPort = bare.replace(/:\d+$/, '')
  return isIP(withoutPort) ? withoutPort : ''
}

// Next reads the parsed headers; the router's server falls back on the raw ones, names and values in turn.
function stampHeaders(request: IncomingMessage, stamps: Record<string, string>): void {
  const raw: string[] = []
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(index, index + 2)
    if (!(name.toLowerCase() in stamps)) raw.push(name, value)
  }
  request.rawHeaders = [...raw, ...Object.entries(stamps).flat()]
  Object.assign(request.headers, stamps)
}

// An address that was mangled on the way (a link cut in the middle of an escaped letter) gets the page for links that are not
// ours, not a bare error of the framework: what cannot be decoded is taken as it is written.
function readableUrl(url: string): string {
  const [path = '/', ...query] = url.split('?')
  try {
    decodeURIComponent(path)
    return url
  } catch {
    return [path.replaceAll('%', '%25'), ...query].join('?')
  }
}

/** A body that no handler reads: the status to answer, and why. */
export type BodyRefusal = { status: 400 | 403 | 411 | 413; code: ErrorCode; message: string }

/**
 * Refuses a body that is too large, or whose size is not told: nothing that reaches a handler can be larger than 5 MB below a workspace of
 * the API, or 1 MB elsewhere.
 */
export function refuseBody(request: IncomingMessage): BodyRefusal | null {
  const length = request.headers['content-length']
  if (request.headers['transfer-encoding'] !== undefined && length === undefined) {
    return { status: 411, code: 'invalid_input', message: 'Send the size of the body in Content-Length.' }
  }
  const megabytes = largeBodies.test(request.url ?? '') ? 5 : 1
  if (length !== undefined && Number(length) > megabytes * megabyte) {
    return { status: 413, code: 'invalid_input', message: `The body is larger than ${megabytes} MB.` }
  }
  return null
}
