import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { capabilityOf } from '@/lib/capability'
import type { Page } from '@/lib/client/fetch-json'
import { database } from '@/lib/db/transaction'
import { decodeCursor, decodeTimeCursor, pageOf, type CursorPosition } from '@/lib/pages/page'
import { limitsOfPlan } from '@/lib/plans/service'
import { decidePasswordReset, decideUserSuspension } from './rules'
import type {
  ListOperatorAccountsInput,
  ListOperatorUsersInput,
  OperatorAccountRow,
  OperatorSort,
  OperatorUserRow,
} from './schema'
import * as store from './lists-store'
import { countOperators } from './store'

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
  const operators = page.rows.some(({ isOperator }) => isOperator) ? await countOperators(database()) : 0
  return { ...page, rows: page.rows.map((row) => userRowOf(ctx, row, operators)) }
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

function userRowOf({ actor }: Ctx, row: store.UserRow, operators: number): OperatorUserRow {
  const { isOperator, suspendedAt } = row
  const isOneself = actor.kind === 'USER' && actor.userId === row.id
  const otherOperators = operators - (isOperator && suspendedAt === null ? 1 : 0)
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    is_operator: isOperator,
    is_email_verified: row.isEmailVerified,
    accounts: row.accounts,
    sessions: row.sessions,
    last_active_at: row.lastActiveAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    suspended_at: suspendedAt?.toISOString() ?? null,
    can: {
      suspend: capabilityOf(decideUserSuspension({ isOneself, isOperator, otherOperators })),
      resetPassword: capabilityOf(decidePasswordReset(suspendedAt)),
    },
  }
}
