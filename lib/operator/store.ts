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
