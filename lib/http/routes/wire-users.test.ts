import { beforeAll, describe, expect, test } from 'vitest'
import { listPermissionNames } from '@/lib/policy/permission-names'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { actionsOf } from '@/lib/testing/audit'
import { newMember, newOrganization, type Organization, type Person } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { wireClient } from '@/lib/testing/wire-client'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'

// A user and their keys as the infrastructure-as-code provider reads and changes them, and what `me` tells.

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

describe('me', () => {
  let organization: Organization
  beforeAll(async () => {
    organization = await newOrganization()
    await newMember(organization, organization.roles.MEMBER, { person: grace })
  })

  test('is a person, or a service account', async () => {
    expect(await client.get('/me')).toMatchObject({
      id: grace.user.id,
      kind: 'USER',
      personal_account_id: grace.accountId,
      account_id: null,
      location: null,
      settings: {},
    })
    const robot = await newServiceAccountWithKey(organization)
    expect(await wireClient(robot.key.key).get('/me/')).toMatchObject({
      id: robot.serviceAccountId,
      kind: 'SERVICE_ACCOUNT',
      personal_account_id: null,
      account_id: organization.accountId,
      last_name: '',
      email: '',
    })
  })

  test('lists accounts by both sets of names, and the permissions held in each', async () => {
    const [own, other] = await client.list('/me/accounts')
    expect(own).toMatchObject({ id: grace.accountId, account_id: grace.accountId, kind: 'PERSONAL' })
    expect(other).toMatchObject({
      account_id: organization.accountId,
      account_name: organization.name,
      account_handle: organization.handle,
      account_role_name: 'Member',
      account_plan_type: 'ENTERPRISE',
    })
    const account = `/me/accounts/${organization.accountId}`
    const held = await client.send('GET', `${account}/permissions`, { status: 200 })
    const told = ['read:member', 'read:account_membership', 'read:bot', 'read:ip_allowlist']
    expect(held).toEqual(expect.arrayContaining(told))
    expect(held).not.toContain('create:bot')
    expect(held).not.toContain('update:ip_allowlist')
    const has = (permission: string) =>
      client.send('GET', `${account}/has_permission?permission=${permission}`, { status: 200 })
    expect([await has('read:bot'), await has('create:bot'), await has('create:workspace')]).toEqual([
      true,
      false,
      false,
    ])
    await client.send('GET', `${account}/has_permission?permission=do:magic`, { status: 422 })
    await client.send('GET', `${account}/has_permission`, { status: 422 })
    const where = '/me/accounts/has_permission?permission=create:workspace'
    expect(await client.send('GET', where, { status: 200 })).toEqual([grace.accountId])
    expect(await client.send('GET', '/accounts/permissions', { status: 200 })).toEqual(listPermissionNames())
  })

  test('tells the scopes held in a workspace, and nothing of one that cannot be opened', async () => {
    const member = await newMember(organization, organization.roles.MEMBER)
    const { key } = await newUserApiKey(member.ctx)
    const workspaceId = await newWorkspace(organization, 'Scoped')
    const scopes = `/me/workspaces/${workspaceId}/scopes`
    await wireClient(key).send('GET', scopes, { status: 404 })
    const { membershipId } = member
    await newGrant(organization, { workspaceId, membershipId, roleId: organization.roles.RUNNER })
    const held = await wireClient(key).send('GET', scopes, { status: 200 })
    expect(held).toEqual(expect.arrayContaining(['see_flows', 'run_deployments']))
    expect(held).not.toContain('manage_flows')
    const has = (scope: string) =>
      wireClient(key).send('GET', `/me/workspaces/${workspaceId}/has_scope?scope=${scope}`, { status: 200 })
    expect([await has('see_flows'), await has('manage_flows')]).toEqual([true, false])
  })

  test('lists the scopes there are, each with those that come with it', async () => {
    const scopes = await client.list('/workspace_scopes')
    expect(scopes.find(({ name }) => name === 'manage_blocks')).toEqual({
      name: 'manage_blocks',
      title: expect.any(String),
      feature_group: 'block',
      includes_scopes: ['see_blocks'],
      see_scope: 'see_blocks',
      permissions: expect.arrayContaining(['delete:block', 'read:block']),
    })
  })

  test('leaves an account', async () => {
    const left = await newOrganization()
    const person = await newMember(left, left.roles.MEMBER)
    const { key } = await newUserApiKey(person.ctx)
    await wireClient(key).delete(`/me/accounts/${left.accountId}`, 204)
    await wireClient(key).delete(`/me/accounts/${left.accountId}`, 404)
    expect(await actionsOf(left.accountId)).toContain('membership.left')
    const last = await newUserApiKey(left.administrator.ctx)
    await wireClient(last.key).delete(`/me/accounts/${left.accountId}`, 409)
  })
})
