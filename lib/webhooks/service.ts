import { createHash } from 'node:crypto'
import { v7 as newId } from 'uuid'
import { recordAudits } from '@/lib/audit/service'
import { authorizeLog, logFactsOf } from '@/lib/audit/of-object'
import { listOutgoing } from '@/lib/audit/outgoing'
import type { AuditAction, JsonValue } from '@/lib/audit/schema'
import { principalIdOf, type AccountAccess } from '@/lib/authz/access'
import { changeAccount, enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import { database, type Tx } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { decodeCursor, pageOfViews } from '@/lib/pages/page'
import { consume } from '@/lib/rate-limits/service'
import { sendEvent, sendTest } from './delivery'
import { decideSending, decideWebhookPlace } from './rules'
import {
  webhooksAtMost,
  type CreateWebhookInput,
  type DeliveryView,
  type UpdateWebhookInput,
  type WebhookView,
} from './schema'
import { newSecret, sealSecret } from './secret'
import { findWebhookUrlProblem } from './send'
import * as store from './store'
import { deliveryViewOf, webhookViewOf } from './views'

type OfWebhook = { accountId: string; webhookId: string }

/** The webhooks of an account. Needs `read:audit_log`, and a plan with an audit log (R12: `forbidden`/`plan_required`). */
export async function listWebhooks(ctx: Ctx, { accountId }: { accountId: string }): Promise<WebhookView[]> {
  await authorizeLog(ctx, accountId)
  const rows = await store.listWebhooks(database(), accountId, webhooksAtMost)
  return rows.map(webhookViewOf)
}

/** One page of the requests to a webhook, the newest first. Needs what reading the log needs; `not_found` when there is no such webhook. */
export async function listDeliveries(
  ctx: Ctx,
  { accountId, webhookId, cursor, limit }: OfWebhook & { cursor?: string | undefined; limit: number },
): Promise<Page<DeliveryView>> {
  await authorizeLog(ctx, accountId)
  const before = decodeCursor(cursor)?.id ?? null
  const rows = await store.listDeliveries(database(), accountId, { webhookId, before, limit: limit + 1 })
  if (!rows) throw new AppError('not_found')
  return pageOfViews(rows, { limit, placeOf: ({ id }) => ({ key: '', id }), viewOf: deliveryViewOf })
}

/**
 * Has the events of an account sent to an address, from now on. Needs `update:organization`, `read:audit_log` and a plan with an audit log; `invalid_input` for an
 * address that is not on the public internet, `conflict`/`too_many_webhooks` beyond ten. The secret with which it is signed is answered this once.
 */
export async function createWebhook(
  ctx: Ctx,
  { accountId, name, url, actions }: CreateWebhookInput,
): Promise<{ id: string; secret: string }> {
  const [id, secret] = [newId(), newSecret()]
  const sealedSecret = await sealSecret(secret, id)
  const change = { accountId, webhookId: id, attempt: 'create a webhook' }
  return changeWebhooks(ctx, { ...change, url }, async (tx, { actor }) => {
    enforce(decideWebhookPlace(await store.countWebhooks(tx, accountId)), 'conflict')
    const end = await record(tx, ctx, change, {
      action: 'webhook.created',
      message: `${actor.name} created the webhook ${name}`,
      info: { after: { name, url: recordedUrl(url), actions } },
    })
    // The first event that it gets is the one of its making.
    await store.createWebhook(tx, {
      accountId,
      id,
      name,
      url,
      actions,
      sealedSecret,
      deliveredSequence: end.sequence - 1n,
    })
    return { id, secret }
  })
}

/**
 * Changes a webhook; what is left out stays. One that is enabled again goes on where it ended. Needs `update:organization` and a plan with an
 * audit log; `not_found`, and `invalid_input` as above.
 */
export async function updateWebhook(ctx: Ctx, input: UpdateWebhookInput): Promise<{ id: string }> {
  const { accountId, webhookId, name, url, actions, isEnabled } = input
  const isOnlyStopped = isEnabled === false && [name, url, actions].every((given) => given === undefined)
  const change = { accountId, webhookId, attempt: 'change a webhook', isOnAnyPlan: isOnlyStopped }
  return changeWebhooks(ctx, { ...change, url }, async (tx, { actor }) => {
    const before = await getStored(tx, change)
    const after = {
      name: name ?? before.name,
      url: url ?? before.url,
      actions: actions ?? before.actions,
      isEnabled: isEnabled ?? before.isEnabled,
    }
    await store.updateWebhook(tx, before, after)
    await record(tx, ctx, change, {
      action: 'webhook.updated',
      message: `${actor.name} changed the webhook ${after.name}`,
      info: { before: infoOf(before), after: infoOf(after) },
    })
    return { id: webhookId }
  })
}

/** Gives a webhook another secret, answered this once; the one before signs nothing from then on. Needs what changing it needs. */
export async function rotateWebhookSecret(
  ctx: Ctx,
  input: OfWebhook,
): Promise<{ id: string; secret: string }> {
  const secret = newSecret()
  const sealedSecret = await sealSecret(secret, input.webhookId)
  const change = { ...input, attempt: 'change the secret of a webhook' }
  return changeWebhooks(ctx, change, async (tx, { actor }) => {
    const webhook = await getStored(tx, input)
    await store.updateWebhook(tx, webhook, { sealedSecret })
    await record(tx, ctx, change, {
      action: 'webhook.secret_rotated',
      message: `${actor.name} gave the webhook ${webhook.name} another secret`,
    })
    return { id: input.webhookId, secret }
  })
}

/** Deletes a webhook with its log: nothing more is sent to it. Needs `update:organization`; also on a plan without an audit log. */
export async function deleteWebhook(ctx: Ctx, input: OfWebhook): Promise<{ id: string }> {
  const change = { ...input, attempt: 'delete a webhook', isOnAnyPlan: true }
  return changeWebhooks(ctx, change, async (tx, { actor }) => {
    const { name, url, accountId, id } = await getStored(tx, input)
    await store.deleteWebhook(tx, accountId, id)
    await record(tx, ctx, change, {
      action: 'webhook.deleted',
      message: `${actor.name} deleted the webhook ${name}`,
      info: { before: { name, url: recordedUrl(url) } },
    })
    return { id }
  })
}

/** Sends a webhook something that is no event, and says what came of it. Needs what changing it needs; throws `rate_limited`. */
export async function testWebhook(ctx: Ctx, input: OfWebhook): Promise<DeliveryView> {
  const change = { ...input, attempt: 'test a webhook', isSending: true }
  const webhook = await changeWebhooks(ctx, change, async (tx, { actor }) => {
    const found = await getStored(tx, input)
    await record(tx, ctx, change, {
      action: 'webhook.tested',
      message: `${actor.name} tested the webhook ${found.name}`,
    })
    return found
  })
  return deliveryViewOf(await sendTest(webhook, sendingOnce()))
}

/**
 * Sends a webhook one event of the log once more, out of turn, and says what came of it. Needs what changing it needs; `not_found` for an event
 * that there is not, or not any more; throws `rate_limited`.
 */
export async function replayEvent(ctx: Ctx, input: OfWebhook & { sequence: number }): Promise<DeliveryView> {
  const { accountId, sequence } = input
  const change = { ...input, attempt: 'send an event to a webhook again', isSending: true }
  const { webhook, event } = await changeWebhooks(ctx, change, async (tx, { actor }) => {
    const found = await getStored(tx, input)
    const [next] = await listOutgoing(tx, accountId, { after: BigInt(sequence) - 1n, limit: 1 })
    if (next?.sequence !== sequence) throw new AppError('not_found')
    await record(tx, ctx, change, {
      action: 'webhook.replayed',
      message: `${actor.name} had event ${sequence} sent to the webhook ${found.name} again`,
      info: { sequence },
    })
    return { webhook: found, event: next }
  })
  return deliveryViewOf(await sendEvent(webhook, event, { ...sendingOnce(), isReplay: true }))
}

type Change = OfWebhook & {
  attempt: string
  /** An address that it gets. */
  url?: string | undefined
  isOnAnyPlan?: boolean
  isSending?: boolean
}

async function changeWebhooks<Result>(
  ctx: Ctx,
  { accountId, webhookId, attempt, url, isOnAnyPlan, isSending }: Change,
  work: (tx: Tx, access: AccountAccess) => Promise<Result>,
): Promise<Result> {
  const beforehand = async (access: AccountAccess) => {
    requireLog(access, isOnAnyPlan)
    if (isSending || url !== undefined) await consume('webhook_requests', principalIdOf(access.actor))
    const problem = url === undefined ? null : await findWebhookUrlProblem(url, env().WEBHOOK_ALLOW_PRIVATE)
    if (problem !== null)
      throw new AppError('invalid_input', 'address_refused', { message: problem, fields: { url: problem } })
  }
  const target = { objectTable: 'webhook', objectId: webhookId, permission: 'update:organization' } as const
  return changeAccount(ctx, { accountId, attempt, beforehand, ...target }, (tx, access) => {
    requireLog(access, isOnAnyPlan)
    return work(tx, access)
  })
}

// What only stops it needs less.
function requireLog({ account, permissions }: AccountAccess, isOnAnyPlan = false): void {
  if (isOnAnyPlan) return
  enforce(decideSending({ ...logFactsOf(account), mayReadLog: permissions.has('read:audit_log') }))
}

type Recorded = { action: AuditAction; message: string; info?: Record<string, JsonValue> }

async function record(tx: Tx, ctx: Ctx, { accountId, webhookId }: OfWebhook, event: Recorded) {
  return recordAudits(tx, ctx, accountId, [{ ...event, objectTable: 'webhook', objectId: webhookId }])
}

async function getStored(tx: Tx, { accountId, webhookId }: OfWebhook): Promise<store.StoredWebhook> {
  const webhook = await store.findWebhook(tx, accountId, webhookId)
  if (!webhook) throw new AppError('not_found')
  return webhook
}

function sendingOnce() {
  return { attempt: 1, isReplay: false, isPrivateAllowed: env().WEBHOOK_ALLOW_PRIVATE }
}

function infoOf(webhook: Pick<store.StoredWebhook, 'name' | 'url' | 'actions' | 'isEnabled'>) {
  const { name, url, actions, isEnabled } = webhook
  return { name, url: recordedUrl(url), actions, is_enabled: isEnabled }
}

// Whoever knows the whole address of some receivers may post there, and what is in a log stays in it and goes on to others.
function recordedUrl(url: string): string {
  const { origin } = new URL(url)
  if (url === origin || url === `${origin}/`) return origin
  return `${origin}/… (SHA-256 ${createHash('sha256').update(url).digest('hex').slice(0, 8)})`
}
