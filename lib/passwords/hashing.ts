import { hash, verify } from '@node-rs/argon2'
import { AppError } from '@/lib/errors'
import { inHashingQueue } from './hashing-queue'

/** The parameters of OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane. The library's algorithm is argon2id. */
const hashingOptions = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The hash of a password that nobody has, made with the same parameters. */
const hashOfNoPassword =
  '$argon2id$v=19$m=19456,t=2,p=1$aAxv7eizcBLmVUijYmr1fg$kHf/RaMTELa3u/mfuStYUPvM18aF+fua+WKlTSFFbEw'

/** Hashes a password to keep: a string with salt and parameters in it. */
export async function hashPassword(password: string): Promise<string> {
  return inHashingQueue(() => hash(normalise(password), hashingOptions))
}

/**
 * Whether the password is the one that was hashed. Without a hash (no such person, or one without a password) it takes the same
 * time and is never right.
 */
export async function verifyPassword(storedHash: string | null, password: string): Promise<boolean> {
  const isRight = await inHashingQueue(() => verify(storedHash ?? hashOfNoPassword, normalise(password)))
  return isRight && storedHash !== null
}

/** Throws `invalid_input`/`common_password` for a password that attackers try first, or one made of the person's own name and address. */
export async function refuseCommonPassword(password: string, personal: readonly string[]): Promise<void> {
  const { estimatePasswordStrength } = await import('./strength')
  const { isCommon, warning } = estimatePasswordStrength(password, personal)
  if (!isCommon) return
  const sentence = `${warning ?? 'This password is easy to guess.'} Choose another, for example a few unrelated words.`
  throw new AppError('invalid_input', 'common_password', {
    message: sentence,
    fields: { password: sentence },
  })
}

// The same password typed on another system may come in another Unicode form (NIST SP 800-63B section 3.1.1.2).
function normalise(password: string): string {
  return password.normalize('NFKC')
}
