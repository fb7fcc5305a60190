import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import type { PageAsked } from './fields'
import type { InvitationStatusName } from './invitations-schema'

export type InvitationRow = {
  id: string
  email: string
  roleId: string
  status: InvitationStatusName
  expiresAt: Date
  createdAt: Date
  updatedAt: Date
}

export type InvitationsAsked = {
  accountId: string
  ids: string[] | null
  emailKeys: string[] | null
  roleIds: string[] | null
  statuses: InvitationStatusName[] | null
  now: Date
}

/** The invitations of an account, the newest first. */
export async function listInvitations(tx: Tx, asked: InvitationsAsked & PageAsked): Promise<InvitationRow[]> {
  return tx.$queryRaw<InvitationRow[]>`
    SELECT i.id, i.email, i.role_id AS "roleId", ${statusAt(asked.now)} AS status, i.expires_at AS "expiresAt",
           i.created_at AS "createdAt", i.updated_at AS "updatedAt"
    FROM invitation i WHERE ${conditionsOf(asked)}
    ORDER BY i.created_at DESC, i.id DESC LIMIT ${asked.limit} OFFSET ${asked.offset}`
}

/** How many there are, counted to 10,000. */
export async function countInvitations(tx: Tx, asked: InvitationsAsked): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT FROM invitation i WHERE ${conditionsOf(asked)} LIMIT 10000) found`
  return row?.count ?? 0
}

/** Whether a link, by the hash of its secret, is one of an invitation. */
export async function isLinkOf(
  tx: Tx,
  invitationId: string,
  tokenHash: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  return (await tx.invitationLink.count({ where: { invitationId, tokenHash } })) > 0
}

function statusAt(now: Date): Prisma.Sql {
  return Prisma.sql`CASE WHEN i.status = 'PENDING' AND i.expires_at <= ${now} THEN 'EXPIRED' ELSE i.status::text END`
}

function conditionsOf({ accountId, ids, emailKeys, roleIds, statuses, now }: InvitationsAsked): Prisma.Sql {
  const conditions = [
    Prisma.sql`i.account_id = ${accountId}::uuid`,
    ...(ids ? [Prisma.sql`i.id = ANY(${ids}::uuid[])`] : []),
    ...(emailKeys ? [Prisma.sql`i.email_key = ANY(${emailKeys})`] : []),
    ...(roleIds ? [Prisma.sql`i.role_id = ANY(${roleIds}::uuid[])`] : []),
    ...(statuses ? [Prisma.sql`${statusAt(now)} = ANY(${statuses})`] : []),
  ]
  return Prisma.join(conditions, ' AND ')
}
