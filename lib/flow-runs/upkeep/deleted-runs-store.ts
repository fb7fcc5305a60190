import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'

/** Gives runs of a workspace to a flow that is not there. Their keys are free at once. */
export async function moveToDeletedFlow(
  tx: Tx,
  { workspaceId, ids, deletedFlowId }: { workspaceId: string; ids: string[]; deletedFlowId: string },
): Promise<void> {
  await tx.$executeRaw`
    WITH gone AS (
      UPDATE flow_run SET flow_id = ${deletedFlowId}::uuid, idempotency_key = NULL
      WHERE workspace_id = ${workspaceId}::uuid AND id = ANY(${ids}::uuid[]) RETURNING workspace_id, flow_id)
    INSERT INTO deleted_flow (workspace_id, id) SELECT DISTINCT workspace_id, flow_id FROM gone`
}

export type DeletedRun = { workspaceId: string; id: string }

/** Runs of deleted flows, at most `limit`, of one workspace or of all. */
export async function listDeletedRuns(
  tx: Tx,
  workspaceId: string | null,
  limit: number,
): Promise<DeletedRun[]> {
  return tx.$queryRaw<DeletedRun[]>`
    SELECT r.workspace_id AS "workspaceId", r.id FROM deleted_flow d
    CROSS JOIN LATERAL (
      SELECT workspace_id, id FROM flow_run r WHERE r.workspace_id = d.workspace_id AND r.flow_id = d.id LIMIT ${limit}) r
    WHERE ${isOf(workspaceId)} LIMIT ${limit}`
}

/** Deletes lines that these runs wrote, at most `limit`; returns how many. */
export async function deleteLogsOf(tx: Tx, runs: DeletedRun[], limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM flow_run_log WHERE (workspace_id, id) IN (
      SELECT l.workspace_id, l.id FROM ${given(runs)}
      JOIN flow_run_log l ON l.workspace_id = g.workspace_id AND l.flow_run_id = g.id LIMIT ${limit})`
}

/** Deletes runs with their states and steps, and the lines that are left. */
export async function deleteRuns(tx: Tx, runs: DeletedRun[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM flow_run r USING ${given(runs)} WHERE r.workspace_id = g.workspace_id AND r.id = g.id`
}

/** Forgets deleted flows of which no run is left, at most `limit`; returns how many. No run comes to a flow that is gone. */
export async function forgetDeletedFlows(tx: Tx, workspaceId: string | null, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM deleted_flow WHERE (workspace_id, id) IN (
      SELECT d.workspace_id, d.id FROM deleted_flow d
      WHERE ${isOf(workspaceId)} AND NOT EXISTS (
        SELECT FROM flow_run r WHERE r.workspace_id = d.workspace_id AND r.flow_id = d.id) LIMIT ${limit})`
}

function isOf(workspaceId: string | null): Prisma.Sql {
  return workspaceId ? Prisma.sql`d.workspace_id = ${workspaceId}::uuid` : Prisma.sql`TRUE`
}

function given(runs: DeletedRun[]): Prisma.Sql {
  return Prisma.sql`unnest(${runs.map(({ workspaceId }) => workspaceId)}::uuid[], ${runs.map(({ id }) => id)}::uuid[])
        AS g (workspace_id, id)`
}
