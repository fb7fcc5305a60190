import { createHash } from 'node:crypto'
import type { Prisma } from '@/lib/db/generated/client'
import type { SsoPurpose } from '@/lib/db/generated/enums'
import type { Tx } from '@/lib/db/transaction'
import { seal, unseal } from '@/lib/seal'

type Hash = Uint8Array<ArrayBuffer>

export type StoredAttempt = {
  id: string
  accountId: string
  connectionId: string
  purpose: SsoPurpose
  browserHash: Hash
  requestId: string | null
  isUnsolicited: boolean
  sealed: string
  userId: string | null
  returnTo: string | null
  createdAt: Date
  expiresAt: Date
  answeredAt: Date | null
  completedAt: Date | null
}

const columns = {
  id: true,
  accountId: true,
  connectionId: true,
  purpose: true,
  browserHash: true,
  requestId: true,
  isUnsolicited: true,
  sealed: true,
  userId: true,
  returnTo: true,
  createdAt: true,
  expiresAt: true,
  answeredAt: true,
  completedAt: true,
} as const

type NewAttempt = Omit<StoredAttempt, 'answeredAt' | 'completedAt' | 'isUnsolicited'> & {
  stateHash: Hash
  isUnsolicited?: boolean
  answeredAt?: Date
  completionHash?: Hash
}

/** Keeps what was begun. The path to return to is encrypted: that of an invitation is the secret of its link. */
export async function createAttempt(tx: Tx, { returnTo: path, ...attempt }: NewAttempt): Promise<void> {
  const returnTo = path === null ? null : await seal(path, { kind: 'sso return', id: attempt.id })
  await tx.ssoAttempt.create({ data: { ...attempt, returnTo }, select: { id: true } })
}

async function opened(attempt: StoredAttempt): Promise<StoredAttempt> {
  const { id, returnTo } = attempt
  return {
    ...attempt,
    returnTo: returnTo === null ? null : await unseal(returnTo, { kind: 'sso return', id }),
  }
}

/** Takes the provider's answer to an attempt, once in all processes: null where it was answered, has ended, or is not of this connection. */
export async function takeAnswered(
  tx: Tx,
  { connectionId, stateHash, now }: { connectionId: string; stateHash: Hash; now: Date },
): Promise<StoredAttempt | null> {
  const open = { connectionId, stateHash, answeredAt: null, expiresAt: { gt: now } }
  const [attempt] = await tx.ssoAttempt.updateManyAndReturn({
    where: open,
    data: { answeredAt: now },
    select: columns,
  })
  return attempt ? opened(attempt) : null
}

/** Keeps what was vouched for, and the token with which the browser completes the attempt; false when it was ended meanwhile. */
export async function updateAnswer(
  tx: Tx,
  id: string,
  answer: { sealed: string; completionHash: Hash },
): Promise<boolean> {
  const { count } = await tx.ssoAttempt.updateMany({ where: { id }, data: answer })
  return count > 0
}

/** An answered attempt by the token that completes it, whatever became of it. */
export async function findByCompletion(tx: Tx, completionHash: Hash): Promise<StoredAttempt | null> {
  const attempt = await tx.ssoAttempt.findUnique({ where: { completionHash }, select: columns })
  return attempt && opened(attempt)
}

/** Completes an attempt, once in all processes; false when that was done. */
export async function markCompleted(tx: Tx, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.ssoAttempt.updateMany({
    where: { id, completedAt: null, expiresAt: { gt: now } },
    data: { completedAt: now },
  })
  return count > 0
}

/** Takes an assertion or a request to sign out by its id, once in all processes; false when it was used before. */
export async function createUsedAssertion(
  tx: Tx,
  { id, ...used }: { accountId: string; connectionId: string; id: string; expiresAt: Date },
): Promise<boolean> {
  const assertionHash = new Uint8Array(createHash('sha256').update(id).digest())
  const { count } = await tx.ssoUsedAssertion.createMany({
    data: [{ ...used, assertionHash }],
    skipDuplicates: true,
  })
  return count > 0
}

/** Forgets whatever was begun through a connection, completed or not: all of it, what was answered, or tests. */
export async function deleteAttempts(
  tx: Tx,
  { accountId, id: connectionId }: { accountId: string; id: string },
  which: 'all' | 'answered' | 'tests',
): Promise<void> {
  await tx.ssoAttempt.deleteMany({ where: { accountId, connectionId, ...kinds[which] } })
}

const kinds = {
  all: {},
  answered: { answeredAt: { not: null } },
  tests: { purpose: 'TEST' },
} as const satisfies Record<string, Prisma.SsoAttemptWhereInput>
