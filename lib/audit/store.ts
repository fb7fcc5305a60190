import { Prisma } from '@/lib/db/generated/client'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import { genesisHash, type ChainedEvent } from './chain'
import type { AuditAction, AuditObjectTable, JsonValue } from './schema'

export type ChainEnd = { sequence: bigint; hash: Uint8Array }
export type StoredEvent = ChainedEvent & { previousHash: Uint8Array; hash: Uint8Array }

/** Locks the end of the account's chain until the transaction ends, making the chain when there is none. */
export async function lockChainEnd(tx: Tx, accountId: string): Promise<ChainEnd> {
  const found = await findLockedEnd(tx, accountId)
  if (found) return found
  await tx.$executeRaw`
    INSERT INTO audit_chain (account_id, sequence, hash) VALUES (${accountId}::uuid, 0, ${genesisHash})
    ON CONFLICT (account_id) DO NOTHING`
  const end = await findLockedEnd(tx, accountId)
  if (!end) throw new Error('the end of an audit chain disappeared while it was being locked')
  return end
}

async function findLockedEnd(tx: Tx, accountId: string): Promise<ChainEnd | undefined> {
  const [end] = await tx.$queryRaw<ChainEnd[]>`
    SELECT sequence, hash FROM audit_chain WHERE account_id = ${accountId}::uuid FOR UPDATE`
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

/** What tells events of one actor and action apart. */
export type EventMark =
  | { ipAddress: string | null }
  | { objectId: string; permission: string }
  | { ipAddress: string | null; objectId: string; reason: string }

type PastEvent = { accountId: string; actorId: string | null; action: AuditAction; mark: EventMark }

/** When somebody last did this, from this address or about this object; null when it was not since then. */
export async function findLastSince(
  tx: Tx,
  { accountId, actorId, action, mark }: PastEvent,
  since: Date,
): Promise<Date | null> {
  const event = await tx.auditEvent.findFirst({
    where: { accountId, actorId, action, ...markedBy(mark), timestamp: { gt: since } },
    // By time, whose index ends where that is: the actor's own would be read to its beginning.
    orderBy: { timestamp: 'desc' },
    select: { timestamp: true },
  })
  return event?.timestamp ?? null
}

function markedBy(mark: EventMark) {
  if ('permission' in mark)
    return { objectId: mark.objectId, info: { path: ['permission'], equals: mark.permission } }
  if (!('reason' in mark)) return mark
  const { reason, ...columns } = mark
  return { ...columns, info: { path: ['reason'], equals: reason } }
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

export type ListedEvent = {
  sequence: bigint
  id: string
  timestamp: Date
  action: string
  message: string
  actorName: string
  objectTable: string
  objectId: string
  info: unknown
}

type EventPage = { before: bigint | null; limit: number }

/** The events about one object, newest first. */
export async function listOfObject(
  tx: Tx,
  accountId: string,
  object: { table: AuditObjectTable; id: string },
  page: EventPage,
): Promise<ListedEvent[]> {
  return tx.$queryRaw<ListedEvent[]>`
    ${planEachTime} SELECT ${listed} FROM audit_event e
    WHERE e.account_id = ${accountId}::uuid AND e.object_table = ${object.table} AND e.object_id = ${object.id} ${before(page)}
    ORDER BY e.sequence DESC LIMIT ${page.limit}`
}

/** The events about a membership, about its user and by its user, newest first: each from its own index, then put together. */
export async function listOfMember(
  tx: Tx,
  accountId: string,
  membershipId: string,
  page: EventPage,
): Promise<ListedEvent[]> {
  const user = Prisma.sql`(
    SELECT m.user_id::text FROM membership m WHERE m.account_id = ${accountId}::uuid AND m.id = ${membershipId}::uuid)`
  return listOfAny(tx, accountId, page, [
    Prisma.sql`e.object_table = 'membership' AND e.object_id = ${membershipId}`,
    Prisma.sql`e.object_table = 'user' AND e.object_id = ${user}`,
    Prisma.sql`e.actor_id = ${user}`,
  ])
}

/**
 * The events about a service account, about its membership and its keys, and by it. Those of one that was deleted are found by its id; with
 * it went what leads to its membership and its keys.
 */
export async function listOfServiceAccount(
  tx: Tx,
  accountId: string,
  serviceAccountId: string,
  page: EventPage,
): Promise<ListedEvent[]> {
  const own = Prisma.sql`account_id = ${accountId}::uuid AND service_account_id = ${serviceAccountId}::uuid`
  return listOfAny(tx, accountId, page, [
    Prisma.sql`e.object_table = 'service_account' AND e.object_id = ${serviceAccountId}`,
    Prisma.sql`e.object_table = 'membership' AND e.object_id = (SELECT id::text FROM membership WHERE ${own})`,
    Prisma.sql`e.object_table = 'api_key' AND e.object_id IN (SELECT id::text FROM api_key WHERE ${own})`,
    Prisma.sql`e.actor_id = ${serviceAccountId}`,
  ])
}

/** The newest events that meet any of the conditions, each condition read from its own index. */
async function listOfAny(
  tx: Tx,
  accountId: string,
  page: EventPage,
  conditions: Prisma.Sql[],
): Promise<ListedEvent[]> {
  const parts = conditions.map(
    (condition) => Prisma.sql`(
      SELECT e.* FROM audit_event e WHERE e.account_id = ${accountId}::uuid AND ${condition} ${before(page)}
      ORDER BY e.sequence DESC LIMIT ${page.limit})`,
  )
  return tx.$queryRaw<ListedEvent[]>`
    ${planEachTime} SELECT ${listed} FROM (${Prisma.join(parts, ' UNION ')}) e
    ORDER BY e.sequence DESC LIMIT ${page.limit}`
}

const listed = Prisma.sql`e.sequence, e.id, e.timestamp, e.action, e.message, e.actor_name AS "actorName",
  e.object_table AS "objectTable", e.object_id AS "objectId", e.info`

function before(page: EventPage): Prisma.Sql {
  return page.before === null ? Prisma.empty : Prisma.sql`AND e.sequence < ${page.before}`
}
