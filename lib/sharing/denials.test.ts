import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
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
import { addAccess, changeAccess, removeAccess, setDefaultRole } from './manage'

let cast: Cast
let memberId: string
beforeAll(async () => {
  cast = await newCast()
  memberId = (await newMember(cast.organization, cast.organization.roles.MEMBER)).membershipId
})

type Place = { accountId: string; workspaceId: string }
type Ids = Place & { roleId: string; membershipId: string; revision: string }
type Change = (ctx: Ctx, ids: Ids) => Promise<unknown>

const unseen = [
  'Administrator of another organization',
  'Member without access',
  'Owner of a sibling workspace',
  'suspended Owner',
  'expired Owner',
] as const
const refused: Record<Exclude<RoleName, 'Owner'>, string> = {
  anonymous: 'unauthenticated',
  'Administrator of another organization': 'not_found',
  'Member without access': 'not_found',
  'Owner of a sibling workspace': 'not_found',
  'suspended Owner': 'not_found',
  'expired Owner': 'not_found',
  'Read-only Collaborator': 'forbidden',
  Runner: 'forbidden',
  Collaborator: 'forbidden',
}

describe('denials', () => {
  const changes: Record<string, Change> = {
    setDefaultRoleAction: (ctx, { accountId, workspaceId, roleId }) =>
      setDefaultRole(ctx, { accountId, workspaceId, roleId, expectedRoleId: null }),
    addAccessAction: (ctx, { accountId, workspaceId, roleId }) =>
      addAccess(ctx, { accountId, workspaceId, membershipIds: [memberId], roleId, expiresAt: null }),
    changeAccessAction: (ctx, { accountId, workspaceId, roleId, membershipId, revision }) =>
      changeAccess(ctx, { accountId, workspaceId, changes: [{ membershipId, revision, roleId }] }),
    removeAccessAction: (ctx, { accountId, workspaceId, membershipId, revision }) =>
      removeAccess(ctx, { accountId, workspaceId, grants: [{ membershipId, revision }] }),
  }

  test.each(Object.entries(changes))(
    '%s is refused to everybody below, and nothing changes (R9)',
    async (_, change) => {
      const before = await snapshotOf(cast)
      const answers: Partial<Record<RoleName, string>> = {}
      for (const who of roleNames.filter((name) => name !== 'Owner'))
        answers[who] = (await outcomeOf(change(cast.people[who].ctx, own()))).code
      expect(answers).toEqual(refused)
      expect(await snapshotOf(cast)).toEqual(before)
      expect((await eventsOf(cast.organization.accountId)).slice(-3)).toMatchObject(
        Array.from({ length: 3 }, () => ({
          action: 'change.refused',
          object_id: cast.workspaceId,
          info: { code: 'forbidden', permission: 'update:workspace_access' },
        })),
      )
    },
  )

  test.each(Object.entries(changes))(
    '%s answers of a workspace that one cannot see exactly as of one that is nowhere',
    async (_, change) => {
      const events = await actionsOf(cast.organization.accountId)
      for (const who of unseen) {
        const { ctx } = cast.people[who]
        const seen = JSON.stringify(await outcomeOf(change(ctx, own())))
        for (const other of [{ workspaceId: nowhere() }, { accountId: nowhere() }])
          expect(JSON.stringify(await outcomeOf(change(ctx, { ...own(), ...other }))), who).toBe(seen)
      }
      expect(await actionsOf(cast.organization.accountId)).toEqual(events)
    },
  )

  test.each(Object.entries(changes))(
    '%s does not find ids of another account, in any field',
    async (name, change) => {
      const { ctx } = cast.people.Owner
      const { elsewhere } = cast
      const before = await snapshotOf(cast)
      const fields: Partial<Ids>[] = [{ accountId: elsewhere.accountId }, { workspaceId: nowhere() }]
      if (name !== 'removeAccessAction')
        fields.push({ roleId: elsewhere.roles.RUNNER }, { roleId: nowhere() })
      for (const field of fields)
        expect(await outcomeOf(change(ctx, { ...own(), ...field })), JSON.stringify(field)).toMatchObject({
          code: 'not_found',
        })
      expect(await snapshotOf(cast)).toEqual(before)
    },
  )

  test('a member of another account is nobody, to each change of many', async () => {
    const { ctx } = cast.people.Owner
    const foreign = await newMember(cast.elsewhere, cast.elsewhere.roles.MEMBER)
    const before = await snapshotOf(cast)
    const { accountId, workspaceId, roleId, revision } = own()
    for (const membershipId of [foreign.membershipId, nowhere()]) {
      const answers = await Promise.all([
        addAccess(ctx, { accountId, workspaceId, membershipIds: [membershipId], roleId, expiresAt: null }),
        changeAccess(ctx, { accountId, workspaceId, changes: [{ membershipId, revision, roleId }] }),
        removeAccess(ctx, { accountId, workspaceId, grants: [{ membershipId, revision }] }),
      ])
      for (const { outcomes } of answers)
        expect(outcomes).toMatchObject([
          { membershipId, outcome: 'refused', reason: 'not_a_member', name: '' },
        ])
    }
    expect(await snapshotOf(cast)).toEqual(before)
  })

  const reading = ['Read-only Collaborator', 'Runner', 'Collaborator'] as const
  test.each([
    ['/api/accounts/{accountId}/workspaces/{workspaceId}/access', '', 200],
    ['/api/accounts/{accountId}/workspaces/{workspaceId}/candidates', '', 403],
    ['/api/accounts/{accountId}/workspaces/{workspaceId}/default-role-preview', '?role_id=none', 403],
    ['/api/accounts/{accountId}/workspaces/{workspaceId}/removal-preview', '?ids={membershipId}', 403],
  ])('%s shows nothing to whoever may not read it', async (route, search, status) => {
    const before = await snapshotOf(cast)
    const path = (change: Partial<Place>) => addressOf(route + search, { ...own(), ...change })
    expect((await ask(path({}), null)).status).toBe(401)
    expect((await ask(path({}), cast.people.Owner.sessionId)).status).toBe(200)
    for (const who of reading)
      expect([who, (await ask(path({}), cast.people[who].sessionId)).status]).toEqual([who, status])
    for (const who of unseen) {
      const { sessionId } = cast.people[who]
      const answer = await ask(path({}), sessionId)
      expect([who, answer.status]).toEqual([who, 404])
      expect(answer.body).not.toContain('Analytics')
      expect(await ask(path({ workspaceId: nowhere() }), sessionId)).toEqual(answer)
      expect(await ask(path({ accountId: nowhere() }), sessionId)).toEqual(answer)
    }
    expect(await snapshotOf(cast)).toEqual(before)
  })
})

function own(): Ids {
  const { organization, workspaceId, target } = cast
  return {
    accountId: organization.accountId,
    workspaceId,
    roleId: organization.roles.COLLABORATOR,
    ...target,
  }
}

function addressOf(route: string, { accountId, workspaceId, membershipId }: Ids): string {
  return route
    .replace('{accountId}', accountId)
    .replace('{workspaceId}', workspaceId)
    .replace('{membershipId}', membershipId)
}
