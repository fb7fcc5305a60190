import { Prisma } from '@/lib/db/generated/client'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import type { CursorPosition } from '@/lib/pages/page'

export type PrincipalRow = {
  membershipId: string
  kind: 'USER' | 'SERVICE_ACCOUNT'
  /** Of the user or the service account. */
  id: string
  name: string
  email: string | null
  /** The position in the order, for the next page's cursor. */
  key: string
}

type Asked = {
  accountId: string
  kinds: PrincipalRow['kind'][]
  after: CursorPosition | null
  limit: number
}

/** Users and service accounts of an account by name, in one statement; planned each time, as members are. */
export async function listPrincipals(
  tx: Tx,
  { accountId, kinds, after, limit }: Asked,
): Promise<PrincipalRow[]> {
  const beyond = after ? Prisma.sql`AND (m.name_key, m.id) > (${after.key}, ${after.id}::uuid)` : Prisma.empty
  return tx.$queryRaw<PrincipalRow[]>`
    ${planEachTime}
    SELECT m.id AS "membershipId", m.kind::text, coalesce(m.user_id, m.service_account_id) AS id, m.principal_name AS name,
           m.principal_email AS email, m.name_key AS key
    FROM membership m
    WHERE m.account_id = ${accountId}::uuid AND m.kind = ANY(${kinds}::"PrincipalKind"[]) ${beyond}
    ORDER BY m.name_key, m.id LIMIT ${limit}`
}

/** The service account behind a membership of the account; null for a user's, and for none. */
export async function findServiceAccountId(
  tx: Tx,
  accountId: string,
  membershipId: string,
): Promise<string | null> {
  const row = await tx.membership.findUnique({
    where: { accountId_id: { accountId, id: membershipId } },
    select: { serviceAccountId: true },
  })
  return row?.serviceAccountId ?? null
}
