import { v7 as newId } from 'uuid'
import { Prisma } from '@/lib/db/generated/client'
import { timeText } from '@/lib/db/time-text'
import type { Tx } from '@/lib/db/transaction'
import type { FlowView } from '@/lib/flow-runs/wire'

type Flow = { workspaceId: string; flowId: string }
type NewFlow = { workspaceId: string; name: string; tags: string[]; labels: Record<string, unknown> }

const columns = Prisma.sql`f.id, f.name, f.tags, f.labels, ${timeText(Prisma.sql`f.created_at`)} AS created,
  ${timeText(Prisma.sql`f.updated_at`)} AS updated`

/** A flow by its id; null when the workspace has none such. */
export async function findFlow(tx: Tx, { workspaceId, flowId }: Flow): Promise<FlowView | null> {
  const [flow] = await tx.$queryRaw<FlowView[]>`
    SELECT ${columns} FROM flow f WHERE f.workspace_id = ${workspaceId}::uuid AND f.id = ${flowId}::uuid`
  return flow ?? null
}

/** A flow by its name. */
export async function findFlowByName(tx: Tx, workspaceId: string, name: string): Promise<FlowView | null> {
  const [flow] = await tx.$queryRaw<FlowView[]>`
    SELECT ${columns} FROM flow f WHERE f.workspace_id = ${workspaceId}::uuid AND f.name = ${name}`
  return flow ?? null
}

/** Makes a flow; null when there is one of that name, made by then or at the same moment. */
export async function createFlow(
  tx: Tx,
  { workspaceId, name, tags, labels }: NewFlow,
): Promise<FlowView | null> {
  const [flow] = await tx.$queryRaw<FlowView[]>`
    INSERT INTO flow AS f (workspace_id, id, name, tags, labels)
    VALUES (${workspaceId}::uuid, ${newId()}::uuid, ${name}, ${tags}, ${JSON.stringify(labels)}::jsonb)
    ON CONFLICT (workspace_id, name) DO NOTHING RETURNING ${columns}`
  return flow ?? null
}

/** Gives a flow other tags; false when there is none such. */
export async function updateTags(
  tx: Tx,
  { workspaceId, flowId }: Flow,
  tags: string[],
  now: Date,
): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE flow SET tags = ${tags}, updated_at = ${now}
    WHERE workspace_id = ${workspaceId}::uuid AND id = ${flowId}::uuid`
  return count > 0
}

/** Takes a flow away, with whether it has runs, which are then a job's to remove; null when there is none such. */
export async function deleteFlow(
  tx: Tx,
  { workspaceId, flowId }: Flow,
): Promise<{ name: string; hasRuns: boolean } | null> {
  const [flow] = await tx.$queryRaw<{ name: string; hasRuns: boolean }[]>`
    DELETE FROM flow f WHERE f.workspace_id = ${workspaceId}::uuid AND f.id = ${flowId}::uuid
    RETURNING f.name, EXISTS (
      SELECT 1 FROM flow_run r WHERE r.workspace_id = f.workspace_id AND r.flow_id = f.id) AS "hasRuns"`
  return flow ?? null
}
