import { v7 as newId } from 'uuid'
import type { Tx } from '@/lib/db/transaction'

export type LogLine = {
  flowRunId: string
  taskRunId: string | null
  name: string
  level: number
  message: string
  timestamp: string
}

/**
 * Adds lines of runs, leaving out those of runs that are not there or are being deleted. Ids grow in the order given, so that lines of one
 * moment keep it.
 */
export async function insertLogs(tx: Tx, workspaceId: string, lines: LogLine[], now: Date): Promise<void> {
  await tx.$executeRaw`
    WITH r AS MATERIALIZED (
      SELECT r.workspace_id, r.id FROM flow_run r JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id
      WHERE r.workspace_id = ${workspaceId}::uuid AND r.id = ANY(${[...new Set(lines.map((line) => line.flowRunId))]}::uuid[])
      ORDER BY r.id FOR KEY SHARE OF r
    )
    INSERT INTO flow_run_log (workspace_id, id, flow_run_id, task_run_id, name, level, message, timestamp, created_at)
    SELECT r.workspace_id, l.id, r.id, nullif(l.task_run_id, '')::uuid, l.name, l.level, l.message, l.timestamp, ${now}
    FROM unnest(${lines.map(() => newId())}::uuid[], ${lines.map((line) => line.flowRunId)}::uuid[],
      ${lines.map((line) => line.taskRunId ?? '')}::text[], ${lines.map((line) => line.name)}::text[],
      ${lines.map((line) => line.level)}::int[], ${lines.map((line) => line.message)}::text[],
      ${lines.map((line) => line.timestamp)}::timestamptz[]
    ) AS l (id, run_id, task_run_id, name, level, message, timestamp)
    JOIN r ON r.id = l.run_id`
}
