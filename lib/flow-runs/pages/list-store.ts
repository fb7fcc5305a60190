import { Prisma } from '@/lib/db/generated/client'
import { containsPattern, hasTrigram } from '@/lib/db/like'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import type { CursorPosition } from '@/lib/pages/page'
import { boundsOf } from '@/lib/time-filter'
import { isLateRun, listedColumns, type ListedRun } from '../row-store'
import { runTables } from '../run-columns-store'
import type { FlowRunFilter, RunStatus } from '../schema'

export type RunPage = {
  workspaceId: string
  filter: FlowRunFilter
  after: CursorPosition | null
  limit: number
  now: Date
}

/**
 * One page of runs, the newest expected start first, after a position, in one statement: each status asked for is read in order from the index
 * that begins with it, no further than a page, then the pages are put together and the rest of their rows is read. Planned each time:
 * what a filter leaves depends on its values.
 */
export async function listRuns(tx: Tx, page: RunPage): Promise<ListedRun[]> {
  const { workspaceId, filter, limit } = page
  const parts = conditionsOfStatus(filter.status ?? [], page.now).map((condition) => partOf(page, condition))
  return tx.$queryRaw<ListedRun[]>`
    ${planEachTime}
    SELECT one.* FROM (
      SELECT * FROM (${Prisma.join(parts, ' UNION ALL ')}) parts
      ORDER BY expected_start_time DESC, id DESC LIMIT ${limit}) found
    CROSS JOIN LATERAL (
      SELECT ${listedColumns} FROM ${runTables} WHERE r.workspace_id = ${workspaceId}::uuid AND r.id = found.id LIMIT 1) one
    ORDER BY found.expected_start_time DESC, found.id DESC`
}

function partOf(page: RunPage, condition: Prisma.Sql): Prisma.Sql {
  const { workspaceId, filter, after, limit } = page
  const { search } = filter
  const isAfter = after
    ? Prisma.sql`AND (r.expected_start_time, r.id) < (${after.key}::timestamptz, ${after.id}::uuid)`
    : Prisma.empty
  const isNamed = search ? Prisma.sql`r.name ILIKE ${containsPattern(search)}` : Prisma.sql`TRUE`
  const inOrder = Prisma.sql`ORDER BY r.expected_start_time DESC, r.id DESC`
  const found = Prisma.sql`FROM flow_run r
        WHERE r.workspace_id = ${workspaceId}::uuid ${condition} ${narrowed(filter, page.now)} ${isAfter}
          AND EXISTS (SELECT FROM flow f WHERE f.workspace_id = r.workspace_id AND f.id = r.flow_id OFFSET 0)`
  if (search === '' || hasTrigram(search))
    return Prisma.sql`(SELECT r.expected_start_time, r.id ${found} AND ${isNamed} ${inOrder} LIMIT ${limit})`
  return Prisma.sql`(
      SELECT r.expected_start_time, r.id FROM (
        SELECT r.expected_start_time, r.id, r.name ${found} ${inOrder} LIMIT ${readAtMost}) r
      WHERE ${isNamed} ${inOrder} LIMIT ${limit})`
}

/** Of how many runs the names are read for a text that the index of names does not know. */
const readAtMost = 20_000

function narrowed({ flow, time }: FlowRunFilter, now: Date): Prisma.Sql {
  const { since, before } = time ? boundsOf(time, now) : { since: null, before: null }
  const conditions = [
    flow ? Prisma.sql`AND r.flow_id = ${flow}::uuid` : null,
    since ? Prisma.sql`AND r.expected_start_time >= ${since}` : null,
    before ? Prisma.sql`AND r.expected_start_time < ${before}` : null,
  ].filter((condition) => condition !== null)
  return conditions.length > 0 ? Prisma.join(conditions, ' ') : Prisma.empty
}

/** One condition for each part; what is late is scheduled, but not the other way around. */
function conditionsOfStatus(statuses: RunStatus[], now: Date): Prisma.Sql[] {
  const asked = new Set(statuses)
  if (asked.size === 0) return [Prisma.empty]
  return [...asked].map((status) => {
    if (status === 'LATE') return Prisma.sql`AND ${isLateRun(now)}`
    const isOfType = Prisma.sql`AND r.state_type = ${status}::"FlowRunStateType"`
    return status === 'SCHEDULED' ? Prisma.sql`${isOfType} AND ${isLateRun(now)} IS NOT TRUE` : isOfType
  })
}
