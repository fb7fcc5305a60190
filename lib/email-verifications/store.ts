import type { Tx } from '@/lib/db/transaction'

type TokenHash = Uint8Array<ArrayBuffer>
export type VerificationRow = {
  id: string
  userId: string
  returnTo: string | null
  expiresAt: Date
  usedAt: Date | null
}

type NewVerification = {
  userId: string
  tokenHash: TokenHash
  returnTo: string | null
  createdAt: Date
  expiresAt: Date
}

export async function createVerification(tx: Tx, verification: NewVerification): Promise<void> {
  await tx.emailVerification.create({ data: verification, select: { id: true } })
}

export async function findVerification(tx: Tx, tokenHash: TokenHash): Promise<VerificationRow | null> {
  return tx.emailVerification.findUnique({
    where: { tokenHash },
    select: { id: true, userId: true, returnTo: true, expiresAt: true, usedAt: true },
  })
}

/** Uses up an open link; false when somebody was faster. */
export async function spendVerification(tx: Tx, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.emailVerification.updateMany({
    where: { id, usedAt: null },
    data: { usedAt: now },
  })
  return count > 0
}
