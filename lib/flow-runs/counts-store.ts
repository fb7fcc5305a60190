import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import { runTables } from './run-columns'
import { isLateRun, jsonRows, listedColumns, type ListedRun } from './row-store'
import type { RunStatus } from './schema'

type Asked = {
  workspaceId: string
  /** From and to a full hour. */
  from: Date
  to: Date
  /** The length of a bin in seconds: whole hours. */
  seconds: number
  runsAtMost: number
  now: Date
}

/** How many of the runs that are late are told from what is scheduled: the newest. */
const lateAtMost = 1_000

export type CountedRuns = { bin: number; status: RunStatus; runs: number }

/**
 * How many runs are expected in each bin of a window, by status: what has been added up and what has not yet, as one look sees both; and the runs
 * themselves in the order of time, none where more than `runsAtMost` were counted. In one statement, whose cost is that of the hours.
 */
export async function countRuns(
  tx: Tx,
  { workspaceId, from, to, seconds, runsAtMost, now }: Asked,
): Promise<{ counted: CountedRuns[]; runs: ListedRun[] }> {
  const start = (time: Prisma.Sql) =>
    Prisma.sql`date_bin(make_interval(secs => ${seconds}::int), ${time}, ${from}::timestamptz)`
  const bin = Prisma.sql`(extract(epoch FROM start - ${from}::timestamptz) / ${seconds}::int)::int AS bin`
  const isWithin = Prisma.sql`workspace_id = ${workspaceId}::uuid AND hour >= ${from} AND hour < ${to}`
  const runs = Prisma.sql`
      SELECT ${listedColumns} FROM ${runTables}
      WHERE r.workspace_id = ${workspaceId}::uuid AND r.expected_start_time >= ${from} AND r.expected_start_time < ${to}
        AND (SELECT coalesce(sum(runs), 0) FROM counted) <= ${runsAtMost}
      ORDER BY r.expected_start_time, r.id LIMIT ${runsAtMost} + 1`
  const [row] = await tx.$queryRaw<{ counted: CountedRuns[]; runs: ListedRun[] }[]>`
    WITH counted AS (
      SELECT ${start(Prisma.sql`hour`)} AS start, state_type::text AS status, sum(runs)::int AS runs FROM (
        SELECT hour, state_type, runs FROM flow_run_count WHERE ${isWithin}
        UNION ALL SELECT hour, state_type, change FROM flow_run_count_change WHERE ${isWithin}) known
      GROUP BY 1, 2),
    late AS (
      SELECT ${start(Prisma.sql`expected_start_time`)} AS start, count(*)::int AS runs FROM (
        SELECT r.expected_start_time FROM flow_run r
        WHERE r.workspace_id = ${workspaceId}::uuid AND ${isLateRun(now)}
        ORDER BY r.next_scheduled_start_time DESC LIMIT ${lateAtMost}) newest
      WHERE expected_start_time >= ${from} AND expected_start_time < ${to}
      GROUP BY 1),
    told AS (
      SELECT c.start, c.status, c.runs - coalesce(l.runs, 0) AS runs
      FROM counted c LEFT JOIN late l ON l.start = c.start AND c.status = 'SCHEDULED'
      UNION ALL SELECT start, 'LATE', runs FROM late)
    SELECT ${jsonRows(Prisma.sql`SELECT ${bin}, status, runs FROM told`)} AS counted, ${jsonRows(runs)} AS runs`
  if (!row) throw new Error('a timeline has one row')
  return row
}
