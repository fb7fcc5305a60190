import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import { runTables } from '../run-columns-store'
import { isLateRun, jsonRows, listedColumns, ofLivingFlows, type ListedRun } from '../row-store'
import type { RunStatus } from '../schema'
import type { StateType } from '../states'

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
 * How many runs are expected in each bin of a window, by status, as one look sees all of `known`; and the runs
 * themselves in the order of time, none where more than `runsAtMost` were counted. In one statement, whose cost is that of the hours.
 */
export async function countRuns(
  tx: Tx,
  { workspaceId, from, to, seconds, runsAtMost, now }: Asked,
): Promise<{ counted: CountedRuns[]; runs: ListedRun[] }> {
  const start = (time: Prisma.Sql) =>
    Prisma.sql`date_bin(make_interval(secs => ${seconds}::int), ${time}, ${from}::timestamptz)`
  const bin = Prisma.sql`(extract(epoch FROM start - ${from}::timestamptz) / ${seconds}::int)::int AS bin`
  const runs = Prisma.sql`
      SELECT ${listedColumns} FROM ${runTables}
      WHERE r.workspace_id = ${workspaceId}::uuid AND r.expected_start_time >= ${from} AND r.expected_start_time < ${to}
        AND (SELECT coalesce(sum(runs), 0) FROM counted) <= ${runsAtMost}
      ORDER BY r.expected_start_time, r.id LIMIT ${runsAtMost} + 1`
  const newestLate = ofLivingFlows(
    workspaceId,
    (isThere) => Prisma.sql`
        SELECT r.expected_start_time FROM flow_run r
        WHERE r.workspace_id = ${workspaceId}::uuid AND ${isLateRun(now)} AND ${isThere}
        ORDER BY r.next_scheduled_start_time DESC LIMIT ${lateAtMost}`,
  )
  const [row] = await tx.$queryRaw<{ counted: CountedRuns[]; runs: ListedRun[] }[]>`
    WITH counted AS (
      SELECT ${start(Prisma.sql`hour`)} AS start, state_type::text AS status, sum(runs)::int AS runs FROM (${known(workspaceId, { from, to })}) known
      GROUP BY 1, 2),
    late AS (
      SELECT ${start(Prisma.sql`expected_start_time`)} AS start, count(*)::int AS runs FROM (${newestLate}) newest
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

/** How many runs there are, of any of some types and of none of others; `any` is null for all types. */
export async function countRunsOfTypes(
  tx: Tx,
  workspaceId: string,
  { any, none }: { any: StateType[] | null; none: StateType[] },
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT coalesce(sum(runs), 0)::float8 AS count FROM (${known(workspaceId, null)}) known
    WHERE (${any === null} OR state_type = ANY(${any ?? []}::"FlowRunStateType"[])) AND state_type <> ALL(${none}::"FlowRunStateType"[])`
  return row?.count ?? 0
}

/**
 * Counts of runs by the hour and state, which are true in sum: what has been added up, what has not yet, and less the runs of deleted flows
 * that a job has still to remove.
 */
function known(workspaceId: string, within: { from: Date; to: Date } | null): Prisma.Sql {
  const isWithin = (time: Prisma.Sql) =>
    within ? Prisma.sql`AND ${time} >= ${within.from} AND ${time} < ${within.to}` : Prisma.empty
  const isCounted = Prisma.sql`workspace_id = ${workspaceId}::uuid ${isWithin(Prisma.sql`hour`)}`
  return Prisma.sql`
        SELECT hour, state_type, runs FROM flow_run_count WHERE ${isCounted}
        UNION ALL SELECT hour, state_type, change FROM flow_run_count_change WHERE ${isCounted}
        UNION ALL SELECT date_trunc('hour', expected_start_time, 'UTC'), state_type, -count(*)
          FROM deleted_flow_runs(${workspaceId}::uuid, ${within?.from ?? '-infinity'}::timestamptz, ${within?.to ?? 'infinity'}::timestamptz)
          GROUP BY 1, 2`
}
