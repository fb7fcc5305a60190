import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import { hasEnded } from '../row-store'

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
 * step since a time. What is paused waits for somebody, and what has a run as its work that has not ended waits for that.
 */
export async function listSilentRuns(
  tx: Tx,
  { before, except, limit }: Omit<Asked, 'now'> & { before: Date },
): Promise<FoundRun[]> {
  return tx.$queryRaw<FoundRun[]>`
    SELECT r.workspace_id AS "workspaceId", r.id FROM flow_run r
    WHERE ${isSilent(before)} AND r.workspace_id <> ALL(${except}::uuid[])
      AND EXISTS (SELECT FROM flow f WHERE f.workspace_id = r.workspace_id AND f.id = r.flow_id)
    ORDER BY r.workspace_id, r.id LIMIT ${limit}`
}

/** Those of some runs of a workspace that are still silent, as `listSilentRuns` says. */
export async function stillSilent(
  tx: Tx,
  { workspaceId, ids, before }: { workspaceId: string; ids: string[]; before: Date },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT r.id FROM flow_run r
    WHERE r.workspace_id = ${workspaceId}::uuid AND r.id = ANY(${ids}::uuid[]) AND ${isSilent(before)}`
  return rows.map(({ id }) => id)
}

// A line is heard when it comes: its own time is that of a client's clock. The newest by that time are mostly the last that came, so that of a
// run that is heard of few are read.
function isSilent(before: Date): Prisma.Sql {
  return Prisma.sql`(r.state_type IN ('PENDING', 'RUNNING', 'CANCELLING')
      AND r.state_timestamp < ${before} AND r.updated_at < ${before}
      AND NOT EXISTS (
        SELECT FROM task_run t
        WHERE t.workspace_id = r.workspace_id AND t.flow_run_id = r.id AND t.updated_at >= ${before})
      AND NOT EXISTS (
        SELECT FROM task_run t JOIN flow_run c ON c.workspace_id = t.workspace_id AND c.parent_task_run_id = t.id
        WHERE t.workspace_id = r.workspace_id AND t.flow_run_id = r.id AND NOT ${hasEnded(Prisma.sql`c.state_type`)})
      AND NOT EXISTS (
        SELECT FROM (
          SELECT l.created_at FROM flow_run_log l
          WHERE l.workspace_id = r.workspace_id AND l.flow_run_id = r.id ORDER BY l.timestamp DESC, l.id DESC) newest
        WHERE newest.created_at >= ${before}))`
}

const runsWithStates = Prisma.sql`
    flow_run r
    JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id
    JOIN flow_run_state s ON s.workspace_id = r.workspace_id AND s.id = r.state_id`

const pausedUntil = Prisma.sql`(s.details ->> 'pause_timeout')::timestamptz`
