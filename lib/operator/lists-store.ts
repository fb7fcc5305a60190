import { Prisma } from '@/lib/db/generated/client'
import type { AccountKind, Plan } from '@/lib/db/generated/enums'
import { containsPattern } from '@/lib/db/like'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import type { CursorPosition } from '@/lib/pages/page'
import { countedAtMost, type OperatorSort } from './schema'

type ListPage = { search: string; sort: OperatorSort; after: CursorPosition | null; limit: number }

export type AccountRow = {
  id: string
  kind: AccountKind
  name: string
  handle: string
  plan: Plan
  createdAt: Date
  suspendedAt: Date | null
  nameKey: string
  members: number
  serviceAccounts: number
  workspaces: number
}

export type AccountsPage = ListPage & {
  plan: Plan | null
  kind: AccountKind | null
  isSuspended: boolean | null
}

/** One page of all accounts, each with what it has, counted to `countedAtMost` for those of the page alone. */
export async function listAccounts(tx: Tx, page: AccountsPage): Promise<AccountRow[]> {
  const conditions = [
    searched(Prisma.sql`lower(t.name || ' ' || t.handle)`, page.search),
    page.plan ? Prisma.sql`AND t.plan = ${page.plan}::"Plan"` : Prisma.empty,
    page.kind ? Prisma.sql`AND t.kind = ${page.kind}::"AccountKind"` : Prisma.empty,
    suspension(page.isSuspended),
    beyond(page),
  ]
  return tx.$queryRaw<AccountRow[]>`
    ${planEachTime}
    SELECT t.id, t.kind::text, t.name, t.handle, t.plan::text, t.created_at AS "createdAt", t.suspended_at AS "suspendedAt",
           lower(t.name) AS "nameKey",
           ${counted(Prisma.sql`membership c WHERE c.account_id = t.id AND c.kind = 'USER'`)} AS members,
           ${counted(Prisma.sql`service_account c WHERE c.account_id = t.id`)} AS "serviceAccounts",
           ${counted(Prisma.sql`workspace c WHERE c.account_id = t.id`)} AS workspaces
    FROM (
      SELECT t.* FROM account t WHERE true ${Prisma.join(conditions, ' ')}
      ORDER BY ${ordered(page.sort)} LIMIT ${page.limit}) t
    ORDER BY ${ordered(page.sort)}`
}

export type UserRow = {
  id: string
  name: string
  email: string
  isOperator: boolean
  isEmailVerified: boolean
  createdAt: Date
  suspendedAt: Date | null
  nameKey: string
  accounts: number
  sessions: number
  lastActiveAt: Date | null
}

export type UsersPage = ListPage & { isSuspended: boolean | null; now: Date }

/** One page of all users, with the sessions that are open and when one was used last. */
export async function listUsers(tx: Tx, page: UsersPage): Promise<UserRow[]> {
  const conditions = [
    searched(Prisma.sql`lower(t.name || ' ' || t.email)`, page.search),
    suspension(page.isSuspended),
    beyond(page),
  ]
  return tx.$queryRaw<UserRow[]>`
    ${planEachTime}
    SELECT t.id, t.name, t.email, t.is_operator AS "isOperator", t.email_verified_at IS NOT NULL AS "isEmailVerified",
           t.created_at AS "createdAt", t.suspended_at AS "suspendedAt", lower(t.name) AS "nameKey",
           ${counted(Prisma.sql`membership c WHERE c.user_id = t.id`)} AS accounts,
           ${counted(Prisma.sql`session c WHERE c.user_id = t.id AND c.revoked_at IS NULL AND c.expires_at > ${page.now}`)} AS sessions,
           (SELECT s.last_used_at FROM session s WHERE s.user_id = t.id ORDER BY s.last_used_at DESC LIMIT 1) AS "lastActiveAt"
    FROM (
      SELECT t.* FROM "user" t WHERE true ${Prisma.join(conditions, ' ')}
      ORDER BY ${ordered(page.sort)} LIMIT ${page.limit}) t
    ORDER BY ${ordered(page.sort)}`
}

function counted(what: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT count(*)::int FROM (SELECT 1 FROM ${what} LIMIT ${countedAtMost}) counted)`
}

function searched(text: Prisma.Sql, search: string): Prisma.Sql {
  return search ? Prisma.sql`AND ${text} LIKE lower(${containsPattern(search)})` : Prisma.empty
}

function suspension(isSuspended: boolean | null): Prisma.Sql {
  if (isSuspended === null) return Prisma.empty
  return isSuspended ? Prisma.sql`AND t.suspended_at IS NOT NULL` : Prisma.sql`AND t.suspended_at IS NULL`
}

function ordered(sort: OperatorSort): Prisma.Sql {
  const direction = sort.startsWith('-') ? Prisma.sql`DESC` : Prisma.sql`ASC`
  return sort.endsWith('name')
    ? Prisma.sql`lower(t.name) ${direction}, t.id ${direction}`
    : Prisma.sql`t.created_at ${direction}, t.id ${direction}`
}

function beyond({ sort, after }: ListPage): Prisma.Sql {
  if (!after) return Prisma.empty
  const compare = sort.startsWith('-') ? Prisma.sql`<` : Prisma.sql`>`
  return sort.endsWith('name')
    ? Prisma.sql`AND (lower(t.name), t.id) ${compare} (${after.key}, ${after.id}::uuid)`
    : Prisma.sql`AND (t.created_at, t.id) ${compare} (${after.key}::timestamptz, ${after.id}::uuid)`
}
