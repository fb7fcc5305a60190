import { v7 as newId } from 'uuid'
import type { ExportedEvent } from '@/lib/audit/export'
import { listOutgoing } from '@/lib/audit/outgoing'
import { database } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { untilDone } from '@/lib/jobs/until-done'
import * as due from './delivery-store'
import { deliveriesKeptDays } from './schema'
import { openSecret } from './secret'
import { send, type Sent } from './send'
import * as store from './store'

/** To how many webhooks a process sends at once, and to how many of one account: slow receivers of one leave room for those of others. */
export const webhooksAtOnce = 16
export const webhooksOfAccountAtOnce = 4
const eventsAtOnce = 100
/** How long a webhook is this process's from one event to the next: longer than a request may take. */
const leaseMs = 30_000
/** After so long a webhook whose events do not end waits for its turn again. */
const turnMs = 20_000
const firstPauseMs = 5_000
const longestPauseMs = 3_600_000
const rowsAtOnce = 1_000
const day = 86_400_000

type Delivering = {
  signal?: AbortSignal
  isPrivateAllowed?: boolean
  /** The pause after the first failure, which doubles with each. */
  pauseMs?: number
  limit?: number
  /** Accounts of which none is to be begun. */
  exceptAccountIds?: readonly string[]
}

/** What is being sent to one webhook. */
export type Turn = { accountId: string; done: Promise<void> }

/**
 * Sends the events of accounts to their webhooks, as many as are due: to each in the order of the account's chain, and the next only when the one
 * before was taken, so that each is sent at least once. What is not taken is tried again after 5 seconds, 10, 20 … an hour, without an end.
 * Several processes may do it at once: one at a time sends to a webhook, and what it leaves when it is killed goes on after half a minute. Those of a
 * suspended account wait until it is reactivated. Returns to how many something was sent.
 */
export async function deliverDue(delivering: Delivering = {}): Promise<number> {
  const turns = await beginDue(delivering)
  await Promise.all(turns.map(({ done }) => done))
  return turns.length
}

/** The same without waiting until it is done: returns what was begun. */
export async function beginDue({
  signal,
  isPrivateAllowed = env().WEBHOOK_ALLOW_PRIVATE,
  pauseMs = firstPauseMs,
  limit = webhooksAtOnce,
  exceptAccountIds = [],
}: Delivering = {}): Promise<Turn[]> {
  const now = new Date()
  const until = new Date(now.getTime() + leaseMs)
  const perAccount = webhooksOfAccountAtOnce
  const claimed = await due.claimDue(database(), { now, until, limit, perAccount, exceptAccountIds })
  return claimed.map((webhook) => ({
    accountId: webhook.accountId,
    done: deliverTo(webhook, { signal, isPrivateAllowed, pauseMs }),
  }))
}

/** Deletes what the log of deliveries has of more than 30 days ago. */
export async function removeOldDeliveries(now: Date): Promise<void> {
  const before = new Date(now.getTime() - deliveriesKeptDays * day)
  await untilDone(
    60,
    async () => (await due.deleteDeliveriesBefore(database(), before, rowsAtOnce)) === rowsAtOnce,
  )
}

type Manner = { signal: AbortSignal | undefined; isPrivateAllowed: boolean; pauseMs: number }

async function deliverTo(claimed: due.ClaimedWebhook, manner: Manner): Promise<void> {
  const { signal } = manner
  const endsAt = Date.now() + turnMs
  let webhook: due.ClaimedWebhook | null = claimed
  while (webhook && Date.now() < endsAt && !signal?.aborted) {
    const events: ExportedEvent[] = await listOutgoing(database(), webhook.accountId, {
      after: webhook.deliveredSequence,
      limit: eventsAtOnce,
    })
    if (events.length === 0) {
      webhook = afterRemoved(webhook)
      break
    }
    for (const event of events) {
      webhook = await deliverEvent(webhook, event, manner)
      if (!webhook || signal?.aborted || Date.now() >= endsAt) break
    }
  }
  if (!webhook) return
  // One whose events do not end waits behind those that have none of it yet.
  const nextAttemptAt = Date.now() < endsAt ? null : new Date()
  await due.moveOn(database(), webhook, { ...webhook, failures: 0, nextAttemptAt })
}

/** A webhook beyond events that are not there any more, as they were removed for their age before they were taken. */
function afterRemoved(webhook: due.ClaimedWebhook): due.ClaimedWebhook {
  const { end, deliveredSequence } = webhook
  return end > deliveredSequence ? { ...webhook, deliveredSequence: end } : webhook
}

/** Sends one event, or passes over one that is not wanted; returns the webhook as it goes on, or null when it does not. */
async function deliverEvent(
  webhook: due.ClaimedWebhook,
  event: ExportedEvent,
  { isPrivateAllowed, pauseMs }: Manner,
): Promise<due.ClaimedWebhook | null> {
  const { actions, failures } = webhook
  const deliveredSequence = BigInt(event.sequence)
  if (actions.length > 0 && !actions.includes(event.action)) return { ...webhook, deliveredSequence }
  const sent = await sendEvent(webhook, event, { attempt: failures + 1, isReplay: false, isPrivateAllowed })
  if (sent.problem !== null) {
    const nextAttemptAt = new Date(Date.now() + pauseAfter(failures, pauseMs))
    await due.moveOn(database(), webhook, { ...webhook, failures: failures + 1, nextAttemptAt })
    return null
  }
  const nextAttemptAt = new Date(Date.now() + leaseMs)
  const step = { deliveredSequence, failures: 0, nextAttemptAt }
  return (await due.moveOn(database(), webhook, step)) ? { ...webhook, ...step } : null
}

type Sending = { attempt: number; isReplay: boolean; isPrivateAllowed: boolean }
type Receiver = Pick<store.StoredWebhook, 'accountId' | 'id' | 'url' | 'sealedSecret'>

/** Sends an event to a webhook and notes what came of it, which it returns. */
export async function sendEvent(
  webhook: Receiver,
  event: ExportedEvent,
  sending: Sending,
): Promise<store.StoredDelivery> {
  return sendText(webhook, sending, {
    id: event.id,
    action: event.action,
    sequence: BigInt(event.sequence),
    data: event,
  })
}

/** Sends a webhook something that is no event, to see whether it is taken. */
export async function sendTest(webhook: Receiver, sending: Sending): Promise<store.StoredDelivery> {
  const data = { account_id: webhook.accountId, message: 'A test of this webhook. Nothing happened.' }
  return sendText(webhook, sending, { id: newId(), action: 'webhook.test', sequence: null, data })
}

type Text = { id: string; action: string; sequence: bigint | null; data: object }

async function sendText(webhook: Receiver, sending: Sending, text: Text): Promise<store.StoredDelivery> {
  const { accountId, id: webhookId, url } = webhook
  const { attempt, isReplay, isPrivateAllowed } = sending
  const at = new Date()
  const secret = await openSecret(webhook)
  const body = JSON.stringify({ type: text.action, timestamp: at.toISOString(), data: text.data })
  const sent =
    secret === null ? unreadable : await send({ url, secret, id: text.id, body, at, isPrivateAllowed })
  const delivery = {
    accountId,
    id: newId(),
    webhookId,
    sequence: text.sequence,
    eventAction: text.action,
    attempt,
    isReplay,
    requestedAt: at,
    ...sent,
  }
  await store.createDelivery(database(), delivery)
  return delivery
}

const unreadable: Sent = {
  status: null,
  answer: '',
  milliseconds: 0,
  problem: 'The secret cannot be read with this AUTH_SECRET. Make another one.',
}

function pauseAfter(failures: number, firstMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(failures, 20), longestPauseMs)
}
