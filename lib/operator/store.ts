import type { Tx } from '@/lib/db/transaction'

/** Whether somebody is an operator whom nobody suspended. */
export async function isActiveOperator(tx: Tx, userId: string): Promise<boolean> {
  const where = { id: userId, isOperator: true, suspendedAt: null }
  return (await tx.user.count({ where })) > 0
}

/** How many operators there are that nobody suspended, but for one person. */
export async function countOtherOperators(tx: Tx, userId: string): Promise<number> {
  return tx.user.count({ where: { id: { not: userId }, isOperator: true, suspendedAt: null } })
}

export async function updateUserSuspension(tx: Tx, userId: string, suspendedAt: Date | null): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { suspendedAt }, select: { id: true } })
}

export async function findAccount(tx: Tx, accountId: string) {
  return tx.account.findUnique({
    where: { id: accountId },
    select: { name: true, handle: true, suspendedAt: true },
  })
}

export async function updateAccountSuspension(
  tx: Tx,
  accountId: string,
  suspendedAt: Date | null,
): Promise<void> {
  await tx.account.update({ where: { id: accountId }, data: { suspendedAt }, select: { id: true } })
}

/** The organizations of which a person is the only active Administrator, by name. */
export async function listSoleAdministratorships(
  tx: Tx,
  userId: string,
  limit: number,
): Promise<{ id: string; name: string; handle: string; otherMembers: number }[]> {
  return tx.$queryRaw`
    SELECT a.id, a.name, a.handle, (
      SELECT count(*)::int FROM (
        SELECT 1 FROM membership x WHERE x.account_id = a.id AND x.id <> m.id LIMIT 1000) c) AS "otherMembers"
    FROM membership m
    JOIN account a ON a.id = m.account_id AND a.kind = 'ORGANIZATION'
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id AND r.built_in = 'ADMINISTRATOR'
    WHERE m.user_id = ${userId}::uuid AND m.status = 'ACTIVE' AND NOT EXISTS (
      SELECT 1 FROM membership o
      WHERE o.account_id = m.account_id AND o.role_id = m.role_id AND o.kind = 'USER' AND o.status = 'ACTIVE' AND o.id <> m.id)
    ORDER BY lower(a.name), a.id LIMIT ${limit}`
}
