import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { database } from '@/lib/db/transaction'
import { addEvents, tamper } from '@/lib/testing/audit-chain'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { startReceiver, type WebhookReceiver } from '@/lib/testing/webhook-receiver'
import { deliverDue as deliverDueOfAll, removeOldDeliveries, webhooksOfAccountAtOnce } from './delivery'
import { claimDue } from './delivery-store'
import { webhooksAtMost } from './schema'
import {
  createWebhook,
  listDeliveries,
  listWebhooks,
  replayEvent,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from './service'
import { runDeliveries } from './worker'

vi.hoisted(() => vi.stubEnv('WEBHOOK_ALLOW_PRIVATE', 'true'))

let organization: Organization
let accountId: string
let receiver: WebhookReceiver
beforeEach(async () => {
  receiver = await startReceiver()
  organization = await newOrganization()
  accountId = organization.accountId
})
afterEach(async () => {
  await query('delete from webhook where account_id = $1', [accountId])
  await receiver.stop()
})

const ctx = () => ({ ...organization.administrator.ctx, now: new Date() })

async function newWebhook(change: { url?: string; actions?: string[] } = {}): Promise<string> {
  const { url = receiver.url, actions = [] } = change
  return (await createWebhook(ctx(), { accountId, name: 'Receiver', url, actions })).id
}

/** Sends what is due of this test's account alone: other files share the database. */
async function deliverDue(delivering: { pauseMs?: number } = {}): Promise<number> {
  const others = await query('select distinct account_id from webhook where account_id <> $1', [accountId])
  return deliverDueOfAll({ ...delivering, exceptAccountIds: others.map((other) => String(other.account_id)) })
}

async function sequencesReceived(): Promise<number[]> {
  return (await receiver.received()).map(({ data }) => data.sequence)
}

async function stateOf(webhookId: string) {
  return (await listWebhooks(ctx(), { accountId })).find(({ id }) => id === webhookId)
}

async function log(webhookId: string) {
  return (await listDeliveries(ctx(), { accountId, webhookId, limit: 200 })).rows
}

describe('events', () => {
  test('are sent from the making of the webhook on, in order, with all that an export has of them', async () => {
    const before = (await eventsOf(accountId)).length
    const webhookId = await newWebhook()
    await addEvents(accountId, 4)
    await deliverDue()
    const received = await receiver.received()
    expect(received.map(({ data }) => data.sequence)).toEqual(
      [1, 2, 3, 4, 5].map((number) => before + number),
    )
    expect(received[0]).toMatchObject({
      type: 'webhook.created',
      data: { account_id: accountId, hash: expect.any(String), previous_hash: expect.any(String) },
    })
    expect(await stateOf(webhookId)).toMatchObject({
      delivered_sequence: before + 5,
      failures: 0,
      next_attempt_at: null,
    })
    expect(await deliverDue()).toBe(0)
    expect(await log(webhookId)).toHaveLength(5)
  })

  test('of other actions than those that are wanted are passed over', async () => {
    const webhookId = await newWebhook({ actions: ['account.renamed'] })
    await addEvents(accountId, 2)
    await deliverDue()
    expect((await receiver.received()).map(({ type }) => type)).toEqual([
      'account.renamed',
      'account.renamed',
    ])
    const total = (await eventsOf(accountId)).length
    expect(await stateOf(webhookId)).toMatchObject({ delivered_sequence: total })
  })

  test('that are not taken hold up the next ones, and are tried again with growing pauses', async () => {
    const webhookId = await newWebhook({ url: 'http://127.0.0.1:1/' })
    await addEvents(accountId, 3)
    for (const failures of [1, 2, 3]) {
      await query('update webhook set next_attempt_at = null where id = $1', [webhookId])
      const startedAt = Date.now()
      await deliverDue()
      const state = await stateOf(webhookId)
      expect(state?.failures).toBe(failures)
      const waits = Date.parse(state?.next_attempt_at ?? '') - startedAt
      expect(Math.round(waits / 1_000 / 5)).toBe(2 ** (failures - 1))
      expect(await deliverDue()).toBe(0)
    }
    const tries = await log(webhookId)
    expect(tries.map(({ attempt }) => attempt)).toEqual([3, 2, 1])
    expect(new Set(tries.map(({ sequence }) => sequence)).size).toBe(1)
    expect(tries[0]).toMatchObject({ status: null, problem: 'The connection was refused.' })
    // Put right, everything comes, nothing was lost.
    await updateWebhook(ctx(), { accountId, webhookId, url: receiver.url })
    await deliverDue()
    const received = await sequencesReceived()
    expect(received).toHaveLength(5)
    expect(received).toEqual(received.toSorted((one, other) => one - other))
  })

  test('that were removed before they were taken do not hold it up', async () => {
    const webhookId = await newWebhook()
    const total = (await eventsOf(accountId)).length
    await tamper(accountId, 'delete from audit_event where account_id = $1')
    expect(await deliverDue()).toBe(1)
    expect(await deliverDue()).toBe(0)
    expect(await stateOf(webhookId)).toMatchObject({ delivered_sequence: total, failures: 0 })
  })

  test('wait while the webhook is disabled, and come when it is enabled again', async () => {
    const webhookId = await newWebhook()
    await updateWebhook(ctx(), { accountId, webhookId, isEnabled: false })
    await addEvents(accountId, 2)
    await deliverDue()
    expect(await receiver.received()).toEqual([])
    await updateWebhook(ctx(), { accountId, webhookId, isEnabled: true })
    await deliverDue()
    expect(await receiver.received()).toHaveLength(5)
  })

  test('wait while the account is suspended, and come when it is reactivated; one that is being sent is the last', async () => {
    const webhookId = await newWebhook()
    await addEvents(accountId, 3)
    const suspend = `update account set suspended_at = now() where id = $1`
    const reactivate = 'update account set suspended_at = null where id = $1'
    await query(suspend, [accountId])
    expect(await deliverDue()).toBe(0)
    await query(reactivate, [accountId])
    await receiver.hold()
    const turn = deliverDue()
    await vi.waitFor(async () => expect(await receiver.received()).toHaveLength(1), { timeout: 15_000 })
    await query(suspend, [accountId])
    await receiver.release()
    await turn
    await query('update webhook set next_attempt_at = null where id = $1', [webhookId])
    expect(await deliverDue()).toBe(0)
    expect(await receiver.received()).toHaveLength(1)
    await query(reactivate, [accountId])
    await deliverDue()
    expect(await sequencesReceived()).toHaveLength(4)
  })

  test('are sent by one process at a time; what one leaves when it is killed goes on after its lease', async () => {
    const webhookId = await newWebhook()
    const now = new Date()
    await claimDue(database(), {
      now,
      until: new Date(now.getTime() + 30_000),
      limit: 1_000,
      perAccount: 1_000,
      exceptAccountIds: [],
    })
    await deliverDue()
    expect(await receiver.received()).toEqual([])
    await query(`update webhook set next_attempt_at = now() - interval '1 second' where id = $1`, [webhookId])
    const turns = await Promise.all([deliverDue(), deliverDue(), deliverDue()])
    expect(turns.reduce((one, other) => one + other)).toBe(1)
    expect(await sequencesReceived()).toHaveLength(1)
  })
})

test(
  'a receiver that is killed again and again under load gets every event at least once, in order',
  { timeout: 300_000 },
  async () => {
    const kills = isEmbeddedDatabase() ? 20 : 100
    const webhookId = await newWebhook()
    const load = new AbortController()
    const sending = (async () => {
      while (!load.signal.aborted) {
        await deliverDue({ pauseMs: 5 })
        await pause(5)
      }
    })()
    for (let kill = 0; kill < kills; kill += 1) {
      await addEvents(accountId, 5)
      await pause(10 + (kill % 7) * 8)
      await receiver.killAndRestart()
    }
    const total = (await eventsOf(accountId)).length
    await vi.waitFor(
      async () => expect(await stateOf(webhookId)).toMatchObject({ delivered_sequence: total }),
      {
        timeout: 60_000,
        interval: 100,
      },
    )
    load.abort()
    await sending
    const received = await sequencesReceived()
    const first = received[0] ?? 0
    expect(new Set(received).size).toBe(total - first + 1)
    // Each is the next one, or the same once more.
    const steps = received.slice(1).map((sequence, index) => sequence - (received[index] ?? 0))
    expect(steps.filter((step) => step !== 1 && step !== 0)).toEqual([])
  },
)

describe('on demand', () => {
  test('a webhook is tested with something that is no event, and the log says what came of it', async () => {
    const webhookId = await newWebhook()
    expect(await testWebhook(ctx(), { accountId, webhookId })).toMatchObject({
      sequence: null,
      event_action: 'webhook.test',
      status: 200,
      problem: null,
    })
    expect(await receiver.received()).toMatchObject([
      { type: 'webhook.test', data: { account_id: accountId } },
    ])
    expect(await actionsOf(accountId)).toContain('webhook.tested')
  })

  test('an event is sent once more, with the id it had, and the order goes on', async () => {
    const webhookId = await newWebhook()
    await deliverDue()
    const [first] = await receiver.received()
    const sequence = first?.data.sequence ?? 0
    expect(await replayEvent(ctx(), { accountId, webhookId, sequence })).toMatchObject({
      sequence,
      is_replay: true,
    })
    const [, again] = await receiver.received()
    expect(again?.id).toBe(first?.id)
    expect(await stateOf(webhookId)).toMatchObject({ delivered_sequence: sequence })
    expect(await actionsOf(accountId)).toContain('webhook.replayed')
    await expect(replayEvent(ctx(), { accountId, webhookId, sequence: 9_999 })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('another secret signs from then on', async () => {
    const { id: webhookId, secret } = await createWebhook(ctx(), {
      accountId,
      name: 'R',
      url: receiver.url,
      actions: [],
    })
    const rotated = await rotateWebhookSecret(ctx(), { accountId, webhookId })
    expect(rotated.secret).toMatch(/^whsec_[\w+/]{43}=$/)
    expect(rotated.secret).not.toBe(secret)
    expect(await actionsOf(accountId)).toContain('webhook.secret_rotated')
    const [row] = await query<{ all: string }>('select w::text as all from webhook w where id = $1', [
      webhookId,
    ])
    expect(row?.all).not.toContain(rotated.secret.slice(6, 30))
    expect(JSON.stringify(await eventsOf(accountId))).not.toContain('whsec_')
  })
})

test('receivers that never answer keep nobody waiting but their own account, of which a few are sent to at once', async () => {
  const slow = await newOrganization()
  let held = 0
  const silent = createServer(() => (held += 1)).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
  const terms = { accountId: slow.accountId, name: 'R', url, actions: [] }
  for (let index = 0; index < webhooksAtMost; index += 1) await createWebhook(slow.administrator.ctx, terms)
  await newWebhook()
  const stop = new AbortController()
  const done = runDeliveries(stop.signal)
  const soon = { timeout: 5_000 }
  await vi.waitFor(async () => expect(await receiver.received()).toHaveLength(1), soon)
  await addEvents(accountId, 3)
  await vi.waitFor(async () => expect(await receiver.received()).toHaveLength(4), soon)
  expect(held).toBe(webhooksOfAccountAtOnce)
  stop.abort()
  silent.closeAllConnections()
  await done
  silent.close()
  await query('delete from webhook where account_id = $1', [slow.accountId])
})

test('the log of deliveries goes back 30 days', async () => {
  const webhookId = await newWebhook()
  await testWebhook(ctx(), { accountId, webhookId })
  await testWebhook(ctx(), { accountId, webhookId })
  await query(
    `update webhook_delivery set requested_at = now() - interval '31 days'
     where id = (select min(id::text)::uuid from webhook_delivery where webhook_id = $1)`,
    [webhookId],
  )
  await removeOldDeliveries(new Date())
  expect(await log(webhookId)).toHaveLength(1)
})
