import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

const refusedCode = 'ROSTER_REFUSED'

/** What an address that is not on the public internet is refused with; whoever asked says what may be done about it. */
export function refusedAddress(): NodeJS.ErrnoException {
  return Object.assign(new Error('The address is not on the public internet.'), { code: refusedCode })
}

/** Whether a code of an error is that of `refusedAddress`. */
export function isRefusedAddress(code: string): boolean {
  return code === refusedCode
}

/** Whether an address is one of the public internet: not private, loopback, link-local, reserved or one that stands for such. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const ip = ipaddr.process(address)
  // 2000::/3 is all that is given out of IPv6; elsewhere are the ranges that stand for IPv4 addresses.
  if (ip instanceof ipaddr.IPv6 && !ip.match(ipaddr.IPv6.parse('2000::'), 3)) return false
  return ip.range() === 'unicast'
}

/** Whether the host of a URL is written as an address, and one that is not public: nothing is resolved for it. */
export function isPrivateLiteral({ hostname }: URL): boolean {
  const literal = literalOf(hostname)
  return ipaddr.isValid(literal) && !isPublic(literal)
}

/** Whether each address that the host of a URL has now is public; a name that nobody knows yet has none. */
export async function isPublicHost({ hostname }: URL): Promise<boolean> {
  const literal = literalOf(hostname)
  if (ipaddr.isValid(literal)) return isPublic(literal)
  return new Promise((resolve) => {
    lookup(literal, { all: true }, (error, found) =>
      resolve(error !== null || found.every(({ address }) => isPublic(address))),
    )
  })
}

/** Resolves a name for a connection, and refuses it unless each of its addresses is public: it cannot be another one by then. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const [first] = found ?? []
    if (error || !first) callback(error ?? refusedAddress(), [])
    else if (!found.every(({ address }) => isPublic(address))) callback(refusedAddress(), [])
    else if (options.all) callback(null, found)
    else callback(null, first.address, first.family)
  })
}

function literalOf(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}
