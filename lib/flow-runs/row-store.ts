import { timeText } from '@/lib/db/time-text'
import { Prisma } from '@/lib/db/generated/client'
import type { PrincipalKind } from '@/lib/db/generated/enums'
import { LATE_AFTER_MILLISECONDS, stateNames, type StateType } from './states'

/** A run as the console's lists read it. Times are text, as JavaScript's dates would lose their microseconds. */
export type ListedRun = {
  id: string
  name: string
  flowId: string
  flowName: string
  stateType: StateType
  stateName: string
  stateTimestamp: string
  message: string | null
  expectedStartTime: string
  nextStartTime: string | null
  startTime: string | null
  endTime: string | null
  totalRunTime: number
  tags: string[]
  tagCount: number
  createdByKind: PrincipalKind | null
  createdById: string | null
  createdByName: string
}

const messageAtMost = 500
/** A list shows two tags, and how many more there are. */
const tagsAtMost = 10

/** The columns of a `ListedRun`, of `runTables`: the beginning of its message, and its first tags. */
export const listedColumns = Prisma.sql`${rowColumns()},
  CASE WHEN length(s.message) > ${messageAtMost}::int THEN left(s.message, ${messageAtMost}::int) || '…' ELSE s.message END AS message,
  r.tags[1:${tagsAtMost}::int] AS tags`

/** The columns of a `ListedRun` whose message and tags are given whole. */
export const wholeColumns = Prisma.sql`${rowColumns()}, s.message, r.tags`

function rowColumns(): Prisma.Sql {
  return Prisma.sql`
  r.id, r.name, r.flow_id AS "flowId", f.name AS "flowName", r.state_type::text AS "stateType", r.state_name AS "stateName",
  ${timeText(Prisma.sql`r.state_timestamp`)} AS "stateTimestamp",
  ${timeText(Prisma.sql`r.expected_start_time`)} AS "expectedStartTime",
  ${timeText(Prisma.sql`r.next_scheduled_start_time`)} AS "nextStartTime",
  ${timeText(Prisma.sql`r.start_time`)} AS "startTime", ${timeText(Prisma.sql`r.end_time`)} AS "endTime",
  r.total_run_time AS "totalRunTime", cardinality(r.tags) AS "tagCount",
  r.created_by_kind::text AS "createdByKind", r.created_by_id AS "createdById", r.created_by_name AS "createdByName"`
}

/** Whether the run `r` is late at `now`, as `isLate` says of a state. */
export function isLateRun(now: Date): Prisma.Sql {
  const due = new Date(now.getTime() - LATE_AFTER_MILLISECONDS)
  return Prisma.sql`(r.state_type = 'SCHEDULED' AND r.state_name = ${stateNames.SCHEDULED} AND r.next_scheduled_start_time < ${due})`
}

/** The seconds that `secondsRun` says the run `r` has run. */
export function secondsRunOf(now: Date): Prisma.Sql {
  return Prisma.sql`(r.total_run_time + CASE WHEN r.state_type = 'RUNNING'
    THEN greatest(0, extract(epoch FROM ${now}::timestamptz - r.state_timestamp))::float8 ELSE 0 END)`
}

/** Whether a state of this type ends its run, as `isFinal` says. */
export function hasEnded(type: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${type} IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')`
}

/**
 * Rows of few runs `r`, none of them of a deleted flow; `rows` selects them where a condition holds, with a limit. Where nothing is deleted,
 * which is nearly always, runs may be read from an index alone, which has no flows; elsewhere each run that is read looks for its own.
 */
export function ofLivingFlows(workspaceId: string, rows: (condition: Prisma.Sql) => Prisma.Sql): Prisma.Sql {
  const isAnyDeleted = Prisma.sql`EXISTS (SELECT FROM deleted_flow d WHERE d.workspace_id = ${workspaceId}::uuid)`
  const hasFlow = Prisma.sql`EXISTS (SELECT FROM flow f WHERE f.workspace_id = r.workspace_id AND f.id = r.flow_id OFFSET 0)`
  return Prisma.sql`(${rows(Prisma.sql`NOT ${isAnyDeleted}`)}) UNION ALL (${rows(Prisma.sql`${isAnyDeleted} AND ${hasFlow}`)})`
}

/** The rows of a query as one JSON column, in its order; an empty list for none. */
export function jsonRows(query: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT coalesce(json_agg(row_to_json(one)), '[]') FROM (${query}) one)`
}
