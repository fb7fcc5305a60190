import { z } from 'zod'

export type EmailAddress = {
  /** For display and for mail: as typed, in Unicode normal form, with a small-letter domain. */
  email: string
  /** For comparison: the identity of a person. Small letters throughout and an ASCII (IDNA) domain. */
  emailKey: string
}

/** One email address; the output is what to store and show. Compare by `emailKeyOf`. */
export const emailAddress = z
  .string({ error: 'Fill in the email address.' })
  .refine((text) => text.trim().length > 0, { error: 'Fill in the email address.', abort: true })
  .refine((text) => parseEmailAddress(text) !== null, {
    error: 'This is not an email address. It looks like ada@example.com.',
    abort: true,
  })
  .overwrite((text) => parseEmailAddress(text)?.email ?? text)

/** The normalised form of an address that `emailAddress` accepted. */
export function emailKeyOf(email: string): string {
  const parsed = parseEmailAddress(email)
  if (!parsed) throw new Error('an address was compared before it was checked')
  return parsed.emailKey
}

/** The domain of an address that `emailAddress` accepted, small letters in A-labels: as domains of single sign-on are compared. */
export function domainOf(email: string): string {
  const domain = email.slice(email.lastIndexOf('@') + 1)
  // Asked with every request: nearly all are in ASCII, and in small letters since they were stored.
  return /^[a-z0-9.-]+$/.test(domain) ? domain : emailKeyOf(email).replace(/^.*@/s, '')
}

/**
 * Reads one address of the kind that mailboxes have (RFC 5321 dot-atoms, RFC 6531 letters of any script); null for anything
 * else. Plus signs and dots stay: whether they matter is for the receiving server to say. Works in browsers too.
 */
export function parseEmailAddress(text: string): EmailAddress | null {
  if (text.length > maximumLength * 4) return null
  // Compatibility forms are folded before anything is compared or mailed: a full-width "＠" or a Kelvin sign would otherwise
  // let two people hold what reads and compares as one address.
  const value = text.normalize('NFKC').trim()
  const at = value.lastIndexOf('@')
  const local = value.slice(0, at)
  const domain = value.slice(at + 1).toLowerCase()
  if (at < 1 || !localPattern.test(local) || !domainPattern.test(domain)) return null
  const host = asciiHost(domain)
  if (!host || byteLength(local) > 64) return null
  const emailKey = `${local.toLowerCase().normalize('NFKC')}@${host}`
  // Both forms fit: what is shown and what is sent.
  const fits = byteLength(emailKey) <= maximumLength && local.length + domain.length < maximumLength
  return fits ? { email: `${local}@${domain}`, emailKey } : null
}

// RFC 5321 section 4.5.3.1 with the erratum that makes the whole path 256 octets, brackets included.
const maximumLength = 254

const atom = /[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+/u.source
const localPattern = new RegExp(`^${atom}(?:\\.${atom})*$`, 'u')
const domainPattern = /^[\p{L}\p{N}\p{M}-]+(?:\.[\p{L}\p{N}\p{M}-]+)+$/u
const hostPattern = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

// The URL parser is the one IDNA implementation that Node and browsers share.
function asciiHost(domain: string): string | null {
  const address = `http://${domain}/`
  const host = URL.canParse(address) ? new URL(address).hostname : ''
  return hostPattern.test(host) ? host : null
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
