import type { Tx } from '@/lib/db/transaction'

export type OverdueRun = { workspaceId: string; id: string }

/**
 * Runs of the whole installation, at most `limit`, that have been CANCELLING since before a time, or are PAUSED for longer than they were to
 * wait at `now`.
 */
export async function listOverdueRuns(
  tx: Tx,
  { cancellingBefore, now, limit }: { cancellingBefore: Date; now: Date; limit: number },
): Promise<OverdueRun[]> {
  return tx.$queryRaw<OverdueRun[]>`
    SELECT r.workspace_id AS "workspaceId", r.id
    FROM flow_run r
    JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id
    JOIN flow_run_state s ON s.workspace_id = r.workspace_id AND s.id = r.state_id
    WHERE r.state_type IN ('CANCELLING', 'PAUSED') AND CASE r.state_type
      WHEN 'CANCELLING' THEN r.state_timestamp < ${cancellingBefore}
      ELSE (s.details ->> 'pause_timeout')::timestamptz < ${now} END
    ORDER BY r.workspace_id, r.id LIMIT ${limit}`
}
