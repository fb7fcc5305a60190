import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import type { DaysOfPlans } from '@/lib/plans/service'

/** Deletes flows of workspaces that are gone, at most `limit`; returns how many. */
export async function deleteFlowsOfGoneWorkspaces(tx: Tx, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM flow WHERE (workspace_id, id) IN (
      SELECT f.workspace_id, f.id FROM flow f
      WHERE NOT EXISTS (SELECT FROM workspace w WHERE w.id = f.workspace_id) LIMIT ${limit})`
}

/**
 * Deletes runs, at most `limit`, that have been over for as many days as the plan of their account keeps them, by giving them to a flow that
 * is not there; returns how many. A run is over when it ended, or when it is scheduled and its time has passed, and not before it was
 * expected or touched last. An account whose plan has no number of days keeps its runs, and so does a workspace until its `runs_kept_until`. One that was
 * touched meanwhile is looked at again.
 */
export async function deleteOldRuns(
  tx: Tx,
  asked: { days: DaysOfPlans; now: Date; limit: number; deletedFlowId: string },
): Promise<number> {
  const { days, now, limit, deletedFlowId } = asked
  const before = Prisma.sql`${now}::timestamptz - make_interval(days => (${JSON.stringify(days)}::json ->> a.plan::text)::int)`
  const [row] = await tx.$queryRaw<{ runs: number }[]>`
    WITH old AS (
      SELECT old.* FROM workspace w JOIN account a ON a.id = w.account_id
      CROSS JOIN LATERAL (SELECT ${before} AS before) kept
      CROSS JOIN LATERAL (
        SELECT r.workspace_id, r.id, kept.before FROM flow_run r
        WHERE r.workspace_id = w.id AND r.expected_start_time < kept.before AND ${isOver(Prisma.sql`kept.before`)}
          AND EXISTS (SELECT FROM flow f WHERE f.workspace_id = r.workspace_id AND f.id = r.flow_id OFFSET 0)
        ORDER BY r.expected_start_time LIMIT ${limit}) old
      WHERE w.runs_kept_until IS NULL OR w.runs_kept_until <= ${now}
      LIMIT ${limit}),
    gone AS (
      UPDATE flow_run r SET flow_id = ${deletedFlowId}::uuid, idempotency_key = NULL FROM old
      WHERE r.workspace_id = old.workspace_id AND r.id = old.id AND ${isOver(Prisma.sql`old.before`)}
      RETURNING r.workspace_id),
    noted AS (
      INSERT INTO deleted_flow (workspace_id, id) SELECT DISTINCT workspace_id, ${deletedFlowId}::uuid FROM gone)
    SELECT count(*)::int AS runs FROM gone`
  return row?.runs ?? 0
}

function isOver(before: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(r.updated_at < ${before}
    AND (r.end_time < ${before} OR (r.state_type = 'SCHEDULED' AND r.next_scheduled_start_time < ${before})))`
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
