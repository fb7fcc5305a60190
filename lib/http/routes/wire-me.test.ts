import { beforeAll, describe, expect, test } from 'vitest'
import { listPermissionNames } from '@/lib/policy/permission-names'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { newMember, newOrganization, type Organization, type Person } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { wireClient } from '@/lib/testing/wire-client'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'

let grace: Person
let client: ReturnType<typeof wireClient>
beforeAll(async () => {
  grace = await newPerson({ name: 'Grace Hopper' })
  client = wireClient((await newUserApiKey(grace.ctx)).key)
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

  test('lists organizations without the account that is their own', async () => {
    const listed = await client.list('/me/organizations')
    expect(listed.map(({ account_id }) => account_id)).toEqual([organization.accountId])
  })

  test('lists one’s keys, all of them and by name', async () => {
    const person = await newPerson()
    const own = wireClient((await newUserApiKey(person.ctx, { name: 'This one' })).key)
    const other = await newUserApiKey(person.ctx, { name: 'Other' })
    const row = await own.get(`/users/${person.user.id}/api_keys/${other.id}`)
    expect(await own.list('/me/api_keys')).toMatchObject([{ name: 'Other' }, { name: 'This one' }])
    expect(await own.list('/me/api_keys?name=Other')).toEqual([row])
    expect(await own.list('/me/api_keys?name=None')).toEqual([])
    const named = { api_keys: { name: { any_: ['Other', 'None'] } } }
    expect(await own.find('/me/api_keys/filter', named)).toEqual([row])
    expect(await own.find('/me/api_keys/filter', { api_keys: { id: { any_: [other.id] } } })).toEqual([row])
    expect(await own.find('/me/api_keys/filter', { limit: 1, offset: 1 })).toMatchObject([
      { name: 'This one' },
    ])
    expect(await own.find('/me/api_keys/filter')).toHaveLength(2)
    await own.send('POST', '/me/api_keys/filter', { status: 422, body: { keys: {}, api_keys: { of: [] } } })
  })

  test('lists one’s sessions, finds some of them and ends one', async () => {
    const person = await newPerson()
    const own = wireClient((await newUserApiKey(person.ctx)).key)
    const signedIn = await own.list('/me/sessions')
    expect(signedIn).toEqual([
      {
        id: expect.any(String),
        device: expect.any(String),
        user_agent: person.ctx.userAgent,
        ip_address: person.ctx.ipAddress,
        created_at: expect.any(String),
        last_used_at: expect.any(String),
        expires_at: expect.any(String),
        is_current: false,
        restricted: false,
      },
    ])
    const id = String(signedIn[0]?.['id'])
    const find = (sessions: unknown) => own.find('/me/sessions/filter', { sessions })
    expect(await own.find('/me/sessions/filter')).toEqual(signedIn)
    expect(await find({ ip_address: { any_: [person.ctx.ipAddress] }, id: { any_: [id] } })).toEqual(signedIn)
    expect(await find({ ip_address: { any_: ['192.0.2.1'] } })).toEqual([])
    expect(await own.find('/me/sessions/filter', { offset: 1 })).toEqual([])
    await client.send('POST', `/me/sessions/${id}/terminate`, { status: 404 })
    expect(await own.list('/me/sessions')).toHaveLength(1)
    await own.send('POST', `/me/sessions/${id}/terminate`, { status: 204 })
    expect(await own.list('/me/sessions')).toEqual([])
    expect(await actionsOf(person.accountId)).toContain('session.revoked')
  })

  test('leaves a workspace that one was added to, and no other', async () => {
    const member = await newMember(organization, organization.roles.MEMBER)
    const own = wireClient((await newUserApiKey(member.ctx)).key)
    const workspaceId = await newWorkspace(organization, 'Left')
    const grant = { workspaceId, membershipId: member.membershipId, roleId: organization.roles.RUNNER }
    await own.delete(`/me/workspaces/${workspaceId}`, 404)
    await newGrant(organization, grant)
    await own.delete(`/me/workspaces/${workspaceId}`, 204)
    await own.delete(`/me/workspaces/${workspaceId}`, 404)
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'grant.deleted',
      message: `${member.user.name} left Left, where they were Runner`,
      info: { membership_id: member.membershipId, after: null },
    })
    const shared = await newWorkspace(organization, 'Shared', organization.roles.RUNNER)
    const refused = await own.send('DELETE', `/me/workspaces/${shared}`, { status: 409 })
    expect(refused).toMatchObject({ reason: 'not_added' })
    await newGrant(organization, { ...grant, workspaceId: shared })
    await own.delete(`/me/workspaces/${shared}`, 204)
    expect(await own.send('GET', `/me/workspaces/${shared}/scopes`, { status: 200 })).toContain('see_flows')
  })
})
