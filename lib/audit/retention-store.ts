import type { Tx } from '@/lib/db/transaction'
import type { PlanName } from '@/lib/plans/schema'
import { lastSequence } from './chain'
import type { ChainEnd } from './store'
import { isTurn, joinTurn, turnOrder } from './turn-store'

/** Before which time events of accounts on each plan are old; null where none ever is. */
export type Befores = Record<PlanName, Date | null>
export type OldEvents = { accountId: string; before: Date }

type Asked = { before: Befores; graceSince: Date; now: Date; limit: number }

/**
 * The accounts that have events older than their plan keeps them, and whose plan was not changed since then; of them who had no turn since `now`,
 * those who have waited longest first.
 */
export async function listAccountsWithOldEvents(
  tx: Tx,
  { before, graceSince, now, limit }: Asked,
): Promise<OldEvents[]> {
  return tx.$queryRaw<OldEvents[]>`
    SELECT account_id AS "accountId", p.before FROM (SELECT id AS account_id, plan::text FROM account) a
    JOIN (VALUES ('STANDARD', ${before.STANDARD}::timestamptz), ('ORGANIZATION', ${before.ORGANIZATION}::timestamptz),
      ('ENTERPRISE', ${before.ENTERPRISE}::timestamptz)) AS p (plan, before) USING (plan) ${joinTurn('removal')}
    WHERE ${isTurn(now)}
      AND EXISTS (SELECT FROM audit_event e WHERE e.account_id = a.account_id AND e.timestamp < p.before)
      AND NOT EXISTS (
        SELECT FROM audit_event e
        WHERE e.account_id = a.account_id AND e.action = 'account.plan_changed' AND e.timestamp > ${graceSince})
    ORDER BY ${turnOrder} LIMIT ${limit}`
}

/** The last of the first events of an account that are all this old. */
export async function findLastOld(tx: Tx, accountId: string, before: Date): Promise<ChainEnd | null> {
  const [last] = await tx.$queryRaw<ChainEnd[]>`
    SELECT sequence, hash FROM audit_event
    WHERE account_id = ${accountId}::uuid AND sequence < coalesce((
      SELECT sequence FROM audit_event
      WHERE account_id = ${accountId}::uuid AND timestamp >= ${before} ORDER BY sequence LIMIT 1), ${lastSequence})
    ORDER BY sequence DESC LIMIT 1`
  return last ?? null
}

/** Deletes the first events of an account up to a number, as far as a checkpoint stands for them; returns how many. */
export async function deleteEventsUpTo(
  tx: Tx,
  accountId: string,
  { sequence, limit }: { sequence: bigint; limit: number },
): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM audit_event WHERE account_id = ${accountId}::uuid AND sequence IN (
      SELECT sequence FROM audit_event WHERE account_id = ${accountId}::uuid AND sequence <= ${sequence}
      ORDER BY sequence LIMIT ${limit})`
}
