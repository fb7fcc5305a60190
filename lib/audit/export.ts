import type { z } from 'zod'
import { principalIdOf } from '@/lib/authz/access'
import { changeAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { toCsv } from '@/lib/csv'
import { database, withTransaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { consume } from '@/lib/rate-limits/service'
import { hexOf } from './chain'
import { logFilterOf } from './filter'
import { recordInstallationAudit } from './installation'
import { listInSequence, type LogEvent } from './log-store'
import { authorizeLogAgain, enforceLog } from './of-object'
import type { AuditInput, exportAuditLogInput, JsonValue } from './schema'
import { recordAudits } from './service'

type ExportInput = z.output<typeof exportAuditLogInput>
export type ExportFormat = 'csv' | 'ndjson'

const batchSize = 1_000
const columns = [
  'sequence',
  'id',
  'timestamp',
  'action',
  'message',
  'object_table',
  'object_id',
  'actor_kind',
  'actor_id',
  'actor_name',
  'request_id',
  'ip_address',
  'user_agent',
  'info',
  'hash',
  'previous_hash',
  'account_id',
  'workspace_id',
] as const

/**
 * An account's audit log, oldest event first, in pieces as they are read, so that any number fits: as CSV (RFC 4180, UTF-8, with a header;
 * cells that a spreadsheet would take for a formula begin with an apostrophe) or with one JSON object a line, in the order of the chain. A
 * filter narrows it as it does the list; what is recorded later than the export itself, which is an event, is not in it: one that is not
 * narrowed ends with that. Needs `read:audit_log` and a plan with an audit log (R12: `forbidden`/`plan_required`), and asks for both again
 * for every piece, and whether the session or the key still opens anything; throws `rate_limited` for who exports often.
 */
export async function exportAuditLog(
  ctx: Ctx,
  { format, ...input }: ExportInput & { format: ExportFormat },
  limit = batchSize,
): Promise<{ fileName: string; pieces: AsyncGenerator<string> }> {
  const { accountId } = input
  const change = {
    accountId,
    permission: 'read:audit_log',
    attempt: 'export the audit log',
    objectTable: 'account',
    objectId: accountId,
  } as const
  const { handle, upTo } = await changeAccount(
    ctx,
    {
      ...change,
      beforehand: async ({ account, actor }) => {
        enforceLog(account)
        await consume('audit_export', principalIdOf(actor))
      },
    },
    async (tx, { account, actor }) => {
      enforceLog(account)
      const { sequence } = await recordAudits(tx, ctx, accountId, [exportEvent(actor.name, input, format)])
      return { handle: account.handle, upTo: sequence }
    },
  )
  const mayGoOn = () => authorizeLogAgain(ctx, accountId)
  return {
    fileName: `audit-log-${handle}-${ctx.now.toISOString().slice(0, 10)}.${format}`,
    pieces: piecesOf(ctx, { ...input, format }, { limit, upTo, mayGoOn }),
  }
}

/**
 * The same from the machine itself, whatever the plan: for the command line alone, as an operator has no account's data for being one. An
 * event, too.
 */
export async function exportAuditLogByCommand(
  ctx: Ctx,
  { format, ...input }: ExportInput & { format: ExportFormat },
  limit = batchSize,
): Promise<AsyncGenerator<string>> {
  const { actor } = ctx
  if (actor.kind !== 'SYSTEM') throw new AppError('not_found')
  const { sequence: upTo } = await withTransaction(async (tx) => {
    const event = exportEvent(actor.name, input, format)
    await recordInstallationAudit(tx, ctx, event)
    return recordAudits(tx, ctx, input.accountId, [event])
  })
  return piecesOf(ctx, { ...input, format }, { limit, upTo, mayGoOn: () => Promise.resolve() })
}

type Pace = {
  limit: number
  /** The number of the event of the export itself, which is the last. */
  upTo: bigint
  /** Throws when it must not go on. */
  mayGoOn: () => Promise<unknown>
}

async function* piecesOf(
  ctx: Ctx,
  { accountId, format, ...asked }: ExportInput & { format: ExportFormat },
  { limit, upTo, mayGoOn }: Pace,
): AsyncGenerator<string> {
  if (format === 'csv') yield toCsv([[...columns]])
  const filter = logFilterOf(asked, ctx.now)
  for (let after = 0n; ;) {
    await mayGoOn()
    const page = { filter, isAscending: true, after, upTo, limit, readAtMost: null }
    const events = await listInSequence(database(), accountId, page)
    if (events.length > 0) yield format === 'csv' ? toCsv(events.map(cellsOf)) : toLines(events)
    const last = events.at(-1)
    if (!last || events.length < limit) return
    after = last.sequence
  }
}

function exportEvent(
  name: string,
  { accountId, ...filter }: ExportInput,
  format: ExportFormat,
): Omit<AuditInput, 'accountId'> {
  return {
    action: 'audit_log.exported',
    message: `${name} exported the audit log`,
    objectTable: 'account',
    objectId: accountId,
    info: { format, ...filterInfo(filter) },
  }
}

/** What an export was narrowed to, as its event has it. */
function filterInfo(filter: Omit<ExportInput, 'accountId'>): Record<string, JsonValue> {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(
    given.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  )
}

function cellsOf(event: LogEvent): string[] {
  const row = exportedEventOf(event)
  return columns.map((name) => {
    const value = row[name]
    if (value === null) return ''
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  })
}

function toLines(events: LogEvent[]): string {
  return events.map((event) => `${JSON.stringify(exportedEventOf(event))}\n`).join('')
}

/** An event as exports and whatever else leaves the installation have it. */
export type ExportedEvent = Record<(typeof columns)[number], string | number | object | null> & {
  sequence: number
  id: string
  action: string
}

/** An event with all that its hash covers. */
export function exportedEventOf(event: LogEvent): ExportedEvent {
  return {
    sequence: Number(event.sequence),
    id: event.id,
    timestamp: event.timestamp.toISOString(),
    action: event.action,
    message: event.message,
    object_table: event.objectTable,
    object_id: event.objectId,
    actor_kind: event.actorKind,
    actor_id: event.actorId,
    actor_name: event.actorName,
    request_id: event.requestId,
    ip_address: event.ipAddress,
    user_agent: event.userAgent,
    info: event.info,
    hash: hexOf(event.hash),
    previous_hash: hexOf(event.previousHash),
    account_id: event.accountId,
    workspace_id: event.workspaceId,
  }
}
