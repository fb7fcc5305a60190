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

/** Adds lines of runs, leaving out those of runs that are not there. Ids grow in the order given, so that lines of one moment keep it. */
export async function insertLogs(tx: Tx, workspaceId: string, lines: LogLine[], now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO flow_run_log (workspace_id, id, flow_run_id, task_run_id, name, level, message, timestamp, created_at)
    SELECT r.workspace_id, l.id, r.id, nullif(l.task_run_id, '')::uuid, l.name, l.level, l.message, l.timestamp, ${now}
    FROM unnest(${lines.map(() => newId())}::uuid[], ${lines.map((line) => line.flowRunId)}::uuid[],
      ${lines.map((line) => line.taskRunId ?? '')}::text[], ${lines.map((line) => line.name)}::text[],
      ${lines.map((line) => line.level)}::int[], ${lines.map((line) => line.message)}::text[],
      ${lines.map((line) => line.timestamp)}::timestamptz[]
    ) AS l (id, run_id, task_run_id, name, level, message, timestamp)
    JOIN flow_run r ON r.workspace_id = ${workspaceId}::uuid AND r.id = l.run_id
    JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id`
}
