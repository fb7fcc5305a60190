import { Prisma } from '@/lib/db/generated/client'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import { requireReadable, type MayBeTooLarge } from '../answer-size-store'
import type { TaskRunsCriteria, TaskRunSort } from './filter'
import { taskRunsWhere } from './filter-store'
import { isThere, manyTaskRunColumns } from '../reports/task-run-store'
import { taskRunViewOf, type TaskRunRow, type TaskRunView } from '../reports/task-run-view'

const orders: Record<TaskRunSort, Prisma.Sql> = {
  ID_DESC: Prisma.sql`t.id DESC`,
  NAME_ASC: Prisma.sql`t.name, t.id`,
  NAME_DESC: Prisma.sql`t.name DESC, t.id DESC`,
}

type Asked = { criteria: TaskRunsCriteria; now: Date }

export async function findTaskRuns(
  tx: Tx,
  workspaceId: string,
  { criteria, now, sort, limit, offset }: Asked & { sort: TaskRunSort; limit: number; offset: number },
): Promise<TaskRunView[]> {
  const rows = await tx.$queryRaw<(TaskRunRow & MayBeTooLarge)[]>`
    ${planEachTime}
    SELECT ${manyTaskRunColumns} FROM (
      SELECT t.* FROM task_run t
      WHERE t.workspace_id = ${workspaceId}::uuid AND ${isThere} AND ${taskRunsWhere(criteria, now)}
      ORDER BY ${orders[sort]} LIMIT ${limit} OFFSET ${offset}) t
    ORDER BY ${orders[sort]}`
  requireReadable(rows, 'task runs')
  return rows.map(({ isTooLarge: _, ...row }) => taskRunViewOf(row))
}

export async function countTaskRuns(tx: Tx, workspaceId: string, { criteria, now }: Asked): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    ${planEachTime}
    SELECT count(*)::float8 AS count FROM task_run t
    WHERE t.workspace_id = ${workspaceId}::uuid AND ${isThere} AND ${taskRunsWhere(criteria, now)}`
  return row?.count ?? 0
}
