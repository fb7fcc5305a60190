import { z } from 'zod'
import { Prisma, type PrismaClient } from './generated/client'
import { prisma } from './prisma'

/**
 * A transaction, or the plain client where a single statement reads. Opaque to services: they hand it on
 * to stores, which are the only ones to call its methods.
 */
export type Tx = Prisma.TransactionClient | PrismaClient

/**
 * Runs `work` in one transaction and commits when it returns. Throws what `work` throws, after rolling
 * back; a deadlock or serialization failure is tried again, up to three times, so `work` must not have
 * effects outside the database.
 */
export async function withTransaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await prisma().$transaction(work)
    } catch (error) {
      if (attempt === 3 || !isTriedAgain(error)) throw error
    }
  }
}

/**
 * Reads in a transaction, each of whose statements the database ends after so many seconds: see `isOutOfTime`. The embedded database serves
 * one installation and ends none.
 */
export async function readWithin<Result>(
  seconds: number,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const limit = `${seconds}s`
  return prisma().$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT set_config('statement_timeout', ${limit}, TRUE)`
      return work(tx)
    },
    { timeout: statementsOfARead * seconds * 1_000 },
  )
}

const statementsOfARead = 3

/** Whether the error is that a read took longer than it was given. */
export function isOutOfTime(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false
  return error.code === 'P2028' || (error.code === 'P2010' && canceled.safeParse(error.meta).success)
}

/** Whether a statement through this would be part of a transaction that is still open. */
export function isInTransaction(tx: Tx): boolean {
  return tx !== prisma()
}

/** The client for reads that need no transaction. */
export function database(): Tx {
  return prisma()
}

/**
 * Locks an account's row until the transaction ends: the first thing every change in an account does, so that
 * what it reads afterwards stays true until it writes. Returns false when there is no such account.
 */
export async function lockAccount(tx: Tx, accountId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM account WHERE id = ${accountId}::uuid FOR NO KEY UPDATE`
  return rows.length > 0
}

/** The same for many accounts, in the order of their ids as everybody locks them; those that are gone are passed over. */
export async function lockAccounts(tx: Tx, accountIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM account WHERE id = ANY(${accountIds}::uuid[]) ORDER BY id FOR NO KEY UPDATE`
}

/** Locks a name of the installation (such as "the first user") until the transaction ends. */
export async function lockName(tx: Tx, name: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))::text`
}

/** Whether the error is the database refusing a duplicate of a unique value. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}

/** Whether the error is a deadlock or a serialization failure, after which `withTransaction` tries again. */
export function isTriedAgain(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false
  return error.code === 'P2034' || (error.code === 'P2010' && rawFailure.safeParse(error.meta).success)
}

// A deadlock or serialization failure in raw SQL is reported like any other failure of raw SQL, with its kind inside.
const rawFailure = z.object({
  driverAdapterError: z.object({ cause: z.object({ kind: z.literal('TransactionWriteConflict') }) }),
})

const canceled = z.object({ driverAdapterError: z.object({ cause: z.object({ code: z.literal('57014') }) }) })
