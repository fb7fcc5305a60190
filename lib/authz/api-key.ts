import { readApiKey } from '@/lib/api-keys/format'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { clientKeyOf } from '@/lib/rate-limits/client-key'
import { secondsToWaitHere } from '@/lib/rate-limits/in-memory'
import { tooManyTries } from '@/lib/rate-limits/service'
import { findKey, findKeyById, noteUse, type KeyRow } from './api-key-store'
import type { PrincipalActor } from './context'
import { noteOnceAMinute } from './once-a-minute'

const minute = 60_000
const limit = 'failed_api_key_client'

type Presented = { key: string; ipAddress: string | null; now: Date }

/**
 * Whoever the key that a request presents stands for. Throws `unauthenticated` with
 * `invalid_api_key`, `api_key_revoked`, `api_key_expired`, `user_suspended` or `service_account_suspended`, and `rate_limited` to a client that tries bad
 * keys one after the other; good ones are never held up by that. A text that cannot be a key is refused without asking the database.
 */
export async function authenticateKey({ key: text, ipAddress, now }: Presented): Promise<PrincipalActor> {
  const key = readApiKey(text)
  // Looked up by its hash: how long the comparison takes tells nothing of a key, as nobody can steer a hash towards another.
  const row = key && (await findKey(database(), key.hash))
  const refusal = refusalOf(row, now)
  if (refusal) throw await countedRefusal(refusal, ipAddress)
  const actor = row && actorOf(row)
  if (!actor) throw await countedRefusal('invalid_api_key', ipAddress)
  noteLastUse(row, { ipAddress, now })
  return actor
}

/** The same of a key that was let in before, by its id. */
export async function authenticateKeyAgain(keyId: string, now: Date): Promise<PrincipalActor> {
  const row = await findKeyById(database(), keyId)
  const reason = refusalOf(row, now)
  const actor = row && actorOf(row)
  if (reason || !actor) {
    const known = reason ?? 'invalid_api_key'
    throw new AppError('unauthenticated', known, { message: sentences[known] })
  }
  return actor
}

const sentences = {
  invalid_api_key:
    'This is no API key of this installation. Send a whole one as “Authorization: Bearer KEY”; nothing may be missing or changed in it.',
  api_key_revoked: 'This API key was revoked. Create another, and use that.',
  api_key_expired: 'This API key has expired. Create another, and use that.',
  user_suspended:
    'The owner of this API key is suspended. The operator of this installation can reactivate them.',
  service_account_suspended:
    'The service account of this API key is suspended. An Administrator can reactivate it.',
}

function refusalOf(row: KeyRow | null, now: Date): keyof typeof sentences | null {
  if (!row) return 'invalid_api_key'
  if (row.revokedAt) return 'api_key_revoked'
  if (row.expiresAt && row.expiresAt <= now) return 'api_key_expired'
  if (row.userSuspendedAt) return 'user_suspended'
  return row.status === 'SUSPENDED' ? 'service_account_suspended' : null
}

// Counted in this process: a wrong key must not cost a statement, and 256 bits are not guessed by asking several processes.
async function countedRefusal(reason: keyof typeof sentences, ipAddress: string | null): Promise<AppError> {
  const seconds = await secondsToWaitHere(limit, clientKeyOf(ipAddress))
  if (seconds > 0) return tooManyTries(limit, seconds)
  return new AppError('unauthenticated', reason, { message: sentences[reason] })
}

function actorOf(row: KeyRow): PrincipalActor | null {
  const apiKey = { id: row.id, name: row.name, accountId: row.accountId, expiresAt: row.expiresAt }
  const { userId, userName, email, serviceAccountId, serviceAccountName, accountId } = row
  if (userId && userName !== null && email !== null) {
    const { isOperator, isEmailVerified } = row
    const user = { userId, name: userName, email, isOperator: isOperator === true }
    return {
      kind: 'USER',
      ...user,
      isEmailVerified: isEmailVerified === true,
      sessionId: null,
      apiKey,
      boundAccountId: apiKey.accountId,
    }
  }
  if (!serviceAccountId || serviceAccountName === null || !accountId) return null
  return {
    kind: 'SERVICE_ACCOUNT',
    serviceAccountId,
    name: serviceAccountName,
    apiKey: { ...apiKey, accountId },
  }
}

const noteOnce = noteOnceAMinute('the last use of an API key')

function noteLastUse(row: KeyRow, { ipAddress, now }: { ipAddress: string | null; now: Date }): void {
  const use = { keyId: row.id, at: now, ipAddress, unlessSince: new Date(now.getTime() - minute) }
  noteOnce({ id: row.id, notedAt: row.lastUsedAt, now }, () => noteUse(database(), use))
}
