import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import { isLateRun, jsonRows, listedColumns, ofLivingFlows, type ListedRun } from '../row-store'
import { runTables } from '../run-columns-store'

type Asked = { workspaceId: string; now: Date; rowsAtMost: number; countLimit: number }

export type Overview = {
  next: ListedRun[]
  failures: ListedRun[]
  late: number
  running: number
  hasFlows: boolean
}

/**
 * What is due next, soonest first, what failed or crashed last, newest first, how many runs are late and how many are running, counted no further
 * than `countLimit`, and whether there are flows: in one statement, each part from an index that has its order.
 */
export async function findOverview(tx: Tx, asked: Asked): Promise<Overview> {
  const { workspaceId, now, rowsAtMost, countLimit } = asked
  const runs = (condition: Prisma.Sql, order: Prisma.Sql) => Prisma.sql`
      SELECT ${listedColumns} FROM ${runTables} WHERE r.workspace_id = ${workspaceId}::uuid AND ${condition}
      ORDER BY ${order} LIMIT ${rowsAtMost}`
  const ofType = (type: 'FAILED' | 'CRASHED') =>
    runs(
      Prisma.sql`r.state_type = ${type}::"FlowRunStateType"`,
      Prisma.sql`r.expected_start_time DESC, r.id DESC`,
    )
  const counted = (condition: Prisma.Sql) =>
    ofLivingFlows(
      workspaceId,
      (isThere) => Prisma.sql`
        SELECT 1 FROM flow_run r WHERE r.workspace_id = ${workspaceId}::uuid AND ${condition} AND ${isThere} LIMIT ${countLimit}`,
    )
  const count = (condition: Prisma.Sql) =>
    Prisma.sql`(SELECT count(*)::int FROM (${counted(condition)}) counted)`
  const next = runs(
    Prisma.sql`r.state_type = 'SCHEDULED' AND r.next_scheduled_start_time >= ${now}`,
    Prisma.sql`r.next_scheduled_start_time, r.id`,
  )
  const failures = Prisma.sql`
      SELECT * FROM ((${ofType('FAILED')}) UNION ALL (${ofType('CRASHED')})) failures
      ORDER BY "expectedStartTime" DESC, id DESC LIMIT ${rowsAtMost}`
  const [row] = await tx.$queryRaw<Overview[]>`
    SELECT ${jsonRows(next)} AS next, ${jsonRows(failures)} AS failures, ${count(isLateRun(now))} AS late,
           ${count(Prisma.sql`r.state_type = 'RUNNING'`)} AS running,
           EXISTS (SELECT FROM flow WHERE workspace_id = ${workspaceId}::uuid) AS "hasFlows"`
  if (!row) throw new Error('an overview has one row')
  return row
}
