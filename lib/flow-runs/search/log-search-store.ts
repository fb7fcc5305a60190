import { Prisma } from '@/lib/db/generated/client'
import { planEachTime } from '@/lib/db/prisma'
import { timeText } from '@/lib/db/time-text'
import type { Tx } from '@/lib/db/transaction'
import type { LogsFilter, LogSort } from './filter'
import { logsWhere } from './filter-store'
import type { LogView } from '../wire'

type Page = { filter: LogsFilter; sort: LogSort; limit: number; offset: number }

/**
 * Lines of logs in the order of their time, of runs whose flow is there. Without a run to look at, pages are in the order in which the
 * lines came in, and each is in the order of their time: an index of all lines by their time would cost more than anybody gains by it.
 */
export async function findLogs(
  tx: Tx,
  workspaceId: string,
  { filter, sort, limit, offset }: Page,
): Promise<LogView[]> {
  const byTime =
    sort === 'TIMESTAMP_ASC' ? Prisma.sql`l.timestamp, l.id` : Prisma.sql`l.timestamp DESC, l.id DESC`
  const byArrival = sort === 'TIMESTAMP_ASC' ? Prisma.sql`l.id` : Prisma.sql`l.id DESC`
  const ofRuns = filter?.flow_run_id?.any_ && filter.operator !== 'or_'
  return tx.$queryRaw<LogView[]>`
    ${planEachTime}
    SELECT l.id, ${timeText(Prisma.sql`l.created_at`)} AS created, ${timeText(Prisma.sql`l.created_at`)} AS updated,
      l.name, l.level, l.message, ${timeText(Prisma.sql`l.timestamp`)} AS timestamp,
      l.flow_run_id, l.task_run_id
    FROM (
      SELECT l.* FROM flow_run_log l
      JOIN flow_run r ON r.workspace_id = l.workspace_id AND r.id = l.flow_run_id
      JOIN flow f ON f.workspace_id = r.workspace_id AND f.id = r.flow_id
      WHERE l.workspace_id = ${workspaceId}::uuid AND ${logsWhere(filter)}
      ORDER BY ${ofRuns ? byTime : byArrival} LIMIT ${limit} OFFSET ${offset}) l
    ORDER BY ${byTime}`
}
