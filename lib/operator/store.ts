import { activeAdministrators, isSuspendedUser } from '@/lib/db/active-administrators'
import type { AccountKind } from '@/lib/db/generated/enums'
import type { Tx } from '@/lib/db/transaction'

/** Whether somebody is an operator whom nobody suspended. */
export async function isActiveOperator(tx: Tx, userId: string): Promise<boolean> {
  const where = { id: userId, isOperator: true, suspendedAt: null }
  return (await tx.user.count({ where })) > 0
}

/** How many Administrators who can be reached (R7) an account has, counted to two. */
export async function countActiveAdministrators(tx: Tx, accountId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`SELECT ${activeAdministrators(accountId)} AS count`
  return row?.count ?? 0
}

/** The addresses of an account's Administrators whom an operator suspended, the first of them by name. */
export async function listSuspendedAdministrators(
  tx: Tx,
  accountId: string,
  limit: number,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ email: string }[]>`
    SELECT m.principal_email AS email FROM membership m JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    WHERE m.account_id = ${accountId}::uuid AND m.kind = 'USER' AND m.status = 'ACTIVE' AND r.built_in = 'ADMINISTRATOR'
      AND ${isSuspendedUser('m')}
    ORDER BY m.name_key, m.id LIMIT ${limit}`
  return rows.map(({ email }) => email)
}

/** How many operators there are that nobody suspended, but for one person. */
export async function countOtherOperators(tx: Tx, userId: string): Promise<number> {
  return tx.user.count({ where: { id: { not: userId }, isOperator: true, suspendedAt: null } })
}

/** How many operators there are that nobody suspended. */
export async function countOperators(tx: Tx): Promise<number> {
  return tx.user.count({ where: { isOperator: true, suspendedAt: null } })
}

export async function updateUserSuspension(tx: Tx, userId: string, suspendedAt: Date | null): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { suspendedAt }, select: { id: true } })
}

export type AccountRow = { kind: AccountKind; name: string; handle: string; suspendedAt: Date | null }

export async function findAccount(tx: Tx, accountId: string): Promise<AccountRow | null> {
  return tx.account.findUnique({
    where: { id: accountId },
    select: { kind: true, name: true, handle: true, suspendedAt: true },
  })
}

export async function updateAccountSuspension(
  tx: Tx,
  accountId: string,
  suspendedAt: Date | null,
): Promise<void> {
  await tx.account.update({ where: { id: accountId }, data: { suspendedAt }, select: { id: true } })
}
