import { Prisma } from '@/lib/db/generated/client'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import { isUuid } from '@/lib/uuid'
import type { Resolved } from './definitions'
import type { Condition } from './filter'
import { compareSql, conditionSql, sortKey, type Operand, type Places } from './filter-store'
import type { ListRequest } from './list-request'
import { keyOf } from './resource'
import { metaOperand } from './users-store'

export type GroupRow = {
  id: string
  externalId: string | null
  displayName: string
  version: number
  createdAt: Date
  updatedAt: Date
  /** Null where they were not asked for. */
  members: { value: string; display: string }[] | null
}

function columns(withMembers: boolean): Prisma.Sql {
  const members = Prisma.sql`(
    SELECT coalesce(json_agg(json_build_object('value', u.id, 'display', u.user_name) ORDER BY u.id), '[]')
    FROM scim_group_member gm JOIN scim_user u ON u.account_id = gm.account_id AND u.id = gm.scim_user_id
    WHERE gm.account_id = s.account_id AND gm.group_id = s.id)`
  return Prisma.sql`s.id, s.external_id AS "externalId", s.display_name AS "displayName", s.version, s.created_at AS "createdAt",
    s.updated_at AS "updatedAt", ${withMembers ? members : Prisma.sql`NULL`} AS members`
}

/** A provisioned group of the account. */
export async function findGroup(
  tx: Tx,
  accountId: string,
  { id, withMembers }: { id: string; withMembers: boolean },
): Promise<GroupRow | null> {
  if (!isUuid(id)) return null
  const [row] = await tx.$queryRaw<GroupRow[]>`
    SELECT ${columns(withMembers)} FROM scim_group s WHERE s.account_id = ${accountId}::uuid AND s.id = ${id}::uuid`
  return row ?? null
}

/** Those that a filter finds, and how many there are in all. */
export async function listGroups(
  tx: Tx,
  accountId: string,
  request: ListRequest & { withMembers: boolean },
): Promise<{ total: number; rows: GroupRow[] }> {
  const { condition, sort, startIndex, count, withMembers } = request
  const isFound = condition ? Prisma.sql`AND ${conditionSql(condition, places)}` : Prisma.empty
  const where = Prisma.sql`s.account_id = ${accountId}::uuid ${isFound}`
  const [counted] = await tx.$queryRaw<{ total: number }[]>`
    ${planEachTime}
    SELECT count(*)::int AS total FROM scim_group s WHERE ${where}`
  const total = counted?.total ?? 0
  if (count === 0 || startIndex > total) return { total, rows: [] }
  const direction = Prisma.raw(sort?.isDescending ? 'DESC' : 'ASC')
  const order = sort ? Prisma.sql`${sortKey(sort.by, places)} ${direction}, s.id` : Prisma.sql`s.id`
  const rows = await tx.$queryRaw<GroupRow[]>`
    ${planEachTime}
    SELECT ${columns(withMembers)} FROM scim_group s WHERE ${where}
    ORDER BY ${order} LIMIT ${count} OFFSET ${startIndex - 1}`
  return { total, rows }
}

// A group has no other attributes than its columns.
const places: Places = { attributes: Prisma.sql`'{}'::jsonb`, operand, related }

function operand({ attribute, sub }: Resolved): Operand | null {
  switch (attribute.name) {
    case 'id':
      return { kind: 'uuid', sql: Prisma.sql`s.id` }
    case 'displayName':
      return { kind: 'text', sql: Prisma.sql`s.display_name`, isExact: false }
    case 'externalId':
      return { kind: 'text', sql: Prisma.sql`s.external_id`, isExact: true }
    case 'meta':
      return metaOperand(sub?.name, 'Group')
    default:
      return null
  }
}

function related(condition: Extract<Condition<Resolved>, { of: Resolved }>): Prisma.Sql | null {
  const { attribute, sub } = condition.of
  // By the key that the index is of.
  if (attribute.name === 'displayName' && condition.op === 'eq' && typeof condition.value === 'string')
    return Prisma.sql`(s.display_name_key = ${keyOf(condition.value)})`
  if (attribute.name !== 'members') return null
  const one = condition.op === 'any' ? valueAlone(condition.where) : condition
  if (!one) return null
  const part: Operand =
    sub?.name === 'display'
      ? { kind: 'text', sql: Prisma.sql`fu.user_name`, isExact: false }
      : { kind: 'uuid', sql: Prisma.sql`fu.id` }
  const where = one.op === 'pr' ? Prisma.sql`true` : compareSql(part, one.op, one.value)
  return Prisma.sql`EXISTS (
    SELECT FROM scim_group_member fm JOIN scim_user fu ON fu.account_id = fm.account_id AND fu.id = fm.scim_user_id
    WHERE fm.account_id = s.account_id AND fm.group_id = s.id AND ${where})`
}

// `members[value eq "…"]`, which is `members.value eq "…"`.
function valueAlone(where: Extract<Condition<Resolved>, { op: 'any' }>['where']) {
  return where.op === 'eq' && where.of.name === 'value' ? where : null
}

type Content = { displayName: string; externalId: string | null }

export async function createGroup(
  tx: Tx,
  of: { accountId: string; id: string },
  content: Content,
): Promise<void> {
  const displayNameKey = keyOf(content.displayName)
  await tx.scimGroup.create({ data: { ...of, ...content, displayNameKey }, select: { id: true } })
}

export async function updateGroup(tx: Tx, accountId: string, id: string, content: Content): Promise<void> {
  await tx.scimGroup.update({
    where: { accountId_id: { accountId, id } },
    data: { ...content, displayNameKey: keyOf(content.displayName), version: { increment: 1 } },
    select: { id: true },
  })
}

export async function deleteGroup(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.scimGroup.delete({ where: { accountId_id: { accountId, id } }, select: { id: true } })
}

/** The group that has this name, whatever its case. */
export async function findByDisplayName(
  tx: Tx,
  accountId: string,
  displayName: string,
): Promise<string | null> {
  const displayNameKey = keyOf(displayName)
  const row = await tx.scimGroup.findUnique({
    where: { accountId_displayNameKey: { accountId, displayNameKey } },
    select: { id: true },
  })
  return row?.id ?? null
}

type Of = { accountId: string; groupId: string }

/** A provisioned user with their membership, null for nobody any more, and whether they are in the group. */
export type MemberRow = { id: string; userName: string; membershipId: string | null; isIn: boolean }

/** Those of these provisioned users that are the account's. */
export async function listMembers(tx: Tx, { accountId, groupId }: Of, ids: string[]): Promise<MemberRow[]> {
  if (ids.length === 0) return []
  return tx.$queryRaw<MemberRow[]>`
    SELECT s.id, s.user_name AS "userName", m.id AS "membershipId", gm.scim_user_id IS NOT NULL AS "isIn"
    FROM scim_user s
    LEFT JOIN scim_group_member gm
      ON gm.account_id = s.account_id AND gm.group_id = ${groupId}::uuid AND gm.scim_user_id = s.id
    LEFT JOIN membership m ON m.account_id = s.account_id AND m.user_id = s.user_id
    WHERE s.account_id = ${accountId}::uuid AND s.id = ANY(${ids}::uuid[])`
}

/** The members of a group, at most `limit`. */
export async function listMembersOf(
  tx: Tx,
  accountId: string,
  { groupId, limit }: { groupId: string; limit: number },
): Promise<MemberRow[]> {
  return tx.$queryRaw<MemberRow[]>`
    SELECT s.id, s.user_name AS "userName", m.id AS "membershipId", true AS "isIn"
    FROM scim_group_member gm
    JOIN scim_user s ON s.account_id = gm.account_id AND s.id = gm.scim_user_id
    LEFT JOIN membership m ON m.account_id = s.account_id AND m.user_id = s.user_id
    WHERE gm.account_id = ${accountId}::uuid AND gm.group_id = ${groupId}::uuid ORDER BY s.id LIMIT ${limit}`
}

/** Puts users into a group who are not in it. */
export async function addMembers(tx: Tx, { accountId, groupId }: Of, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.$executeRaw`
    INSERT INTO scim_group_member (account_id, group_id, scim_user_id)
    SELECT ${accountId}::uuid, ${groupId}::uuid, id FROM unnest(${ids}::uuid[]) id
    ON CONFLICT DO NOTHING`
}

/** Takes users out of a group. */
export async function removeMembers(tx: Tx, { accountId, groupId }: Of, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.$executeRaw`
    DELETE FROM scim_group_member
    WHERE account_id = ${accountId}::uuid AND group_id = ${groupId}::uuid AND scim_user_id = ANY(${ids}::uuid[])`
}

/** Makes what is known of these memberships agree with a group: its name, and whether they are in it; none of them where it is gone. */
export async function syncMemberships(
  tx: Tx,
  { accountId, groupId }: Of,
  membershipIds: string[],
): Promise<void> {
  const isMeant = Prisma.sql`account_id = ${accountId}::uuid AND source_id = ${groupId}::uuid AND membership_id = ANY(${membershipIds}::uuid[])`
  await tx.$executeRaw`DELETE FROM membership_group WHERE ${isMeant}`
  await tx.$executeRaw`
    INSERT INTO membership_group (account_id, membership_id, source_id, provider_id, "group")
    SELECT g.account_id, m.id, g.id, g.account_id, g.display_name
    FROM scim_group g
    JOIN scim_group_member gm ON gm.account_id = g.account_id AND gm.group_id = g.id
    JOIN scim_user s ON s.account_id = gm.account_id AND s.id = gm.scim_user_id
    JOIN membership m ON m.account_id = s.account_id AND m.user_id = s.user_id AND m.kind = 'USER'
    WHERE g.account_id = ${accountId}::uuid AND g.id = ${groupId}::uuid AND m.id = ANY(${membershipIds}::uuid[])
    ON CONFLICT DO NOTHING`
}
