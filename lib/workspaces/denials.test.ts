import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { actionsOf } from '@/lib/testing/audit'
import { newMember } from '@/lib/testing/organizations'
import {
  ask,
  newCast,
  nowhere,
  outcomeOf,
  roleNames,
  snapshotOf,
  type Cast,
  type RoleName,
} from '@/lib/testing/workspace-cast'
import { pinWorkspace } from './home'
import { changeWorkspaceHandle, updateWorkspace } from './edit'
import { createWorkspace, deleteWorkspace } from './manage'
import { transferWorkspace } from './transfer'

let cast: Cast
beforeAll(async () => {
  cast = await newCast()
})

type Place = { accountId: string; workspaceId: string }
type Change = (ctx: Ctx, place: Place) => Promise<unknown>

const unseen = [
  'Member without access',
  'Owner of a sibling workspace',
  'suspended Owner',
  'expired Owner',
] as const
const hidden: Partial<Record<RoleName, string>> = {
  anonymous: 'unauthenticated',
  'Administrator of another organization': 'not_found',
  ...Object.fromEntries(unseen.map((who) => [who, 'not_found'])),
}
const lookingOnly: Partial<Record<RoleName, string>> = {
  ...hidden,
  'Read-only Collaborator': 'forbidden',
  Runner: 'forbidden',
  Collaborator: 'forbidden',
}

describe('denials', () => {
  const changes: Record<string, { change: Change; codes: Partial<Record<RoleName, string>> }> = {
    updateWorkspaceAction: {
      change: (ctx, place) =>
        updateWorkspace(ctx, {
          ...place,
          name: 'Taken over',
          description: '',
          expected: { name: 'Analytics', description: '' },
        }),
      codes: lookingOnly,
    },
    changeWorkspaceHandleAction: {
      change: (ctx, place) =>
        changeWorkspaceHandle(ctx, { ...place, handle: 'taken-over', expectedHandle: cast.workspaceId }),
      codes: lookingOnly,
    },
    deleteWorkspaceAction: {
      change: (ctx, place) => deleteWorkspace(ctx, { ...place, handle: cast.workspaceId }),
      codes: lookingOnly,
    },
    // An Owner of it is no Administrator of the account.
    transferWorkspaceAction: {
      change: (ctx, place) =>
        transferWorkspace(ctx, {
          ...place,
          toAccountId: cast.elsewhere.accountId,
          handle: 'taken-over',
          expectedRevision: '',
        }),
      codes: { ...lookingOnly, Owner: 'forbidden' },
    },
    // Whoever can open it may keep it at hand: theirs alone.
    pinWorkspaceAction: {
      change: (ctx, place) => pinWorkspace(ctx, { ...place, isPinned: true }),
      codes: hidden,
    },
  }

  test.each(Object.entries(changes))(
    '%s is refused to everybody below, and nothing changes',
    async (_, { change, codes }) => {
      const before = await snapshotOf(cast)
      const answers: Partial<Record<RoleName, string>> = {}
      for (const who of roleNames.filter((name) => name in codes))
        answers[who] = (await outcomeOf(change(cast.people[who].ctx, place()))).code
      expect(answers).toEqual(codes)
      expect(await snapshotOf(cast)).toEqual(before)
    },
  )

  test.each(Object.entries(changes))(
    '%s answers of a workspace that one cannot see exactly as of one that is nowhere',
    async (_, { change }) => {
      const events = await actionsOf(cast.organization.accountId)
      for (const who of [...unseen, 'Administrator of another organization', 'anonymous'] as const) {
        const { ctx } = cast.people[who]
        const seen = await outcomeOf(change(ctx, place()))
        for (const other of [
          { ...place(), workspaceId: nowhere() },
          { accountId: nowhere(), workspaceId: cast.workspaceId },
          { accountId: nowhere(), workspaceId: nowhere() },
        ])
          expect(JSON.stringify(await outcomeOf(change(ctx, other))), who).toBe(JSON.stringify(seen))
      }
      // Nor does it leave a trace that somebody else could read.
      expect(await actionsOf(cast.organization.accountId)).toEqual(events)
    },
  )

  test.each(Object.entries(changes))(
    '%s finds no workspace of another account under one’s own',
    async (_, { change }) => {
      const { ctx } = cast.elsewhere.administrator
      const before = await snapshotOf(cast)
      const mixed = { accountId: cast.elsewhere.accountId, workspaceId: cast.workspaceId }
      expect(await outcomeOf(change(ctx, mixed))).toMatchObject({ code: 'not_found' })
      expect(await snapshotOf(cast)).toEqual(before)
    },
  )

  test('createWorkspaceAction is for Administrators, wherever else one is Owner', async () => {
    const create = (ctx: Ctx, accountId = cast.organization.accountId) =>
      createWorkspace(ctx, {
        accountId,
        name: 'Taken over',
        handle: 'taken-over',
        description: '',
        defaultRoleId: null,
      })
    const before = await snapshotOf(cast)
    const answers = Object.fromEntries(
      await Promise.all(
        roleNames.map(async (who) => [who, (await outcomeOf(create(cast.people[who].ctx))).code] as const),
      ),
    )
    expect(answers).toEqual({
      ...Object.fromEntries(roleNames.map((who) => [who, 'forbidden'])),
      anonymous: 'unauthenticated',
      'Administrator of another organization': 'not_found',
      'suspended Owner': 'not_found',
    })
    const { ctx } = cast.elsewhere.administrator
    expect(await outcomeOf(create(ctx))).toEqual(await outcomeOf(create(ctx, nowhere())))
    expect(await snapshotOf(cast)).toEqual(before)
  })

  test('a transfer finds no account that one does not belong to, and says the same of one that is nowhere', async () => {
    const { ctx } = cast.organization.administrator
    const before = await snapshotOf(cast)
    const move = (toAccountId: string) =>
      outcomeOf(transferWorkspace(ctx, { ...place(), toAccountId, handle: 'x-y', expectedRevision: '' }))
    const answer = await move(cast.elsewhere.accountId)
    expect(answer).toMatchObject({ code: 'not_found' })
    expect(JSON.stringify(await move(nowhere()))).toBe(JSON.stringify(answer))
    expect(await snapshotOf(cast)).toEqual(before)
  })

  const looking = ['Read-only Collaborator', 'Runner', 'Collaborator', 'Owner'] as const
  const routes: [string, string, Partial<Record<RoleName, number>>][] = [
    [
      '/api/accounts/{accountId}/workspaces/{workspaceId}',
      '',
      Object.fromEntries(looking.map((who) => [who, 200])),
    ],
    [
      '/api/accounts/{accountId}/workspaces/{workspaceId}/transfer-preview',
      '?to={elsewhereId}',
      Object.fromEntries(looking.map((who) => [who, 403])),
    ],
  ]

  test.each(routes)('%s shows nothing to whoever cannot open the workspace', async (route, search, codes) => {
    const before = await snapshotOf(cast)
    const path = (at: Place) => addressOf(route + search, at)
    for (const who of roleNames) {
      const { sessionId } = cast.people[who]
      const answer = await ask(path(place()), sessionId)
      const expected = codes[who] ?? (who === 'anonymous' ? 401 : 404)
      expect([who, answer.status]).toEqual([who, expected])
      if (answer.status !== 404) continue
      expect(answer.body).not.toContain('Analytics')
      expect(await ask(path({ ...place(), workspaceId: nowhere() }), sessionId)).toEqual(answer)
      expect(await ask(path({ accountId: nowhere(), workspaceId: nowhere() }), sessionId)).toEqual(answer)
    }
    expect(await snapshotOf(cast)).toEqual(before)
  })

  test('/api/accounts/{accountId}/workspaces lists nothing that the viewer cannot open', async () => {
    const route = '/api/accounts/{accountId}/workspaces'
    const listed = async (who: RoleName) => {
      const { status, body } = await ask(addressOf(route, place()), cast.people[who].sessionId)
      return status === 200 ? namesIn(body) : status
    }
    expect(await listed('anonymous')).toBe(401)
    expect(await listed('Administrator of another organization')).toBe(404)
    expect(await listed('suspended Owner')).toBe(404)
    expect(await listed('Member without access')).toEqual([])
    expect(await listed('expired Owner')).toEqual([])
    expect(await listed('Owner of a sibling workspace')).toEqual(['Sibling'])
    expect(await listed('Runner')).toEqual(['Analytics'])
  })

  test('/api/accounts/{accountId}/workspace-editor says nothing to strangers, and to members only that they may not create', async () => {
    const route = '/api/accounts/{accountId}/workspace-editor'
    const asked = (who: RoleName) => ask(addressOf(route, place()), cast.people[who].sessionId)
    expect((await asked('anonymous')).status).toBe(401)
    expect((await asked('Administrator of another organization')).status).toBe(404)
    expect((await asked('suspended Owner')).status).toBe(404)
    const { status, body } = await asked('Member without access')
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ create: { allowed: false, permission: 'create:workspace' } })
    expect(body).not.toContain('Analytics')
  })

  test.each(['/api/me/workspaces', '/api/me/workspaces/shortcuts'])(
    '%s is of oneself: nobody’s without a session, and nothing that one cannot open',
    async (route) => {
      expect((await ask(route, null)).status).toBe(401)
      for (const who of [...unseen, 'Administrator of another organization'] as const) {
        const { status, body } = await ask(route, cast.people[who].sessionId)
        expect(status).toBe(200)
        expect(body).not.toContain(cast.workspaceId)
        expect(body).not.toContain('Analytics')
      }
    },
  )

  test('a pin shows a workspace to nobody who lost it', async () => {
    const { organization, workspaceId, people } = cast
    await pinWorkspace(people.Runner.ctx, { ...place(), isPinned: true })
    expect((await ask('/api/me/workspaces/shortcuts', people.Runner.sessionId)).body).toContain(workspaceId)
    const other = await newMember(organization, organization.roles.MEMBER)
    expect((await ask('/api/me/workspaces/shortcuts', other.sessionId)).body).not.toContain(workspaceId)
  })
})

function place(): Place {
  return { accountId: cast.organization.accountId, workspaceId: cast.workspaceId }
}

function addressOf(route: string, { accountId, workspaceId }: Place): string {
  return route
    .replace('{accountId}', accountId)
    .replace('{workspaceId}', workspaceId)
    .replace('{elsewhereId}', cast.elsewhere.accountId)
}

function namesIn(body: string): string[] {
  const rows: unknown = JSON.parse(body)
  return Array.isArray(rows) ? rows.map((row: unknown) => String(Reflect.get(Object(row), 'name'))) : []
}
