import type { Tx } from '@/lib/db/transaction'

/**
 * Adds up to `limit` changes of counts to the counts, in one statement, so that whoever reads both sees each run once. Changes that another
 * transaction is adding up are left to it. Returns how many there were.
 */
export async function addUpChanges(tx: Tx, limit: number): Promise<number> {
  const [moved] = await tx.$queryRaw<{ changes: number }[]>`
    WITH taken AS (
      DELETE FROM flow_run_count_change WHERE id IN (
        SELECT id FROM flow_run_count_change ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING workspace_id, hour, state_type, change),
    written AS (
      INSERT INTO flow_run_count (workspace_id, hour, state_type, runs)
      SELECT workspace_id, hour, state_type, sum(change) FROM taken GROUP BY 1, 2, 3 HAVING sum(change) <> 0 ORDER BY 1, 2, 3
      ON CONFLICT (workspace_id, hour, state_type) DO UPDATE SET runs = flow_run_count.runs + excluded.runs)
    SELECT count(*)::int AS changes FROM taken`
  return moved?.changes ?? 0
}

/** Removes counts of nothing; one that another transaction adds to at the same time stays. */
export async function deleteEmptyCounts(tx: Tx): Promise<void> {
  await tx.$executeRaw`DELETE FROM flow_run_count WHERE runs = 0`
}
