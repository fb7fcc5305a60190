import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import type { MailStatus } from './schema'

export type MailRow = {
  id: string
  accountId: string | null
  template: string
  recipient: string
  props: unknown
  sealedToken: string | null
  status: MailStatus
  attempts: number
  lastResponse: string | null
  createdAt: Date
  lastTriedAt: Date | null
  sentAt: Date | null
}

const columns = {
  id: true,
  accountId: true,
  template: true,
  recipient: true,
  props: true,
  sealedToken: true,
  status: true,
  attempts: true,
  lastResponse: true,
  createdAt: true,
  lastTriedAt: true,
  sentAt: true,
} as const

export type NewMailRow = {
  id: string
  accountId: string | null
  template: string
  recipient: string
  props: Prisma.InputJsonValue
  sealedToken: string | null
  status: MailStatus
}

export async function createMails(tx: Tx, mails: NewMailRow[]): Promise<void> {
  await tx.mail.createMany({ data: mails })
}

export async function findMail(tx: Tx, id: string): Promise<MailRow | null> {
  return tx.mail.findUnique({ where: { id }, select: columns })
}

/** Counts a try and returns the message, unless it no longer waits to be sent. */
export async function beginTry(tx: Tx, id: string): Promise<MailRow | null> {
  const [row] = await tx.mail.updateManyAndReturn({
    where: { id, status: 'QUEUED' },
    data: { attempts: { increment: 1 }, lastTriedAt: new Date() },
    select: columns,
  })
  return row ?? null
}

/** The end of a message that left; also when it was withdrawn while it was leaving. */
export async function markSent(tx: Tx, id: string, lastResponse: string): Promise<void> {
  await tx.mail.updateMany({
    where: { id },
    data: { status: 'SENT', sentAt: new Date(), sealedToken: null, lastResponse },
  })
}

/** Changes a message that waits to be sent; returns false when it does not. */
export async function updateQueued(
  tx: Tx,
  id: string,
  change: { status?: MailStatus; lastResponse?: string },
): Promise<boolean> {
  const { count } = await tx.mail.updateMany({ where: { id, status: 'QUEUED' }, data: change })
  return count > 0
}

/** Makes a failed message wait again; returns whether it had failed. */
export async function requeueFailed(tx: Tx, id: string): Promise<boolean> {
  const { count } = await tx.mail.updateMany({ where: { id, status: 'FAILED' }, data: { status: 'QUEUED' } })
  return count > 0
}

/** Withdraws messages that have not left, with their secrets; returns their ids. */
export async function cancelUnsent(
  tx: Tx,
  which: { ids: string[] } | { accountId: string },
  reason: string,
): Promise<string[]> {
  const unsent: MailStatus[] = ['QUEUED', 'FAILED', 'KEPT']
  const scope = 'ids' in which ? { id: { in: which.ids } } : which
  const cancelled = await tx.mail.updateManyAndReturn({
    where: { ...scope, status: { in: unsent } },
    data: { status: 'CANCELLED', sealedToken: null, lastResponse: reason },
    select: { id: true },
  })
  return cancelled.map(({ id }) => id)
}

/** Deletes the messages to an address, whatever its case, that are of no account. */
export async function deleteMailsOfNoAccount(tx: Tx, recipient: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM mail WHERE account_id IS NULL AND lower(recipient) LIKE ${likePattern(recipient)} AND lower(recipient) = lower(${recipient})`
}

export type MailStateRow = Pick<
  MailRow,
  'id' | 'status' | 'attempts' | 'lastResponse' | 'lastTriedAt' | 'sentAt'
>

export async function listStates(tx: Tx, ids: string[]): Promise<MailStateRow[]> {
  return tx.mail.findMany({
    where: { id: { in: ids } },
    select: { id: true, status: true, attempts: true, lastResponse: true, lastTriedAt: true, sentAt: true },
  })
}

/** One page of the outbox, newest first, after a position. */
export async function listOutbox(
  tx: Tx,
  page: {
    search: string
    status: MailStatus | null
    after: { createdAt: Date; id: string } | null
    limit: number
  },
): Promise<MailRow[]> {
  const matching = page.search
    ? Prisma.sql`AND lower(recipient) LIKE ${likePattern(page.search)}`
    : Prisma.empty
  const inStatus = page.status ? Prisma.sql`AND status = ${page.status}::"MailStatus"` : Prisma.empty
  const after = page.after
    ? Prisma.sql`AND (created_at, id) < (${page.after.createdAt}::timestamptz, ${page.after.id}::uuid)`
    : Prisma.empty
  return tx.$queryRaw`
    SELECT id, account_id AS "accountId", template, recipient, props, NULL AS "sealedToken", status::text, attempts,
           last_response AS "lastResponse", created_at AS "createdAt", last_tried_at AS "lastTriedAt", sent_at AS "sentAt"
    FROM mail WHERE true ${matching} ${inStatus} ${after}
    ORDER BY created_at DESC, id DESC LIMIT ${page.limit}`
}

/** Messages that wait to be sent though nobody has tried since the given time. */
export async function listForgotten(tx: Tx, before: Date, limit: number): Promise<string[]> {
  const rows = await tx.mail.findMany({
    where: {
      status: 'QUEUED',
      createdAt: { lt: before },
      OR: [{ lastTriedAt: null }, { lastTriedAt: { lt: before } }],
    },
    select: { id: true },
    take: limit,
  })
  return rows.map(({ id }) => id)
}

/** Removes the secrets of messages made before the given time: their links are long dead. */
export async function forgetSecrets(tx: Tx, before: Date): Promise<void> {
  await tx.mail.updateMany({
    where: { createdAt: { lt: before }, sealedToken: { not: null } },
    data: { sealedToken: null },
  })
}

function likePattern(search: string): string {
  return `%${search.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}
