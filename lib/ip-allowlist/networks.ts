import ipaddr from 'ipaddr.js'

/** What a text says of addresses: a network in CIDR notation, or the sentence that says why it is none. */
export type ReadNetwork = { network: string; problem?: never } | { network?: never; problem: string }

/**
 * A network as lists keep it, from CIDR notation or a single address: IPv4 or IPv6, in one spelling for each (RFC 5952). An IPv4-mapped
 * IPv6 network (RFC 4291, section 2.5.5.2) is the IPv4 network it stands for. A network with bits beyond its length is refused rather than
 * widened or narrowed: it could mean the whole network or the one address.
 */
export function readNetwork(text: string): ReadNetwork {
  const [address = '', prefix, ...rest] = text.trim().split('/')
  const parsed = rest.length === 0 ? readAddress(address) : null
  if (!parsed) return { problem: notANetwork(text) }
  const bits = bitsOf(parsed)
  const length = prefix === undefined ? bits : readLength(prefix, bits)
  if (length === null)
    return { problem: `The length of a network behind the slash is a number from 0 to ${bits}.` }
  const { ip, length: ipLength } = unmapped(parsed, length)
  const start = startOf(ip, ipLength)
  const network = `${spelled(start)}/${ipLength}`
  if (spelled(start) === spelled(ip)) return { network }
  return {
    problem: `This has bits set beyond its ${ipLength}: write ${network} for the whole network, or ${spelled(ip)} for the one address.`,
  }
}

/** An address in the one spelling in which lists are asked about it, an IPv4-mapped one as IPv4; null for what is none. */
export function addressOf(text: string | null): string | null {
  // The zone says which interface of ours it came by.
  const parsed = readAddress(text?.replace(/%.*$/, '') ?? '')
  return parsed && spelled(unmapped(parsed, bitsOf(parsed)).ip)
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

// Only the ways of writing that everybody reads alike: no octal numbers, no missing parts, no zones.
function readAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  return text.includes('%') || !ipaddr.IPv6.isValid(text) ? null : ipaddr.IPv6.parse(text)
}

function readLength(text: string, bits: number): number | null {
  return /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) <= bits ? Number(text) : null
}

const mappedBits = 96

function unmapped(ip: Address, length: number): { ip: Address; length: number } {
  const isMapped = ip instanceof ipaddr.IPv6 && ip.isIPv4MappedAddress() && length >= mappedBits
  return isMapped ? { ip: ip.toIPv4Address(), length: length - mappedBits } : { ip, length }
}

function bitsOf(ip: Address): 32 | 128 {
  return ip.kind() === 'ipv4' ? 32 : 128
}

function startOf(ip: Address, length: number): Address {
  const cidr = `${ip.toNormalizedString()}/${length}`
  return ip.kind() === 'ipv4'
    ? ipaddr.IPv4.networkAddressFromCIDR(cidr)
    : ipaddr.IPv6.networkAddressFromCIDR(cidr)
}

function spelled(ip: Address): string {
  return ip instanceof ipaddr.IPv6 ? ip.toRFC5952String() : ip.toString()
}

function notANetwork(text: string): string {
  const shown = text.trim().slice(0, 60)
  return shown
    ? `“${shown}” is no address and no network. Write one such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.`
    : 'Give an address or a network, such as 203.0.113.7 or 203.0.113.0/24.'
}
