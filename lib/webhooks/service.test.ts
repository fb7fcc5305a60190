import { beforeAll, describe, expect, test } from 'vitest'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newCustomRole, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { webhooksAtMost } from './schema'
import {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  replayEvent,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from './service'

const url = 'https://93.184.216.34/events'
let organization: Organization
let accountId: string
beforeAll(async () => {
  organization = await newOrganization()
  accountId = organization.accountId
})

const ctx = () => organization.administrator.ctx

async function newWebhook(): Promise<string> {
  const { id } = await createWebhook(ctx(), { accountId, name: 'Receiver', url, actions: [] })
  // Nothing is to be sent from here.
  await query('update webhook set is_enabled = false where id = $1', [id])
  return id
}

describe('changing webhooks', () => {
  test('is an event each, with what was before and after and never a secret', async () => {
    const webhookId = await newWebhook()
    await updateWebhook(ctx(), {
      accountId,
      webhookId,
      name: 'Other',
      actions: ['role.created'],
      isEnabled: false,
    })
    await rotateWebhookSecret(ctx(), { accountId, webhookId })
    await deleteWebhook(ctx(), { accountId, webhookId })
    const events = (await eventsOf(accountId)).slice(-4)
    expect(events.map(({ action }) => action)).toEqual([
      'webhook.created',
      'webhook.updated',
      'webhook.secret_rotated',
      'webhook.deleted',
    ])
    expect(events[1]).toMatchObject({
      message: 'Ada Lovelace changed the webhook Other',
      object_id: webhookId,
      info: {
        before: { name: 'Receiver', actions: [] },
        after: {
          name: 'Other',
          actions: ['role.created'],
          url: expect.stringContaining('https://93.184.216.34/…'),
          is_enabled: false,
        },
      },
    })
    expect(await listWebhooks(ctx(), { accountId })).toEqual([])
  })

  test('stops at ten, however many are made at once', async () => {
    const other = await newOrganization()
    const make = () =>
      createWebhook(other.administrator.ctx, { accountId: other.accountId, name: 'R', url, actions: [] })
    const outcomes = await Promise.allSettled(Array.from({ length: webhooksAtMost + 5 }, make))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(webhooksAtMost)
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'conflict', reason: 'too_many_webhooks' },
    })
    await query('delete from webhook where account_id = $1', [other.accountId])
  })

  test('to an address that is not on the public internet is refused, and nothing is changed', async () => {
    const webhookId = await newWebhook()
    const before = await listWebhooks(ctx(), { accountId })
    for (const bad of [
      'https://127.0.0.1/',
      'https://localhost/',
      'http://93.184.216.34/',
      'https://[fd00::1]/',
    ]) {
      const refused = { code: 'invalid_input', fields: { url: expect.any(String) } }
      const input = { accountId, name: 'R', url: bad, actions: [] }
      await expect(createWebhook(ctx(), input)).rejects.toMatchObject(refused)
      await expect(updateWebhook(ctx(), { accountId, webhookId, url: bad })).rejects.toMatchObject(refused)
    }
    expect(await listWebhooks(ctx(), { accountId })).toEqual(before)
  })

  test('of another account does not exist', async () => {
    const webhookId = await newWebhook()
    const other = await newOrganization()
    const foreign = { accountId: other.accountId, webhookId }
    const { ctx: theirs } = other.administrator
    for (const attempt of [
      () => updateWebhook(theirs, { ...foreign, name: 'X' }),
      () => rotateWebhookSecret(theirs, foreign),
      () => deleteWebhook(theirs, foreign),
      () => testWebhook(theirs, foreign),
      () => replayEvent(theirs, { ...foreign, sequence: 1 }),
      () => listDeliveries(theirs, { ...foreign, limit: 10 }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('denials', () => {
  test('reading needs read:audit_log, changing update:organization; a refusal changes nothing and is recorded', async () => {
    const webhookId = await newWebhook()
    const reader = await newMember(organization, await newCustomRole(organization, ['read:audit_log']))
    expect(await listWebhooks(reader.ctx, { accountId })).not.toEqual([])
    const before = await query('select * from webhook where account_id = $1', [accountId])
    for (const attempt of [
      () => createWebhook(reader.ctx, { accountId, name: 'R', url, actions: [] }),
      () => updateWebhook(reader.ctx, { accountId, webhookId, name: 'X' }),
      () => rotateWebhookSecret(reader.ctx, { accountId, webhookId }),
      () => deleteWebhook(reader.ctx, { accountId, webhookId }),
      () => testWebhook(reader.ctx, { accountId, webhookId }),
      () => replayEvent(reader.ctx, { accountId, webhookId, sequence: 1 }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden', permission: 'update:organization' })
      expect((await actionsOf(accountId)).at(-1)).toBe('change.refused')
    }
    expect(await query('select * from webhook where account_id = $1', [accountId])).toEqual(before)
    const member = await newMember(organization, organization.roles.MEMBER)
    await expect(listWebhooks(member.ctx, { accountId })).rejects.toMatchObject({
      permission: 'read:audit_log',
    })
    await expect(listDeliveries(member.ctx, { accountId, webhookId, limit: 1 })).rejects.toMatchObject({
      permission: 'read:audit_log',
    })
  })

  test('who may not read the log sends it nowhere, but may stop what is sent', async () => {
    const webhookId = await newWebhook()
    const changer = await newMember(organization, await newCustomRole(organization, ['update:organization']))
    for (const attempt of [
      () => createWebhook(changer.ctx, { accountId, name: 'R', url, actions: [] }),
      () => updateWebhook(changer.ctx, { accountId, webhookId, name: 'X' }),
      () => updateWebhook(changer.ctx, { accountId, webhookId, isEnabled: false, url }),
      () => rotateWebhookSecret(changer.ctx, { accountId, webhookId }),
      () => testWebhook(changer.ctx, { accountId, webhookId }),
      () => replayEvent(changer.ctx, { accountId, webhookId, sequence: 1 }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden', permission: 'read:audit_log' })
    await updateWebhook(changer.ctx, { accountId, webhookId, isEnabled: false })
    await deleteWebhook(changer.ctx, { accountId, webhookId })
  })

  test('a personal account has none', async () => {
    const { ctx: own, accountId: personal } = await newPerson()
    const input = { accountId: personal, name: 'R', url, actions: [] }
    await expect(createWebhook(own, input)).rejects.toMatchObject({ reason: 'personal_account' })
  })

  test('the log keeps of an address where it is, not what lets one post there', async () => {
    const secretly = 'https://93.184.216.34/services/T0/B0/secret?token=x'
    await createWebhook(ctx(), { accountId, name: 'Chat', url: secretly, actions: [] })
    const last = JSON.stringify((await eventsOf(accountId)).at(-1))
    expect(last).toContain('https://93.184.216.34/… (SHA-256 ')
    expect(last).not.toContain('secret')
  })

  test('a plan without an audit log has no webhooks but can get rid of one', async () => {
    const standard = await newOrganization({ plan: 'STANDARD' })
    const { ctx: theirs } = standard.administrator
    const required = { code: 'forbidden', reason: 'plan_required' }
    const input = { accountId: standard.accountId, name: 'R', url, actions: [] }
    await expect(createWebhook(theirs, input)).rejects.toMatchObject(required)
    await expect(listWebhooks(theirs, standard)).rejects.toMatchObject(required)
    const webhookId = '00000000-0000-4000-8000-000000000009'
    await query(
      `insert into webhook (account_id, id, name, url, sealed_secret, is_enabled, delivered_sequence)
       values ($1, $2, 'R', 'https://93.184.216.34', '', false, 0)`,
      [standard.accountId, webhookId],
    )
    const of = { accountId: standard.accountId, webhookId }
    await expect(testWebhook(theirs, of)).rejects.toMatchObject(required)
    await updateWebhook(theirs, { ...of, isEnabled: false })
    expect(await deleteWebhook(theirs, of)).toEqual({ id: webhookId })
  })
})
