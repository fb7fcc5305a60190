import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { loadStandings } from '@/lib/authz/workspace-facts'
import { database } from '@/lib/db/transaction'
import { workspacePermissions } from '@/lib/policy/evaluate'
import { changeName } from '@/lib/users/service'
import { query } from '@/lib/testing/database'
import {
  after,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
} from '@/lib/testing/organizations'
import { encodeCursor } from '@/lib/pages/page'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { removeAccess, setDefaultRole } from './manage'
import { previewDefaultRole, previewRemoval } from './preview'
import {
  accessEffects,
  candidateView,
  listedAccessView,
  listAccessInput,
  listCandidatesInput,
} from './schema'
import { getSharingEditor, listAccess, listCandidates } from './service'

let organization: Organization
let workspaceId: string
beforeEach(async () => {
  organization = await newOrganization()
  workspaceId = await newWorkspace(organization, 'Analytics')
})

describe('the list of who can open a workspace', () => {
  test('names those who were added and those whom the organization role lets in, with the sources', async () => {
    const { roles, administrator } = organization
    await query('update workspace set default_role_id = $1 where id = $2', [
      roles.READ_ONLY_COLLABORATOR,
      workspaceId,
    ])
    const expired = new Date(administrator.ctx.now.getTime() - 1)
    await give('Dora Direct', roles.MEMBER, roles.RUNNER)
    await give('Ede Ended', roles.MEMBER, roles.OWNER, { expiresAt: expired })
    await give('Sid Suspended', roles.MEMBER, roles.OWNER, { status: 'SUSPENDED' })
    await give('Uma User', roles.USER, roles.OWNER)
    await newMember(organization, roles.MEMBER, { name: 'By Default Only' })
    const robot = await newServiceAccount(organization, roles.MEMBER, 'Robot')
    await newGrant(organization, { workspaceId, membershipId: robot.membershipId, roleId: roles.RUNNER })
    await newServiceAccount(organization, roles.MEMBER, 'Robot without')
    const { rows, nextCursor } = await page({})
    expect(listedAccessView.array().parse(rows)).toEqual(rows)
    expect(nextCursor).toBeNull()
    expect(rows.map(({ name, summary }) => `${name}: ${summary}`)).toEqual([
      'Dora Direct: Read-only Collaborator by default + Runner directly',
      'Ede Ended: Read-only Collaborator by default',
      'Robot: Runner directly',
      'Sid Suspended: ',
      'Uma User: User of the organization + Read-only Collaborator by default + Owner directly',
      'Ada Lovelace: Administrator of the organization + Read-only Collaborator by default',
    ])
    const byName = new Map(rows.map((row) => [row.name, row]))
    expect(byName.get('Ede Ended')).toMatchObject({ grant: { is_expired: true, role_name: 'Owner' } })
    expect(byName.get('Dora Direct')).toMatchObject({
      grant: { is_expired: false },
      can: { remove: { allowed: true } },
    })
    expect(byName.get('Sid Suspended')).toMatchObject({ status: 'SUSPENDED', permissions: 0, sources: [] })
    expect(byName.get('Ada Lovelace')).toMatchObject({
      grant: null,
      is_viewer: true,
      can: { change: { allowed: false, reason: 'not_added' } },
    })
    expect(byName.get('Robot')).toMatchObject({ kind: 'SERVICE_ACCOUNT', email: null })
  })

  test('without a default role says that an expired grant gives nothing', async () => {
    const { roles, administrator } = organization
    const expiresAt = new Date(administrator.ctx.now.getTime() + 1)
    await give('Ede Ends', roles.MEMBER, roles.OWNER, { expiresAt })
    const seen = async (milliseconds: number) => {
      const { rows } = await page({ search: 'Ede' }, after(administrator.ctx, milliseconds))
      return rows.map(({ permissions, grant }) => [permissions > 0, grant?.is_expired])
    }
    expect(await seen(0)).toEqual([[true, false]])
    expect(await seen(1)).toEqual([[false, true]])
  })

  test('is paged without a gap or a repetition, those who were added first', async () => {
    const { roles } = organization
    const names = ['same', 'Same', 'SAME', 'Älva', 'alva', 'zed', 'Zed', 'mid', 'x y', '漢字']
    for (const [index, name] of names.entries()) {
      if (index % 3 !== 0) await give(name, index % 2 === 0 ? roles.USER : roles.MEMBER, roles.RUNNER)
      else await newMember(organization, roles.USER, { name })
    }
    const all = (await page({ limit: 200 })).rows.map((row) => row.membership_id)
    expect(all).toHaveLength(names.length + 1)
    expect(new Set(all).size).toBe(all.length)
    for (const limit of [1, 2, 3, 7]) expect(await toTheEnd({ limit })).toEqual(all)
    const both = [
      ...(await toTheEnd({ limit: 2, source: 'grant' })),
      ...(await toTheEnd({ limit: 2, source: 'organization_role' })),
    ]
    expect(new Set(both)).toEqual(new Set(all))
  })

  test('refuses a cursor of another list with a sentence', async () => {
    const { membershipId } = await give('Cursor', organization.roles.MEMBER, organization.roles.RUNNER)
    const at = (key: string) => encodeCursor({ key, id: membershipId })
    for (const asked of [
      { source: 'grant' as const, cursor: at('1ada') },
      { source: 'organization_role' as const, cursor: at('0ada') },
      { cursor: at('3ada') },
      { cursor: at('') },
    ])
      await expect(page(asked)).rejects.toMatchObject({ code: 'invalid_input', reason: 'invalid_cursor' })
  })

  test('is searched by any part of name or address, and narrowed by source and kind', async () => {
    const { roles } = organization
    const dora = await give('Dora Direct', roles.MEMBER, roles.RUNNER)
    await newMember(organization, roles.USER, { name: 'Uma User' })
    const robot = await newServiceAccount(organization, roles.MEMBER, 'Robot 100%')
    await newGrant(organization, { workspaceId, membershipId: robot.membershipId, roleId: roles.RUNNER })
    const found = async (asked: Asked) => (await page(asked)).rows.map(({ name }) => name)
    expect(await found({ search: 'DIREC' })).toEqual(['Dora Direct'])
    expect(await found({ search: dora.user.email.slice(3, 20).toUpperCase() })).toEqual(['Dora Direct'])
    expect(await found({ search: '0%' })).toEqual(['Robot 100%'])
    expect(await found({ search: '1_0' })).toEqual([])
    expect(await found({ source: 'grant' })).toEqual(['Dora Direct', 'Robot 100%'])
    expect(await found({ source: 'organization_role' })).toEqual(['Ada Lovelace', 'Uma User'])
    expect(await found({ kind: 'SERVICE_ACCOUNT' })).toEqual(['Robot 100%'])
    expect(await found({ kind: 'USER', source: 'grant' })).toEqual(['Dora Direct'])
  })

  test('has everybody in place after they changed their names', async () => {
    const { roles } = organization
    const dora = await give('Dora Direct', roles.MEMBER, roles.RUNNER)
    await give('Mia Middle', roles.MEMBER, roles.RUNNER)
    await changeName(dora.ctx, { name: 'Zora Direct' })
    expect((await page({ source: 'grant' })).rows.map(({ name }) => name)).toEqual([
      'Mia Middle',
      'Zora Direct',
    ])
    expect(await toTheEnd({ limit: 1 })).toHaveLength(3)
  })

  test('is read by whoever may, who is told why they may not change it', async () => {
    const { roles } = organization
    const runner = await give('Rudi Runner', roles.MEMBER, roles.RUNNER)
    const { rows } = await page({}, runner.ctx)
    expect(rows.map(({ can }) => can.change)).toMatchObject([
      { allowed: false, permission: 'update:workspace_access' },
      { allowed: false, permission: 'update:workspace_access' },
    ])
    const editor = await getSharingEditor(runner.ctx, place())
    expect(editor.share).toMatchObject({ allowed: false })
    expect(editor.roles.find(({ name }) => name === 'Owner')?.refusal).not.toBeNull()
    expect(editor.roles.find(({ name }) => name === 'Runner')?.refusal).toBeNull()
    expect(editor.roles.map(({ name }) => name)).not.toContain('Administrator')
  })
})

describe('candidates', () => {
  test('are everybody active of the account, with what they hold and whether they are added', async () => {
    const { roles, administrator } = organization
    await query('update workspace set default_role_id = $1 where id = $2', [roles.RUNNER, workspaceId])
    await give('Dora Direct', roles.MEMBER, roles.OWNER)
    await give('Ede Ended', roles.MEMBER, roles.OWNER, { expiresAt: administrator.ctx.now })
    await newMember(organization, roles.READ_ONLY_USER, { name: 'Rita Reader' })
    await newMember(organization, roles.MEMBER, { name: 'Sid Suspended', status: 'SUSPENDED' })
    await newServiceAccount(organization, roles.MEMBER, 'Robot')
    const elsewhere = await newOrganization()
    await newMember(elsewhere, elsewhere.roles.MEMBER, { name: 'Dora Elsewhere' })
    const all = await candidates('')
    expect(candidateView.array().parse(all)).toEqual(all)
    expect(
      all.map(({ name, summary, is_added, is_read_only }) => [name, summary, is_added, is_read_only]),
    ).toEqual([
      ['Ada Lovelace', 'Administrator of the organization + Runner by default', false, false],
      ['Dora Direct', 'Runner by default + Owner directly', true, false],
      ['Ede Ended', 'Runner by default', false, false],
      ['Rita Reader', expect.stringContaining('Read Only User of the organization'), false, true],
      ['Robot', '', false, false],
    ])
    expect((await candidates('dora')).map(({ name }) => name)).toEqual(['Dora Direct'])
    const few = listCandidatesInput.parse({ ...place(), limit: 2 })
    expect(await listCandidates(administrator.ctx, few)).toHaveLength(2)
  })
})

describe('a preview says what then happens', () => {
  test('when the default role changes', async () => {
    const { roles, administrator } = organization
    const custom = await newCustomRole(organization, ['delete:flow', 'read:flow', 'read:workspace'])
    await populate()
    const steps = [roles.RUNNER, roles.OWNER, custom, roles.READ_ONLY_COLLABORATOR, null]
    const suspended: number[] = []
    let expectedRoleId: string | null = null
    for (const roleId of steps) {
      const effects = await previewDefaultRole(administrator.ctx, { ...place(), role_id: roleId })
      expect(accessEffects.parse(effects)).toEqual(effects)
      const before = await openedByEverybody()
      await setDefaultRole(administrator.ctx, { ...place(), roleId, expectedRoleId })
      expect(changesBetween(before, await openedByEverybody())).toEqual(countsOf(effects))
      suspended.push(effects.suspended)
      expectedRoleId = roleId
    }
    // The last changes nothing for one who was given as much directly.
    expect(suspended).toEqual([1, 1, 1, 1, 0])
  })

  test('when grants are removed', async () => {
    const { roles, administrator } = organization
    const ids = await populate()
    await query('update workspace set default_role_id = $1 where id = $2', [
      roles.READ_ONLY_COLLABORATOR,
      workspaceId,
    ])
    const effects = await previewRemoval(administrator.ctx, { ...place(), ids: [...ids, randomUUID()] })
    expect(accessEffects.parse(effects)).toEqual(effects)
    expect(effects.effects.length).toBeGreaterThan(0)
    const before = await openedByEverybody()
    const grants = await query<{ membershipId: string; revision: string }>(
      `select membership_id as "membershipId", id || ':' || version as revision from workspace_grant where workspace_id = $1`,
      [workspaceId],
    )
    await removeAccess(administrator.ctx, { ...place(), grants })
    expect(changesBetween(before, await openedByEverybody())).toEqual(countsOf(effects))
  })

  test('is refused for what the change would be refused for', async () => {
    const { roles, administrator } = organization
    const elsewhere = await newOrganization()
    const tried = (role_id: string) => previewDefaultRole(administrator.ctx, { ...place(), role_id })
    await expect(tried(roles.USER)).rejects.toMatchObject({ reason: 'organization_role' })
    await expect(tried(elsewhere.roles.RUNNER)).rejects.toMatchObject({ code: 'not_found' })
    await expect(tried(randomUUID())).rejects.toMatchObject({ code: 'not_found' })
  })

  test('of nothing says nothing, and counts no one of another account', async () => {
    const { administrator } = organization
    const elsewhere = await newOrganization()
    const foreign = await newMember(elsewhere, elsewhere.roles.MEMBER)
    const input = { ...place(), ids: [foreign.membershipId] }
    expect(await previewRemoval(administrator.ctx, input)).toEqual({
      effects: [],
      lostSight: 0,
      gainedSight: 0,
      suspended: 0,
    })
  })
})

type Asked = {
  search?: string
  source?: 'grant' | 'organization_role'
  kind?: 'USER' | 'SERVICE_ACCOUNT'
  limit?: number
  cursor?: string
}

function place() {
  return { accountId: organization.accountId, workspaceId }
}

async function page(asked: Asked, ctx = organization.administrator.ctx) {
  return listAccess(ctx, listAccessInput.parse({ ...place(), ...asked }))
}

async function toTheEnd(asked: Asked): Promise<string[]> {
  const visited: string[] = []
  for (let cursor: string | undefined; ;) {
    const { rows, nextCursor } = await page({ ...asked, ...(cursor ? { cursor } : {}) })
    visited.push(...rows.map((row) => row.membership_id))
    if (!nextCursor) return visited
    cursor = nextCursor
  }
}

async function candidates(search: string) {
  return listCandidates(organization.administrator.ctx, listCandidatesInput.parse({ ...place(), search }))
}

async function give(
  name: string,
  accountRoleId: string,
  roleId: string,
  { expiresAt, status = 'ACTIVE' }: { expiresAt?: Date; status?: 'ACTIVE' | 'SUSPENDED' } = {},
) {
  const member = await newMember(organization, accountRoleId, { name, status })
  const { membershipId } = member
  await newGrant(organization, { workspaceId, membershipId, roleId, ...(expiresAt ? { expiresAt } : {}) })
  return member
}

/** Members of all kinds with and without grants; returns the ids of the memberships. */
async function populate(): Promise<string[]> {
  const { roles, administrator } = organization
  const over = new Date(administrator.ctx.now.getTime() - 1)
  const ids: string[] = []
  for (const accountRole of [roles.MEMBER, roles.USER, roles.READ_ONLY_USER, roles.ADMINISTRATOR]) {
    ids.push((await newMember(organization, accountRole)).membershipId)
    ids.push((await give('Runner', accountRole, roles.RUNNER)).membershipId)
    ids.push((await give('Ended', accountRole, roles.OWNER, { expiresAt: over })).membershipId)
  }
  ids.push(
    (await give('Suspended', roles.MEMBER, roles.READ_ONLY_COLLABORATOR, { status: 'SUSPENDED' }))
      .membershipId,
  )
  const robot = await newServiceAccount(organization, roles.MEMBER)
  await newGrant(organization, { workspaceId, membershipId: robot.membershipId, roleId: roles.RUNNER })
  return [...ids, robot.membershipId]
}

/** What everybody of the account holds in the workspace. */
async function openedByEverybody() {
  const { accountId, administrator } = organization
  const rows = await query<{ id: string }>('select id from membership where account_id = $1', [accountId])
  const membershipIds = rows.map(({ id }) => id)
  const { standings } = await loadStandings(database(), { accountId, workspaceId, membershipIds })
  return new Map(
    [...standings].map(([id, { membership, workspace }]) => [
      id,
      { kind: membership.kind, held: workspacePermissions(membership, workspace, administrator.ctx.now) },
    ]),
  )
}

type Opened = Awaited<ReturnType<typeof openedByEverybody>>

function changesBetween(before: Opened, now: Opened): string[] {
  const counts = new Map<string, { people: number; serviceAccounts: number }>()
  for (const [id, { kind, held }] of before) {
    const has: ReadonlySet<string> = now.get(id)?.held ?? new Set()
    const had: ReadonlySet<string> = held
    const keys = [
      ...[...had].filter((one) => !has.has(one)).map((one) => `lose ${one}`),
      ...[...has].filter((one) => !had.has(one)).map((one) => `gain ${one}`),
    ]
    for (const key of keys) {
      const count = counts.get(key) ?? { people: 0, serviceAccounts: 0 }
      count[kind === 'USER' ? 'people' : 'serviceAccounts'] += 1
      counts.set(key, count)
    }
  }
  return [...counts]
    .map(([key, { people, serviceAccounts }]) => `${key} ${people} ${serviceAccounts}`)
    .toSorted()
}

function countsOf({
  effects,
}: {
  effects: { permission: string; effect: string; people: number; serviceAccounts: number }[]
}) {
  return effects
    .map(
      ({ permission, effect, people, serviceAccounts }) =>
        `${effect} ${permission} ${people} ${serviceAccounts}`,
    )
    .toSorted()
}
