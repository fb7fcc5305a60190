import { z } from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { invalidCursor, timeKey, type CursorPosition } from '@/lib/pages/page'
import { uuid } from '@/lib/uuid'
import { lastActiveOr } from './columns-store'
import type { MemberSort } from './schema'

/** The values of a row that orders compare, as the database compares them. */
export type KeyedRow = {
  nameKey: string
  emailKey: string | null
  inviterKey: string
  roleKey: string
  roleId: string
  status: string
  joinedAt: Date
  lastActiveAt: Date | null
}

type Key = { values: string[]; id: string }
type Selection = { accountId: string; where: Prisma.Sql; after: Key | null; limit: number }

/** How a list of members is ordered. */
type Order = {
  /** Where a row stands, as text for a cursor. */
  keyOf: (row: KeyedRow) => string
  /** Where the page before ended; throws `invalid_input` for a cursor of another order. */
  readKey: (after: CursorPosition | null) => Key | null
  /** Selects `id` and `position` of the members of one page, from the index that has this order. */
  select: (selection: Selection) => Prisma.Sql
}

type Column = {
  expression: Prisma.Sql
  type: Prisma.Sql
  value: z.ZodType<string>
  of: (row: KeyedRow) => string
}

/** The order of a sort. */
export function orderOf(sort: MemberSort, descending: boolean): Order {
  const direction = descending ? directions.descending : directions.ascending
  const sorted = columns[sort]
  const shape = z.tuple(sorted.map(({ value }) => value) as [z.ZodType<string>]) // every order has a first column
  return {
    keyOf: (row) => JSON.stringify(sorted.map(({ of }) => of(row))),
    readKey: (after) => {
      if (!after) return null
      const values = shape.safeParse(parseJson(after.key))
      if (!values.success) throw invalidCursor()
      return { values: values.data, id: after.id }
    },
    select: (selection) =>
      sort === 'role' ? pageByRole(direction, selection) : pageOf(sort, direction, selection),
  }
}

const text = z.string().regex(/^[^\0]*$/)

const name: Column = {
  expression: Prisma.sql`m.name_key`,
  type: Prisma.sql`text`,
  value: text,
  of: ({ nameKey }) => nameKey,
}

// Each has an index that begins with the account, goes on with these columns and ends with the id.
const columns: Record<MemberSort, Column[]> = {
  name: [name],
  email: [
    {
      expression: Prisma.sql`lower(m.principal_email)`,
      type: Prisma.sql`text`,
      value: text,
      of: ({ emailKey }) => emailKey ?? '',
    },
  ],
  status: [
    {
      expression: Prisma.sql`m.status`,
      type: Prisma.sql`"MembershipStatus"`,
      value: z.enum(['ACTIVE', 'SUSPENDED']),
      of: ({ status }) => status,
    },
    name,
  ],
  joined: [
    {
      expression: Prisma.sql`m.created_at`,
      type: Prisma.sql`timestamptz`,
      value: timeKey,
      of: ({ joinedAt }) => joinedAt.toISOString(),
    },
  ],
  active: [
    {
      expression: lastActiveOr('ma'),
      type: Prisma.sql`timestamptz`,
      value: timeKey,
      of: ({ lastActiveAt }) => (lastActiveAt ?? new Date(0)).toISOString(),
    },
  ],
  inviter: [
    {
      expression: Prisma.sql`lower(m.invited_by_name)`,
      type: Prisma.sql`text`,
      value: text,
      of: ({ inviterKey }) => inviterKey,
    },
  ],
  role: [
    {
      expression: Prisma.sql`lower(r.name)`,
      type: Prisma.sql`text`,
      value: text,
      of: ({ roleKey }) => roleKey,
    },
    { expression: Prisma.sql`r.id`, type: Prisma.sql`uuid`, value: uuid(), of: ({ roleId }) => roleId },
    name,
  ],
}

type Direction = { word: Prisma.Sql; after: Prisma.Sql }

const directions: Record<'ascending' | 'descending', Direction> = {
  ascending: { word: Prisma.raw('ASC'), after: Prisma.raw('>') },
  descending: { word: Prisma.raw('DESC'), after: Prisma.raw('<') },
}

function pageOf(
  sort: Exclude<MemberSort, 'role'>,
  direction: Direction,
  { accountId, where, after, limit }: Selection,
): Prisma.Sql {
  const isByActivity = sort === 'active'
  const id = isByActivity ? Prisma.sql`ma.membership_id` : Prisma.sql`m.id`
  // Begins at the activity, whose index has the order; every membership has a row there.
  const source = isByActivity
    ? Prisma.sql`membership_activity ma JOIN membership m ON m.account_id = ma.account_id AND m.id = ma.membership_id`
    : Prisma.sql`membership m`
  const ofAccount = isByActivity ? Prisma.sql`AND ma.account_id = ${accountId}::uuid` : Prisma.empty
  const orderBy = ordering([...columns[sort].map(({ expression }) => expression), id], direction)
  return Prisma.sql`
    SELECT m.id, row_number() OVER (ORDER BY ${orderBy}) AS position FROM ${source}
    WHERE ${where} ${ofAccount} ${beyond(columns[sort], id, direction, after)} ORDER BY ${orderBy} LIMIT ${limit}`
}

/**
 * The members of one role after another, each from the index of the role: first what is left of the role that the page before ended in,
 * then the roles after it. Sorting all members by the name of their role would read all of them.
 */
function pageByRole(direction: Direction, selection: Selection): Prisma.Sql {
  const { accountId, after, limit } = selection
  const [roleKey = '', roleId = '', nameKey = ''] = after?.values ?? []
  const byName = ordering([name.expression, Prisma.sql`m.id`], direction)
  const all = ordering(
    [Prisma.raw('role_key'), Prisma.raw('role_id'), Prisma.raw('name_key'), Prisma.raw('id')],
    direction,
  )
  const following = after
    ? Prisma.sql`AND (lower(r.name), r.id) ${direction.after} (${roleKey}, ${roleId}::uuid)`
    : Prisma.empty
  const members = (condition: Prisma.Sql) => Prisma.sql`
    SELECT m.id, m.name_key AS name_key FROM membership m
    WHERE ${selection.where} AND ${condition} ORDER BY ${byName} LIMIT ${limit}`
  const rest = after
    ? Prisma.sql`
      SELECT ${roleKey} AS role_key, ${roleId}::uuid AS role_id, one.* FROM (${members(
        Prisma.sql`m.role_id = ${roleId}::uuid AND (m.name_key, m.id) ${direction.after} (${nameKey}, ${after.id}::uuid)`,
      )}) one
      UNION ALL`
    : Prisma.empty
  return Prisma.sql`
    SELECT id, row_number() OVER (ORDER BY ${all}) AS position FROM (
      ${rest} (
        SELECT lower(r.name) AS role_key, r.id AS role_id, other.*
        FROM role r CROSS JOIN LATERAL (${members(Prisma.sql`m.role_id = r.id`)}) other
        WHERE r.account_id = ${accountId}::uuid ${following} ORDER BY ${all} LIMIT ${limit})
    ) found ORDER BY ${all} LIMIT ${limit}`
}

function beyond(sorted: Column[], id: Prisma.Sql, direction: Direction, after: Key | null): Prisma.Sql {
  if (!after) return Prisma.empty
  const values = sorted.map(({ type }, index) => Prisma.sql`${after.values[index]}::${type}`)
  const expressions = [...sorted.map(({ expression }) => expression), id]
  return Prisma.sql`AND (${Prisma.join(expressions)}) ${direction.after} (${Prisma.join([...values, Prisma.sql`${after.id}::uuid`])})`
}

function ordering(expressions: Prisma.Sql[], { word }: Direction): Prisma.Sql {
  return Prisma.join(expressions.map((expression) => Prisma.sql`${expression} ${word}`))
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
