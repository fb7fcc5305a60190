import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newRouteWorld, type RouteWorld } from '@/lib/testing/route-world'
import { wireClient } from '@/lib/testing/wire-client'

// What clients send again when an answer did not arrive, and what would be there twice.

let world: RouteWorld
let account: string
let client: ReturnType<typeof wireClient>
beforeAll(async () => {
  world = await newRouteWorld()
  account = `/accounts/${world.organization.accountId}`
})

function again(): void {
  client = wireClient(world.key, { 'idempotency-key': randomUUID() })
}

test('lines of a log that are sent again with their key are kept once', async () => {
  const { workspaceId, flowRunId } = world.ids
  const line = { name: 'flow', level: 20, message: 'Loaded', timestamp: '2026-01-01T12:00:00Z' }
  again()
  const send = () =>
    client.send('POST', `${account}/workspaces/${workspaceId}/logs`, {
      status: 201,
      body: [{ ...line, flow_run_id: flowRunId }],
    })
  await send()
  await send()
  expect(await query('select message from flow_run_log where flow_run_id = $1', [flowRunId])).toHaveLength(1)
})

test('a link that is asked for again is not made anew, and its secret is not kept', async () => {
  const path = `${account}/invitations/${world.ids['invitationId']}/link`
  again()
  const { url } = await client.post(path, 200)
  expect(url).toMatch(/\/invitations\/[\w-]{43}$/)
  expect(await client.send('POST', path, { status: 409 })).toMatchObject({ reason: 'answer_shown_once' })
  const copied = (await actionsOf(world.organization.accountId)).filter(
    (action) => action === 'invitation.link_copied',
  )
  expect(copied).toHaveLength(1)
  const kept = await query('select answer::text from idempotent_request where answer is not null')
  expect(JSON.stringify(kept)).not.toContain(String(url).slice(-43))
})

test('a webhook that is asked for again is made once, and its secret is not kept', async () => {
  again()
  const body = { name: 'Receiver', url: 'https://93.184.216.34/events' }
  const made = await client.post(`${account}/webhooks`, 201, body)
  expect(made['secret']).toMatch(/^whsec_/)
  expect(await client.send('POST', `${account}/webhooks`, { status: 409, body })).toMatchObject({
    reason: 'answer_shown_once',
  })
  const kept = await query('select answer::text from idempotent_request where answer is not null')
  expect(JSON.stringify(kept)).not.toContain('whsec_')
  await query('update webhook set is_enabled = false where id = $1', [made['id']])
})
