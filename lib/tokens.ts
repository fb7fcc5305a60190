import { createHash, randomBytes } from 'node:crypto'

const tokenPattern = /^[A-Za-z0-9_-]{43}$/

/** A new secret for a link: 256 random bits as 43 base64url characters, and the SHA-256 that the database keeps. */
export function newToken(): { token: string; hash: Uint8Array<ArrayBuffer> } {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: sha256(token) }
}

/** The SHA-256 of a token from a link, or null when it cannot be one of ours (cut off, doubled, foreign characters). */
export function hashToken(token: string): Uint8Array<ArrayBuffer> | null {
  return tokenPattern.test(token) ? sha256(token) : null
}

/** Whether a text has a link in it that carries such a secret. */
export function holdsLink(text: string): boolean {
  return /\/[\w-]+\/[\w-]{43}(?![\w-])/.test(text)
}

function sha256(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(text).digest())
}
