import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import type { PlanName } from '@/lib/plans/schema'

/** A run as it was when it was found: touched since, it is another matter. */
export type FoundRun = { workspaceId: string; id: string; updatedAt: string }

const found = Prisma.sql`r.workspace_id AS "workspaceId", r.id, r.updated_at::text AS "updatedAt"`

/** Deletes flows of workspaces that are gone, at most `limit`; returns how many. Their runs are then runs of no flow. */
export async function deleteFlowsOfGoneWorkspaces(tx: Tx, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM flow WHERE (workspace_id, id) IN (
      SELECT f.workspace_id, f.id FROM flow f
      WHERE NOT EXISTS (SELECT FROM workspace w WHERE w.id = f.workspace_id) LIMIT ${limit})`
}

/**
 * Runs whose flow is gone, at most `limit`. The flows are read off the index of their runs, one step for each, as long as it takes to find
 * a first one that is gone.
 */
export async function listRunsOfNoFlow(tx: Tx, limit: number): Promise<FoundRun[]> {
  return tx.$queryRaw<FoundRun[]>`
    WITH RECURSIVE known AS (
      (SELECT workspace_id, flow_id FROM flow_run ORDER BY workspace_id, flow_id LIMIT 1)
      UNION ALL
      SELECT next.workspace_id, next.flow_id FROM known CROSS JOIN LATERAL (
        SELECT workspace_id, flow_id FROM flow_run
        WHERE (workspace_id, flow_id) > (known.workspace_id, known.flow_id)
        ORDER BY workspace_id, flow_id LIMIT 1) next),
    gone AS (
      SELECT * FROM known k
      WHERE NOT EXISTS (SELECT FROM flow f WHERE f.workspace_id = k.workspace_id AND f.id = k.flow_id OFFSET 0) LIMIT 1)
    SELECT ${found} FROM gone g JOIN flow_run r ON r.workspace_id = g.workspace_id AND r.flow_id = g.flow_id LIMIT ${limit}`
}

/**
 * Runs, at most `limit`, that nobody has touched for as many days as the plan of their account keeps runs, those that are still to come
 * excepted; an account whose plan has no number of days keeps them.
 */
export async function listOldRuns(
  tx: Tx,
  { days, now, limit }: { days: Record<PlanName, number | null>; now: Date; limit: number },
): Promise<FoundRun[]> {
  return tx.$queryRaw<FoundRun[]>`
    SELECT old.* FROM workspace w JOIN account a ON a.id = w.account_id
    CROSS JOIN LATERAL (
      SELECT ${now}::timestamptz - make_interval(days => (${JSON.stringify(days)}::json ->> a.plan::text)::int) AS time) before
    CROSS JOIN LATERAL (
      SELECT ${found} FROM flow_run r
      WHERE r.workspace_id = w.id AND r.expected_start_time < before.time AND r.updated_at < before.time
        AND (r.next_scheduled_start_time IS NULL OR r.next_scheduled_start_time < before.time)
      ORDER BY r.expected_start_time LIMIT ${limit}) old
    LIMIT ${limit}`
}

/** Deletes lines that these runs wrote, at most `limit`; returns how many. */
export async function deleteLogsOf(tx: Tx, runs: FoundRun[], limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM flow_run_log WHERE (workspace_id, id) IN (
      SELECT l.workspace_id, l.id FROM ${given(runs)}
      JOIN flow_run_log l ON l.workspace_id = g.workspace_id AND l.flow_run_id = g.id LIMIT ${limit})`
}

/** Deletes runs that nobody touched since they were found, with their states, steps and lines. */
export async function deleteFoundRuns(tx: Tx, runs: FoundRun[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM flow_run r USING ${given(runs)}
    WHERE r.workspace_id = g.workspace_id AND r.id = g.id AND r.updated_at = g.updated_at`
}

/** Deletes steps of no run that nobody touched for so many days, at most `limit`; returns how many. */
export async function deleteStepsOfNoRun(
  tx: Tx,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM task_run WHERE (workspace_id, id) IN (
      SELECT workspace_id, id FROM task_run WHERE flow_run_id IS NULL AND updated_at < ${before} LIMIT ${limit})`
}

function given(runs: FoundRun[]): Prisma.Sql {
  return Prisma.sql`unnest(${runs.map(({ workspaceId }) => workspaceId)}::uuid[], ${runs.map(({ id }) => id)}::uuid[],
        ${runs.map(({ updatedAt }) => updatedAt)}::timestamptz[]) AS g (workspace_id, id, updated_at)`
}
