import { Prisma } from '@/lib/db/generated/client'
import { timeText } from '@/lib/db/time-text'
import type { Tx } from '@/lib/db/transaction'
import { answerBytesAtMost, sizeOf } from './answer-size-store'
import { runColumns, runTables, stateColumns, type RunRow, type StateColumn } from './run-columns-store'

/** A run with its present state; null when the workspace has none such, or its flow is gone. */
export async function findRun(
  tx: Tx,
  { workspaceId, flowRunId }: { workspaceId: string; flowRunId: string },
): Promise<RunRow | null> {
  const [row] = await tx.$queryRaw<RunRow[]>`
    SELECT ${runColumns} FROM ${runTables} WHERE r.workspace_id = ${workspaceId}::uuid AND r.id = ${flowRunId}::uuid`
  return row ?? null
}

/** A state with when its run is due, if the run is in it. */
export type StateRow = { state: StateColumn; nextStart: string | null }

const stateRow = Prisma.sql`${stateColumns()},
  CASE WHEN r.state_id = s.id THEN ${timeText(Prisma.sql`r.next_scheduled_start_time`)} END AS "nextStart"`
const stateTables = Prisma.sql`flow_run_state s
  JOIN flow_run r ON r.workspace_id = s.workspace_id AND r.id = s.flow_run_id
  JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id`

const statesAtMost = 1_000

/** The first thousand states of a run, oldest first, or fewer where those before them are as large as an answer may be. */
export async function listStates(
  tx: Tx,
  { workspaceId, flowRunId }: { workspaceId: string; flowRunId: string },
): Promise<StateRow[]> {
  return tx.$queryRaw<StateRow[]>`
    SELECT state, "nextStart" FROM (
      SELECT ${stateRow}, s.timestamp, sum(${sizeOf(['s.data', 's.message'])}) OVER (ORDER BY s.timestamp) AS size FROM ${stateTables}
      WHERE s.workspace_id = ${workspaceId}::uuid AND s.flow_run_id = ${flowRunId}::uuid
      ORDER BY s.timestamp LIMIT ${statesAtMost}) s
    WHERE size <= ${answerBytesAtMost} ORDER BY timestamp`
}

/** A state by its id. */
export async function findState(
  tx: Tx,
  { workspaceId, stateId }: { workspaceId: string; stateId: string },
): Promise<StateRow | null> {
  const [row] = await tx.$queryRaw<StateRow[]>`
    SELECT ${stateRow} FROM ${stateTables} WHERE s.workspace_id = ${workspaceId}::uuid AND s.id = ${stateId}::uuid`
  return row ?? null
}
