import type { MembershipStatus } from '@/lib/db/generated/enums'
import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import type { MemberSort } from './schema'

export type MemberRow = {
  id: string
  userId: string
  name: string
  email: string
  roleId: string
  roleName: string
  status: MembershipStatus
  joinedAt: Date
  lastActiveAt: Date | null
}

export async function createUserMembership(
  tx: Tx,
  member: {
    accountId: string
    userId: string
    roleId: string
    principalName: string
    principalEmail: string
    invitedByUserId: string | null
  },
): Promise<string> {
  const { id } = await tx.membership.create({ data: { ...member, kind: 'USER' }, select: { id: true } })
  return id
}

/** How many members an account has, counting no further than `atMost`. */
export async function countMembers(tx: Tx, accountId: string, atMost: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM membership WHERE account_id = ${accountId}::uuid AND kind = 'USER' LIMIT ${atMost}) m`
  return row?.count ?? 0
}

/** The members among these addresses. */
export async function listMembersByEmailKey(
  tx: Tx,
  accountId: string,
  emailKeys: string[],
): Promise<{ emailKey: string; userId: string; name: string }[]> {
  return tx.$queryRaw`
    SELECT u.email_key AS "emailKey", u.id AS "userId", u.name
    FROM "user" u JOIN membership m ON m.user_id = u.id AND m.account_id = ${accountId}::uuid
    WHERE u.email_key = ANY(${emailKeys})`
}

type Position = { key: string; id: string }

/** One page of members in the asked order, after a position; one row more than a page tells whether there is another. */
export async function listMembers(
  tx: Tx,
  accountId: string,
  page: { search: string; sort: MemberSort; descending: boolean; after: Position | null; limit: number },
): Promise<(MemberRow & { key: string })[]> {
  const { expression, type, keyOf } = sortKeys[page.sort]
  const compare = Prisma.raw(page.descending ? '<' : '>')
  const direction = Prisma.raw(page.descending ? 'DESC' : 'ASC')
  const after = page.after
    ? Prisma.sql`AND (${expression}, m.id) ${compare} (${page.after.key}::${type}, ${page.after.id}::uuid)`
    : Prisma.empty
  const matching = page.search
    ? Prisma.sql`AND lower(m.principal_name || ' ' || coalesce(m.principal_email, '')) LIKE lower(${likePattern(page.search)})`
    : Prisma.empty
  const rows = await tx.$queryRaw<ListedRow[]>`
    SELECT m.id, m.user_id AS "userId", m.principal_name AS name, m.principal_email AS email, m.role_id AS "roleId",
           r.name AS "roleName", m.status::text, m.created_at AS "joinedAt", ma.last_active_at AS "lastActiveAt",
           lower(m.principal_name) AS "nameKey"
    FROM membership m
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    LEFT JOIN membership_activity ma ON ma.account_id = m.account_id AND ma.membership_id = m.id
    WHERE m.account_id = ${accountId}::uuid AND m.kind = 'USER' ${matching} ${after}
    ORDER BY ${expression} ${direction}, m.id ${direction} LIMIT ${page.limit}`
  return rows.map((row) => ({ ...row, key: keyOf(row) }))
}

type ListedRow = MemberRow & { nameKey: string }

// Each order has an index that begins with the account and ends with the id.
const sortKeys: Record<
  MemberSort,
  { expression: Prisma.Sql; type: Prisma.Sql; keyOf: (row: ListedRow) => string }
> = {
  name: {
    expression: Prisma.sql`lower(m.principal_name)`,
    type: Prisma.sql`text`,
    keyOf: (row) => row.nameKey,
  },
  joined: {
    expression: Prisma.sql`m.created_at`,
    type: Prisma.sql`timestamptz`,
    keyOf: (row) => row.joinedAt.toISOString(),
  },
}

function likePattern(search: string): string {
  return `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}
