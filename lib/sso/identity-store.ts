import type { Tx } from '@/lib/db/transaction'

export type StoredIdentity = {
  id: string
  subject: string
  email: string
  createdAt: Date
  lastUsedAt: Date | null
  userId: string
  userName: string
  connectionId: string
  connectionName: string
}

/** The membership that a user has in an account; null for none. */
export async function findMembershipOf(tx: Tx, accountId: string, userId: string): Promise<string | null> {
  const found = await tx.membership.findUnique({
    where: { accountId_userId: { accountId, userId } },
    select: { id: true },
  })
  return found?.id ?? null
}

/** Who a member is at the account's providers, the connections by name. */
export async function listIdentities(
  tx: Tx,
  { accountId, membershipId }: { accountId: string; membershipId: string },
): Promise<StoredIdentity[]> {
  return tx.$queryRaw<StoredIdentity[]>`
    SELECT i.id, i.subject, i.email, i.created_at AS "createdAt", i.last_used_at AS "lastUsedAt", u.id AS "userId", u.name AS "userName",
      c.id AS "connectionId", c.name AS "connectionName"
    FROM membership m JOIN "user" u ON u.id = m.user_id
    JOIN sso_identity i ON i.account_id = m.account_id AND i.user_id = u.id
    JOIN sso_connection c ON c.account_id = i.account_id AND c.id = i.connection_id
    WHERE m.account_id = ${accountId}::uuid AND m.id = ${membershipId}::uuid ORDER BY lower(c.name), i.id LIMIT 100`
}

/** An identity of the account; null when it has none with this id. */
export async function findIdentity(
  tx: Tx,
  { accountId, identityId: id }: { accountId: string; identityId: string },
): Promise<StoredIdentity | null> {
  const found = await tx.ssoIdentity.findUnique({
    where: { accountId_id: { accountId, id } },
    include: { user: { select: { name: true } }, connection: { select: { name: true } } },
  })
  return found && { ...found, userName: found.user.name, connectionName: found.connection.name }
}

export async function deleteIdentity(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.ssoIdentity.delete({ where: { accountId_id: { accountId, id } }, select: { id: true } })
}

export type EndedIdentity = Pick<
  StoredIdentity,
  'id' | 'subject' | 'userName' | 'connectionId' | 'connectionName'
> & { accountId: string }

/** Makes a user unknown at every provider; returns who they were there, in the order of the accounts. */
export async function deleteIdentitiesOfUser(tx: Tx, userId: string): Promise<EndedIdentity[]> {
  return tx.$queryRaw<EndedIdentity[]>`
    WITH ended AS (DELETE FROM sso_identity WHERE user_id = ${userId}::uuid RETURNING *)
    SELECT i.account_id AS "accountId", i.id, i.subject, u.name AS "userName", c.id AS "connectionId", c.name AS "connectionName"
    FROM ended i JOIN "user" u ON u.id = i.user_id JOIN sso_connection c ON c.account_id = i.account_id AND c.id = i.connection_id
    ORDER BY i.account_id, i.id`
}

/** The personal account of a user. */
export async function findPersonalAccountId(tx: Tx, userId: string): Promise<string | null> {
  const account = await tx.account.findFirst({ where: { ownerUserId: userId }, select: { id: true } })
  return account?.id ?? null
}
