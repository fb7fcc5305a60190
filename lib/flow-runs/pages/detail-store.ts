import { Prisma } from '@/lib/db/generated/client'
import type { PrincipalKind } from '@/lib/db/generated/enums'
import { containsPattern } from '@/lib/db/like'
import { planEachTime } from '@/lib/db/prisma'
import { timeText } from '@/lib/db/time-text'
import type { Tx } from '@/lib/db/transaction'
import type { CursorPosition } from '@/lib/pages/page'
import { jsonRows, listedColumns, wholeColumns, type ListedRun } from '../row-store'
import { runTables } from '../run-columns-store'
import type { StateType } from '../states'

type RunKey = { workspaceId: string; flowRunId: string }

export type DetailedRun = ListedRun & {
  parameters: Record<string, unknown>
  labels: Record<string, unknown>
  flowVersion: string | null
  runCount: number
  createdAt: string
  updatedAt: string
  runsKeptUntil: string | null
  /** Newest first. */
  states: StateRow[]
  parent: { id: string; name: string } | null
  /** In the order in which they were expected. */
  children: ListedRun[]
}

export type StateRow = {
  id: string
  type: StateType
  name: string
  timestamp: string
  message: string | null
  createdByKind: PrincipalKind | null
  createdById: string | null
  createdByName: string
}

/** A run with its newest states, the run that it is a part of and its own parts; null when there is none. */
export async function findDetailedRun(
  tx: Tx,
  {
    accountId,
    workspaceId,
    flowRunId,
    statesAtMost,
    childrenAtMost,
  }: RunKey & { accountId: string; statesAtMost: number; childrenAtMost: number },
): Promise<DetailedRun | null> {
  // The steps of the run from their key, the runs that these are from the index of runs with a step.
  const children = Prisma.sql`
    SELECT ${listedColumns} FROM ${runTables} JOIN task_run t ON t.workspace_id = r.workspace_id AND t.id = r.parent_task_run_id
    WHERE t.workspace_id = ${workspaceId}::uuid AND t.flow_run_id = ${flowRunId}::uuid AND r.parent_task_run_id IS NOT NULL
    ORDER BY r.expected_start_time, r.id LIMIT ${childrenAtMost}`
  const [run] = await tx.$queryRaw<DetailedRun[]>`
    SELECT ${wholeColumns}, r.parameters, r.labels, r.flow_version AS "flowVersion", r.run_count AS "runCount",
      ${timeText(Prisma.sql`r.created_at`)} AS "createdAt",
      ${timeText(Prisma.sql`r.updated_at`)} AS "updatedAt", (SELECT ${timeText(Prisma.sql`w.runs_kept_until`)} FROM workspace w
        WHERE w.account_id = ${accountId}::uuid AND w.id = r.workspace_id) AS "runsKeptUntil",
      (SELECT json_agg(json_build_object('id', h.id, 'type', h.type, 'name', h.name, 'timestamp', ${timeText(Prisma.sql`h.timestamp`)},
          'message', h.message, 'createdByKind', h.created_by_kind, 'createdById', h.created_by_id, 'createdByName', h.created_by_name)
          ORDER BY h.timestamp DESC) FROM (
        SELECT * FROM flow_run_state h WHERE h.workspace_id = r.workspace_id AND h.flow_run_id = r.id
        ORDER BY h.timestamp DESC LIMIT ${statesAtMost}) h) AS states,
      (SELECT json_build_object('id', p.id, 'name', p.name) FROM task_run t
        JOIN flow_run p ON p.workspace_id = t.workspace_id AND p.id = t.flow_run_id
        JOIN flow pf ON pf.workspace_id = p.workspace_id AND pf.id = p.flow_id
        WHERE t.workspace_id = r.workspace_id AND t.id = r.parent_task_run_id) AS parent,
      ${jsonRows(children)} AS children
    FROM ${runTables} WHERE r.workspace_id = ${workspaceId}::uuid AND r.id = ${flowRunId}::uuid`
  return run ?? null
}

export type LogLine = { id: string; timestamp: string; level: number; name: string; message: string }

type LogPage = RunKey & {
  level: number
  search: string
  isNewestFirst: boolean
  after: CursorPosition | null
  limit: number
}

/** One page of a run's lines in the order of time, after a position; null when there is no such run. */
export async function listLogLines(tx: Tx, page: LogPage): Promise<LogLine[] | null> {
  const { workspaceId, flowRunId, level, search, isNewestFirst, after, limit } = page
  const [order, beyond] = isNewestFirst ? newestFirst : oldestFirst
  const conditions = [
    level > 0 ? Prisma.sql`AND l.level >= ${level}` : Prisma.empty,
    search ? Prisma.sql`AND l.message ILIKE ${containsPattern(search)}` : Prisma.empty,
    after
      ? Prisma.sql`AND (l.timestamp, l.id) ${beyond} (${after.key}::timestamptz, ${after.id}::uuid)`
      : Prisma.empty,
  ]
  const [found] = await tx.$queryRaw<{ lines: LogLine[] | null }[]>`
    ${planEachTime}
    SELECT (SELECT json_agg(json_build_object('id', l.id, 'timestamp', ${timeText(Prisma.sql`l.timestamp`)},
        'level', l.level, 'name', l.name, 'message', l.message) ORDER BY l.timestamp ${order}, l.id ${order}) FROM (
      SELECT * FROM flow_run_log l
      WHERE l.workspace_id = ${workspaceId}::uuid AND l.flow_run_id = ${flowRunId}::uuid ${Prisma.join(conditions, ' ')}
      ORDER BY l.timestamp ${order}, l.id ${order} LIMIT ${limit}) l) AS lines
    FROM flow_run r JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id
    WHERE r.workspace_id = ${workspaceId}::uuid AND r.id = ${flowRunId}::uuid`
  return found ? (found.lines ?? []) : null
}

const oldestFirst = [Prisma.sql`ASC`, Prisma.sql`>`] as const
const newestFirst = [Prisma.sql`DESC`, Prisma.sql`<`] as const
