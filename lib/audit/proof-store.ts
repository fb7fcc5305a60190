import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import { lastSequence } from './chain'
import type { ChainProblem } from './schema'
import type { CheckpointClaim, KeyedCheckpoint, Signed, SigningKey } from './signing'
import type { ChainEnd } from './store'

type StoredCheckpoint = CheckpointClaim & Signed

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

type CheckpointPlace = { sequence: bigint; standsForRemoved: boolean }

/** The checkpoints of an account after a number, in their order. */
export async function listCheckpoints(
  tx: Tx,
  accountId: string,
  { after, limit }: { after: CheckpointPlace | null; limit: number },
): Promise<KeyedCheckpoint[]> {
  const { sequence, standsForRemoved } = after ?? { sequence: -1n, standsForRemoved: false }
  return tx.$queryRaw<KeyedCheckpoint[]>`
    SELECT ${checkpointColumns} ${ofAccount(accountId)}
      AND (c.sequence, c.stands_for_removed) > (${sequence}, ${standsForRemoved})
    ORDER BY c.sequence, c.stands_for_removed LIMIT ${limit}`
}

/** The last checkpoints of an account before a place, the last first. */
export async function listLastCheckpoints(
  tx: Tx,
  accountId: string,
  { before, limit }: { before: CheckpointPlace | null; limit: number },
): Promise<KeyedCheckpoint[]> {
  const place = before
    ? Prisma.sql`AND (c.sequence, c.stands_for_removed) < (${before.sequence}, ${before.standsForRemoved})`
    : Prisma.empty
  return tx.$queryRaw<KeyedCheckpoint[]>`
    SELECT ${checkpointColumns} ${ofAccount(accountId)} ${place}
    ORDER BY c.sequence DESC, c.stands_for_removed DESC LIMIT ${limit}`
}

/** The checkpoints that stand for removed events, the last first. */
export async function listBases(
  tx: Tx,
  accountId: string,
  { before, limit }: { before: bigint | null; limit: number },
): Promise<KeyedCheckpoint[]> {
  return tx.$queryRaw<KeyedCheckpoint[]>`
    SELECT ${checkpointColumns} ${ofAccount(accountId)} AND c.stands_for_removed
      AND c.sequence < ${before ?? lastSequence} ORDER BY c.sequence DESC LIMIT ${limit}`
}

const checkpointColumns = Prisma.sql`c.account_id AS "accountId", c.sequence, c.hash, c.created_at AS "createdAt", c.key_id AS "keyId",
  c.signature, c.stands_for_removed AS "standsForRemoved", coalesce(k.public_key, '') AS "publicKey"`

// Without its key a checkpoint is not rightly signed; it does not vanish with it.
function ofAccount(accountId: string): Prisma.Sql {
  return Prisma.sql`FROM audit_checkpoint c LEFT JOIN audit_signing_key k ON k.id = c.key_id
    WHERE c.account_id = ${accountId}::uuid`
}

export type Verification = ChainEnd & {
  verifiedAt: Date
  firstBadSequence: bigint | null
  problem: ChainProblem | null
  problemNotedAt: Date | null
}

const verificationColumns = Prisma.sql`sequence, hash, verified_at AS "verifiedAt", first_bad_sequence AS "firstBadSequence", problem,
  problem_noted_at AS "problemNotedAt"`

/** What was found when the chain was walked last; null when it never was. */
export async function findVerification(tx: Tx, accountId: string): Promise<Verification | null> {
  const [found] = await tx.$queryRaw<Verification[]>`
    SELECT ${verificationColumns} FROM audit_verification WHERE account_id = ${accountId}::uuid`
  return found ?? null
}

/** The same, locked until the transaction ends. */
export async function lockVerification(tx: Tx, accountId: string): Promise<Verification | null> {
  const [found] = await tx.$queryRaw<Verification[]>`
    SELECT ${verificationColumns} FROM audit_verification WHERE account_id = ${accountId}::uuid FOR UPDATE`
  return found ?? null
}

/** What the clock of the database says, which all processes share. */
export async function currentTime(tx: Tx): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`
  if (!row) throw new Error('a statement that always has one row had none')
  return row.now
}

/** Notes what was found where nothing was; returns whether there was nothing. */
export async function createVerification(tx: Tx, accountId: string, found: Verification): Promise<boolean> {
  const { sequence, hash, verifiedAt, firstBadSequence, problem, problemNotedAt } = found
  const created = await tx.$executeRaw`
    INSERT INTO audit_verification (account_id, sequence, hash, verified_at, first_bad_sequence, problem, problem_noted_at)
    VALUES (${accountId}::uuid, ${sequence}, ${hash}, ${verifiedAt}, ${firstBadSequence}::bigint, ${problem}, ${problemNotedAt})
    ON CONFLICT DO NOTHING`
  return created > 0
}

/** Writes what is known by now over what was locked. */
export async function updateVerification(tx: Tx, accountId: string, known: Verification): Promise<void> {
  const { sequence, hash, verifiedAt, firstBadSequence, problem, problemNotedAt } = known
  await tx.$executeRaw`
    UPDATE audit_verification SET sequence = ${sequence}, hash = ${hash}, verified_at = ${verifiedAt},
      first_bad_sequence = ${firstBadSequence}::bigint, problem = ${problem}, problem_noted_at = ${problemNotedAt}
    WHERE account_id = ${accountId}::uuid`
}

export type StoredState = {
  lastSequence: bigint
  verifiedSequence: bigint | null
  verifiedAt: Date | null
  firstBadSequence: bigint | null
  problem: ChainProblem | null
  /** When somebody asked for a walk of the whole that is still to be done. */
  askedAt: Date | null
}

/** Where the chain of an account ends, and how far it was verified. */
export async function findChainState(tx: Tx, accountId: string): Promise<StoredState> {
  const [found] = await tx.$queryRaw<StoredState[]>`
    SELECT coalesce(c.sequence, 0) AS "lastSequence", v.sequence AS "verifiedSequence", v.verified_at AS "verifiedAt",
      v.first_bad_sequence AS "firstBadSequence", v.problem, t.taken_at AS "askedAt"
    FROM (SELECT ${accountId}::uuid AS account_id) a
    LEFT JOIN audit_chain c USING (account_id) LEFT JOIN audit_verification v USING (account_id)
    LEFT JOIN audit_turn t ON t.kind = 'asked' AND t.account_id = a.account_id`
  if (!found) throw new Error('a statement that always has one row had none')
  return found
}
