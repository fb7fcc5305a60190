import { activeAdministrators } from '@/lib/db/active-administrators'
import { containsPattern } from '@/lib/db/like'
import { Prisma } from '@/lib/db/generated/client'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import type { CursorPosition } from '@/lib/pages/page'
import { boundsOf } from '@/lib/time-filter'
import { lastActiveOr, memberColumns, never, type MemberColumns } from './columns-store'
import { orderOf, type KeyedRow } from './orders-store'
import type { MemberFilter, MemberSort } from './schema'

export type MemberRow = MemberColumns & {
  /** Active Administrators of the account, counted no further than two: what the last-administrator rule asks. */
  activeAdministrators: number
  /** The position in the order, for the next page's cursor. */
  key: string
}

export type MemberPage = {
  filter: MemberFilter
  sort: MemberSort
  descending: boolean
  after: CursorPosition | null
  limit: number
  now: Date
}

/**
 * One page of members in the asked order, after a position, in one statement: the page is found in the index of its order (or of its
 * filter, whichever the planner expects to be shorter), and only then are the rows of that page read, each by its key. Planned each time:
 * most accounts are personal ones of a single member, so a plan for the average account reads all of a large one.
 */
export async function listMembers(tx: Tx, accountId: string, page: MemberPage): Promise<MemberRow[]> {
  const order = orderOf(page.sort, page.descending)
  const where = Prisma.sql`m.account_id = ${accountId}::uuid AND m.kind = 'USER' ${conditionsOf(page.filter, page.now)}`
  const found = order.select({ accountId, where, after: order.readKey(page.after), limit: page.limit })
  const rows = await tx.$queryRaw<(Omit<MemberRow, 'key'> & KeyedRow)[]>`
    ${planEachTime}
    SELECT one.* FROM (${found}) found CROSS JOIN LATERAL (
      SELECT ${memberColumns}, ${activeAdministrators(accountId)} AS "activeAdministrators",
             m.name_key AS "nameKey", lower(m.principal_email) AS "emailKey",
             lower(m.invited_by_name) AS "inviterKey", lower(r.name) AS "roleKey"
      FROM membership m
      JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
      LEFT JOIN membership_activity ma ON ma.account_id = m.account_id AND ma.membership_id = m.id
      WHERE m.account_id = ${accountId}::uuid AND m.id = found.id LIMIT 1) one
    ORDER BY found.position`
  return rows.map((row) => ({ ...row, key: order.keyOf(row) }))
}

function conditionsOf(
  { search, role, status, joined, active, invited_by }: MemberFilter,
  now: Date,
): Prisma.Sql {
  const conditions = [
    ...words(search).map((word) => Prisma.sql`m.search_text LIKE lower(${containsPattern(word)})`),
    role && role.length > 0 ? Prisma.sql`m.role_id = ANY(${role}::uuid[])` : null,
    status ? Prisma.sql`m.status = ${status}::"MembershipStatus"` : null,
    joined ? between(Prisma.sql`m.created_at`, joined, now) : null,
    active ? activeAt(active, now) : null,
    invited_by ? Prisma.sql`m.invited_by_user_id = ${invited_by}::uuid` : null,
  ].filter((condition) => condition !== null)
  return conditions.length > 0 ? Prisma.sql`AND ${Prisma.join(conditions, ' AND ')}` : Prisma.empty
}

// Each word by itself, so that "lovelace ada" finds Ada Lovelace; more words than a name has narrow no further.
function words(search: string): string[] {
  return search
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 6)
}

function activeAt(filter: string, now: Date): Prisma.Sql {
  const at = lastActiveOr('fa')
  const matching = filter === 'never' ? Prisma.sql`${at} = ${never}` : between(at, filter, now)
  return Prisma.sql`EXISTS (
    SELECT 1 FROM membership_activity fa WHERE fa.account_id = m.account_id AND fa.membership_id = m.id AND ${matching})`
}

function between(column: Prisma.Sql, filter: string, now: Date): Prisma.Sql {
  const { since, before } = boundsOf(filter, now)
  const from = since ? Prisma.sql`${column} >= ${since}` : Prisma.sql`TRUE`
  return before ? Prisma.sql`${from} AND ${column} < ${before}` : from
}
