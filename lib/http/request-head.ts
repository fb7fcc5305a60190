import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import proxyAddress from 'proxy-addr'
import { clientAddressHeader, pathHeader, requestIdHeader } from '@/lib/authz/session'
import type { PublicError } from '@/lib/errors'

const bodyLimit = 1_048_576
const requestIdPattern = /^[\w-]{8,64}$/

/**
 * Replaces what a client may not say about itself: its address (taken from as many proxies as the installation trusts) and the
 * names of our own headers. A well-formed request id is kept, so that a proxy's log and ours can be joined.
 */
export function stampRequest(request: IncomingMessage, trustedProxies: number): string {
  const given = request.headers[requestIdHeader]
  const requestId = typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID()
  request.headers[requestIdHeader] = requestId
  request.headers[pathHeader] = request.url ?? '/'
  request.headers[clientAddressHeader] = proxyAddress(request, (_, hop) => hop < trustedProxies)
  return requestId
}

/** Refuses a body that is too large, or whose size is not told: nothing that reaches a handler can be larger than 1 MB. */
export function refuseBody(request: IncomingMessage): (PublicError & { status: 411 | 413 }) | null {
  const length = request.headers['content-length']
  if (request.headers['transfer-encoding'] !== undefined && length === undefined) {
    return { status: 411, code: 'invalid_input', message: 'Send the size of the body in Content-Length.' }
  }
  if (length !== undefined && Number(length) > bodyLimit) {
    return { status: 413, code: 'invalid_input', message: 'The body is larger than 1 MB.' }
  }
  return null
}
