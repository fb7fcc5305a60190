import type { z } from 'zod'
import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import { database, type Tx } from '@/lib/db/transaction'
import { decodeNumberCursor, decodeTimeCursor, encodeCursor, pageOf } from '@/lib/pages/page'
import { searching } from '@/lib/searching'
import { deviceOf } from '@/lib/sessions/device'
import { isOfTimeAlone, isReadFromOneIndex, logFilterOf } from './filter'
import { installationId } from './installation'
import { listInSequence, listInTime, type LogEvent } from './log-store'
import { authorizeLog, eventViewOf } from './of-object'
import { listAuditLogInput, type AuditLogRow, type installationLogPage } from './schema'

type LogInput = z.output<typeof listAuditLogInput>

/** Of how many events the sentences are read for words of less than three letters or digits, which the index of them does not know. */
const readAtMost = 20_000

/**
 * One page of what a filter leaves of an account's audit log, newest first unless `order_by` says otherwise. Narrowed by nothing but a time
 * it is in the order of time; otherwise in that of the chain, where an event has the place of its commit and the time of its request. Words
 * without three letters or digits in a row are looked for in the next 20,000 events that the rest of the filter leaves. Needs
 * `read:audit_log`, and a plan with an audit log (R12: `forbidden`/`plan_required`).
 */
export async function pageOfAuditLog(ctx: Ctx, input: LogInput): Promise<Page<AuditLogRow>> {
  await authorizeLog(ctx, input.accountId)
  return pageOfLog(ctx, input)
}

/** One page of what operators did to the installation and its accounts, the newest first. For operators, `not_found` for others. */
export async function listInstallationLog(
  ctx: Ctx,
  page: z.output<typeof installationLogPage>,
): Promise<Page<AuditLogRow>> {
  requireOperator(ctx)
  return pageOfLog(ctx, listAuditLogInput.parse({ ...page, accountId: installationId }))
}

async function pageOfLog(ctx: Ctx, input: LogInput): Promise<Page<AuditLogRow>> {
  const { accountId, order_by, cursor, limit } = input
  const filter = logFilterOf(input, ctx.now)
  const isAscending = order_by[0]?.timestamp.startsWith('asc') ?? false
  const isInTime = isOfTimeAlone(filter)
  const asked = { isAscending, limit: limit + 1 }
  const list = isInTime
    ? { ...asked, within: filter, after: decodeTimeCursor(cursor) }
    : { ...asked, filter, after: decodeNumberCursor(cursor), upTo: null, readAtMost }
  const read = (tx: Tx) =>
    'filter' in list ? listInSequence(tx, accountId, list) : listInTime(tx, accountId, list)
  const found = await (isReadFromOneIndex(filter) ? read(database()) : searching(ctx, read))
  const { rows, nextCursor } = pageOf(
    found.map((event) => ({
      ...event,
      key: isInTime ? event.timestamp.toISOString() : String(event.sequence),
    })),
    limit,
  )
  return {
    rows: rows.map((event) => ({
      ...logRowOf(event),
      cursor: encodeCursor({ key: event.key, id: event.id }),
    })),
    nextCursor,
  }
}

/** The same as a plain list, each event with its place for the page after it. */
export async function listAuditLog(ctx: Ctx, input: LogInput): Promise<AuditLogRow[]> {
  return (await pageOfAuditLog(ctx, input)).rows
}

/** An event with who did it and from where. */
export function logRowOf(event: LogEvent): Omit<AuditLogRow, 'cursor'> {
  return {
    ...eventViewOf(event),
    sequence: Number(event.sequence),
    actor_kind: event.actorKind,
    actor_id: event.actorId,
    workspace_id: event.workspaceId,
    request_id: event.requestId,
    ip_address: event.ipAddress,
    user_agent: event.userAgent,
    device: deviceOf(event.userAgent),
  }
}
