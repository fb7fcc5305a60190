import { authorizeAccount, type AccountAccess } from '@/lib/authz/access'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { contextAgain } from '@/lib/authz/session'
import type { Page } from '@/lib/client/fetch-json'
import { database } from '@/lib/db/transaction'
import { assertNever } from '@/lib/errors'
import { decodeNumberCursor, pageOfViews } from '@/lib/pages/page'
import { featuresOfPlans } from '@/lib/plans/service'
import { decideAuditLog, type LogFacts } from './rules'
import type { AuditEventView } from './schema'
import * as store from './store'

type About =
  | { kind: 'role'; roleId: string }
  | { kind: 'member'; membershipId: string }
  | { kind: 'service_account'; serviceAccountId: string }

/**
 * The audit events about a role, a member or a service account, newest first; for a member those about the membership, about the user,
 * and by the user, for a service account those about it, about its membership and its keys, and by it.
 * Needs `read:audit_log`, and a plan with an audit log (R12: `forbidden`/`plan_required`). An id that was never the account's has no
 * events; one that was deleted keeps them.
 */
export async function listEvents(
  ctx: Ctx,
  asked: { accountId: string; about: About; cursor?: string | undefined; limit: number },
): Promise<Page<AuditEventView>> {
  const { accountId, about, limit } = asked
  await authorizeLog(ctx, accountId)
  const page = { before: decodeNumberCursor(asked.cursor), limit: limit + 1 }
  const rows = await listRows(accountId, about, page)
  return pageOfViews(rows, {
    limit,
    placeOf: ({ sequence, id }) => ({ key: String(sequence), id }),
    viewOf: eventViewOf,
  })
}

/** Lets in who may read an account's audit log, where it has one. */
export async function authorizeLog(ctx: Ctx, accountId: string): Promise<AccountAccess> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:audit_log')
  enforceLog(access.account)
  return access
}

/** The same in the middle of a long answer: whether who asked is still signed in, or their key still opens anything, and may still read it. */
export async function authorizeLogAgain(ctx: Ctx, accountId: string): Promise<void> {
  await authorizeLog(await contextAgain(ctx), accountId)
}

/** Throws the refusal of an account without an audit log, as `decideAuditLog` says it. */
export function enforceLog(account: LogAccount): void {
  enforce(decideAuditLog(logFactsOf(account)))
}

type LogAccount = Pick<AccountAccess['account'], 'kind' | 'plan'>

/** What decides whether an account has a log in this installation. */
export function logFactsOf({ kind, plan }: LogAccount): LogFacts {
  return { kind, plan, features: featuresOfPlans() }
}

function listRows(
  accountId: string,
  about: About,
  page: Parameters<typeof store.listOfMember>[3],
): Promise<store.ListedEvent[]> {
  switch (about.kind) {
    case 'role':
      return store.listOfObject(database(), accountId, { table: 'role', id: about.roleId }, page)
    case 'member':
      return store.listOfMember(database(), accountId, about.membershipId, page)
    case 'service_account':
      return store.listOfServiceAccount(database(), accountId, about.serviceAccountId, page)
    default:
      return assertNever(about)
  }
}

/** An event as lists show it. */
export function eventViewOf(row: store.ListedEvent): AuditEventView {
  return {
    id: row.id,
    timestamp: row.timestamp.toISOString(),
    action: row.action,
    message: row.message,
    actor_name: row.actorName,
    object_table: row.objectTable,
    object_id: row.objectId,
    // It is always written as an object.
    info: row.info as Record<string, unknown>,
  }
}
