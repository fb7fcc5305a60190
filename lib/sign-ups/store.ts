import { createHash } from 'node:crypto'
import type { Tx } from '@/lib/db/transaction'

export type SignUpRow = {
  id: string
  email: string
  emailKey: string
  name: string
  passwordHash: string
  returnTo: string | null
  expiresAt: Date
  usedAt: Date | null
}

type NewSignUp = Omit<SignUpRow, 'usedAt'> & { createdAt: Date }
type TokenHash = Uint8Array<ArrayBuffer>

const columns = {
  id: true,
  email: true,
  emailKey: true,
  name: true,
  passwordHash: true,
  returnTo: true,
  expiresAt: true,
  usedAt: true,
} as const

/** Stores a sign-up whose mail is still to be made: no link opens it yet. */
export async function createSignUp(tx: Tx, signUp: NewSignUp): Promise<void> {
  await tx.signUp.create({ data: { ...signUp, tokenHash: unmailed(signUp.id) }, select: { id: true } })
}

export async function findSignUp(tx: Tx, tokenHash: TokenHash): Promise<SignUpRow | null> {
  return tx.signUp.findUnique({ where: { tokenHash }, select: columns })
}

/** Whether it is used by now, locked until the transaction ends: of several uses at once, the second sees what the first did. */
export async function lockSignUp(
  tx: Tx,
  id: string,
): Promise<Pick<SignUpRow, 'expiresAt' | 'usedAt'> | null> {
  const [row] = await tx.$queryRaw<Pick<SignUpRow, 'expiresAt' | 'usedAt'>[]>`
    SELECT expires_at AS "expiresAt", used_at AS "usedAt" FROM sign_up WHERE id = ${id}::uuid FOR UPDATE`
  return row ?? null
}

export async function markSignUpUsed(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.signUp.update({ where: { id }, data: { usedAt: now }, select: { id: true } })
}

/** Gives a sign-up the link that its mail carries, once: null when it has one already. */
export async function giveLink(tx: Tx, id: string, tokenHash: TokenHash): Promise<SignUpRow | null> {
  const [row] = await tx.signUp.updateManyAndReturn({
    where: { id, tokenHash: unmailed(id) },
    data: { tokenHash },
    select: columns,
  })
  return row ?? null
}

// The column is never empty. No token has this hash, because none looks like an id.
function unmailed(id: string): TokenHash {
  return new Uint8Array(createHash('sha256').update(id).digest())
}
