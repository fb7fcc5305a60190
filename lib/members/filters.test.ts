import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { createRouter } from '@/lib/http/router'
import { query } from '@/lib/testing/database'
import {
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { sessionCookieOf } from '@/lib/testing/people'
import { newGrant, newUserKey, newWorkspace } from '@/lib/testing/workspaces'
import { getMemberConsequences } from './consequences'
import { exportMembers } from './export'
import { exportMembersInput, listMembersInput } from './schema'
import { listMembers } from './service'

type Member = Person & { membershipId: string }

let organization: Organization
let ben: Member
let cleo: Member
beforeAll(async () => {
  organization = await newOrganization()
  ben = await newMember(organization, organization.roles.USER, { name: 'Ben' })
  cleo = await newMember(organization, organization.roles.MEMBER, { name: '=Cleo', status: 'SUSPENDED' })
  await newMember(organization, organization.roles.READ_ONLY_USER, { name: 'Dora, "the reader"' })
  await update(
    ben,
    `created_at = '2026-01-31T23:59:59.999Z', invited_by_user_id = '${adminId()}', invited_by_name = 'Ada'`,
  )
  await update(cleo, `created_at = '2025-06-01T00:00:00Z'`)
  await query(
    `update membership_activity set last_active_at = now() - interval '100 days' where membership_id = $1`,
    [ben.membershipId],
  )
})

describe('filters', () => {
  const cases: [string, () => Asked, string[]][] = [
    ['one role', () => ({ role: organization.roles.USER }), ['Ben']],
    [
      'several roles',
      () => ({ role: `${organization.roles.USER},${organization.roles.MEMBER}` }),
      ['=Cleo', 'Ben'],
    ],
    ['a status', () => ({ status: 'SUSPENDED' }), ['=Cleo']],
    [
      'joined between two dates, the last one included',
      () => ({ joined: '2026-01-01..2026-01-31' }),
      ['Ben'],
    ],
    ['joined up to a date', () => ({ joined: '..2025-12-31' }), ['=Cleo']],
    ['joined lately', () => ({ joined: '7d' }), ['Ada Lovelace', 'Dora, "the reader"']],
    ['never active', () => ({ active: 'never', status: 'SUSPENDED' }), ['=Cleo']],
    [
      'not active for 90 days, never included',
      () => ({ active: 'older-90d', role: roles('USER', 'MEMBER') }),
      ['=Cleo', 'Ben'],
    ],
    ['active within 200 days but not 30', () => ({ active: '200d', role: roles('USER') }), ['Ben']],
    ['who invited them', () => ({ invited_by: adminId() }), ['Ben']],
    ['a search of two words in any order', () => ({ search: 'lovelace ada' }), ['Ada Lovelace']],
    [
      'a search and a filter together',
      () => ({ search: 'e', status: 'ACTIVE', role: roles('USER') }),
      ['Ben'],
    ],
    ['a role of nobody', () => ({ role: randomUUID() }), []],
  ]

  test.each(cases)('by %s', async (_, asked, expected) => {
    const { rows } = await listMembers(organization.administrator.ctx, inputOf(asked()))
    expect(rows.map(({ name }) => name)).toEqual(expected)
  })

  test.each([
    '31',
    '0-0',
    '2026-02-30..',
    '0000-01-01..',
    '2026-02-01..2026-01-01',
    '..',
    'older-d',
    '1d; drop table membership',
  ])('refuse the time %s with a sentence', (joined) => {
    const parsed = listMembersInput.safeParse({ accountId: organization.accountId, joined })
    expect(parsed.error?.issues[0]?.path).toEqual(['joined'])
  })
})

describe('the export', () => {
  test('has every member that the filter finds, quoted as RFC 4180 says, with formulas neutralised', async () => {
    const text = await exported({})
    const lines = text.split('\r\n')
    expect(lines[0]).toBe('name,email,role,status,joined,last_active,workspaces,workspace_grants')
    expect(lines).toHaveLength(6)
    expect(lines.find((line) => line.includes('Cleo'))).toMatch(
      /^'=Cleo,.*,Member,suspended,2025-06-01T00:00:00.000Z,,0,$/,
    )
    expect(text).toContain('"Dora, ""the reader"""')
    expect(await exported({ status: 'SUSPENDED' })).not.toContain('Ben')
  })

  test('counts the workspaces that each can open and names what was given directly, of those that the viewer sees', async () => {
    const open = await newWorkspace(organization, 'Open', organization.roles.READ_ONLY_COLLABORATOR)
    const closed = await newWorkspace(organization, 'Closed')
    const dora = await newMember(organization, organization.roles.MEMBER, { name: 'Direct' })
    await newGrant(organization, {
      workspaceId: closed,
      membershipId: dora.membershipId,
      roleId: organization.roles.RUNNER,
    })
    await newGrant(organization, {
      workspaceId: open,
      membershipId: dora.membershipId,
      roleId: organization.roles.OWNER,
      expiresAt: '2020-01-01T00:00:00Z',
    })
    expect(lineOf(await exported({}), 'Direct')).toMatch(
      /,2,Closed: Runner; Open: Owner until 2020-01-01$|,2,Open: Owner until 2020-01-01; Closed: Runner$/,
    )
    expect(lineOf(await exported({}), 'Ben')).toMatch(/,2,$/)
    expect(lineOf(await exported({}), 'Cleo')).toMatch(/,0,$/)
    const viewer = await newMember(organization, organization.roles.MEMBER)
    expect(lineOf(await exported({}, viewer), 'Direct')).toMatch(/,1,Open: Owner until 2020-01-01$/)
  })

  test('names what others were given directly only where the viewer may read the access', async () => {
    const own = await newOrganization()
    const role = await newCustomRole(own, ['read:workspace'])
    const looking = await newMember(own, role, { name: 'Looking' })
    const other = await newMember(own, own.roles.MEMBER, { name: 'Direct' })
    const workspaceId = await newWorkspace(own, 'Seen')
    for (const { membershipId } of [looking, other])
      await newGrant(own, { workspaceId, membershipId, roleId: role })
    const lines = await exported({}, looking, own)
    expect(lineOf(lines, 'Direct')).toMatch(/,0,$/)
    expect(lineOf(lines, 'Looking')).toMatch(/,1,Seen: /)
    expect(lineOf(await exported({}, own.administrator, own), 'Direct')).toMatch(/,1,Seen: /)
  })

  test('tells with every piece what the viewer may see by then, and ends once they may see nothing', async () => {
    const own = await newOrganization()
    await newWorkspace(own, 'Open')
    const viewer = await newMember(own, own.roles.USER, { name: 'Zoe' })
    await newMember(own, own.roles.ADMINISTRATOR, { name: 'Yan' })
    const input = exportMembersInput.parse({ accountId: own.accountId })
    const { pieces } = await exportMembers(viewer.ctx, input, 1)
    const next = async () => String((await pieces.next()).value)
    expect(await next()).toContain('workspaces')
    expect(await next()).toMatch(/^Ada .*,1,\r\n$/)
    await query('update membership set role_id = $1 where id = $2', [own.roles.MEMBER, viewer.membershipId])
    expect(await next()).toMatch(/^Yan.*,0,\r\n$/)
    await query(`update membership set status = 'SUSPENDED' where id = $1`, [viewer.membershipId])
    await expect(next()).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is for each person ten times in ten minutes, then refused with how long to wait', async () => {
    const { accountId, administrator } = await newOrganization()
    const cookie = `${sessionCookieName()}=${await sessionCookieOf(administrator.sessionId)}`
    const router = createRouter(() => Promise.resolve(null))
    const ask = () => router.request(`/api/accounts/${accountId}/members.csv`, { headers: { cookie } })
    for (let time = 0; time < 10; time += 1) expect((await ask()).status).toBe(200)
    const refused = await ask()
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500)
    expect(await refused.json()).toMatchObject({ reason: 'too_many_tries' })
  })

  test('is refused before it begins to whoever may not read members', async () => {
    const stranger = await newOrganization()
    await expect(exported({}, stranger.administrator)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('consequences', () => {
  test('count workspaces of the chosen that the viewer sees once, and live keys made for this account', async () => {
    const own = await newOrganization()
    const [one, other] = [await newMember(own, own.roles.MEMBER), await newMember(own, own.roles.MEMBER)]
    const shared = await newWorkspace(own, 'Shared')
    const hidden = await newWorkspace(own, 'Hidden')
    await newWorkspace(own, 'For all', own.roles.RUNNER)
    const roleId = own.roles.RUNNER
    for (const { membershipId } of [one, other])
      await newGrant(own, { workspaceId: shared, membershipId, roleId })
    await newGrant(own, { workspaceId: hidden, membershipId: other.membershipId, roleId })
    await newUserKey(one.user.id, own.accountId)
    await newUserKey(one.user.id, null)
    const ask = (ids: string[], viewer: Person = own.administrator) =>
      getMemberConsequences(viewer.ctx, { accountId: own.accountId, ids })
    expect(await ask([one.membershipId])).toEqual({ members: 1, workspaces: 2, api_keys: 1 })
    expect(await ask([one.membershipId, other.membershipId])).toEqual({
      members: 2,
      workspaces: 3,
      api_keys: 1,
    })
    expect(await ask([other.membershipId], one)).toMatchObject({ workspaces: 2 })
    expect(await ask([ben.membershipId, randomUUID()])).toEqual({ members: 0, workspaces: 0, api_keys: 0 })
    await query(`update membership set status = 'SUSPENDED' where id = $1`, [one.membershipId])
    expect(await ask([one.membershipId])).toMatchObject({ workspaces: 0 })
  })
})

type Asked = Partial<Omit<z.input<typeof listMembersInput>, 'accountId'>>

function inputOf(asked: Asked) {
  return listMembersInput.parse({ accountId: organization.accountId, ...asked })
}

async function exported(
  asked: Asked,
  viewer: Person = organization.administrator,
  { accountId } = organization,
): Promise<string> {
  const input = exportMembersInput.parse({ accountId, ...asked })
  const { pieces } = await exportMembers(viewer.ctx, input)
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

function lineOf(text: string, name: string): string {
  return text.split('\r\n').find((line) => line.includes(name)) ?? ''
}

function adminId(): string {
  return organization.administrator.user.id
}

function roles(...keys: (keyof Organization['roles'])[]): string {
  return keys.map((key) => organization.roles[key]).join(',')
}

async function update({ membershipId }: Member, change: string): Promise<void> {
  await query(`update membership set ${change} where id = $1`, [membershipId])
}
