import type { Tx } from '@/lib/db/transaction'
import { genesisHash, type ChainedEvent } from './chain'
import type { JsonValue } from './schema'

export type ChainEnd = { sequence: bigint; hash: Uint8Array }
export type StoredEvent = ChainedEvent & { previousHash: Uint8Array; hash: Uint8Array }

/** Locks the end of the account's chain until the transaction ends, making the chain when there is none. */
export async function lockChainEnd(tx: Tx, accountId: string): Promise<ChainEnd> {
  await tx.$executeRaw`
    INSERT INTO audit_chain (account_id, sequence, hash) VALUES (${accountId}::uuid, 0, ${genesisHash})
    ON CONFLICT (account_id) DO NOTHING`
  const [end] = await tx.$queryRaw<ChainEnd[]>`
    SELECT sequence, hash FROM audit_chain WHERE account_id = ${accountId}::uuid FOR UPDATE`
  if (!end) throw new Error('the end of an audit chain disappeared while it was being locked')
  return end
}

/** Appends events and moves the locked end of the chain to the last of them. */
export async function appendEvents(
  tx: Tx,
  accountId: string,
  events: StoredEvent[],
  end: ChainEnd,
): Promise<void> {
  await tx.auditEvent.createMany({
    data: events.map(({ info, previousHash, hash, ...columns }) => ({
      ...columns,
      info: info ?? {},
      previousHash: new Uint8Array(previousHash),
      hash: new Uint8Array(hash),
    })),
  })
  await tx.$executeRaw`
    UPDATE audit_chain SET sequence = ${end.sequence}, hash = ${end.hash} WHERE account_id = ${accountId}::uuid`
}

/** The chain in order, a page after the given sequence number. */
export async function listChain(
  tx: Tx,
  accountId: string,
  after: bigint,
  limit: number,
): Promise<StoredEvent[]> {
  const rows = await tx.auditEvent.findMany({
    where: { accountId, sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
    take: limit,
  })
  // JSON columns come back as Prisma's own JSON type, which has the same values.
  return rows.map((row) => ({ ...row, info: row.info as JsonValue }))
}

export async function findChainEnd(tx: Tx, accountId: string): Promise<ChainEnd | null> {
  const [end] = await tx.$queryRaw<
    ChainEnd[]
  >`SELECT sequence, hash FROM audit_chain WHERE account_id = ${accountId}::uuid`
  return end ?? null
}

/** The lowest and the highest sequence number among an account's events; null when it has none. */
export async function findSequenceRange(
  tx: Tx,
  accountId: string,
): Promise<{ first: bigint; last: bigint } | null> {
  const [range] = await tx.$queryRaw<{ first: bigint | null; last: bigint | null }[]>`
    SELECT min(sequence) AS first, max(sequence) AS last FROM audit_event WHERE account_id = ${accountId}::uuid`
  if (!range || range.first === null || range.last === null) return null
  return { first: range.first, last: range.last }
}

/** The accounts of whoever has this address, in an order that all transactions share. */
export async function listAccountIdsOfAddress(tx: Tx, email: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ accountId: string }[]>`
    SELECT m.account_id AS "accountId" FROM "user" u JOIN membership m ON m.user_id = u.id
    WHERE u.email = ${email} ORDER BY m.account_id`
  return rows.map((row) => row.accountId)
}

/** Every account the user is a member of, in an order that all transactions share. */
export async function listAccountIdsOfUser(tx: Tx, userId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ accountId: string }[]>`
    SELECT account_id AS "accountId" FROM membership WHERE user_id = ${userId}::uuid ORDER BY account_id`
  return rows.map((row) => row.accountId)
}

/** The newest events of an account, newest first. */
export async function listNewest(tx: Tx, accountId: string, limit: number) {
  return tx.auditEvent.findMany({
    where: { accountId },
    orderBy: { sequence: 'desc' },
    take: limit,
    select: { id: true, message: true, timestamp: true },
  })
}
