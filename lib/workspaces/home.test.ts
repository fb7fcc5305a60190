import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  after,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newPerson, visitor } from '@/lib/testing/people'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'
import { listMyWorkspaces, listShortcuts, noteVisit, pinWorkspace } from './home'
import { listMyWorkspacesInput, myWorkspaceView, workspaceShortcuts } from './schema'

let acme: Organization
let globex: Organization
let grace: Person
beforeEach(async () => {
  grace = await newPerson({ name: 'Grace Hopper' })
  acme = await newOrganization({ name: 'acme' })
  globex = await newOrganization({ name: 'Globex' })
})

describe('the workspaces of all accounts', () => {
  test('come by account, the personal one first, and then by name, with what one holds there', async () => {
    await newMember(globex, globex.roles.MEMBER, { person: grace })
    await newMember(acme, acme.roles.USER, { person: grace })
    await newWorkspace(globex, 'Alpha', globex.roles.RUNNER)
    await newWorkspace(globex, 'Hidden')
    await newWorkspace(acme, 'beta')
    await newWorkspace(acme, 'Alpha', acme.roles.READ_ONLY_COLLABORATOR)
    await newWorkspace({ accountId: grace.accountId }, 'Zeta')
    const { rows, nextCursor } = await mine(grace.ctx)
    expect(myWorkspaceView.array().parse(rows)).toEqual(rows)
    expect(nextCursor).toBeNull()
    expect(rows.map(({ account, name, access }) => `${account.kind} ${name}: ${access.summary}`)).toEqual([
      'PERSONAL Zeta: Administrator of the account',
      'ORGANIZATION Alpha: User of the organization + Read-only Collaborator by default',
      'ORGANIZATION beta: User of the organization',
      'ORGANIZATION Alpha: Runner by default',
    ])
  })

  test('are paged without a gap or a repetition, across accounts of the same name and workspaces of the same name', async () => {
    const twin = await newOrganization({ name: 'Acme' })
    const expected: string[] = []
    for (const organization of [acme, twin, globex]) {
      await newMember(organization, organization.roles.USER, { person: grace })
      for (const name of ['Same', 'same', 'Other', 'Ünïcode', 'a', 'B', '"quoted\\"'])
        expected.push(await newWorkspace(organization, name))
    }
    for (const limit of [1, 2, 5, 20]) {
      const visited = await mineToTheEnd(grace.ctx, limit)
      expect(visited).toHaveLength(expected.length)
      expect(visited.toSorted()).toEqual(expected.toSorted())
      expect(visited).toEqual(await mineToTheEnd(grace.ctx, 200))
    }
  })

  test.each([
    ['emoji', '🦊'.repeat(100)],
    ['quotes', '"'.repeat(100)],
    ['backslashes', '\\'.repeat(100)],
    ['letters of three bytes', '漢'.repeat(100)],
  ])('turn the page whatever the names are made of, such as %s', async (_, name) => {
    const organization = await newOrganization({ name })
    await newMember(organization, organization.roles.USER, { person: grace })
    const ids = [await newWorkspace(organization, name), await newWorkspace(organization, name)]
    expect((await mineToTheEnd(grace.ctx, 1)).toSorted()).toEqual(ids.toSorted())
  })

  test('are found by any part of the name, in any account', async () => {
    for (const organization of [acme, globex]) {
      await newMember(organization, organization.roles.USER, { person: grace })
      await newWorkspace(organization, '100% Analytics')
      await newWorkspace(organization, 'Batch')
    }
    const found = async (search: string) => (await mine(grace.ctx, { search })).rows.map(({ name }) => name)
    expect(await found('LYT')).toEqual(['100% Analytics', '100% Analytics'])
    expect(await found('0%')).toHaveLength(2)
    expect(await found('0_')).toEqual([])
    expect(await found('atch')).toEqual(['Batch', 'Batch'])
  })

  test('leave out the account that suspended the viewer, and what ended', async () => {
    const member = await newMember(acme, acme.roles.MEMBER, { person: grace })
    await newMember(globex, globex.roles.USER, { person: grace, status: 'SUSPENDED' })
    await newWorkspace(globex, 'Suspended', globex.roles.OWNER)
    const workspaceId = await newWorkspace(acme, 'Ends')
    const expiresAt = new Date(grace.ctx.now.getTime() + 60_000)
    const grant = { workspaceId, membershipId: member.membershipId, roleId: acme.roles.OWNER, expiresAt }
    await newGrant(acme, grant)
    const names = async (ctx: Ctx) => (await mine(ctx)).rows.map(({ name }) => name)
    expect(await names(grace.ctx)).toEqual(['Ends'])
    expect(await names(after(grace.ctx, 59_999))).toEqual(['Ends'])
    expect(await names(after(grace.ctx, 60_000))).toEqual([])
  })

  test.each([
    ['nothing', 'AAAA'],
    ['another list', Buffer.from(JSON.stringify({ key: 'name', id: randomUUID() })).toString('base64url')],
    ['nobody, with a character that no database stores', forged([true, 'a\0', randomUUID(), 'b'])],
    ['nobody, in too few parts', forged([true, 'a'])],
  ])('refuse a cursor of %s', async (_, cursor) => {
    await expect(mine(grace.ctx, { cursor })).rejects.toMatchObject({
      code: 'invalid_input',
      reason: 'invalid_cursor',
    })
  })

  test('are nobody’s without a session', async () => {
    await expect(mine(visitor())).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(listShortcuts(visitor())).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('pins and visits', () => {
  test('pinning is the viewer’s own: shown to them, seen by nobody else, and leaves no event', async () => {
    const { accountId } = acme
    const { membershipId } = await newMember(acme, acme.roles.USER, { person: grace })
    const other = await newMember(acme, acme.roles.USER)
    const workspaceId = await newWorkspace(acme, 'Analytics')
    const before = await actionsOf(accountId)
    const pin = { accountId, workspaceId, isPinned: true }
    expect(await pinWorkspace(grace.ctx, pin)).toEqual({ isPinned: true })
    await pinWorkspace(grace.ctx, pin)
    expect((await mine(grace.ctx)).rows).toMatchObject([{ is_pinned: true }])
    expect((await mine(other.ctx)).rows).toMatchObject([{ is_pinned: false }])
    const shortcuts = await listShortcuts(grace.ctx)
    expect(workspaceShortcuts.parse(shortcuts)).toEqual(shortcuts)
    expect(shortcuts.pinned.map(({ id }) => id)).toEqual([workspaceId])
    expect(await listShortcuts(other.ctx)).toEqual({ pinned: [], recent: [] })
    await pinWorkspace(grace.ctx, { ...pin, isPinned: false })
    expect((await listShortcuts(grace.ctx)).pinned).toEqual([])
    expect(await actionsOf(accountId)).toEqual(before)
    expect(await visitsOf(membershipId)).toHaveLength(1)
  })

  test('what was opened last comes first, at most eight, and pinned ones by name', async () => {
    const { membershipId } = await newMember(acme, acme.roles.USER, { person: grace })
    const { accountId } = acme
    for (let index = 0; index < 10; index += 1) {
      const workspaceId = await newWorkspace(acme, `W ${index}`)
      await visit({ accountId, membershipId, workspaceId }, after(grace.ctx, index * 1_000).now)
    }
    const pins = ['zulu', 'Alpha', 'mike']
    for (const name of pins) {
      const workspaceId = await newWorkspace(acme, name)
      await pinWorkspace(grace.ctx, { accountId, workspaceId, isPinned: true })
    }
    const { pinned, recent } = await listShortcuts(grace.ctx)
    expect(pinned.map(({ name }) => name)).toEqual(['Alpha', 'mike', 'zulu'])
    expect(recent.map(({ name }) => name)).toEqual([9, 8, 7, 6, 5, 4, 3, 2].map((index) => `W ${index}`))
  })

  test('what one cannot open any more is no shortcut, though it was pinned', async () => {
    const { accountId, roles } = acme
    const member = await newMember(acme, roles.MEMBER, { person: grace })
    const workspaceId = await newWorkspace(acme, 'Analytics', roles.RUNNER)
    await pinWorkspace(grace.ctx, { accountId, workspaceId, isPinned: true })
    await query('update workspace set default_role_id = null where id = $1', [workspaceId])
    expect(await listShortcuts(grace.ctx)).toEqual({ pinned: [], recent: [] })
    expect(await visitsOf(member.membershipId)).toHaveLength(1)
  })

  test('a visit is noted once a minute, and not at all for one who cannot open it', async () => {
    const { accountId, roles } = acme
    const { membershipId } = await newMember(acme, roles.MEMBER, { person: grace })
    const workspaceId = await newWorkspace(acme, 'Analytics', roles.RUNNER)
    const hidden = await newWorkspace(acme, 'Hidden')
    await expect(noteVisit(grace.ctx, { accountId, workspaceId: hidden })).rejects.toMatchObject({
      code: 'not_found',
    })
    await noteVisit(grace.ctx, { accountId, workspaceId })
    await expect.poll(() => visitsOf(membershipId)).toHaveLength(1)
    await noteVisit(after(grace.ctx, 59_000), { accountId, workspaceId })
    await noteVisit(after(grace.ctx, 61_000), { accountId, workspaceId })
    await expect
      .poll(async () => (await visitsOf(membershipId))[0]?.visited_at.getTime())
      .toBe(grace.ctx.now.getTime() + 61_000)
  })

  test('they are gone with the membership, and with the workspace', async () => {
    const { accountId, roles } = acme
    const { membershipId } = await newMember(acme, roles.USER, { person: grace })
    const [one, other] = [await newWorkspace(acme, 'One'), await newWorkspace(acme, 'Other')]
    for (const workspaceId of [one, other])
      await pinWorkspace(grace.ctx, { accountId, workspaceId, isPinned: true })
    await query('delete from workspace where id = $1', [one])
    expect(await visitsOf(membershipId)).toHaveLength(1)
    await query('delete from membership where id = $1', [membershipId])
    expect(await visitsOf(membershipId)).toHaveLength(0)
  })
})

async function mine(ctx: Ctx, asked: { search?: string; cursor?: string; limit?: number } = {}) {
  return listMyWorkspaces(ctx, listMyWorkspacesInput.parse(asked))
}

async function mineToTheEnd(ctx: Ctx, limit: number): Promise<string[]> {
  const visited: string[] = []
  for (let cursor: string | undefined; ;) {
    const { rows, nextCursor } = await mine(ctx, { limit, ...(cursor ? { cursor } : {}) })
    visited.push(...rows.map(({ id }) => id))
    if (!nextCursor) return visited
    cursor = nextCursor
  }
}

function forged(key: unknown[]): string {
  return Buffer.from(JSON.stringify({ key: JSON.stringify(key), id: randomUUID() })).toString('base64url')
}

async function visit(key: { accountId: string; membershipId: string; workspaceId: string }, at: Date) {
  await query(
    'insert into workspace_visit (account_id, membership_id, workspace_id, visited_at) values ($1, $2, $3, $4)',
    [key.accountId, key.membershipId, key.workspaceId, at],
  )
}

async function visitsOf(membershipId: string) {
  return query<{ visited_at: Date }>('select visited_at from workspace_visit where membership_id = $1', [
    membershipId,
  ])
}
