import { beforeAll, describe, expect, test } from 'vitest'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { eventsOf } from '@/lib/testing/audit'
import { countStatements } from '@/lib/testing/count-statements'
import { query } from '@/lib/testing/database'
import { newMapping } from '@/lib/testing/groups'
import { newMember, newOrganization, type Organization, type Person } from '@/lib/testing/organizations'
import { askScim, newScimToken, patchOf, scimUser } from '@/lib/testing/scim'
import { newWorkspace } from '@/lib/testing/workspaces'

let organization: Organization
let token: string
let workspaceId: string
let people: (Person & { membershipId: string; scimId: string })[]

beforeAll(async () => {
  organization = await newOrganization()
  token = await newScimToken(organization)
  workspaceId = await newWorkspace(organization, 'Analytics')
  people = []
  for (const name of ['Ada', 'Ben', 'Cleo']) {
    const member = await newMember(organization, organization.roles.MEMBER, { name })
    const { body } = await askScim(token, {
      method: 'POST',
      path: '/Users',
      body: scimUser(member.user.email),
    })
    people.push({ ...member, scimId: body.id })
  }
})

const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group']

async function createGroup(displayName: string, members: string[] = []) {
  const body = { schemas, displayName, members: members.map((value) => ({ value })) }
  return askScim(token, { method: 'POST', path: '/Groups', body })
}

async function patch(id: string, ...operations: unknown[]) {
  return askScim(token, { method: 'PATCH', path: `/Groups/${id}`, body: patchOf(...operations) })
}

async function membersOf(id: string): Promise<string[]> {
  const { body } = await askScim(token, { path: `/Groups/${id}` })
  const members: { value: string }[] = body.members
  return members
    .map(({ value }) => people.find(({ scimId }) => scimId === value)?.user.name ?? value)
    .toSorted()
}

function idOf(name: string): string {
  return people.find(({ user }) => user.name === name)?.scimId ?? ''
}

async function roleOf(name: string): Promise<string | undefined> {
  const member = people.find(({ user }) => user.name === name)
  const [row] = await query<{ name: string }>(
    'select r.name from membership m join role r on r.id = m.role_id and r.account_id = m.account_id where m.id = $1',
    [member?.membershipId],
  )
  return row?.name
}

describe('a provisioned group', () => {
  test('gives its members what its mapping says, and takes it back, with the next request', async () => {
    const { accountId, roles } = organization
    await newMapping(organization, {
      group: 'Platform',
      roleId: roles.USER,
      grants: [{ workspaceId, roleId: roles.OWNER }],
    })
    const { body, status } = await createGroup('Platform', [idOf('Ada')])
    expect(status).toBe(201)
    expect(body).toMatchObject({
      schemas,
      displayName: 'Platform',
      members: [
        { value: idOf('Ada'), type: 'User', $ref: `http://roster.test:3000/scim/v2/Users/${idOf('Ada')}` },
      ],
      meta: { resourceType: 'Group', version: 'W/"1"' },
    })
    expect(await roleOf('Ada')).toBe('User')
    const key = { accountId, workspaceId }
    const ada = people[0]?.ctx
    if (!ada) throw new Error('nobody is there')
    await authorizeWorkspace(ada, database(), key, 'update:workspace_access')
    await patch(body.id, { op: 'Remove', path: `members[value eq "${idOf('Ada')}"]` })
    expect(await roleOf('Ada')).toBe('Member')
    await expect(authorizeWorkspace(ada, database(), key, 'read:workspace')).rejects.toMatchObject({
      code: 'not_found',
    })
    const events = (await eventsOf(accountId)).filter(({ action }) =>
      /^scim_group|groups_changed/.test(action),
    )
    expect(events.map(({ action }) => action)).toEqual([
      'scim_group.created',
      'membership.groups_changed',
      'scim_group.updated',
      'membership.groups_changed',
    ])
    expect(events[1]?.info).toMatchObject({ gained: ['User', 'Owner in Analytics'], lost: ['Member'] })
  })

  test.each<[string, (names: { group: string }) => unknown[], string[]]>([
    [
      'members in a value, capitalised',
      () => [{ op: 'Add', path: 'members', value: [{ value: idOf('Ben') }] }],
      ['Ada', 'Ben'],
    ],
    [
      'members twice',
      () => [{ op: 'add', path: 'members', value: [{ value: idOf('Ada') }, { value: idOf('Ada') }] }],
      ['Ada'],
    ],
    ['a removal by value', () => [{ op: 'Remove', path: 'members', value: [{ value: idOf('Ada') }] }], []],
    ['a removal by brackets', () => [{ op: 'remove', path: `members[value eq "${idOf('Ada')}"]` }], []],
    [
      'a removal of who is not there',
      () => [{ op: 'remove', path: `members[value eq "${idOf('Cleo')}"]` }],
      ['Ada'],
    ],
    ['a removal of all', () => [{ op: 'remove', path: 'members' }], []],
    [
      'others in their place',
      () => [{ op: 'replace', path: 'members', value: [{ value: idOf('Ben') }, { value: idOf('Cleo') }] }],
      ['Ben', 'Cleo'],
    ],
    [
      'no path, with id and name as Okta sends it',
      ({ group }) => [{ op: 'replace', value: { id: group, displayName: `${group} renamed` } }],
      ['Ada'],
    ],
    [
      'no path, with members',
      () => [{ op: 'add', value: { members: [{ value: idOf('Ben') }] } }],
      ['Ada', 'Ben'],
    ],
    [
      'several operations in their order',
      () => [
        { op: 'add', path: 'members', value: [{ value: idOf('Ben') }] },
        { op: 'remove', path: `members[value eq "${idOf('Ben')}"]` },
        { op: 'add', path: 'members', value: [{ value: idOf('Cleo') }] },
      ],
      ['Ada', 'Cleo'],
    ],
  ])('takes %s', async (name, operations, members) => {
    const { body } = await createGroup(`Shapes ${name}`, [idOf('Ada')])
    const answer = await patch(body.id, ...operations({ group: body.id }))
    expect(answer.status).toBe(204)
    expect(await membersOf(body.id)).toEqual(members)
  })

  test('that is renamed gives what the mapping of its new name says', async () => {
    await newMapping(organization, {
      group: 'Renamed',
      roleId: organization.roles.READ_ONLY_USER,
      position: 9,
    })
    const { body } = await createGroup('Before', [idOf('Cleo')])
    expect(await roleOf('Cleo')).toBe('Member')
    await patch(body.id, { op: 'replace', path: 'displayName', value: 'Renamed' })
    expect(await roleOf('Cleo')).toBe('Read Only User')
    await askScim(token, {
      method: 'PUT',
      path: `/Groups/${body.id}`,
      body: { schemas, displayName: 'After' },
    })
    expect(await roleOf('Cleo')).toBe('Member')
    expect(await membersOf(body.id)).toEqual([])
  })

  test('that ends takes back what it gave', async () => {
    await newMapping(organization, { group: 'Ending', roleId: organization.roles.USER, position: 3 })
    const { body } = await createGroup('Ending', [idOf('Ben')])
    expect(await roleOf('Ben')).toBe('User')
    expect(await askScim(token, { method: 'DELETE', path: `/Groups/${body.id}` })).toMatchObject({
      status: 204,
    })
    expect(await roleOf('Ben')).toBe('Member')
    expect(await query('select 1 from membership_group where source_id = $1', [body.id])).toEqual([])
    expect(await askScim(token, { path: `/Groups/${body.id}` })).toMatchObject({ status: 404 })
  })

  test('is listed with its members on short pages, and without them on long ones', async () => {
    const other = await newOrganization()
    const secret = await newScimToken(other)
    await query(
      `insert into scim_group (account_id, id, display_name, display_name_key, updated_at)
       select $1, gen_random_uuid(), 'g' || n, 'g' || n, now() from generate_series(1, 25) n`,
      [other.accountId],
    )
    const list = async (asked: string) => {
      const { body } = await askScim(secret, { path: `/Groups?count=200${asked}` })
      return [body.totalResults, body.Resources.length]
    }
    expect(await list('')).toEqual([25, 20])
    expect(await list('&startIndex=21')).toEqual([25, 5])
    expect(await list('&excludedAttributes=members')).toEqual([25, 25])
  })

  test('is refused a name that another has, members who are not provisioned, and groups for members', async () => {
    const { body } = await createGroup('Only once')
    expect(await createGroup('ONLY ONCE')).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } })
    const foreign = await newOrganization()
    const other = await askScim(await newScimToken(foreign), {
      method: 'POST',
      path: '/Users',
      body: scimUser(foreign.administrator.user.email),
    })
    for (const value of [other.body.id, crypto.randomUUID(), 'x'])
      expect(await patch(body.id, { op: 'add', path: 'members', value: [{ value }] })).toMatchObject({
        status: 400,
        body: { scimType: 'invalidValue' },
      })
    const nested = await patch(body.id, {
      op: 'add',
      path: 'members',
      value: [{ value: body.id, type: 'Group' }],
    })
    expect(nested).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } })
    expect(await membersOf(body.id)).toEqual([])
  })

  test('is told of its users, and read without members where they are not asked for', async () => {
    const { body } = await createGroup('Told', [idOf('Ada')])
    const user = await askScim(token, { path: `/Users/${idOf('Ada')}` })
    expect(user.body.groups).toContainEqual(expect.objectContaining({ value: body.id, display: 'Told' }))
    const without = await askScim(token, { path: `/Groups/${body.id}?excludedAttributes=members` })
    expect(without.body).not.toHaveProperty('members')
    const found = await askScim(token, {
      path: `/Groups?excludedAttributes=members&filter=${encodeURIComponent('displayName eq "told"')}`,
    })
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ displayName: 'Told' }] })
  })

  test('is changed at the same cost however many members a request names', async () => {
    const { body } = await createGroup('Cost')
    const { statements } = await countStatements(() =>
      patch(body.id, { op: 'add', path: 'members', value: people.map(({ scimId }) => ({ value: scimId })) }),
    )
    expect(statements.length).toBeLessThanOrEqual(22)
  })
})
