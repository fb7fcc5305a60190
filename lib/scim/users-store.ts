import { Prisma } from '@/lib/db/generated/client'
import type { MembershipStatus } from '@/lib/db/generated/enums'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import { isUuid } from '@/lib/uuid'
import type { Resolved } from './definitions'
import type { Condition } from './filter'
import { compareSql, conditionSql, sortKey, type Operand, type Places } from './filter-store'
import type { ListRequest } from './list-request'
import { keyOf } from './resource'
import type { Values } from './values'

export type UserRow = {
  id: string
  userId: string
  externalId: string | null
  userName: string
  /** What the provider said last. */
  isActive: boolean
  attributes: Values
  version: number
  createdAt: Date
  updatedAt: Date
  name: string
  email: string
  /** Whether the operator suspended the user. */
  isUserSuspended: boolean
  /** Null for somebody who is no member any more. */
  membershipId: string | null
  status: MembershipStatus | null
  /** Whether it was by SCIM that they were suspended. */
  isSuspendedByProvider: boolean
  roleId: string | null
  roleName: string | null
  builtIn: string | null
  permissions: string[] | null
  groups: { value: string; display: string }[] | null
}

const groupsAtMost = 1_000

function columns(withGroups: boolean): Prisma.Sql {
  const groups = Prisma.sql`(
    SELECT coalesce(json_agg(json_build_object('value', g.id, 'display', g.display_name) ORDER BY g.display_name_key), '[]') FROM (
      SELECT g.* FROM scim_group_member gm JOIN scim_group g ON g.account_id = gm.account_id AND g.id = gm.group_id
      WHERE gm.account_id = s.account_id AND gm.scim_user_id = s.id ORDER BY g.display_name_key LIMIT ${groupsAtMost}) g)`
  return Prisma.sql`s.id, s.user_id AS "userId", s.external_id AS "externalId", s.user_name AS "userName", s.is_active AS "isActive",
    s.attributes, s.version, s.created_at AS "createdAt", s.updated_at AS "updatedAt", u.name, u.email,
    u.suspended_at IS NOT NULL AS "isUserSuspended", m.id AS "membershipId",
    m.status::text, coalesce(m.is_suspended_by_provider, false) AS "isSuspendedByProvider", r.id AS "roleId", r.name AS "roleName", r.built_in AS "builtIn", r.permissions,
    ${withGroups ? groups : Prisma.sql`NULL`} AS groups`
}

const tables = Prisma.sql`scim_user s
    JOIN "user" u ON u.id = s.user_id
    LEFT JOIN membership m ON m.account_id = s.account_id AND m.user_id = s.user_id
    LEFT JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id`

/** A provisioned user of the account. */
export async function findUser(
  tx: Tx,
  accountId: string,
  { id, withGroups }: { id: string; withGroups: boolean },
): Promise<UserRow | null> {
  if (!isUuid(id)) return null
  const [row] = await tx.$queryRaw<UserRow[]>`
    SELECT ${columns(withGroups)} FROM ${tables} WHERE s.account_id = ${accountId}::uuid AND s.id = ${id}::uuid`
  return row ?? null
}

/** Those that a filter finds, and how many there are in all; in the order they were provisioned unless another is asked for. */
export async function listUsers(
  tx: Tx,
  accountId: string,
  request: ListRequest & { withGroups: boolean },
): Promise<{ total: number; rows: UserRow[] }> {
  const { condition, sort, startIndex, count, withGroups } = request
  const isFound = condition ? Prisma.sql`AND ${conditionSql(condition, places)}` : Prisma.empty
  const where = Prisma.sql`s.account_id = ${accountId}::uuid ${isFound}`
  const [counted] = await tx.$queryRaw<{ total: number }[]>`
    ${planEachTime}
    SELECT count(*)::int AS total FROM ${tables} WHERE ${where}`
  const total = counted?.total ?? 0
  if (count === 0 || startIndex > total) return { total, rows: [] }
  const direction = Prisma.raw(sort?.isDescending ? 'DESC' : 'ASC')
  const order = sort ? Prisma.sql`${sortKey(sort.by, places)} ${direction}, s.id` : Prisma.sql`s.id`
  const rows = await tx.$queryRaw<UserRow[]>`
    ${planEachTime}
    SELECT ${columns(withGroups)} FROM ${tables} WHERE ${where} ORDER BY ${order} LIMIT ${count} OFFSET ${startIndex - 1}`
  return { total, rows }
}

const isActive = Prisma.sql`coalesce(m.status = 'ACTIVE', false)`

const places: Places = { attributes: Prisma.sql`s.attributes`, operand, related }

function operand({ extension, attribute, sub }: Resolved): Operand | null {
  if (extension) return null
  switch (attribute.name) {
    case 'id':
      return { kind: 'uuid', sql: Prisma.sql`s.id` }
    case 'userName':
      return { kind: 'text', sql: Prisma.sql`s.user_name`, isExact: false }
    case 'externalId':
      return { kind: 'text', sql: Prisma.sql`s.external_id`, isExact: true }
    case 'active':
      return { kind: 'boolean', sql: isActive }
    case 'meta':
      return metaOperand(sub?.name, 'User')
    default:
      return null
  }
}

/** The same of what is ours to say of any resource, where `s` is its row. */
export function metaOperand(name: string | undefined, resourceType: string): Operand | null {
  if (name === 'created') return { kind: 'time', sql: Prisma.sql`s.created_at` }
  if (name === 'lastModified') return { kind: 'time', sql: Prisma.sql`s.updated_at` }
  if (name === 'resourceType') return { kind: 'text', sql: Prisma.sql`${resourceType}::text`, isExact: true }
  return null
}

function related(condition: Extract<Condition<Resolved>, { of: Resolved }>): Prisma.Sql | null {
  const { of } = condition
  if (of.extension) return null
  // By the key that the index is of.
  if (of.attribute.name === 'userName' && condition.op === 'eq' && typeof condition.value === 'string')
    return Prisma.sql`(s.user_name_key = ${keyOf(condition.value)})`
  if (of.attribute.name !== 'groups' || condition.op === 'any') return null
  const part: Operand =
    of.sub?.name === 'display'
      ? { kind: 'text', sql: Prisma.sql`fg.display_name`, isExact: false }
      : { kind: 'uuid', sql: Prisma.sql`fg.id` }
  const where = condition.op === 'pr' ? Prisma.sql`true` : compareSql(part, condition.op, condition.value)
  return Prisma.sql`EXISTS (
    SELECT FROM scim_group_member fm JOIN scim_group fg ON fg.account_id = fm.account_id AND fg.id = fm.group_id
    WHERE fm.account_id = s.account_id AND fm.scim_user_id = s.id AND ${where})`
}

type Content = {
  externalId: string | null
  userName: string
  isActive: boolean
  attributes: Values
}

export async function createUser(
  tx: Tx,
  of: { accountId: string; id: string; userId: string },
  content: Content,
): Promise<void> {
  const data = { ...of, ...content, userNameKey: keyOf(content.userName) }
  await tx.scimUser.create({ data, select: { id: true } })
}

export async function updateUser(tx: Tx, accountId: string, id: string, content: Content): Promise<void> {
  await tx.scimUser.update({
    where: { accountId_id: { accountId, id } },
    data: { ...content, userNameKey: keyOf(content.userName), version: { increment: 1 } },
    select: { id: true },
  })
}

export async function deleteUser(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.scimUser.delete({ where: { accountId_id: { accountId, id } }, select: { id: true } })
}

/** The provisioned user who has this user name, whatever its case. */
export async function findByUserName(tx: Tx, accountId: string, userName: string): Promise<string | null> {
  const userNameKey = keyOf(userName)
  const row = await tx.scimUser.findUnique({
    where: { accountId_userNameKey: { accountId, userNameKey } },
    select: { id: true },
  })
  return row?.id ?? null
}
