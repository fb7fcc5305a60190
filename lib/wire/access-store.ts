import { Prisma } from '@/lib/db/generated/client'
import type { PrincipalKind } from '@/lib/db/generated/enums'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import type { PageAsked } from './fields'

export type AccessRow = {
  id: string
  membershipId: string
  roleId: string
  actorId: string
  userId: string | null
  serviceAccountId: string | null
  name: string
  email: string | null
  handle: string | null
  createdAt: Date
  updatedAt: Date
}

type Of = { accountId: string; workspaceId: string; kind: PrincipalKind; now: Date }

export type AccessAsked = Of & {
  ids: string[] | null
  roleIds: string[] | null
  /** Of users or service accounts, as `kind` says. */
  principalIds: string[] | null
  emailKeys: string[] | null
  names: string[] | null
}

/** What users, or service accounts, were given in a workspace and is in force, by their names. */
export async function listAccess(tx: Tx, asked: AccessAsked & PageAsked): Promise<AccessRow[]> {
  const { ids, roleIds, principalIds, emailKeys, names, limit, offset } = asked
  const conditions = [
    ...(ids ? [Prisma.sql`g.id = ANY(${ids}::uuid[])`] : []),
    ...(roleIds ? [Prisma.sql`g.role_id = ANY(${roleIds}::uuid[])`] : []),
    ...(principalIds
      ? [Prisma.sql`coalesce(m.user_id, m.service_account_id) = ANY(${principalIds}::uuid[])`]
      : []),
    ...(emailKeys ? [Prisma.sql`u.email_key = ANY(${emailKeys})`] : []),
    ...(names ? [Prisma.sql`m.principal_name = ANY(${names})`] : []),
  ]
  const isAsked = conditions.length > 0 ? Prisma.sql`AND ${Prisma.join(conditions, ' AND ')}` : Prisma.empty
  return tx.$queryRaw<AccessRow[]>`
    ${planEachTime}
    SELECT g.id, g.membership_id AS "membershipId", g.role_id AS "roleId", coalesce(u.actor_id, s.actor_id) AS "actorId",
           m.user_id AS "userId", m.service_account_id AS "serviceAccountId", m.principal_name AS name, m.principal_email AS email,
           o.handle, g.created_at AS "createdAt", g.updated_at AS "updatedAt"
    FROM workspace_grant g
    JOIN membership m ON m.account_id = g.account_id AND m.id = g.membership_id
    LEFT JOIN "user" u ON u.id = m.user_id
    LEFT JOIN account o ON o.owner_user_id = m.user_id
    LEFT JOIN service_account s ON s.account_id = m.account_id AND s.id = m.service_account_id
    WHERE g.account_id = ${asked.accountId}::uuid AND g.workspace_id = ${asked.workspaceId}::uuid
      AND m.kind = ${asked.kind}::"PrincipalKind" AND (g.expires_at IS NULL OR g.expires_at > ${asked.now}) ${isAsked}
    ORDER BY g.name_key, g.id LIMIT ${limit} OFFSET ${offset}`
}

/** The memberships of these users, or service accounts, of an account, by their ids. */
export async function findMembershipIds(
  tx: Tx,
  { accountId, kind }: Pick<Of, 'accountId' | 'kind'>,
  principalIds: string[],
): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; membershipId: string }[]>`
    SELECT coalesce(m.user_id, m.service_account_id) AS id, m.id AS "membershipId" FROM membership m
    WHERE m.account_id = ${accountId}::uuid AND m.kind = ${kind}::"PrincipalKind"
      AND (m.user_id = ANY(${principalIds}::uuid[]) OR m.service_account_id = ANY(${principalIds}::uuid[]))`
  return new Map(rows.map(({ id, membershipId }) => [id, membershipId]))
}
