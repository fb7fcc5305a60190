import type { Tx } from '@/lib/db/transaction'

/** One use of a key: whose, which, and for what. */
export type KeyUse = { principalId: string; key: string; requestHash: Uint8Array<ArrayBuffer> }

export type StoredRequest = {
  requestHash: Uint8Array
  createdAt: Date
  status: number | null
  answer: string | null
}

type Claiming = { now: Date; usedSince: Date; keptAtMost: number }

/**
 * Notes that a request is under way, unless its key was used since `usedSince` or its principal has as many rows as there may be. One of
 * several at once is told that it is claimed.
 */
export async function claimKey(
  tx: Tx,
  { principalId, key, requestHash }: KeyUse,
  { now, usedSince, keptAtMost }: Claiming,
): Promise<{ isClaimed: boolean; isFull: boolean }> {
  const [claim] = await tx.$queryRaw<{ isClaimed: boolean; isFull: boolean }[]>`
    WITH room AS (
      SELECT count(*) < ${keptAtMost} AS is_left
      FROM (SELECT FROM idempotent_request WHERE principal_id = ${principalId}::uuid LIMIT ${keptAtMost}) kept
    ), claimed AS (
      INSERT INTO idempotent_request (principal_id, key, request_hash, created_at)
      SELECT ${principalId}::uuid, ${key}, ${requestHash}, ${now} FROM room WHERE is_left
      ON CONFLICT (principal_id, key) DO UPDATE
        SET request_hash = excluded.request_hash, status = NULL, answer = NULL, created_at = excluded.created_at
        WHERE idempotent_request.created_at < ${usedSince}
      RETURNING key
    )
    SELECT EXISTS (SELECT FROM claimed) AS "isClaimed", NOT is_left AS "isFull" FROM room`
  return claim ?? { isClaimed: false, isFull: false }
}

export async function findRequest(tx: Tx, { principalId, key }: KeyUse): Promise<StoredRequest | null> {
  const [row] = await tx.$queryRaw<StoredRequest[]>`
    SELECT request_hash AS "requestHash", created_at AS "createdAt", status, answer #>> '{}' AS answer
    FROM idempotent_request WHERE principal_id = ${principalId}::uuid AND key = ${key}`
  return row ?? null
}

/** Keeps what a repetition is answered: a text as it is sent, in a JSON string, so that any answer can be kept. */
export async function keepAnswer(
  tx: Tx,
  { principalId, key }: KeyUse,
  { status, text }: { status: number; text: string },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE idempotent_request SET status = ${status}, answer = to_jsonb(${text}::text)
    WHERE principal_id = ${principalId}::uuid AND key = ${key}`
}

export async function forgetRequest(tx: Tx, { principalId, key }: KeyUse): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM idempotent_request WHERE principal_id = ${principalId}::uuid AND key = ${key} AND status IS NULL`
}
