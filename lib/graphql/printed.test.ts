import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { eventsOf } from '@/lib/testing/audit'
import { newServiceAccountWithKey } from '@/lib/testing/api-keys'
import { countStatements } from '@/lib/testing/count-statements'
import { askGraphql, dataOf, keyOf, printed, refusalOf } from '@/lib/testing/graphql'
import { inviteTo, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'

// The operations of reference/role-based-access-controls.txt, as they are printed there.

const withId = z.object({ id: z.string() })
const roles = z.array(
  z.strictObject({
    created: z.iso.datetime(),
    id: z.string(),
    name: z.string(),
    permissions: z.array(z.string()),
  }),
)
const users = z.array(
  z.strictObject({
    id: z.string(),
    account_type: z.enum(['USER', 'SERVICE_ACCOUNT']),
    email: z.string().nullable(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    username: z.string(),
    memberships: z.array(withId),
  }),
)
const events = z.array(
  z.strictObject({
    object_id: z.string(),
    object_table: z.string(),
    timestamp: z.iso.datetime(),
    message: z.string(),
  }),
)

type Tenant = { organization: Organization; key: string }

async function newTenant(): Promise<Tenant> {
  const organization = await newOrganization()
  return { organization, key: await keyOf(organization.administrator) }
}

async function send(key: string, name: string, ids: Record<string, string> = {}) {
  return askGraphql(printed(name, ids), { key })
}

/** Both names of the header, the handle in another case. */
function headersFor(accountId: string, handle: string): Record<string, string>[] {
  return [{ 'x-organization': accountId }, { 'x-prefect-tenant-id': handle.toUpperCase() }]
}

async function createRole(key: string): Promise<string> {
  return withId.parse(dataOf(await send(key, 'create_custom_role')).create_custom_role).id
}

async function listRoles(key: string) {
  return roles.parse(dataOf(await send(key, 'auth_role')).auth_role)
}

async function permissionsOf(key: string, roleId: string): Promise<string[] | undefined> {
  return (await listRoles(key)).find(({ id }) => id === roleId)?.permissions
}

describe('a custom role', () => {
  test('is created as printed, its permissions updated for everyone who has it, and deleted when nobody has it', async () => {
    const { organization, key } = await newTenant()
    const roleId = await createRole(key)
    expect(await permissionsOf(key, roleId)).toEqual(['read:flow'])

    const member = await newMember(organization, organization.roles.MEMBER)
    const { membershipId } = member
    const assigned = await send(key, 'set_membership_role', { membership_id: membershipId, role_id: roleId })
    expect(dataOf(assigned)).toEqual({ set_membership_role: { id: membershipId } })

    const updated = await send(key, 'update_custom_role_permissions', { role_id: roleId })
    expect(dataOf(updated)).toEqual({ update_custom_role_permissions: { success: true } })
    expect(await permissionsOf(key, roleId)).toEqual(['read:flow', 'delete:flow'])

    const refused = await send(key, 'delete_custom_role', { role_id: roleId })
    expect(refused.status).toBe(200)
    expect(refusalOf(refused)).toBe('conflict/role_in_use')
    const back = { membership_id: membershipId, role_id: organization.roles.MEMBER }
    dataOf(await send(key, 'set_membership_role', back))
    const deleted = await send(key, 'delete_custom_role', { role_id: roleId })
    expect(dataOf(deleted)).toEqual({ delete_custom_role: { success: true } })
    expect(await permissionsOf(key, roleId)).toBeUndefined()
    const actions = (await eventsOf(organization.accountId)).map(({ action }) => action)
    expect(actions.filter((action) => action.startsWith('role.'))).toEqual([
      'role.created',
      'role.updated',
      'role.deleted',
    ])
  })

  test('cannot be deleted while a service account or an invited user has it', async () => {
    const { organization, key } = await newTenant()
    const roleId = await createRole(key)
    const robot = await newServiceAccountWithKey(organization, { roleId })
    const refused = await send(key, 'delete_custom_role', { role_id: roleId })
    expect(refusalOf(refused)).toBe('conflict/role_in_use')
    expect(refused.errors?.[0]?.message).toContain('1 service account')

    const invitedRole = withId.parse(
      dataOf(await askGraphql(printed('create_custom_role').replace('my new role', 'For guests'), { key }))
        .create_custom_role,
    ).id
    await inviteTo(organization, { roleId: invitedRole })
    expect(refusalOf(await send(key, 'delete_custom_role', { role_id: invitedRole }))).toBe(
      'conflict/role_in_use',
    )
    expect(robot.key.key).toMatch(/^rst_s_/)
  })
})

describe('what is read', () => {
  test('auth_role has the default roles with what each holds', async () => {
    const { organization, key } = await newTenant()
    const listed = await listRoles(key)
    expect(listed.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Administrator', 'User', 'Read Only User', 'Member']),
    )
    const member = listed.find(({ id }) => id === organization.roles.MEMBER)
    expect(member?.permissions).toEqual([
      'read:organization',
      'read:member',
      'read:role',
      'read:service_account',
    ])
  })

  test('user_view_same_tenant has the users and the service accounts with the membership that a role is given to', async () => {
    const { organization, key } = await newTenant()
    const { membershipId } = await newServiceAccountWithKey(organization)
    const ada = await newMember(organization, organization.roles.USER, { name: 'Grace Brewster Hopper' })
    const listed = users.parse(dataOf(await send(key, 'user_view_same_tenant')).user_view_same_tenant)
    expect(listed).toHaveLength(3)
    expect(listed.find(({ id }) => id === ada.user.id)).toEqual({
      id: ada.user.id,
      account_type: 'USER',
      email: ada.user.email,
      first_name: 'Grace',
      last_name: 'Brewster Hopper',
      username: ada.user.email,
      memberships: [{ id: ada.membershipId }],
    })
    const robot = listed.find(({ account_type }) => account_type === 'SERVICE_ACCOUNT')
    expect(robot).toMatchObject({
      email: null,
      first_name: null,
      last_name: null,
      memberships: [{ id: membershipId }],
    })
  })

  test('audit_log has the newest event first, a sign-in with the user’s id among them', async () => {
    const { organization, key } = await newTenant()
    await createRole(key)
    const listed = events.parse(dataOf(await send(key, 'audit_log')).audit_log)
    expect(listed[0]).toMatchObject({ object_table: 'role' })
    expect(listed[0]?.message).toContain('created the role my new role')
    const times = listed.map(({ timestamp }) => timestamp)
    expect(times).toEqual(times.toSorted().toReversed())
    expect(listed.length).toBe((await eventsOf(organization.accountId)).length)
  })

  test('none of it has anything of another tenant, whichever the caller belongs to besides', async () => {
    const [mine, other] = [await newTenant(), await newTenant()]
    const roleId = await createRole(other.key)
    const stranger = await newMember(other.organization, other.organization.roles.MEMBER)
    const all = await Promise.all(
      ['auth_role', 'user_view_same_tenant', 'audit_log'].map((name) => send(mine.key, name)),
    )
    const text = JSON.stringify(all.map(dataOf))
    const { accountId, administrator } = other.organization
    for (const foreign of [
      roleId,
      stranger.user.id,
      stranger.membershipId,
      accountId,
      administrator.user.email,
    ])
      expect(text).not.toContain(foreign)
    const ids = { role_id: roleId, membership_id: stranger.membershipId }
    const before = await listRoles(other.key)
    for (const name of ['update_custom_role_permissions', 'delete_custom_role', 'set_membership_role'])
      expect(refusalOf(await send(mine.key, name, ids))).toMatch(/^not_found/)
    expect(await listRoles(other.key)).toEqual(before)
  })
})

test('a list costs a service account three statements: its key, what it may do, and the list', async () => {
  const { organization } = await newTenant()
  const { key } = await newServiceAccountWithKey(organization)
  for (const name of ['auth_role', 'user_view_same_tenant']) {
    await send(key.key, name)
    const { statements } = await countStatements(() => send(key.key, name))
    expect(
      statements.filter((text) => !/INSERT INTO api_key_use/.test(text)),
      name,
    ).toHaveLength(3)
  }
})

describe('lists go on', () => {
  test('after the cursor of any row, without a gap and without a double', async () => {
    const { organization, key } = await newTenant()
    for (const name of ['Ada', 'Bo', 'Cy']) await newMember(organization, organization.roles.MEMBER, { name })
    const fields = { auth_role: 'id cursor', user_view_same_tenant: 'id cursor', audit_log: 'id cursor' }
    const row = z.array(z.object({ id: z.string(), cursor: z.string() }))
    for (const [name, selected] of Object.entries(fields)) {
      const whole = row.parse(dataOf(await askGraphql(`{ ${name} { ${selected} } }`, { key }))[name])
      const found: string[] = []
      for (let after = ''; ;) {
        const place = after ? `, after: "${after}"` : ''
        const page = row.parse(
          dataOf(await askGraphql(`{ ${name}(limit: 2${place}) { ${selected} } }`, { key }))[name],
        )
        found.push(...page.map(({ id }) => id))
        const last = page.at(-1)
        if (page.length < 2 || !last) break
        after = last.cursor
      }
      expect(found).toEqual(whole.map(({ id }) => id))
    }
  })

  test('in either order, and not for more than a thousand rows', async () => {
    const { key } = await newTenant()
    const ids = z.array(withId)
    const ask = async (order: string) =>
      ids.parse(dataOf(await askGraphql(`{ audit_log(order_by: ${order}) { id } }`, { key })).audit_log)
    const [newest, oldest] = [await ask('[{ timestamp: desc }]'), await ask('{ timestamp: ascending }')]
    expect(newest).toEqual(oldest.toReversed())
    expect(await ask('{ timestamp: asc }')).toEqual(oldest)
    const refused = await askGraphql('{ audit_log(limit: 1001) { id } }', { key })
    expect(refusalOf(refused)).toBe('invalid_input')
    expect(refused.errors?.[0]?.extensions.fields).toHaveProperty('limit')
  })
})

test('of several changes those that are made answer, whichever fail: a secret is told once', async () => {
  const { organization, key } = await newTenant()
  const [made, refused, later] = ['First', 'first', 'Second'].map(
    (name, index) => `a${index}: create_service_account(input: { name: "${name}" }) { key { key } }`,
  )
  const { data, errors } = await askGraphql(`mutation { ${made} ${refused} ${later} }`, { key })
  const told = expect.objectContaining({ key: { key: expect.stringMatching(/^rst_s_/) } })
  expect(data).toEqual({ a0: told, a1: null, a2: told })
  expect(errors).toMatchObject([{ path: ['a1'], extensions: { reason: 'name_taken' } }])
  const actions = (await eventsOf(organization.accountId)).map(({ action }) => action)
  expect(actions.filter((action) => action === 'service_account.created')).toHaveLength(2)
})

describe('the tenant', () => {
  test('is the service account’s own organization', async () => {
    const { organization } = await newTenant()
    const { key } = await newServiceAccountWithKey(organization)
    const listed = await listRoles(key.key)
    expect(listed.map(({ id }) => id)).toContain(organization.roles.MEMBER)
  })

  test('of a user with several organizations is the one the header names, by id or handle, and must be named', async () => {
    const [one, two] = [await newOrganization({ name: 'One' }), await newOrganization({ name: 'Two' })]
    const person = await newPerson()
    for (const organization of [one, two])
      await newMember(organization, organization.roles.MEMBER, { person })
    const key = await keyOf(person)
    const query = printed('auth_role')
    const refused = await askGraphql(query, { key })
    expect(refusalOf(refused)).toBe('invalid_input/organization_required')
    for (const { name, handle, accountId } of [one, two])
      expect(refused.errors?.[0]?.message).toContain(`${name} (${handle}, ${accountId})`)
    for (const { handle, accountId, roles: ids } of [one, two])
      for (const headers of headersFor(accountId, handle)) {
        const listed = roles.parse(dataOf(await askGraphql(query, { key, headers })).auth_role)
        expect(listed.map(({ id }) => id)).toContain(ids.MEMBER)
      }
    const elsewhere = await newOrganization()
    for (const organization of [elsewhere.handle, elsewhere.accountId, 'nowhere-at-all'])
      expect(refusalOf(await askGraphql(query, { key, organization }))).toMatch(/^not_found/)
  })
})
