import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { AppError } from '@/lib/errors'
import { createRouter } from '@/lib/http/router'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  inviteTo,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newPerson, sessionCookieOf, visitor } from '@/lib/testing/people'
import { newGrant, newWorkspace, offerInWorkspace } from '@/lib/testing/workspaces'
import { deleteRole } from './delete'
import { getRole, listHolders, listRoles } from './list'
import { createRole, updateRole } from './manage'
import { previewMemberRole, previewReassignment, previewRole } from './preview'
import { listHoldersInput, listRolesInput } from './schema'

let organization: Organization
let elsewhere: Organization
let member: Person & { membershipId: string }
let roleId: string
let foreignRoleId: string
let foreignMembershipId: string
beforeAll(async () => {
  organization = await newOrganization()
  elsewhere = await newOrganization()
  member = await newMember(organization, organization.roles.MEMBER)
  roleId = await newCustomRole(organization, ['read:flow'])
  foreignRoleId = await newCustomRole(elsewhere, ['read:flow'])
  foreignMembershipId = (await newMember(elsewhere, foreignRoleId)).membershipId
})

type Change = (ctx: Person['ctx'], ids: { accountId: string; roleId: string }) => Promise<unknown>

const content = { name: 'Taken over', description: '', permissions: ['read:flow'] }
const changes: Record<string, Change> = {
  createRole: (ctx, { accountId }) => createRole(ctx, { accountId, ...content }),
  updateRole: (ctx, ids) => updateRole(ctx, { ...ids, ...content, expectedVersion: 1 }),
  deleteRole: (ctx, ids) => deleteRole(ctx, { ...ids, expectedVersion: 1 }),
}

describe('denials', () => {
  test.each(Object.entries(changes))(
    '%s is refused to whoever lacks the permission or cannot see the account, and nothing changes',
    async (_, change) => {
      const before = await snapshot()
      const ids = { accountId: organization.accountId, roleId }
      expect(await refusal(change(visitor(), ids))).toBe('unauthenticated')
      expect(await refusal(change((await newPerson()).ctx, ids))).toBe('not_found')
      expect(await refusal(change(elsewhere.administrator.ctx, ids))).toBe('not_found')
      expect(await refusal(change(member.ctx, ids))).toBe('forbidden')
      expect(await snapshot()).toEqual(before)
    },
  )

  test('roles of another organization are not found by any change or preview, in any field', async () => {
    const before = await snapshot()
    const { accountId, administrator, roles } = organization
    const { ctx } = administrator
    const of = { accountId, roleId: foreignRoleId }
    const used = await newMember(organization, roleId)
    const reassignTo = { account: foreignRoleId }
    const asked: (() => Promise<unknown>)[] = [
      () => updateRole(ctx, { ...of, ...content, expectedVersion: 1 }),
      () => deleteRole(ctx, { ...of, expectedVersion: 1 }),
      () => deleteRole(ctx, { accountId, roleId, expectedVersion: 1, reassignTo }),
      () => previewRole(ctx, { ...of, permissions: ['read:flow'] }),
      () => previewReassignment(ctx, { ...of, account: roles.MEMBER }),
      () => previewReassignment(ctx, { accountId, roleId, account: foreignRoleId }),
      () => previewReassignment(ctx, { accountId, roleId, workspaces: foreignRoleId }),
      () => previewMemberRole(ctx, { accountId, membershipId: used.membershipId, role_id: foreignRoleId }),
      () => previewMemberRole(ctx, { accountId, membershipId: foreignMembershipId, role_id: roles.MEMBER }),
    ]
    for (const one of asked) expect(await refusal(one())).toBe('not_found')
    await query('delete from membership where id = $1', [used.membershipId])
    expect(await snapshot()).toEqual(before)
  })

  const readable = [
    ['/api/accounts/{accountId}/roles', ''],
    ['/api/accounts/{accountId}/roles/{roleId}', ''],
    ['/api/accounts/{accountId}/roles/{roleId}/holders', '?kind=members'],
  ] as const
  const guarded = [
    ['/api/accounts/{accountId}/roles/{roleId}/events', ''],
    ['/api/accounts/{accountId}/roles/{roleId}/preview', '?permissions=read:flow'],
    ['/api/accounts/{accountId}/roles/{roleId}/reassignment', ''],
    ['/api/accounts/{accountId}/members/{membershipId}/role-preview', '?role_id={roleId}'],
    ['/api/accounts/{accountId}/roles/{roleId}/holders', '?kind=invitations'],
    ['/api/accounts/{accountId}/roles/{roleId}/holders', '?kind=invited_workspaces'],
  ] as const

  test.each([...readable, ...guarded])(
    '%s%s is not found by strangers and not read without a session',
    async (route, search) => {
      const path = addressOf(route + search)
      expect(await status(path, null)).toBe(401)
      expect(await status(path, await newPerson())).toBe(404)
      expect(await status(path, elsewhere.administrator)).toBe(404)
      expect(await status(path, organization.administrator)).toBe(200)
    },
  )

  test.each(guarded)('%s%s is refused to a Member, with the permission named', async (route, search) => {
    expect(await status(addressOf(route + search), member)).toBe(403)
  })

  test.each(readable)('%s%s is read by a Member', async (route, search) => {
    expect(await status(addressOf(route + search), member)).toBe(200)
  })

  test('the history needs a plan with an audit log', async () => {
    const small = await newOrganization({ plan: 'STANDARD' })
    const path = `/api/accounts/${small.accountId}/roles/${small.roles.MEMBER}/events`
    expect(await status(path, small.administrator)).toBe(403)
  })
})

test('holders in workspaces that the viewer cannot open are not listed', async () => {
  const { accountId, roles } = organization
  const hidden = await newWorkspace(organization, 'Hidden', roleId)
  await newGrant(organization, { workspaceId: hidden, membershipId: member.membershipId, roleId })
  const outsider = await newMember(organization, roles.MEMBER)
  const held = (ctx: Person['ctx'], kind: 'grants' | 'defaults') =>
    listHolders(ctx, listHoldersInput.parse({ accountId, roleId, kind })).then(({ rows }) => rows.length)
  // The role does not hold read:workspace, so its default opens nothing to the outsider.
  expect(await held(outsider.ctx, 'grants')).toBe(0)
  expect(await held(outsider.ctx, 'defaults')).toBe(0)
  expect(await held(organization.administrator.ctx, 'grants')).toBe(1)
  expect(await held(organization.administrator.ctx, 'defaults')).toBe(1)
})

test('holders in workspaces whose access the viewer may not read are not listed, counted or named', async () => {
  const { accountId } = organization
  const role = await newCustomRole(organization, ['read:workspace'])
  const looking = await newMember(organization, await newCustomRole(organization, lookingOnly))
  const workspaceId = await newWorkspace(organization, 'Seen', role)
  const { invitationId } = await inviteTo(organization)
  await offerInWorkspace(organization, { invitationId, workspaceId, roleId: role })
  for (const { membershipId } of [member, looking])
    await newGrant(organization, { workspaceId, membershipId, roleId: role })
  const held = async (ctx: Person['ctx']) =>
    Promise.all(
      (['grants', 'defaults', 'invited_workspaces'] as const).map(async (kind) =>
        (await listHolders(ctx, listHoldersInput.parse({ accountId, roleId: role, kind }))).rows.map(
          ({ membership_id }) => membership_id,
        ),
      ),
    )
  expect((await held(organization.administrator.ctx)).map(({ length }) => length)).toEqual([2, 1, 1])
  expect(await held(looking.ctx)).toEqual([[looking.membershipId], [], []])
  const { uses } = await getRole(looking.ctx, { accountId, roleId: role })
  expect(uses).toMatchObject({ grants: null, defaults: null, invitedWorkspaces: null })
  const deletion = deleteRole(looking.ctx, { accountId, roleId: role, expectedVersion: 1 })
  await expect(deletion).rejects.toMatchObject({
    reason: 'role_in_use',
    message: expect.not.stringContaining('Seen'),
  })
})

const lookingOnly = ['read:workspace', 'read:invitation', 'read:role', 'delete:role']

test('the list and the page of roles count nothing that other lists hide from the viewer', async () => {
  const { accountId, roles, administrator } = organization
  const role = await newCustomRole(organization, ['read:flow'])
  const workspaceId = await newWorkspace(organization, 'Counted', role)
  await newGrant(organization, { workspaceId, membershipId: member.membershipId, roleId: role })
  const { invitationId } = await inviteTo(organization, { roleId: role })
  await offerInWorkspace(organization, { invitationId, workspaceId, roleId: role })
  const counts = async ({ ctx }: Person) => {
    const { uses } = await getRole(ctx, { accountId, roleId: role })
    const { rows } = await listRoles(ctx, listRolesInput.parse({ accountId, limit: 200 }))
    expect(rows.find(({ id }) => id === role)?.uses).toEqual(uses)
    return [uses.invitations, uses.invitedWorkspaces, uses.grants, uses.defaults]
  }
  const inviter = ['read:role', 'read:invitation', 'read:organization']
  expect(await counts(administrator)).toEqual([1, 1, 1, 1])
  expect(await counts(member)).toEqual([null, null, null, null])
  expect(await counts(await newMember(organization, roles.USER))).toEqual([null, null, 1, 1])
  const reader = await newMember(organization, await newCustomRole(organization, inviter))
  expect(await counts(reader)).toEqual([1, null, null, null])
})

test('one who may not reassign in workspaces is told so, not asked for a role', async () => {
  const { accountId, roles } = organization
  const keeper = [
    'delete:role',
    'read:role',
    'update:member',
    'read:member',
    'read:flow',
    'read:organization',
  ]
  const permissions = [...keeper, 'read:service_account']
  const { ctx } = await newMember(organization, await newCustomRole(organization, permissions))
  const role = await newCustomRole(organization, ['read:flow'])
  await newWorkspace(organization, 'Unseen', role)
  await newMember(organization, role)
  const deletion = { accountId, roleId: role, expectedVersion: 1, reassignTo: { account: roles.MEMBER } }
  await expect(deleteRole(ctx, deletion)).rejects.toMatchObject({
    code: 'forbidden',
    permission: 'update:workspace_access',
  })
})

test('what invitations offer in workspaces is listed place by place, as far as the viewer can open them', async () => {
  const { accountId, administrator } = organization
  const reader = await newMember(
    organization,
    await newCustomRole(organization, ['read:role', 'read:invitation', 'read:organization']),
  )
  const { invitationId, email } = await inviteTo(organization)
  const shown: string[] = []
  for (const name of ['Ateliers', 'Bakeries', 'Cellars']) {
    const workspaceId = await newWorkspace(organization, name)
    await offerInWorkspace(organization, { invitationId, workspaceId, roleId })
    if (name === 'Bakeries')
      await newGrant(organization, {
        workspaceId,
        membershipId: reader.membershipId,
        roleId: organization.roles.RUNNER,
      })
  }
  const asked = { accountId, roleId, kind: 'invited_workspaces' }
  const page = (ctx: Person['ctx'], more: object) =>
    listHolders(ctx, listHoldersInput.parse({ ...asked, ...more }))
  for (let cursor: string | null = ''; cursor !== null;) {
    const { rows, nextCursor } = await page(administrator.ctx, { limit: 1, ...(cursor ? { cursor } : {}) })
    shown.push(...rows.map(({ name, detail }) => `${name} ${detail}`))
    cursor = nextCursor
  }
  expect(shown.toSorted()).toEqual(['Ateliers', 'Bakeries', 'Cellars'].map((name) => `${email} ${name}`))
  const { rows } = await page(reader.ctx, {})
  expect(rows.map(({ detail }) => detail)).toEqual(['Bakeries'])
  const found = await page(administrator.ctx, { search: 'cellar' })
  expect(found.rows).toMatchObject([{ name: email, detail: 'Cellars', kind: 'invited_workspaces' }])
})

function addressOf(route: string): string {
  return route
    .replace('{accountId}', organization.accountId)
    .replaceAll('{roleId}', roleId)
    .replace('{membershipId}', member.membershipId)
}

async function refusal(change: Promise<unknown>): Promise<string> {
  const error: unknown = await change.then(
    () => null,
    (reason: unknown) => reason,
  )
  return error instanceof AppError ? error.code : `not refused: ${String(error)}`
}

async function snapshot(): Promise<unknown> {
  const ids = [organization.accountId, elsewhere.accountId]
  return {
    roles: await query(
      'select id, name, permissions, version from role where account_id = any($1) order by id',
      [ids],
    ),
    members: await query('select id, role_id from membership where account_id = any($1) order by id', [ids]),
    events: await actionsOf(elsewhere.accountId),
  }
}

const router = createRouter(() => Promise.resolve(null))

async function status(path: string, person: Person | null): Promise<number> {
  const headers = new Headers()
  if (person) headers.set('cookie', `${sessionCookieName()}=${await sessionCookieOf(person.sessionId)}`)
  return (await router.request(path, { headers })).status
}

test('an id that nobody has is not found', async () => {
  expect(await status(`/api/accounts/${organization.accountId}/roles/${randomUUID()}`, member)).toBe(404)
})
