import { beforeAll, describe, expect, test } from 'vitest'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newCustomRole, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { wireClient } from '@/lib/testing/wire-client'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'

// The requests that the infrastructure-as-code provider sends, in its order and with its bodies, for the whole life of each thing.

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const id = expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const base = { id, created: time, updated: time }

let organization: Organization
let account: string
let client: ReturnType<typeof wireClient>
beforeAll(async () => {
  organization = await newOrganization()
  account = `/accounts/${organization.accountId}`
  client = wireClient((await newUserApiKey(organization.administrator.ctx)).key)
})

test('a workspace is made, found by its handle, changed, read back as it was sent, and deleted', async () => {
  const content = { name: 'Ünï  codé 🦊 ', handle: 'tf-workspace', description: 'Lines\r\nof text\n' }
  const made = await client.post(`${account}/workspaces/`, 201, content)
  const expected = {
    ...base,
    account_id: organization.accountId,
    ...content,
    default_workspace_role_id: null,
    is_public: false,
  }
  expect(made).toEqual(expected)
  const path = `${account}/workspaces/${String(made['id'])}`
  expect(await client.get(path)).toMatchObject(expected)
  const byHandle = { workspaces: { handle: { any_: ['tf-workspace'] } } }
  expect(await client.find(`${account}/workspaces/filter`, byHandle)).toEqual([made])
  expect(
    await client.find(`${account}/workspaces/filter`, { workspaces: { handle: { any_: null } } }),
  ).toEqual(await client.find(`${account}/workspaces/filter`))
  const changed = { name: 'Renamed', handle: 'tf-renamed', description: '', default_workspace_role_id: null }
  await client.patch(path, 204, changed)
  expect(await client.get(path)).toMatchObject({ ...changed, id: made['id'] })
  expect(await client.get(`/workspaces/${String(made['id'])}/`)).toMatchObject(changed)
  await client.delete(path, 204)
  await client.send('GET', path, { status: 404 })
  await client.delete(path, 404)
})

test('a default role that is there stays when a change sends null for it, and a description that is null is left alone', async () => {
  const workspaceId = await newWorkspace(organization, 'Shared', organization.roles.RUNNER)
  const path = `${account}/workspaces/${workspaceId}`
  const asked = { name: 'Shared', handle: workspaceId.slice(0, 20), description: 'Told' }
  await client.patch(path, 204, { ...asked, default_workspace_role_id: null })
  await client.patch(path, 204, { description: null })
  expect(await client.get(path)).toMatchObject({
    ...asked,
    default_workspace_role_id: organization.roles.RUNNER,
  })
  await client.patch(path, 204, { default_workspace_role_id: organization.roles.READ_ONLY_COLLABORATOR })
  expect(await client.get(path)).toMatchObject({
    default_workspace_role_id: organization.roles.READ_ONLY_COLLABORATOR,
  })
  const without = await client.post(`${account}/workspaces`, 201, {
    name: 'Bare',
    handle: 'tf-bare',
    description: null,
  })
  expect(without['description']).toBe('')
})

test('a change of a workspace is done whole or not at all', async () => {
  const workspaceId = await newWorkspace(organization, 'Whole')
  await client.post(`${account}/workspaces/`, 201, { name: 'Taken', handle: 'tf-taken' })
  const path = `${account}/workspaces/${workspaceId}`
  const before = await client.get(path)
  const refused = await client.send('PATCH', path, {
    status: 409,
    body: { name: 'Half', handle: 'tf-taken' },
  })
  expect(refused).toMatchObject({ reason: 'handle_taken', detail: expect.any(String) })
  expect(await client.get(path)).toEqual(before)
})

describe('workspace roles', () => {
  const path = (roleId: unknown) => `${account}/workspace_roles/${String(roleId)}`

  test('are made of scopes, read back with exactly those, replaced and deleted', async () => {
    const scopes = ['see_blocks', 'see_artifacts', 'see_workers', 'see_variables', 'see_work_queues']
    const made = await client.post(`${account}/workspace_roles/`, 201, {
      name: 'tf-role',
      description: ' As it is\n',
      scopes,
      inherited_role_id: null,
    })
    expect({ ...made, scopes: sorted(made['scopes']) }).toEqual({
      ...base,
      name: 'tf-role',
      description: ' As it is\n',
      scopes: scopes.toSorted(),
      permissions: expect.arrayContaining(['read:block', 'read:worker']),
      account_id: organization.accountId,
      inherited_role_id: null,
    })
    expect(await client.get(path(made['id']))).toEqual(made)
    await client.patch(path(made['id']), 204, {
      name: 'tf-role-2',
      description: '',
      scopes: ['manage_blocks'],
      inherited_role_id: null,
    })
    const changed = await client.get(path(made['id']))
    expect(changed).toMatchObject({ name: 'tf-role-2', description: '' })
    expect(sorted(changed['scopes'])).toEqual(['manage_blocks', 'see_blocks'])
    await client.delete(path(made['id']), 204)
    await client.send('GET', path(made['id']), { status: 404 })
  })

  test('inherit what another role holds, which is told as long as it is so', async () => {
    const inherited = organization.roles.READ_ONLY_COLLABORATOR
    const content = { name: 'tf-heir', description: '', scopes: null, inherited_role_id: inherited }
    const made = await client.post(`${account}/workspace_roles/`, 201, content)
    expect(made).toMatchObject({ inherited_role_id: inherited })
    expect(made['scopes']).toEqual(expect.arrayContaining(['see_flows', 'see_workspace_settings']))
    expect(await client.get(path(made['id']))).toEqual(made)
    await client.patch(path(made['id']), 204, { ...content, scopes: ['see_flows'], inherited_role_id: null })
    expect(await client.get(path(made['id']))).toMatchObject({
      scopes: ['see_flows'],
      inherited_role_id: null,
    })
  })

  test('of a scope that means nothing here, or of another account, are refused with the field', async () => {
    const content = { name: 'tf-odd', description: '' }
    const refuse = (body: unknown) =>
      client.send('POST', `${account}/workspace_roles/`, { status: 422, body })
    expect(await refuse({ ...content, scopes: ['see_webhooks'] })).toMatchObject({
      reason: 'unknown_scope',
      fields: { scopes: expect.stringContaining('see_webhooks') },
    })
    const elsewhere = await newOrganization()
    const foreign = { ...content, scopes: [], inherited_role_id: elsewhere.roles.RUNNER }
    expect(await refuse(foreign)).toMatchObject({ reason: 'role_not_found' })
  })

  test.each(['Owner', 'Developer', 'Runner', 'Viewer', 'Worker', 'Collaborator', 'Read-only Collaborator'])(
    'built in are found by the name %s, one of each',
    async (name) => {
      const asked = { workspace_roles: { name: { any_: [name] } } }
      const [row, ...others] = await client.find(`${account}/workspace_roles/filter`, asked)
      expect(others).toEqual([])
      expect(row).toMatchObject({ ...base, name, account_id: null, inherited_role_id: null })
    },
  )

  test('called Worker are Runner until the organization has a role of that name', async () => {
    const find = () =>
      client.find(`${account}/workspace_roles/filter`, { workspace_roles: { name: { any_: ['Worker'] } } })
    expect(await find()).toMatchObject([{ id: organization.roles.RUNNER }])
    const content = { name: 'Worker', description: 'Polls', scopes: ['write_workers', 'see_work_queues'] }
    const made = await client.post(`${account}/workspace_roles/`, 201, content)
    expect(await find()).toEqual([made])
    await client.delete(path(made['id']), 204)
  })
})

test.each([
  ['Admin', 'ADMINISTRATOR', 30],
  ['Owner', 'ADMINISTRATOR', 30],
  ['Member', 'MEMBER', 8],
  ['Administrator', 'ADMINISTRATOR', 30],
  ['Read Only User', 'READ_ONLY_USER', 8],
] as const)('the account role %s is found under that name', async (name, key, atLeast) => {
  const asked = { account_roles: { name: { any_: [name] } } }
  const [row, ...others] = await client.find(`${account}/account_roles/filter`, asked)
  expect(others).toEqual([])
  expect(row).toMatchObject({
    ...base,
    id: organization.roles[key],
    name,
    account_id: null,
    is_system_role: true,
  })
  expect(sorted(row?.['permissions']).length).toBeGreaterThanOrEqual(atLeast)
  const path = `${account}/account_roles/${organization.roles[key]}`
  expect(await client.get(path)).toMatchObject({ permissions: row?.['permissions'] })
})

test('a custom role of the account is changed by permissions of either name, and deleted', async () => {
  const roleId = await newCustomRole(organization, ['read:flow'])
  const path = `${account}/account_roles/${roleId}`
  await client.patch(path, 204, { name: 'Recruiter', permissions: ['read:bot', 'create:invitation'] })
  const changed = await client.get(path)
  expect(changed).toMatchObject({
    name: 'Recruiter',
    account_id: organization.accountId,
    is_system_role: false,
  })
  expect(changed['permissions']).toEqual(
    expect.arrayContaining(['read:service_account', 'create:invitation']),
  )
  expect(changed['permissions']).not.toContain('read:flow')
  await client.patch(path, 204, { name: null })
  expect(await client.get(path)).toMatchObject({ permissions: changed['permissions'] })
  const refused = await client.send('PATCH', path, { status: 422, body: { permissions: ['do:magic'] } })
  expect(refused).toMatchObject({ reason: 'unknown_permission' })
  await client.patch(`${account}/account_roles/${organization.roles.MEMBER}`, 409, { name: 'Ours' })
  await client.delete(path, 204)
  await client.delete(path, 404)
})

test('no role of an account can take a name that a client knows a built-in one by', async () => {
  for (const name of ['Admin', 'owner', 'Developer', 'Viewer']) {
    const body = { name, scopes: [] }
    const refused = await client.send('POST', `${account}/workspace_roles/`, { status: 409, body })
    expect(refused).toMatchObject({ reason: 'role_name_taken' })
  }
})

describe('service accounts', () => {
  const path = (botId: unknown) => `${account}/bots/${String(botId)}`

  test('are made with a key, read without it, renamed, given another role, and deleted', async () => {
    const [member] = await client.find(`${account}/account_roles/filter`, {
      account_roles: { name: { any_: ['Member'] } },
    })
    const made = await client.post(`${account}/bots/`, 201, {
      name: 'tf-bot',
      account_role_id: member?.['id'],
    })
    const key = { id, created: time, name: 'tf-bot', expiration: null, masked_key: expect.any(String) }
    const bot = {
      ...base,
      actor_id: id,
      account_id: organization.accountId,
      name: 'tf-bot',
      account_role_id: organization.roles.MEMBER,
      account_role_name: 'Member',
    }
    expect(made).toEqual({ ...bot, api_key: { ...key, key: expect.stringMatching(/^rst_s_/) } })
    expect(new Set([made['id'], made['actor_id']]).size).toBe(2)
    const read = await client.get(path(made['id']))
    expect(read).toEqual({ ...bot, api_key: key })
    expect(read['updated']).toBe(made['updated'])
    const byName = { service_accounts: { name: { any_: ['tf-bot'] } } }
    expect(await client.find(`${account}/bots/filter`, byName)).toEqual([read])
    expect(
      await client.find(`${account}/bots/filter`, { service_accounts: { name: { any_: null } } }),
    ).toContainEqual(read)
    const patch = (status: number, roleId: string) =>
      client.patch(path(made['id']), status, { name: 'tf-bot-2', account_role_id: roleId })
    await patch(409, organization.roles.ADMINISTRATOR)
    expect(await client.get(path(made['id']))).toEqual(read)
    await patch(204, organization.roles.READ_ONLY_USER)
    expect(await client.get(path(made['id']))).toMatchObject({ account_role_name: 'Read Only User' })
    expect(await client.get(path(made['id']))).toMatchObject({ name: 'tf-bot-2', actor_id: made['actor_id'] })
    await client.delete(path(made['id']), 204)
    await client.send('GET', path(made['id']), { status: 404 })
  })

  test('have keys rotated with and without an overlap, each end exactly as it was asked for', async () => {
    const expiration = '2099-11-30T12:00:00Z'
    const made = await client.post(`${account}/bots/`, 201, {
      name: 'tf-rotated',
      api_key_expiration: expiration,
    })
    const first = keyOf(made)
    expect(first['expiration']).toBe('2099-11-30T12:00:00.000Z')
    const rotate = `${path(made['id'])}/rotate_api_key`
    const second = keyOf(
      await client.post(rotate, 201, { api_key_expiration: null, old_key_expires_in_seconds: 172_800 }),
    )
    expect(second).toMatchObject({ name: 'tf-rotated', expiration: null, key: expect.any(String) })
    expect(second['id']).not.toBe(first['id'])
    for (const { key } of [first, second]) await wireClient(String(key)).get('/me/')
    expect(await client.get(`${path(made['id'])}/read_bot_api_keys`)).toMatchObject({
      active_key: { id: second['id'] },
      rotating_keys: [{ id: first['id'] }],
    })
    const third = keyOf(await client.post(rotate, 201))
    await wireClient(String(second['key'])).send('GET', '/me/', { status: 401 })
    await wireClient(String(third['key'])).get('/me/')
    expect(keyOf(await client.get(path(made['id'])))).toMatchObject({ id: third['id'] })
    expect(keyOf(await client.get(path(made['id'])))).not.toHaveProperty('key')
    await client.send('POST', rotate, { status: 422, body: { old_key_expires_in_seconds: 172_801 } })
    await client.delete(`${path(made['id'])}/delete_bot_api_key/${String(third['id'])}`, 204)
    const fourth = keyOf(await client.post(rotate, 201, { old_key_expires_in_seconds: 0 }))
    await wireClient(String(fourth['key'])).get('/me/')
  })

  test('do not change by being read or by using their key', async () => {
    const made = await client.post(`${account}/bots/`, 201, { name: 'tf-stable' })
    await wireClient(String(keyOf(made)['key'])).list('/me/workspaces')
    const read = await client.get(path(made['id']))
    expect(read).toMatchObject({ updated: made['updated'], api_key: { created: keyOf(made)['created'] } })
    expect(await client.get(`${path(made['id'])}/`)).toEqual(read)
  })
})

describe('access to a workspace', () => {
  test.each([['user'], ['bot']] as const)(
    'of a %s is given, keeps its id with another role, and is taken back',
    async (kind) => {
      const workspaceId = await newWorkspace(organization, 'Accessed')
      const workspace = `${account}/workspaces/${workspaceId}`
      const made =
        kind === 'bot'
          ? await client.post(`${account}/bots/`, 201, { name: `tf-access-${workspaceId}` })
          : null
      const member = await newMember(organization, organization.roles.MEMBER)
      const principal = { [`${kind}_id`]: made ? made['id'] : member.user.id }
      const give = (roleId: string) =>
        client.find(`${workspace}/${kind}_access/`, [{ ...principal, workspace_role_id: roleId }])
      const [given, ...others] = await give(organization.roles.RUNNER)
      expect(others).toEqual([])
      expect(given).toEqual({
        ...base,
        workspace_id: workspaceId,
        workspace_role_id: organization.roles.RUNNER,
        actor_id: id,
        user_id: null,
        bot_id: null,
        team_id: null,
        ...principal,
      })
      const path = `${workspace}/${kind}_access/${String(given?.['id'])}`
      expect(await client.get(path)).toEqual(given)
      const [again] = await give(organization.roles.COLLABORATOR)
      expect(again).toMatchObject({ id: given?.['id'], workspace_role_id: organization.roles.COLLABORATOR })
      expect(await client.find(`${workspace}/${kind}_access/filter`)).toMatchObject([again ?? {}])
      await client.delete(path, 204)
      await client.send('GET', path, { status: 404 })
      await client.delete(path, 404)
      const events = await actionsOf(organization.accountId)
      expect(events).toEqual(expect.arrayContaining(['grant.created', 'grant.role_changed', 'grant.deleted']))
      // One by itself is as good as an array of one.
      const alone = { ...principal, workspace_role_id: organization.roles.RUNNER }
      expect(await client.find(`${workspace}/${kind}_access`, alone)).toMatchObject([principal])
    },
  )

  test('is given to all of a request or to none', async () => {
    const workspaceId = await newWorkspace(organization, 'Together')
    const reader = await newMember(organization, organization.roles.READ_ONLY_USER)
    const member = await newMember(organization, organization.roles.MEMBER)
    const path = `${account}/workspaces/${workspaceId}/user_access/`
    const wanted = [member, reader].map(({ user }) => ({
      user_id: user.id,
      workspace_role_id: organization.roles.OWNER,
    }))
    const refused = await client.send('POST', path, { status: 409, body: wanted })
    expect(refused).toMatchObject({ reason: 'read_only_member' })
    expect(await client.find(`${path}filter`)).toEqual([])
    const stranger = await newPerson()
    const foreign = [{ user_id: stranger.user.id, workspace_role_id: organization.roles.RUNNER }]
    expect(await client.send('POST', path, { status: 404, body: foreign })).toMatchObject({
      reason: 'not_a_member',
    })
    expect(
      await client.send('POST', path, {
        status: 404,
        body: [{ ...wanted[0], user_id: member.membershipId }],
      }),
    ).toMatchObject({
      reason: 'not_a_member',
    })
  })

  test('is told of everybody who has it, by their actors', async () => {
    const own = await newOrganization()
    const workspaceId = await newWorkspace(own, 'Shared')
    const { membershipId, user } = await newMember(own, own.roles.MEMBER, { name: 'Grace Hopper' })
    await newGrant(own, { workspaceId, membershipId, roleId: own.roles.RUNNER })
    const mine = wireClient((await newUserApiKey(own.administrator.ctx)).key)
    const bot = await mine.post(`/accounts/${own.accountId}/bots`, 201, { name: 'Robot' })
    const workspace = `/accounts/${own.accountId}/workspaces/${workspaceId}`
    const [given] = await mine.find(`${workspace}/bot_access`, {
      bot_id: bot['id'],
      workspace_role_id: own.roles.RUNNER,
    })
    const rows = await mine.list(`${workspace}/access/`)
    expect(rows.map(({ id, name, email, type }) => ({ id, name, email, type }))).toEqual([
      { id, name: 'Grace Hopper', email: user.email, type: 'user' },
      { id: given?.['actor_id'], name: 'Robot', email: null, type: 'service_account' },
      { id, name: 'Ada Lovelace', email: own.administrator.user.email, type: 'user' },
    ])
  })

  test('ends by itself where it was given until a time', async () => {
    const workspaceId = await newWorkspace(organization, 'Ends')
    const member = await newMember(organization, organization.roles.MEMBER)
    const path = `${account}/workspaces/${workspaceId}/user_access`
    const wanted = { user_id: member.user.id, workspace_role_id: organization.roles.RUNNER }
    const [given] = await client.find(`${path}/`, wanted)
    await query(`update workspace_grant set expires_at = now() where id = $1`, [given?.['id']])
    await client.send('GET', `${path}/${String(given?.['id'])}`, { status: 404 })
    expect(await client.find(`${path}/filter`)).toEqual([])
    expect(await client.find(`${path}/`, wanted)).toMatchObject([{ id: given?.['id'] }])
  })
})

describe('members', () => {
  test('are found by their address, given another role and removed', async () => {
    const member = await newMember(organization, organization.roles.MEMBER, { name: 'Grace Brewster Hopper' })
    const byEmail = { account_memberships: { email: { any_: [member.user.email.toUpperCase()] } } }
    const [row, ...others] = await client.find(`${account}/account_memberships/filter`, byEmail)
    expect(others).toEqual([])
    expect(row).toEqual({
      ...base,
      id: member.membershipId,
      account_id: organization.accountId,
      actor_id: id,
      user_id: member.user.id,
      bot_id: null,
      account_role_id: organization.roles.MEMBER,
      account_role_name: 'Member',
      first_name: 'Grace',
      last_name: 'Brewster Hopper',
      handle: expect.stringMatching(/^grace-brewster-hopper/),
      email: member.user.email,
      last_login: null,
      active: true,
    })
    expect(new Set([row?.['id'], row?.['user_id'], row?.['actor_id']]).size).toBe(3)
    const path = `${account}/account_memberships/${member.membershipId}`
    await client.patch(path, 204, { account_role_id: organization.roles.USER })
    expect(await client.get(path)).toMatchObject({ account_role_name: 'User', actor_id: row?.['actor_id'] })
    expect(await client.get(`${account}/account_memberships/by-user/${member.user.id}`)).toMatchObject({
      id: member.membershipId,
    })
    await client.patch(`${path}/active`, 204, { active: false })
    expect(await client.get(path)).toMatchObject({ active: false })
    await client.send('POST', `${account}/account_memberships/set_active`, {
      status: 204,
      body: { membership_ids: [member.membershipId], active: true },
    })
    expect(await client.get(path)).toMatchObject({ active: true })
    await client.delete(path, 204)
    await client.delete(path, 404)
  })

  test('are all there for a criterion that is null, and service accounts when they are asked for', async () => {
    const own = await newOrganization()
    const { key } = await newUserApiKey(own.administrator.ctx)
    const mine = wireClient(key)
    const bot = await mine.post(`/accounts/${own.accountId}/bots/`, 201, { name: 'Robot' })
    const path = `/accounts/${own.accountId}/account_memberships`
    const all = await mine.find(`${path}/filter`, { account_memberships: { email: { any_: null } } })
    expect(all.map((row) => row['user_id'])).toEqual([own.administrator.user.id])
    expect(await mine.find(`${path}/filter`, { only_users: false })).toHaveLength(2)
    expect(await mine.find(`${path}/filter`, { only_users: false, limit: 1, offset: 1 })).toHaveLength(1)
    const [robot] = await mine.find(`${path}/filter`, { only_bots: true })
    expect(robot).toMatchObject({ user_id: null, bot_id: bot['id'], actor_id: bot['actor_id'], email: '' })
    expect(await mine.send('POST', `${path}/count`, { status: 200 })).toBe(1)
    expect(await mine.get(`${path}/by-bot/${String(bot['id'])}`)).toEqual(robot)
    await mine.patch(`${path}/${String(robot?.['id'])}`, 409, { account_role_id: own.roles.ADMINISTRATOR })
    await mine.delete(`${path}/${String(robot?.['id'])}`, 409)
    await mine.patch(`${path}/${String(all[0]?.['id'])}`, 409, { account_role_id: own.roles.MEMBER })
  })
})

test('what tests left behind is listed and deleted, each kind by a filter of nothing', async () => {
  const own = await newOrganization()
  const swept = `/accounts/${own.accountId}`
  const mine = wireClient((await newUserApiKey(own.administrator.ctx)).key)
  await mine.post(`${swept}/workspaces/`, 201, { name: 'Left', handle: 'tf-left', description: '' })
  await mine.post(`${swept}/bots/`, 201, { name: 'Left' })
  await mine.post(`${swept}/workspace_roles/`, 201, { name: 'Left', description: '', scopes: [] })
  for (const [kind, collection] of [
    ['workspaces', 'workspaces'],
    ['bots', 'service_accounts'],
    ['workspace_roles', 'workspace_roles'],
  ] as const) {
    const everything = { [collection]: { [kind === 'workspaces' ? 'handle' : 'name']: { any_: null } } }
    const left = (await mine.find(`${swept}/${kind}/filter`, everything)).filter(
      ({ name }) => name === 'Left',
    )
    expect(left).toHaveLength(1)
    for (const { id: leftId } of left) await mine.delete(`${swept}/${kind}/${String(leftId)}`, 204)
    expect(await mine.find(`${swept}/${kind}/filter`, everything)).not.toMatchObject(left)
  }
})

function sorted(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String).toSorted() : []
}

function keyOf(bot: Record<string, unknown>): Record<string, unknown> {
  return Object(bot['api_key'])
}
