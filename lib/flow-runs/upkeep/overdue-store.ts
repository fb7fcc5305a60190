import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'

export type FoundRun = { workspaceId: string; id: string }

type Asked = { now: Date; except: string[]; limit: number }

/**
 * Runs of the whole installation but for some workspaces, at most `limit`, that have been CANCELLING since before a time, or are PAUSED for
 * longer than they were to wait at `now`.
 */
export async function listOverdueRuns(
  tx: Tx,
  { cancellingBefore, now, except, limit }: Asked & { cancellingBefore: Date },
): Promise<FoundRun[]> {
  return tx.$queryRaw<FoundRun[]>`
    SELECT r.workspace_id AS "workspaceId", r.id
    FROM ${runsWithStates}
    WHERE r.state_type IN ('CANCELLING', 'PAUSED') AND CASE r.state_type
      WHEN 'CANCELLING' THEN r.state_timestamp < ${cancellingBefore}
      ELSE ${pausedUntil} < ${now} END
      AND r.workspace_id <> ALL(${except}::uuid[])
    ORDER BY r.workspace_id, r.id LIMIT ${limit}`
}

/**
 * Runs of the whole installation but for some workspaces, at most `limit`, that had begun and of which there is no state, change, line or
 * step since a time; what is paused until later than `now` is not silent.
 */
export async function listSilentRuns(
  tx: Tx,
  { before, now, except, limit }: Asked & { before: Date },
): Promise<FoundRun[]> {
  return tx.$queryRaw<FoundRun[]>`
    SELECT r.workspace_id AS "workspaceId", r.id
    FROM ${runsWithStates}
    WHERE r.state_type IN ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
      AND r.state_timestamp < ${before} AND r.updated_at < ${before}
      AND (r.state_type = 'PAUSED' AND ${pausedUntil} >= ${now}) IS NOT TRUE
      AND NOT EXISTS (
        SELECT FROM flow_run_log l
        WHERE l.workspace_id = r.workspace_id AND l.flow_run_id = r.id AND l.timestamp >= ${before})
      AND NOT EXISTS (
        SELECT FROM task_run t
        WHERE t.workspace_id = r.workspace_id AND t.flow_run_id = r.id AND t.updated_at >= ${before})
      AND r.workspace_id <> ALL(${except}::uuid[])
    ORDER BY r.workspace_id, r.id LIMIT ${limit}`
}

const runsWithStates = Prisma.sql`
    flow_run r
    JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id
    JOIN flow_run_state s ON s.workspace_id = r.workspace_id AND s.id = r.state_id`

const pausedUntil = Prisma.sql`(s.details ->> 'pause_timeout')::timestamptz`
