import { isIPv6 } from 'node:net'

/**
 * What counts as one client: its IPv4 address, or the first 64 bits of its IPv6 address, since one household or machine holds all
 * the addresses behind them. Takes an address in any notation; without one, all such clients are one.
 */
export function clientKeyOf(ipAddress: string | null): string {
  const address = ipAddress?.replace(/%.*$/, '') ?? ''
  if (!isIPv6(address)) return address || 'unknown'
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  return mapped ?? `${groupsOf(address).slice(0, 4).join(':')}::/64`
}

function groupsOf(address: string): string[] {
  // The URL parser writes an IPv6 address in its one shortest form (RFC 5952), which leaves "::" to fill in.
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const front = head ? head.split(':') : []
  const back = tail ? tail.split(':') : []
  return [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back]
}
