import { Prisma } from '@/lib/db/generated/client'
import type { MembershipStatus, PrincipalKind } from '@/lib/db/generated/enums'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import type { PageAsked } from './fields'

export type MembershipRow = {
  id: string
  kind: PrincipalKind
  actorId: string
  userId: string | null
  serviceAccountId: string | null
  roleId: string
  roleName: string
  name: string
  email: string | null
  /** Of the person's own account. */
  handle: string | null
  status: MembershipStatus
  lastActiveAt: Date | null
  createdAt: Date
  updatedAt: Date
}

export type MembershipsAsked = {
  accountId: string
  kinds: PrincipalKind[]
  status: MembershipStatus | null
  emailKeys: string[] | null
  ids: string[] | null
  userIds: string[] | null
  serviceAccountIds: string[] | null
  roleIds: string[] | null
}

/** The memberships of an account by name; planned each time, as a filter matches one of them or nearly all. */
export async function listMemberships(tx: Tx, asked: MembershipsAsked & PageAsked): Promise<MembershipRow[]> {
  return tx.$queryRaw<MembershipRow[]>`
    ${planEachTime}
    SELECT m.id, m.kind::text, coalesce(u.actor_id, s.actor_id) AS "actorId", m.user_id AS "userId",
           m.service_account_id AS "serviceAccountId", r.id AS "roleId", r.name AS "roleName", m.principal_name AS name,
           m.principal_email AS email, o.handle, m.status::text, ma.last_active_at AS "lastActiveAt", m.created_at AS "createdAt",
           m.updated_at AS "updatedAt"
    FROM membership m
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    LEFT JOIN "user" u ON u.id = m.user_id
    LEFT JOIN account o ON o.owner_user_id = m.user_id
    LEFT JOIN service_account s ON s.account_id = m.account_id AND s.id = m.service_account_id
    LEFT JOIN membership_activity ma ON ma.account_id = m.account_id AND ma.membership_id = m.id
    WHERE ${conditionsOf(asked)}
    ORDER BY m.name_key, m.id LIMIT ${asked.limit} OFFSET ${asked.offset}`
}

/** How many there are, counted to 10,000. */
export async function countMemberships(tx: Tx, asked: MembershipsAsked): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    ${planEachTime}
    SELECT count(*)::int AS count FROM (
      SELECT FROM membership m LEFT JOIN "user" u ON u.id = m.user_id WHERE ${conditionsOf(asked)} LIMIT 10000) found`
  return row?.count ?? 0
}

function conditionsOf(asked: MembershipsAsked): Prisma.Sql {
  const { accountId, kinds, status, emailKeys, ids, userIds, serviceAccountIds, roleIds } = asked
  const conditions = [
    Prisma.sql`m.account_id = ${accountId}::uuid AND m.kind = ANY(${kinds}::"PrincipalKind"[])`,
    ...(status ? [Prisma.sql`m.status = ${status}::"MembershipStatus"`] : []),
    ...(emailKeys ? [Prisma.sql`u.email_key = ANY(${emailKeys})`] : []),
    ...(ids ? [Prisma.sql`m.id = ANY(${ids}::uuid[])`] : []),
    ...(userIds ? [Prisma.sql`m.user_id = ANY(${userIds}::uuid[])`] : []),
    ...(serviceAccountIds ? [Prisma.sql`m.service_account_id = ANY(${serviceAccountIds}::uuid[])`] : []),
    ...(roleIds ? [Prisma.sql`m.role_id = ANY(${roleIds}::uuid[])`] : []),
  ]
  return Prisma.join(conditions, ' AND ')
}
