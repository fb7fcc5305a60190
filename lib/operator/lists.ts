import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import { database } from '@/lib/db/transaction'
import { decodeCursor, decodeTimeCursor, pageOf, type CursorPosition } from '@/lib/pages/page'
import { limitsOfPlan } from '@/lib/plans/service'
import type {
  ListOperatorAccountsInput,
  ListOperatorUsersInput,
  OperatorAccountRow,
  OperatorSort,
  OperatorUserRow,
} from './schema'
import * as store from './lists-store'

/**
 * One page of all accounts, found by name or handle: what they are called, their plan and how much there is, never what is in them. For
 * operators and the command line, `not_found` for everybody else; `invalid_input` for a foreign cursor.
 */
export async function listOperatorAccounts(
  ctx: Ctx,
  input: ListOperatorAccountsInput,
): Promise<Page<OperatorAccountRow>> {
  requireOperator(ctx)
  const { search, sort, limit, plan = null, kind = null } = input
  const rows = await store.listAccounts(database(), {
    search,
    sort,
    plan,
    kind,
    isSuspended: isSuspended(input.state),
    after: positionOf(input),
    limit: limit + 1,
  })
  const page = pageOf(rows.map(keyedBy(sort)), limit)
  return { ...page, rows: page.rows.map(accountRowOf) }
}

/** One page of all users, found by name or address. Throws as listing accounts does. */
export async function listOperatorUsers(
  ctx: Ctx,
  input: ListOperatorUsersInput,
): Promise<Page<OperatorUserRow>> {
  requireOperator(ctx)
  const { search, sort, limit } = input
  const rows = await store.listUsers(database(), {
    search,
    sort,
    isSuspended: isSuspended(input.state),
    after: positionOf(input),
    limit: limit + 1,
    now: ctx.now,
  })
  const page = pageOf(rows.map(keyedBy(sort)), limit)
  return { ...page, rows: page.rows.map(userRowOf) }
}

function isSuspended(state: 'active' | 'suspended' | undefined): boolean | null {
  return state === undefined ? null : state === 'suspended'
}

function positionOf({
  sort,
  cursor,
}: {
  sort: OperatorSort
  cursor?: string | undefined
}): CursorPosition | null {
  return sort.endsWith('name') ? decodeCursor(cursor) : decodeTimeCursor(cursor)
}

function keyedBy(sort: OperatorSort) {
  return <Row extends { nameKey: string; createdAt: Date }>(row: Row) => ({
    ...row,
    key: sort.endsWith('name') ? row.nameKey : row.createdAt.toISOString(),
  })
}

function accountRowOf(row: store.AccountRow): OperatorAccountRow {
  const limits = limitsOfPlan(row.plan)
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    handle: row.handle,
    plan: row.plan,
    members: { used: row.members, limit: limits.members },
    service_accounts: { used: row.serviceAccounts, limit: limits.serviceAccounts },
    workspaces: { used: row.workspaces, limit: limits.workspaces },
    created_at: row.createdAt.toISOString(),
    suspended_at: row.suspendedAt?.toISOString() ?? null,
  }
}

function userRowOf(row: store.UserRow): OperatorUserRow {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    is_operator: row.isOperator,
    is_email_verified: row.isEmailVerified,
    accounts: row.accounts,
    sessions: row.sessions,
    last_active_at: row.lastActiveAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    suspended_at: row.suspendedAt?.toISOString() ?? null,
  }
}
