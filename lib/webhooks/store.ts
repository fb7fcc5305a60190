import type { Tx } from '@/lib/db/transaction'

export type StoredWebhook = {
  accountId: string
  id: string
  name: string
  url: string
  sealedSecret: string
  actions: string[]
  isEnabled: boolean
  deliveredSequence: bigint
  failures: number
  nextAttemptAt: Date | null
  createdAt: Date
}

/** Adds a webhook, whose first event is the one after `deliveredSequence`. */
export async function createWebhook(
  tx: Tx,
  webhook: Omit<StoredWebhook, 'isEnabled' | 'failures' | 'nextAttemptAt' | 'createdAt'>,
): Promise<void> {
  await tx.webhook.create({ data: webhook })
}

export async function listWebhooks(tx: Tx, accountId: string, limit: number): Promise<StoredWebhook[]> {
  return tx.webhook.findMany({ where: { accountId }, orderBy: { id: 'asc' }, take: limit })
}

export async function findWebhook(tx: Tx, accountId: string, id: string): Promise<StoredWebhook | null> {
  return tx.webhook.findUnique({ where: { accountId_id: { accountId, id } } })
}

export async function countWebhooks(tx: Tx, accountId: string): Promise<number> {
  return tx.webhook.count({ where: { accountId } })
}

type Changes = Partial<Pick<StoredWebhook, 'name' | 'url' | 'actions' | 'isEnabled' | 'sealedSecret'>>

/** Changes a webhook and has the next event tried at once: whoever was sending to what it was stops. */
export async function updateWebhook(
  tx: Tx,
  { accountId, id }: Pick<StoredWebhook, 'accountId' | 'id'>,
  changes: Changes,
): Promise<void> {
  await tx.webhook.update({
    where: { accountId_id: { accountId, id } },
    data: { ...changes, failures: 0, nextAttemptAt: null },
  })
}

export async function deleteWebhook(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.webhook.delete({ where: { accountId_id: { accountId, id } } })
}

export type StoredDelivery = {
  accountId: string
  id: string
  webhookId: string
  /** Null for a test. */
  sequence: bigint | null
  eventAction: string
  attempt: number
  isReplay: boolean
  requestedAt: Date
  milliseconds: number
  status: number | null
  problem: string | null
  answer: string
}

/** Notes a request to a webhook, if that is still there. */
export async function createDelivery(tx: Tx, delivery: StoredDelivery): Promise<void> {
  const { accountId, id, webhookId, sequence, eventAction, attempt, isReplay } = delivery
  const { requestedAt, milliseconds, status, problem, answer } = delivery
  await tx.$executeRaw`
    INSERT INTO webhook_delivery
      (account_id, id, webhook_id, sequence, event_action, attempt, is_replay, requested_at, milliseconds, status, problem, answer)
    SELECT w.account_id, ${id}::uuid, w.id, ${sequence}::bigint, ${eventAction}, ${attempt}, ${isReplay}, ${requestedAt},
      ${milliseconds}, ${status}::int, ${problem}, ${answer}
    FROM webhook w WHERE w.account_id = ${accountId}::uuid AND w.id = ${webhookId}::uuid FOR KEY SHARE`
}

type DeliveryPage = { webhookId: string; before: string | null; limit: number }

/** The requests to a webhook, the newest first; their ids are in the order of time. Null when there is no such webhook. */
export async function listDeliveries(
  tx: Tx,
  accountId: string,
  { webhookId, before, limit }: DeliveryPage,
): Promise<StoredDelivery[] | null> {
  const webhook = await tx.$queryRaw<(StoredDelivery | { id: null })[]>`
    SELECT d.account_id AS "accountId", d.id, d.webhook_id AS "webhookId", d.sequence, d.event_action AS "eventAction", d.attempt,
      d.is_replay AS "isReplay", d.requested_at AS "requestedAt", d.milliseconds, d.status, d.problem, d.answer
    FROM webhook w LEFT JOIN LATERAL (
      SELECT * FROM webhook_delivery d
      WHERE d.account_id = w.account_id AND d.webhook_id = w.id AND (${before}::uuid IS NULL OR d.id < ${before}::uuid)
      ORDER BY d.id DESC LIMIT ${limit}) d ON TRUE
    WHERE w.account_id = ${accountId}::uuid AND w.id = ${webhookId}::uuid ORDER BY d.id DESC`
  return webhook.length === 0 ? null : webhook.filter((row) => row.id !== null)
}
