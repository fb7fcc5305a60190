import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Whose key it is, readable from its first characters. */
export type ApiKeyOwner = 'USER' | 'SERVICE_ACCOUNT'

const prefixes: Record<ApiKeyOwner, string> = { USER: 'rst_u_', SERVICE_ACCOUNT: 'rst_s_' }
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const secretLength = 43
const checksumLength = 6
const shownBeside = 4

/** What a whole key looks like (the README has it for scanners of secrets); its last six characters must fit the others besides. */
export const apiKeyPattern = /^rst_([us])_[0-9A-Za-z]{49}$/

export type NewApiKey = {
  /** The secret itself: shown once, never stored. */
  key: string
  /** Its first characters, by which people tell keys apart: of an API key ten. */
  prefix: string
  hash: Uint8Array<ArrayBuffer>
}

/**
 * A new key: `rst_u_` or `rst_s_`, 256 random bits as 43 base-62 characters, then CRC-32 over what precedes as 6, so that a scanner can tell
 * a real key from a lookalike. With it the SHA-256 that the database keeps.
 */
export function newApiKey(owner: ApiKeyOwner): NewApiKey {
  return newKeyWith(prefixes[owner])
}

/** A new secret of the same form that begins otherwise; four characters of it are shown besides the beginning. */
export function newKeyWith(beginning: string): NewApiKey {
  const body = beginning + base62(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLength)
  const key = body + checksumOf(body)
  return { key, prefix: key.slice(0, beginning.length + shownBeside), hash: hashOf(key) }
}

/** Whose key a text says it is, and its SHA-256; null for what cannot be a key of ours, found out without asking the database. */
export function readApiKey(text: string): { owner: ApiKeyOwner; hash: Uint8Array<ArrayBuffer> } | null {
  const kind = apiKeyPattern.exec(text)?.[1]
  const hash = kind ? readKeyWith(apiKeyPattern, text) : null
  return hash && { owner: kind === 'u' ? 'USER' : 'SERVICE_ACCOUNT', hash }
}

/** The SHA-256 of a whole secret of a form; null for what cannot be one. */
export function readKeyWith(pattern: RegExp, text: string): Uint8Array<ArrayBuffer> | null {
  if (!pattern.test(text) || checksumOf(text.slice(0, -checksumLength)) !== text.slice(-checksumLength))
    return null
  return hashOf(text)
}

/** Whether a text has anything in it that looks like a key. */
export function holdsApiKey(text: string): boolean {
  return /rst_(?:[us]|scim)_[0-9A-Za-z]{49}/.test(text)
}

function checksumOf(body: string): string {
  return base62(BigInt(crc32(body)), checksumLength)
}

function base62(number: bigint, length: number): string {
  let text = ''
  for (let rest = number; rest > 0n; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text
  return text.padStart(length, digits.charAt(0))
}

function hashOf(key: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(key).digest())
}
