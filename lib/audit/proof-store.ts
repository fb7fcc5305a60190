import type { Tx } from '@/lib/db/transaction'
import type { ChainProblem } from './schema'
import type { CheckpointClaim, Signed, SigningKey } from './signing'
import type { ChainEnd } from './store'

export type StoredCheckpoint = CheckpointClaim & Signed
/** A checkpoint with the public half of the key that signed it. */
export type KeyedCheckpoint = StoredCheckpoint & { publicKey: Uint8Array }

/** Keeps the public half of a key that signs, so that what it signed can be checked after there is another. */
export async function keepSigningKey(tx: Tx, { id, publicKey }: SigningKey): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO audit_signing_key (id, public_key) VALUES (${id}, ${publicKey}) ON CONFLICT (id) DO NOTHING`
}

/**
 * Adds a checkpoint of an event that is there with this hash, unless there is one of that number already: returns whether it was added. One that
 * stands for removed events is added beside another.
 */
export async function createCheckpoint(tx: Tx, checkpoint: StoredCheckpoint): Promise<boolean> {
  const { accountId, sequence, hash, createdAt, keyId, signature, standsForRemoved } = checkpoint
  const added = await tx.$executeRaw`
    INSERT INTO audit_checkpoint (account_id, sequence, hash, created_at, key_id, signature, stands_for_removed)
    SELECT e.account_id, e.sequence, e.hash, ${createdAt}, ${keyId}, ${signature}, ${standsForRemoved}
    FROM audit_event e
    WHERE e.account_id = ${accountId}::uuid AND e.sequence = ${sequence} AND e.hash = ${hash} AND NOT EXISTS (
      SELECT FROM audit_checkpoint c
      WHERE c.account_id = e.account_id AND c.sequence = e.sequence AND c.stands_for_removed >= ${standsForRemoved})
    ON CONFLICT DO NOTHING`
  return added > 0
}

/** The checkpoints of an account after a number, in their order. */
export async function listCheckpoints(
  tx: Tx,
  accountId: string,
  { after, limit }: { after: { sequence: bigint; standsForRemoved: boolean } | null; limit: number },
): Promise<KeyedCheckpoint[]> {
  const { sequence, standsForRemoved } = after ?? { sequence: -1n, standsForRemoved: false }
  return tx.$queryRaw<KeyedCheckpoint[]>`
    SELECT c.account_id AS "accountId", c.sequence, c.hash, c.created_at AS "createdAt", c.key_id AS "keyId", c.signature,
      c.stands_for_removed AS "standsForRemoved", k.public_key AS "publicKey"
    FROM audit_checkpoint c JOIN audit_signing_key k ON k.id = c.key_id
    WHERE c.account_id = ${accountId}::uuid AND (c.sequence, c.stands_for_removed) > (${sequence}, ${standsForRemoved})
    ORDER BY c.sequence, c.stands_for_removed LIMIT ${limit}`
}

/** The checkpoints that stand for removed events, the last first. */
export async function listBases(tx: Tx, accountId: string, limit: number): Promise<KeyedCheckpoint[]> {
  return tx.$queryRaw<KeyedCheckpoint[]>`
    SELECT c.account_id AS "accountId", c.sequence, c.hash, c.created_at AS "createdAt", c.key_id AS "keyId", c.signature,
      c.stands_for_removed AS "standsForRemoved", k.public_key AS "publicKey"
    FROM audit_checkpoint c JOIN audit_signing_key k ON k.id = c.key_id
    WHERE c.account_id = ${accountId}::uuid AND c.stands_for_removed ORDER BY c.sequence DESC LIMIT ${limit}`
}

/** When the last checkpoint of an account was made; null without any. */
export async function findLastCheckpoint(tx: Tx, accountId: string): Promise<Date | null> {
  const [last] = await tx.$queryRaw<{ createdAt: Date }[]>`
    SELECT created_at AS "createdAt" FROM audit_checkpoint
    WHERE account_id = ${accountId}::uuid ORDER BY sequence DESC LIMIT 1`
  return last?.createdAt ?? null
}

export type Verification = ChainEnd & {
  verifiedAt: Date
  firstBadSequence: bigint | null
  problem: ChainProblem | null
}

/** What was found when the chain was walked last; null when it never was. */
export async function findVerification(tx: Tx, accountId: string): Promise<Verification | null> {
  const [found] = await tx.$queryRaw<Verification[]>`
    SELECT sequence, hash, verified_at AS "verifiedAt", first_bad_sequence AS "firstBadSequence", problem
    FROM audit_verification WHERE account_id = ${accountId}::uuid`
  return found ?? null
}

/** Notes what was found; of two walks at once the one that began later counts. */
export async function noteVerification(tx: Tx, accountId: string, found: Verification): Promise<void> {
  const { sequence, hash, verifiedAt, firstBadSequence, problem } = found
  await tx.$executeRaw`
    INSERT INTO audit_verification (account_id, sequence, hash, verified_at, first_bad_sequence, problem)
    VALUES (${accountId}::uuid, ${sequence}, ${hash}, ${verifiedAt}, ${firstBadSequence}::bigint, ${problem})
    ON CONFLICT (account_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash,
      verified_at = excluded.verified_at, first_bad_sequence = excluded.first_bad_sequence, problem = excluded.problem
    WHERE audit_verification.verified_at <= excluded.verified_at`
}

export type StoredState = {
  lastSequence: bigint
  verifiedSequence: bigint | null
  verifiedAt: Date | null
  firstBadSequence: bigint | null
  problem: ChainProblem | null
}

/** Where the chain of an account ends, and how far it was verified. */
export async function findChainState(tx: Tx, accountId: string): Promise<StoredState> {
  const [found] = await tx.$queryRaw<StoredState[]>`
    SELECT coalesce(c.sequence, 0) AS "lastSequence", v.sequence AS "verifiedSequence", v.verified_at AS "verifiedAt",
      v.first_bad_sequence AS "firstBadSequence", v.problem
    FROM (SELECT ${accountId}::uuid AS account_id) a
    LEFT JOIN audit_chain c USING (account_id) LEFT JOIN audit_verification v USING (account_id)`
  if (!found) throw new Error('a statement that always has one row had none')
  return found
}

type Page = { after: string | null; limit: number }

/** The accounts whose chain is not what it was when it was verified, and those that were not looked at since then. */
export async function listUnverified(tx: Tx, since: Date, { after, limit }: Page): Promise<string[]> {
  const rows = await tx.$queryRaw<{ accountId: string }[]>`
    SELECT account_id AS "accountId" FROM audit_chain c FULL JOIN audit_verification v USING (account_id)
    WHERE (${after}::uuid IS NULL OR account_id > ${after}::uuid) AND (v.account_id IS NULL OR v.verified_at < ${since}
      OR (v.first_bad_sequence IS NULL AND (v.sequence, v.hash) IS DISTINCT FROM (c.sequence, c.hash)))
    ORDER BY account_id LIMIT ${limit}`
  return rows.map(({ accountId }) => accountId)
}

/** A seventh of all accounts with a chain, another one for each of seven days. */
export async function listOfDay(tx: Tx, day: number, { after, limit }: Page): Promise<string[]> {
  const rows = await tx.$queryRaw<{ accountId: string }[]>`
    SELECT account_id AS "accountId" FROM audit_chain
    WHERE (${after}::uuid IS NULL OR account_id > ${after}::uuid)
      AND abs(hashtext(account_id::text) % 7) = ${day % 7}::int
    ORDER BY account_id LIMIT ${limit}`
  return rows.map(({ accountId }) => accountId)
}
