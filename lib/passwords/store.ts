import type { Tx } from '@/lib/db/transaction'

export type ResetRow = {
  id: string
  userId: string
  expiresAt: Date
  usedAt: Date | null
  name: string
  email: string
  suspendedAt: Date | null
}

type NewReset = {
  id: string
  userId: string
  tokenHash: Uint8Array<ArrayBuffer>
  createdAt: Date
  expiresAt: Date
}

/** Stores a link unless one with this id is there already; false then. */
export async function createReset(tx: Tx, reset: NewReset): Promise<boolean> {
  const { count } = await tx.passwordReset.createMany({ data: reset, skipDuplicates: true })
  return count > 0
}

/** A link with the person it is for, whatever its state. */
export async function findReset(tx: Tx, tokenHash: Uint8Array<ArrayBuffer>): Promise<ResetRow | null> {
  const row = await tx.passwordReset.findUnique({
    where: { tokenHash },
    select: {
      id: true,
      userId: true,
      expiresAt: true,
      usedAt: true,
      user: { select: { name: true, email: true, suspendedAt: true } },
    },
  })
  if (!row) return null
  const { user, ...reset } = row
  return { ...reset, ...user }
}

/** A link's state, locked until the transaction ends: of several uses at once, the second sees what the first did. */
export async function lockReset(tx: Tx, id: string): Promise<Pick<ResetRow, 'expiresAt' | 'usedAt'> | null> {
  const [row] = await tx.$queryRaw<Pick<ResetRow, 'expiresAt' | 'usedAt'>[]>`
    SELECT expires_at AS "expiresAt", used_at AS "usedAt" FROM password_reset WHERE id = ${id}::uuid FOR UPDATE`
  return row ?? null
}

/** Uses up every open link of a user. */
export async function spendResetsOfUser(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.passwordReset.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } })
}
