import { Prisma } from '@/lib/db/generated/client'
import { planEachTime } from '@/lib/db/prisma'
import { timeText } from '@/lib/db/time-text'
import type { Tx } from '@/lib/db/transaction'
import { ofType } from './criteria'
import type { FlowRunsCriteria, FlowRunSort, FlowsCriteria, FlowsFilter, FlowSort } from './filter'
import { flowConditions, flowRunsWhere, flowsWhere, shownName } from './filter-store'
import type { MayBeTooLarge } from '../answer-size-store'
import { hasEnded, secondsRunOf } from '../row-store'
import { manyRunColumns, type RunRow } from '../run-columns-store'
import type { StateType } from '../states'
import type { FlowView } from '../wire'

// Each statement is planned for its values: one filter leaves a single run, the next all of them.

type Rows<Sort> = { sort: Sort; limit: number; offset: number; now: Date }

const flowOrders: Record<FlowSort, Prisma.Sql> = {
  NAME_ASC: Prisma.sql`f.name, f.id`,
  NAME_DESC: Prisma.sql`f.name DESC, f.id DESC`,
  CREATED_DESC: Prisma.sql`f.created_at DESC, f.id DESC`,
  UPDATED_DESC: Prisma.sql`f.updated_at DESC, f.id DESC`,
}

/** The flows that criteria leave; `areOfRuns`: those alone that have a run. */
export async function findFlows(
  tx: Tx,
  workspaceId: string,
  {
    criteria,
    areOfRuns,
    sort,
    limit,
    offset,
    now,
  }: Rows<FlowSort> & { criteria: FlowsCriteria; areOfRuns: boolean },
): Promise<FlowView[]> {
  const hasRun = areOfRuns
    ? Prisma.sql`AND EXISTS (SELECT FROM flow_run r WHERE r.workspace_id = f.workspace_id AND r.flow_id = f.id)`
    : Prisma.empty
  return tx.$queryRaw<FlowView[]>`
    ${planEachTime}
    SELECT f.id, f.name, f.tags, f.labels,
      ${timeText(Prisma.sql`f.created_at`)} AS created, ${timeText(Prisma.sql`f.updated_at`)} AS updated
    FROM flow f WHERE f.workspace_id = ${workspaceId}::uuid AND ${flowsWhere(criteria, now)} ${hasRun}
    ORDER BY ${flowOrders[sort]} LIMIT ${limit} OFFSET ${offset}`
}

export async function countFlows(
  tx: Tx,
  workspaceId: string,
  { criteria, now }: { criteria: FlowsCriteria; now: Date },
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    ${planEachTime}
    SELECT count(*)::float8 AS count FROM flow f
    WHERE f.workspace_id = ${workspaceId}::uuid AND ${flowsWhere(criteria, now)}`
  return row?.count ?? 0
}

/** Of more flows than this the ids are no help. */
const fewFlows = 100

/** The ids of the flows that a filter leaves, if they are few; null if it asks nothing or leaves many. */
export async function findFewFlows(
  tx: Tx,
  workspaceId: string,
  filter: FlowsFilter,
): Promise<string[] | null> {
  const conditions = flowConditions(filter)
  if (!conditions) return null
  const rows = await tx.$queryRaw<{ id: string }[]>`
    ${planEachTime}
    SELECT f.id FROM flow f WHERE f.workspace_id = ${workspaceId}::uuid AND ${conditions} LIMIT ${fewFlows + 1}`
  return rows.length > fewFlows ? null : rows.map(({ id }) => id)
}

const began = Prisma.sql`coalesce(r.start_time, r.expected_start_time)`
const runOrders: Record<FlowRunSort, Prisma.Sql> = {
  ID_DESC: Prisma.sql`r.id DESC`,
  START_TIME_ASC: Prisma.sql`${began}, r.id`,
  START_TIME_DESC: Prisma.sql`${began} DESC, r.id DESC`,
  EXPECTED_START_TIME_ASC: Prisma.sql`r.expected_start_time, r.id`,
  EXPECTED_START_TIME_DESC: Prisma.sql`r.expected_start_time DESC, r.id DESC`,
  NAME_ASC: Prisma.sql`r.name, r.id`,
  NAME_DESC: Prisma.sql`r.name DESC, r.id DESC`,
  NEXT_SCHEDULED_START_TIME_ASC: Prisma.sql`r.next_scheduled_start_time, r.id`,
  END_TIME_DESC: Prisma.sql`r.end_time DESC NULLS LAST, r.id DESC`,
}

type RunsAsked = Rows<FlowRunSort> & { criteria: FlowRunsCriteria; flowIds: string[] | null }

/**
 * The runs that criteria leave: their ids are found first, as whole rows would be much to sort, and only then read with their states. `flowIds`
 * are the only flows of which there can be some, as `findFewFlows` told: the planner sees how many runs each of them has, which it could
 * not know of "the flows with this name".
 */
export async function findFlowRuns(
  tx: Tx,
  workspaceId: string,
  asked: RunsAsked,
): Promise<(RunRow & MayBeTooLarge)[]> {
  const { sort, limit, offset } = asked
  const parts = apartByType(asked).map((criteria) => partOf(workspaceId, { ...asked, criteria }))
  return tx.$queryRaw<(RunRow & MayBeTooLarge)[]>`
    ${planEachTime}
    SELECT ${manyRunColumns} FROM (
      SELECT r.id, row_number() OVER () AS place FROM (
        SELECT * FROM (${Prisma.join(parts, ' UNION ALL ')}) r
        ORDER BY ${runOrders[sort]} LIMIT ${limit} OFFSET ${offset}) r) found
    CROSS JOIN LATERAL (
      SELECT * FROM flow_run WHERE workspace_id = ${workspaceId}::uuid AND id = found.id LIMIT 1) r
    CROSS JOIN LATERAL (
      SELECT * FROM flow_run_state WHERE workspace_id = r.workspace_id AND id = r.state_id LIMIT 1) s
    ORDER BY found.place`
}

function partOf(workspaceId: string, { criteria, flowIds, sort, limit, offset, now }: RunsAsked): Prisma.Sql {
  return Prisma.sql`(
        SELECT r.id, r.name, r.start_time, r.expected_start_time, r.next_scheduled_start_time, r.end_time
        FROM ${runsWhere(workspaceId, criteria, now)} ${ofFlows(flowIds)}
        ORDER BY ${runOrders[sort]} LIMIT ${limit + offset})`
}

// The index of each type of state has the order of the expected start: several types are read apart, none further than the page.
function apartByType({ criteria, sort }: RunsAsked): FlowRunsCriteria[] {
  const { flow_runs: runs } = criteria
  const types =
    runs?.operator === 'or_' || runs?.state?.operator === 'or_' ? [] : (runs?.state?.type?.any_ ?? [])
  const isInOrder = sort === 'EXPECTED_START_TIME_ASC' || sort === 'EXPECTED_START_TIME_DESC'
  if (types.length < 2 || !isInOrder) return [criteria]
  return [...new Set(types)].map((type) => ofType(criteria, type))
}

function ofFlows(flowIds: string[] | null): Prisma.Sql {
  if (!flowIds) return Prisma.empty
  return flowIds.length === 1
    ? Prisma.sql`AND r.flow_id = ${flowIds[0]}::uuid`
    : Prisma.sql`AND r.flow_id = ANY(${flowIds}::uuid[])`
}

function runsWhere(workspaceId: string, criteria: FlowRunsCriteria, now: Date): Prisma.Sql {
  return Prisma.sql`flow_run r JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id
    WHERE r.workspace_id = ${workspaceId}::uuid AND ${flowRunsWhere(criteria, now)}`
}

type Runs = { criteria: FlowRunsCriteria; now: Date }

export async function countFlowRuns(tx: Tx, workspaceId: string, { criteria, now }: Runs): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    ${planEachTime}
    SELECT count(*)::float8 AS count FROM ${runsWhere(workspaceId, criteria, now)}`
  return row?.count ?? 0
}

/** The seconds that `flowRunViewOf` says a run began late. */
function lateness(now: Date): Prisma.Sql {
  return Prisma.sql`greatest(0, extract(epoch FROM coalesce(r.start_time,
    CASE WHEN ${hasEnded(Prisma.sql`r.state_type`)} THEN r.expected_start_time ELSE ${now}::timestamptz END)
    - r.expected_start_time))::float8`
}

/** How late the runs began on average, in seconds; null when there is none. */
export async function averageLateness(
  tx: Tx,
  workspaceId: string,
  { criteria, now }: Runs,
): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ lateness: number | null }[]>`
    ${planEachTime}
    SELECT avg(${lateness(now)}) AS lateness FROM ${runsWhere(workspaceId, criteria, now)}`
  return row?.lateness ?? null
}

export type HistoryRow = {
  /** Which interval it is of, from 0. */
  interval: number
  stateType: StateType
  stateName: string
  count: number
  runTime: number
  lateness: number
}

/** Counts of runs by interval of their expected start and by state; `end` is where the last interval ends. */
export async function countByInterval(
  tx: Tx,
  workspaceId: string,
  { criteria, now, start, end, seconds }: Runs & { start: Date; end: Date; seconds: number },
): Promise<HistoryRow[]> {
  return tx.$queryRaw<HistoryRow[]>`
    ${planEachTime}
    SELECT floor(extract(epoch FROM r.expected_start_time - ${start}::timestamptz)::float8 / ${seconds}::float8)::int AS interval,
      r.state_type::text AS "stateType", ${shownName(now)} AS "stateName", count(*)::float8 AS count,
      sum(${secondsRunOf(now)}) AS "runTime", sum(${lateness(now)}) AS lateness
    FROM ${runsWhere(workspaceId, criteria, now)} AND r.expected_start_time >= ${start}::timestamptz AND r.expected_start_time < ${end}::timestamptz
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`
}
