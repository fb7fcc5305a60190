import { hkdfSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { env } from '@/lib/env'

/** What a secret is the secret of: a seal made for one row cannot be opened as another's. */
export type SealedFor = {
  kind:
    | 'mail token'
    | 'webhook secret'
    | 'sso secret'
    | 'sso key'
    | 'sso attempt'
    | 'sso answer'
    | 'sso return'
  id: string
}

/**
 * Encrypts a secret that has to be read again (JWE, RFC 7516: direct A256GCM); readable only with the same AUTH_SECRET and for the same row.
 * What has only to be recognized is stored as a hash instead.
 */
export async function seal(secret: string, of: SealedFor, authSecret = env().AUTH_SECRET): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(keyFor(of, authSecret))
}

/** The secret again, or null when it was sealed with another AUTH_SECRET, for another row, or was changed. */
export async function unseal(
  sealed: string,
  of: SealedFor,
  authSecret = env().AUTH_SECRET,
): Promise<string | null> {
  try {
    const { plaintext } = await compactDecrypt(sealed, keyFor(of, authSecret), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    return new TextDecoder().decode(plaintext)
  } catch {
    return null
  }
}

// One key for each row (HKDF, RFC 5869, its kind and id in the context): a seal moved to another row cannot be opened, and a random nonce
// cannot repeat under one key.
function keyFor({ kind, id }: SealedFor, authSecret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', authSecret, '', `roster ${kind} ${id}`, 32))
}
