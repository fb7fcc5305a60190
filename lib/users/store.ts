import type { Tx } from '@/lib/db/transaction'

export type UserRow = {
  id: string
  name: string
  email: string
  isOperator: boolean
  emailVerifiedAt: Date | null
  suspendedAt: Date | null
}
export type CredentialsRow = UserRow & { passwordHash: string | null }

const columns = {
  id: true,
  name: true,
  email: true,
  isOperator: true,
  emailVerifiedAt: true,
  suspendedAt: true,
} as const
const credentialsColumns = { ...columns, passwordHash: true } as const

type NewUser = {
  email: string
  emailKey: string
  name: string
  passwordHash: string | null
  isOperator: boolean
  emailVerifiedAt: Date | null
  createdAt: Date
}

export async function createUser(tx: Tx, user: NewUser): Promise<UserRow> {
  return tx.user.create({ data: user, select: columns })
}

export async function hasAnyUser(tx: Tx): Promise<boolean> {
  return (await tx.user.findFirst({ select: { id: true } })) !== null
}

export async function findUserByEmailKey(tx: Tx, emailKey: string): Promise<UserRow | null> {
  return tx.user.findUnique({ where: { emailKey }, select: columns })
}

export async function findCredentials(tx: Tx, userId: string): Promise<CredentialsRow | null> {
  return tx.user.findUnique({ where: { id: userId }, select: credentialsColumns })
}

export async function findCredentialsByEmailKey(tx: Tx, emailKey: string): Promise<CredentialsRow | null> {
  return tx.user.findUnique({ where: { emailKey }, select: credentialsColumns })
}

/** The user's row, locked until the transaction ends. */
export async function lockUser(tx: Tx, userId: string): Promise<CredentialsRow | null> {
  const [row] = await tx.$queryRaw<CredentialsRow[]>`
    SELECT id, name, email, is_operator AS "isOperator", email_verified_at AS "emailVerifiedAt",
           suspended_at AS "suspendedAt", password_hash AS "passwordHash"
    FROM "user" WHERE id = ${userId}::uuid FOR NO KEY UPDATE`
  return row ?? null
}

/** The name, and its copies in every account the user belongs to. */
export async function updateName(tx: Tx, userId: string, name: string): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { name }, select: { id: true } })
  await tx.membership.updateMany({ where: { userId }, data: { principalName: name } })
}

export async function updatePasswordHash(tx: Tx, userId: string, passwordHash: string | null): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { passwordHash }, select: { id: true } })
}

export async function updateEmailVerifiedAt(tx: Tx, userId: string, emailVerifiedAt: Date): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { emailVerifiedAt }, select: { id: true } })
}
