import type { Tx } from '@/lib/db/transaction'
import { installationId } from './installation'

/**
 * Begins with what is recorded from now on, when nothing was ever written out; returns whether it did. Every installation has a place for its
 * own log.
 */
export async function beginOutput(tx: Tx): Promise<boolean> {
  const begun = await tx.$executeRaw`
    INSERT INTO audit_output (account_id, sequence)
    SELECT account_id, max(sequence) FROM (
      SELECT account_id, sequence FROM audit_chain UNION ALL SELECT ${installationId}::uuid, 0) chain
    WHERE NOT EXISTS (SELECT FROM audit_output WHERE account_id = ${installationId}::uuid)
    GROUP BY account_id ON CONFLICT DO NOTHING`
  return begun > 0
}

/** Accounts after one that have events beyond what was written out, at most so many. */
export async function listUnwritten(
  tx: Tx,
  { after, limit }: { after: string | null; limit: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ accountId: string }[]>`
    SELECT c.account_id AS "accountId" FROM audit_chain c LEFT JOIN audit_output o USING (account_id)
    WHERE c.sequence > coalesce(o.sequence, 0) AND (${after}::uuid IS NULL OR c.account_id > ${after}::uuid)
    ORDER BY c.account_id LIMIT ${limit}`
  return rows.map(({ accountId }) => accountId)
}

/** Locks how far an account's events were written out, with where its chain ends; null while another process has it. */
export async function lockOutput(
  tx: Tx,
  accountId: string,
): Promise<{ sequence: bigint; end: bigint } | null> {
  await tx.$executeRaw`
    INSERT INTO audit_output (account_id, sequence) VALUES (${accountId}::uuid, 0) ON CONFLICT DO NOTHING`
  const [place] = await tx.$queryRaw<{ sequence: bigint; end: bigint }[]>`
    SELECT o.sequence, c.sequence AS end FROM audit_output o JOIN audit_chain c USING (account_id)
    WHERE o.account_id = ${accountId}::uuid FOR UPDATE OF o SKIP LOCKED`
  return place ?? null
}

export async function moveOutput(tx: Tx, accountId: string, sequence: bigint): Promise<void> {
  await tx.$executeRaw`UPDATE audit_output SET sequence = ${sequence} WHERE account_id = ${accountId}::uuid`
}
