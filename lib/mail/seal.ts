import { hkdfSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'

/**
 * Encrypts the secret of a message's link for the outbox (JWE, RFC 7516: direct A256GCM), readable only with the same
 * AUTH_SECRET and for the same message.
 */
export async function sealToken(token: string, mailId: string, authSecret: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(token))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(keyFor(mailId, authSecret))
}

/** The secret again, or null when it was sealed with another AUTH_SECRET, for another message, or was changed. */
export async function unsealToken(
  sealed: string,
  mailId: string,
  authSecret: string,
): Promise<string | null> {
  try {
    const { plaintext } = await compactDecrypt(sealed, keyFor(mailId, authSecret), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    return new TextDecoder().decode(plaintext)
  } catch {
    return null
  }
}

// One key for each message (HKDF, RFC 5869, its id in the context): a seal moved to another row cannot be opened, and no
// key is ever used twice, so a random nonce cannot repeat.
function keyFor(mailId: string, authSecret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', authSecret, '', `roster mail token ${mailId}`, 32))
}
