import { beforeAll, describe, expect, test } from 'vitest'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { actionsOf } from '@/lib/testing/audit'
import { newMember, newOrganization, type Person } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { wireClient } from '@/lib/testing/wire-client'

// A user and their keys as the infrastructure-as-code provider reads and changes them.

let grace: Person
let user: string
let client: ReturnType<typeof wireClient>
beforeAll(async () => {
  grace = await newPerson({ name: 'Grace Hopper' })
  user = `/users/${grace.user.id}`
  client = wireClient((await newUserApiKey(grace.ctx)).key)
})

test('a user is read and renamed with a key of their own, and read back as they were sent', async () => {
  const before = await client.get(user)
  expect(before).toEqual({
    id: grace.user.id,
    created: expect.any(String),
    updated: expect.any(String),
    actor_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    handle: expect.stringMatching(/^grace-hopper/),
    first_name: 'Grace',
    last_name: 'Hopper',
    email: grace.user.email,
  })
  const { handle, email } = before
  for (const [first_name, last_name] of [
    ['Grace', 'Brewster  Hopper '],
    ['Gräce', ''],
    ['Grace', 'Hopper'],
  ]) {
    await client.patch(user, 204, { handle, email, first_name, last_name })
    expect(await client.get(`${user}/`)).toMatchObject({ handle, email, first_name, last_name })
  }
  expect(await actionsOf(grace.accountId)).toContain('user.name_changed')
})

test('what cannot be changed or read back is refused, and nothing is changed by that', async () => {
  const before = await client.get(user)
  const { handle, email } = before
  const refuse = (status: number, change: Record<string, string>) =>
    client.send('PATCH', user, {
      status,
      body: { handle, email, first_name: 'Ada', last_name: 'Byron', ...change },
    })
  expect(await refuse(409, { email: 'other@example.com' })).toMatchObject({ reason: 'email_fixed' })
  expect(await refuse(409, { handle: 'other-handle' })).toMatchObject({ reason: 'handle_fixed' })
  expect(await refuse(422, { first_name: 'Ada Augusta' })).toMatchObject({ reason: 'unreadable_name' })
  await refuse(422, { first_name: '', last_name: '' })
  await refuse(422, { last_name: 'x'.repeat(200) })
  expect(await client.get(user)).toEqual(before)
})

test('a key of a user is made, read without its secret, and revoked', async () => {
  const made = await client.post(`${user}/api_keys`, 201, {
    name: 'tf key ',
    expiration: '2099-01-01T00:00:00+01:00',
  })
  expect(made).toEqual({
    id: expect.any(String),
    created: expect.any(String),
    name: 'tf key ',
    expiration: '2098-12-31T23:00:00.000Z',
    masked_key: expect.stringMatching(/^rst_u_.{4}\*+$/),
    key: expect.stringMatching(/^rst_u_/),
  })
  const { key, ...read } = made
  const path = `${user}/api_keys/${String(made['id'])}`
  expect(await client.get(path)).toEqual(read)
  expect(await client.list(`${user}/api_keys?name=tf%20key%20`)).toEqual([read])
  expect(await wireClient(String(key)).get('/me/')).toMatchObject({ id: grace.user.id })
  await client.delete(path, 204)
  await client.send('GET', path, { status: 404 })
  await client.delete(path, 404)
  await wireClient(String(key)).send('GET', '/me/', { status: 401 })
  const forever = await client.post(`${user}/api_keys`, 201, { name: 'For ever' })
  expect(forever['expiration']).toBeNull()
  await client.send('POST', `${user}/api_keys`, {
    status: 422,
    body: { name: 'Past', expiration: '2020-01-01T00:00:00Z' },
  })
})

describe('denials', () => {
  test('nobody else reads or changes a user, nor learns whether there is one', async () => {
    const organization = await newOrganization()
    const member = await newMember(organization, organization.roles.MEMBER)
    const { id: keyId } = await newUserApiKey(member.ctx)
    const robot = await newServiceAccountWithKey(organization)
    const administrator = await newUserApiKey(organization.administrator.ctx)
    const paths = [`/users/${member.user.id}`, '/users/00000000-0000-7000-8000-000000000000']
    const ofPeople = { status: 403, reason: 'users_only' }
    const notThere = { status: 404, reason: 'user_not_found' }
    for (const [{ key }, { status, reason }] of [
      [robot.key, ofPeople],
      [administrator, notThere],
    ] as const) {
      for (const path of paths) {
        const user = await wireClient(key).send('GET', path, { status: 404 })
        expect(user).toMatchObject({ reason: 'user_not_found' })
        const answers = [
          await wireClient(key).send('PATCH', path, { status, body: { first_name: 'Eve' } }),
          await wireClient(key).send('POST', `${path}/api_keys`, { status, body: { name: 'Mine' } }),
          await wireClient(key).send('GET', `${path}/api_keys`, { status }),
          await wireClient(key).send('GET', `${path}/api_keys/${keyId}`, { status }),
          await wireClient(key).send('DELETE', `${path}/api_keys/${keyId}`, { status }),
        ]
        for (const answer of answers) expect(answer).toMatchObject({ reason })
      }
    }
    await client.send('GET', `${user}/api_keys/${keyId}`, { status: 404 })
    await client.delete(`${user}/api_keys/${keyId}`, 404)
  })

  test('a key that was made for one account tells nothing of other keys, makes none and renames nobody', async () => {
    const bound = await newUserApiKey(grace.ctx, { accountId: grace.accountId })
    const { id: otherId } = await newUserApiKey(grace.ctx, { name: 'For everything' })
    const other = wireClient(bound.key)
    expect(await other.get(user)).toMatchObject({ id: grace.user.id })
    for (const [method, path, body] of [
      ['GET', `${user}/api_keys`, undefined],
      ['GET', `${user}/api_keys/${otherId}`, undefined],
      ['POST', `${user}/api_keys`, { name: 'Wider' }],
      ['PATCH', user, { first_name: 'Eve' }],
      ['DELETE', `${user}/api_keys/${bound.id}`, undefined],
    ] as const)
      expect(await other.send(method, path, { status: 403, body })).toMatchObject({ reason: 'api_key_bound' })
  })
})
