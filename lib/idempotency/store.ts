import type { Tx } from '@/lib/db/transaction'

/** One use of a key: whose, which, and for what. */
export type KeyUse = { principalId: string; key: string; requestHash: Uint8Array<ArrayBuffer> }

export type StoredRequest = {
  requestHash: Uint8Array
  createdAt: Date
  status: number | null
  answer: string | null
}

/** Notes that a request is under way; false when its key was used since `usedSince`. One of several at once is told true. */
export async function claimKey(
  tx: Tx,
  { principalId, key, requestHash }: KeyUse,
  { now, usedSince }: { now: Date; usedSince: Date },
): Promise<boolean> {
  const claimed = await tx.$executeRaw`
    INSERT INTO idempotent_request (principal_id, key, request_hash, created_at)
    VALUES (${principalId}::uuid, ${key}, ${requestHash}, ${now})
    ON CONFLICT (principal_id, key) DO UPDATE
      SET request_hash = excluded.request_hash, status = NULL, answer = NULL, created_at = excluded.created_at
      WHERE idempotent_request.created_at < ${usedSince}`
  return claimed > 0
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
