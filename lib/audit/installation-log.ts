import type { z } from 'zod'
import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import { database } from '@/lib/db/transaction'
import { decodeTimeCursor, encodeCursor, pageOf } from '@/lib/pages/page'
import { installationId } from './installation'
import { eventViewOf } from './of-object'
import type { AuditLogRow, eventsPage } from './schema'
import { listLog } from './store'

/** One page of what operators did to the installation and its accounts, the newest first. For operators, `not_found` for others. */
export async function listInstallationLog(
  ctx: Ctx,
  { cursor, limit }: z.output<typeof eventsPage>,
): Promise<Page<AuditLogRow>> {
  requireOperator(ctx)
  const after = decodeTimeCursor(cursor)
  const rows = await listLog(database(), installationId, { isAscending: false, after, limit: limit + 1 })
  const page = pageOf(
    rows.map((row) => ({ ...row, key: row.timestamp.toISOString() })),
    limit,
  )
  const views = page.rows.map((row) => ({
    ...eventViewOf(row),
    cursor: encodeCursor({ key: row.key, id: row.id }),
  }))
  return { rows: views, nextCursor: page.nextCursor }
}
