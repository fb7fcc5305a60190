import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { decodeTimeCursor, encodeCursor } from '@/lib/pages/page'
import { authorizeLog, eventViewOf } from './of-object'
import type { AuditLogRow, listAuditLogInput } from './schema'
import { listLog } from './store'

/**
 * One page of an account's audit log in the order of time, each event with its place for the page after it. Needs `read:audit_log`, and a
 * plan with an audit log (R12: `forbidden`/`plan_required`).
 */
export async function listAuditLog(
  ctx: Ctx,
  { accountId, order_by, cursor, limit }: z.output<typeof listAuditLogInput>,
): Promise<AuditLogRow[]> {
  await authorizeLog(ctx, accountId)
  const isAscending = order_by[0]?.timestamp.startsWith('asc') ?? false
  const rows = await listLog(database(), accountId, { isAscending, after: decodeTimeCursor(cursor), limit })
  return rows.map((row) => ({
    ...eventViewOf(row),
    cursor: encodeCursor({ key: row.timestamp.toISOString(), id: row.id }),
  }))
}
