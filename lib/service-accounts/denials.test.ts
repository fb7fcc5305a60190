import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { changeMemberRole, removeMember, suspendMember } from '@/lib/members/manage'
import { getMember } from '@/lib/members/detail'
import { createRole } from '@/lib/roles/manage'
import { previewMemberRole } from '@/lib/roles/preview'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newCustomRole, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson, visitor } from '@/lib/testing/people'
import { ask, outcomeOf } from '@/lib/testing/workspace-cast'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { createWorkspace } from '@/lib/workspaces/manage'
import {
  changeServiceAccountRole,
  createServiceAccount,
  deleteServiceAccount,
  reactivateServiceAccount,
  suspendServiceAccount,
  updateServiceAccount,
} from './manage'
import { getServiceAccount } from './service'

type Person = Awaited<ReturnType<typeof newMember>>
type At = { accountId: string; serviceAccountId: string; roleId: string; workspaceId: string }
type Change = (ctx: Ctx, at: At) => Promise<unknown>

const ofOne: Record<string, Change> = {
  updateServiceAccount: (ctx, at) => updateServiceAccount(ctx, { ...idsOf(at), name: 'X', description: 'Y' }),
  changeServiceAccountRole: (ctx, at) =>
    changeServiceAccountRole(ctx, { ...idsOf(at), roleId: at.roleId, expectedRoleId: roles().MEMBER }),
  suspendServiceAccount: (ctx, at) => suspendServiceAccount(ctx, idsOf(at)),
  reactivateServiceAccount: (ctx, at) => reactivateServiceAccount(ctx, idsOf(at)),
  deleteServiceAccount: (ctx, at) => deleteServiceAccount(ctx, idsOf(at)),
}
const changes: Record<string, Change> = {
  ...ofOne,
  createServiceAccount: (ctx, { accountId, roleId, workspaceId }) =>
    createServiceAccount(ctx, {
      accountId,
      name: `Robot ${randomUUID()}`,
      description: '',
      roleId,
      expiresAt: null,
      workspaces: [{ workspaceId, roleId: roles().RUNNER }],
    }),
}

let organization: Organization
let elsewhere: Organization
let member: Person
let at: At
let foreign: At
beforeAll(async () => {
  organization = await newOrganization()
  elsewhere = await newOrganization()
  member = await newMember(organization, organization.roles.MEMBER)
  at = await placeIn(organization)
  foreign = await placeIn(elsewhere)
})

describe('denials', () => {
  test.each(Object.entries(changes))(
    '%s is refused to whoever lacks the permission or cannot see the account',
    async (_, change) => {
      const before = await snapshot()
      expect(await outcomeOf(change(visitor(), at))).toMatchObject({ code: 'unauthenticated' })
      for (const { ctx } of [await newPerson(), elsewhere.administrator])
        expect(await outcomeOf(change(ctx, at))).toMatchObject({ code: 'not_found' })
      expect(await outcomeOf(change(member.ctx, at))).toMatchObject({ code: 'forbidden' })
      expect(await snapshot()).toEqual(before)
    },
  )

  test.each(Object.entries(changes))(
    '%s does not find ids of another organization, in any field',
    async (name, change) => {
      const { ctx } = organization.administrator
      const before = await snapshot()
      const fields = name === 'createServiceAccount' ? ofCreation : ofChange
      for (const field of ['accountId', ...fields] as const) {
        if (field === 'roleId' && name !== 'changeServiceAccountRole' && name !== 'createServiceAccount')
          continue
        for (const id of [foreign[field], randomUUID()])
          expect(await outcomeOf(change(ctx, { ...at, [field]: id }))).toMatchObject({ code: 'not_found' })
      }
      expect(await snapshot()).toEqual(before)
    },
  )

  test.each(Object.entries(ofOne))(
    '%s is refused where the service account holds more in a workspace than the actor does there (R3)',
    async (_, change) => {
      const given = await newCustomRole(organization, [
        'read:service_account',
        'update:service_account',
        'delete:service_account',
      ])
      const manager = await newMember(organization, given)
      const own = await placeIn(organization)
      const { membership_id } = await getServiceAccount(organization.administrator.ctx, idsOf(own))
      const { workspaceId } = own
      await newGrant(organization, { workspaceId, membershipId: membership_id, roleId: roles().OWNER })
      const mine = { workspaceId, membershipId: manager.membershipId }
      await newGrant(organization, { ...mine, roleId: roles().COLLABORATOR })
      const before = await snapshot()
      expect(await outcomeOf(change(manager.ctx, own))).toMatchObject({
        code: 'forbidden',
        reason: 'outranked',
      })
      expect(await snapshot()).toEqual(before)
      const { can } = await getServiceAccount(manager.ctx, idsOf(own))
      for (const [name, one] of Object.entries(can))
        expect([name, one]).toEqual([name, expect.objectContaining({ allowed: false, reason: 'outranked' })])
      await query('update workspace_grant set role_id = $1 where membership_id = $2', [
        roles().OWNER,
        manager.membershipId,
      ])
      await query(`update role set permissions = permissions || '{read:flow}'::text[] where id = $1`, [given])
      expect(await outcomeOf(change(manager.ctx, own))).toMatchObject({ code: 'done' })
    },
  )

  test('a service account is no member: what changes members does not find it', async () => {
    const { ctx } = organization.administrator
    const { membershipId } = await newServiceAccount(organization, roles().MEMBER)
    const { accountId } = at
    const before = await snapshot()
    const asked: Promise<unknown>[] = [
      suspendMember(ctx, { accountId, membershipId }),
      removeMember(ctx, { accountId, membershipId }),
      changeMemberRole(ctx, {
        accountId,
        membershipId,
        roleId: roles().USER,
        expectedRoleId: roles().MEMBER,
      }),
      getMember(ctx, { accountId, membershipId }),
      previewMemberRole(ctx, { accountId, membershipId, role_id: roles().USER }),
    ]
    for (const one of await Promise.all(asked.map(outcomeOf)))
      expect(one).toMatchObject({ code: 'not_found' })
    expect(await snapshot()).toEqual(before)
  })

  test('a service account does nothing that R8 keeps from it, whatever workspaces it owns', async () => {
    const { ctx } = organization.administrator
    const { accountId, workspaceId } = at
    const owner = [{ workspaceId, roleId: roles().OWNER }]
    const name = `Robot ${randomUUID()}`
    const robot = { accountId, name, description: '', expiresAt: null, workspaces: owner }
    const { id, membership_id, key } = await createServiceAccount(ctx, robot)
    const acting: Ctx = {
      ...visitor(),
      actor: {
        kind: 'SERVICE_ACCOUNT',
        serviceAccountId: id,
        name,
        apiKey: { id: key.id, name: key.name, accountId, expiresAt: null },
      },
    }
    const before = await snapshot()
    const own = { ...at, serviceAccountId: id }
    for (const change of Object.values(changes))
      expect(await outcomeOf(change(acting, own))).toMatchObject({ code: 'forbidden' })
    const { membershipId } = member
    const others: Promise<unknown>[] = [
      changeMemberRole(acting, {
        accountId,
        membershipId,
        roleId: roles().USER,
        expectedRoleId: roles().MEMBER,
      }),
      suspendMember(acting, { accountId, membershipId: membership_id }),
      createRole(acting, { accountId, name: 'Mine', description: '', permissions: ['read:flow'] }),
      createWorkspace(acting, {
        accountId,
        name: 'Mine',
        handle: 'mine',
        description: '',
        defaultRoleId: null,
      }),
    ]
    for (const one of await Promise.all(others.map(outcomeOf)))
      expect(one).toMatchObject({ code: 'forbidden' })
    expect(await snapshot()).toEqual(before)
  })

  test.each([
    ['/api/accounts/{accountId}/service-accounts', ''],
    ['/api/accounts/{accountId}/service-accounts/{serviceAccountId}', ''],
    ['/api/accounts/{accountId}/service-accounts/{serviceAccountId}/consequences', ''],
    ['/api/accounts/{accountId}/service-accounts/{serviceAccountId}/workspaces', ''],
    ['/api/accounts/{accountId}/service-accounts/{serviceAccountId}/permissions', ''],
    [
      '/api/accounts/{accountId}/service-accounts/{serviceAccountId}/explanation',
      '?permission=read:organization',
    ],
    ['/api/accounts/{accountId}/service-accounts/{serviceAccountId}/events', ''],
  ])('%s is not found by strangers, nor under another organization', async (route, search) => {
    const pathOf = (ids: At) =>
      route.replace('{accountId}', ids.accountId).replace('{serviceAccountId}', ids.serviceAccountId) + search
    expect((await ask(pathOf(at), null)).status).toBe(401)
    for (const { sessionId } of [await newPerson(), elsewhere.administrator])
      expect((await ask(pathOf(at), sessionId)).status).toBe(404)
    const { sessionId } = organization.administrator
    expect((await ask(pathOf(at), sessionId)).status).toBe(200)
    expect((await ask(pathOf(at), member.sessionId)).status).toBe(route.endsWith('/events') ? 403 : 200)
    const mixed = await ask(pathOf({ ...at, serviceAccountId: foreign.serviceAccountId }), sessionId)
    if (route.endsWith('/events')) expect(mixed).toMatchObject({ status: 200, body: '[]' })
    else if (route.includes('{serviceAccountId}')) expect(mixed.status).toBe(404)
  })
})

const ofCreation = ['roleId', 'workspaceId'] as const
const ofChange = ['serviceAccountId', 'roleId'] as const

function roles() {
  return organization.roles
}

function idsOf({ accountId, serviceAccountId }: At) {
  return { accountId, serviceAccountId }
}

async function placeIn(own: Organization): Promise<At> {
  const { serviceAccountId } = await newServiceAccount(own, own.roles.MEMBER)
  const roleId = await newCustomRole(own, ['read:flow'])
  return { accountId: own.accountId, serviceAccountId, roleId, workspaceId: await newWorkspace(own, 'Vault') }
}

/** Everything of service accounts in both organizations; and the other one's events, where nothing may be said about it. */
async function snapshot(): Promise<unknown> {
  const ids = [organization.accountId, elsewhere.accountId]
  const tables = ['service_account', 'membership', 'workspace_grant', 'api_key', 'role', 'workspace']
  const rows = await Promise.all(
    tables.map((table) =>
      query(`select t.* from ${table} t where account_id = any($1) order by t.id`, [ids]),
    ),
  )
  return { rows, events: await actionsOf(elsewhere.accountId) }
}
