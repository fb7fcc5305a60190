import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'

/**
 * What a job turns to the logs of accounts for: what is new in them, the whole of them, what is too old in them; and the whole of one that
 * somebody `asked` for, until it is done.
 */
export type TurnKind = 'new' | 'whole' | 'removal' | 'asked'

/** Notes that a job turns to the log of an account, before it does: one that fails or is killed goes on with the others. */
export async function takeTurn(tx: Tx, kind: TurnKind, accountId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO audit_turn (kind, account_id, taken_at) VALUES (${kind}, ${accountId}::uuid, ${now})
    ON CONFLICT (kind, account_id) DO UPDATE SET taken_at = excluded.taken_at`
}

/** Takes back that somebody asked, unless they did so again since then. */
export async function answerAsked(tx: Tx, accountId: string, since: Date): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM audit_turn WHERE kind = 'asked' AND account_id = ${accountId}::uuid AND taken_at <= ${since}`
}

/**
 * The accounts whose chain is not what it was when it was verified, and those that were not looked at since then; of them who had no turn since
 * `now`, those who have waited longest first.
 */
export async function listUnverified(
  tx: Tx,
  { since, now, limit }: { since: Date; now: Date; limit: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ accountId: string }[]>`
    SELECT account_id AS "accountId"
    FROM audit_chain c FULL JOIN audit_verification v USING (account_id) ${joinTurn('new')}
    WHERE ${isTurn(now)} AND (v.account_id IS NULL OR v.verified_at < ${since}
      OR (v.first_bad_sequence IS NULL AND (v.sequence, v.hash) IS DISTINCT FROM (c.sequence, c.hash)))
    ORDER BY ${turnOrder} LIMIT ${limit}`
  return rows.map(({ accountId }) => accountId)
}

/** The accounts whose chain was not walked from its beginning for so long, those who have waited longest first. */
export async function listNotWalked(
  tx: Tx,
  { since, limit }: { since: Date; limit: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ accountId: string }[]>`
    SELECT account_id AS "accountId" FROM audit_chain c ${joinTurn('whole')}
    WHERE ${isTurn(since)} ORDER BY ${turnOrder} LIMIT ${limit}`
  return rows.map(({ accountId }) => accountId)
}

/** When each account had its turn, beside whatever has an `account_id`. */
export function joinTurn(kind: TurnKind): Prisma.Sql {
  return Prisma.sql`LEFT JOIN (SELECT account_id, taken_at FROM audit_turn WHERE kind = ${kind}) turn USING (account_id)`
}

/** Whether an account had none since then. */
export function isTurn(since: Date): Prisma.Sql {
  return Prisma.sql`(turn.taken_at IS NULL OR turn.taken_at < ${since})`
}

export const turnOrder = Prisma.sql`turn.taken_at NULLS FIRST, account_id`
