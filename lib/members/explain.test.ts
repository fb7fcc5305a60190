import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { createRouter } from '@/lib/http/router'
import { permissionDefinitions } from '@/lib/policy/permissions'
import { countStatements } from '@/lib/testing/count-statements'
import {
  after,
  day,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newPerson, requestWith, sessionCookieOf } from '@/lib/testing/people'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { explainPermission, listPermissionChoices } from './explain'
import { suspendMember } from './manage'
import { permissionExplanation } from './schema'

type Member = Person & { membershipId: string }

let organization: Organization
let elsewhere: Organization
let grace: Member
let shared: string
let closed: string
beforeAll(async () => {
  organization = await newOrganization()
  elsewhere = await newOrganization()
  grace = await newMember(organization, organization.roles.MEMBER, { name: 'Grace' })
  shared = await newWorkspace(organization, 'Shared', organization.roles.READ_ONLY_COLLABORATOR)
  closed = await newWorkspace(organization, 'Closed')
})

type Asked = { permission: string; workspace_id?: string; membershipId?: string; accountId?: string }

function ask(viewer: { ctx: Person['ctx'] }, asked: Asked) {
  const { accountId } = organization
  return explainPermission(viewer.ctx, { accountId, membershipId: grace.membershipId, ...asked })
}

describe('the answer', () => {
  test('to what is not held names every source and what would have to change, in the documented shape', async () => {
    const answer = await ask(organization.administrator, {
      permission: 'create:flow',
      workspace_id: shared,
    })
    expect(permissionExplanation.parse(answer)).toEqual(answer)
    expect(answer).toMatchObject({
      allowed: false,
      sentence: 'Grace may not create flows in Shared.',
      member: { id: grace.membershipId, name: 'Grace' },
      permission: { id: 'create:flow', title: 'Create flows' },
      workspace: { id: shared, name: 'Shared' },
      reasons: [
        { source: 'organization_role', role: { name: 'Member' }, outcome: 'not_held' },
        { source: 'default_role', role: { name: 'Read-only Collaborator' }, outcome: 'not_held' },
      ],
      remedies: ['Give Grace a role in the workspace that holds “Create flows”, for example Collaborator.'],
    })
  })

  test('follows a grant until the moment it ends, and says that it did', async () => {
    const { ctx } = organization.administrator
    const workspaceId = await newWorkspace(organization, 'Nightly')
    const expiresAt = new Date(ctx.now.getTime() + day)
    const roleId = organization.roles.COLLABORATOR
    await newGrant(organization, { workspaceId, membershipId: grace.membershipId, roleId, expiresAt })
    const asked = { permission: 'create:flow', workspace_id: workspaceId }
    expect(await ask({ ctx }, asked)).toMatchObject({
      allowed: true,
      sentence: 'Grace may create flows in Nightly.',
      reasons: [
        { source: 'organization_role', outcome: 'not_held' },
        { source: 'grant', outcome: 'gave', expires_at: expiresAt.toISOString() },
      ],
      remedies: [],
    })
    expect(await ask({ ctx: after(ctx, day) }, asked)).toMatchObject({
      allowed: false,
      reasons: [{ outcome: 'not_held' }, { source: 'grant', outcome: 'expired' }],
      remedies: [
        expect.stringMatching(/^Renew the grant of Collaborator, which expired on \d+ \w+ \d{4}\.$/),
      ],
    })
  })

  test('names a suspension and a ceiling', async () => {
    const { roles } = organization
    const member = await newMember(organization, roles.READ_ONLY_USER, { status: 'SUSPENDED' })
    const { membershipId } = member
    await newGrant(organization, { workspaceId: closed, membershipId, roleId: roles.OWNER })
    const asked = { permission: 'delete:flow', workspace_id: closed, membershipId }
    expect(await ask(organization.administrator, asked)).toMatchObject({
      allowed: false,
      reasons: [
        { source: 'organization_role', outcome: 'not_held' },
        { source: 'grant', outcome: 'held_back' },
        { source: 'suspension', outcome: 'refused' },
        { source: 'ceiling', outcome: 'refused', role: { name: 'Read Only User' } },
      ],
      remedies: [
        'Reactivate the membership.',
        'Change the organization role from Read Only User to another.',
      ],
    })
  })

  test('about the organization needs no workspace and ignores one, even one that does not exist', async () => {
    for (const workspace_id of [undefined, closed, randomUUID()]) {
      const question = { permission: 'update:member', ...(workspace_id ? { workspace_id } : {}) }
      expect(await ask(grace, question)).toMatchObject({
        allowed: false,
        sentence: 'Grace may not change members.',
        workspace: null,
        remedies: ['Give Grace an organization role that holds “Change members”.'],
      })
    }
  })

  test('about a service account passes the default role by', async () => {
    const { membershipId } = await newServiceAccount(organization, organization.roles.MEMBER, 'Robot')
    const asked = { permission: 'read:flow', workspace_id: shared, membershipId }
    expect(await ask(organization.administrator, asked)).toMatchObject({
      allowed: false,
      sentence: 'Robot may not view flows in Shared.',
      reasons: [{ outcome: 'not_held' }, { source: 'default_role', outcome: 'not_for_service_accounts' }],
    })
  })

  test('takes three statements, the session among them', async () => {
    const { statements } = await countStatements(async () =>
      ask(
        { ctx: await requestWith(organization.administrator.sessionId) },
        { permission: 'read:flow', workspace_id: shared },
      ),
    )
    expect(statements).toHaveLength(3)
  })
})

describe('a question', () => {
  test('about an unknown permission, or without the workspace it needs, is refused and names the field', async () => {
    await expect(ask(grace, { permission: 'read:everything' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { permission: expect.any(String) },
    })
    await expect(ask(grace, { permission: 'read:flow' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { workspace_id: expect.any(String) },
    })
  })

  test('about a workspace that the viewer cannot open is not found, though the member can', async () => {
    const { roles } = organization
    const hidden = await newWorkspace(organization, 'Hidden')
    const { membershipId } = grace
    await newGrant(organization, { workspaceId: hidden, membershipId, roleId: roles.OWNER })
    const viewer = await newMember(organization, roles.MEMBER)
    const asked = { permission: 'read:flow', workspace_id: hidden }
    expect(await ask(grace, asked)).toMatchObject({ allowed: true })
    await expect(ask(viewer, asked)).rejects.toMatchObject({ reason: 'workspace_not_found' })
    await newGrant(organization, {
      workspaceId: hidden,
      membershipId: viewer.membershipId,
      roleId: roles.RUNNER,
      expiresAt: new Date(viewer.ctx.now.getTime() + day),
    })
    expect(await ask(viewer, asked)).toMatchObject({ allowed: true })
    await expect(ask({ ctx: after(viewer.ctx, day) }, asked)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('about somebody else where the viewer may not read the access is refused with what is missing', async () => {
    const role = await newCustomRole(organization, ['read:workspace'])
    const looking = await newMember(organization, role)
    const asked = { permission: 'read:flow', workspace_id: closed }
    await expect(ask(looking, asked)).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'missing_permission',
      permission: 'read:workspace_access',
    })
    const { membershipId } = looking
    expect(await ask(looking, { ...asked, membershipId })).toMatchObject({ allowed: false })
    const reading = await newMember(organization, organization.roles.READ_ONLY_USER)
    expect(await ask(reading, asked)).toMatchObject({ allowed: false })
  })

  test('with ids of another organization is not found, whichever field they are in', async () => {
    const foreign = await newMember(elsewhere, elsewhere.roles.MEMBER)
    const foreignWorkspace = await newWorkspace(elsewhere, 'Foreign', elsewhere.roles.OWNER)
    const own = { permission: 'read:flow', workspace_id: shared }
    for (const change of [
      { membershipId: foreign.membershipId },
      { membershipId: randomUUID() },
      { workspace_id: foreignWorkspace },
      { workspace_id: randomUUID() },
      { accountId: elsewhere.accountId },
    ]) {
      await expect(ask(organization.administrator, { ...own, ...change })).rejects.toMatchObject({
        code: 'not_found',
      })
    }
  })
})

test('one may ask about every permission there is', () => {
  expect(listPermissionChoices().map(({ id }) => id)).toEqual(permissionDefinitions.map(({ id }) => id))
})

describe('denials', () => {
  const question = '?permission=read:organization'
  test.each([
    ['/api/accounts/{accountId}/members/{membershipId}', ''],
    ['/api/accounts/{accountId}/members/{membershipId}/workspaces', ''],
    ['/api/accounts/{accountId}/members/{membershipId}/explanation', question],
    ['/api/accounts/{accountId}/members/{membershipId}/permissions', ''],
    ['/api/accounts/{accountId}/members/{membershipId}/events', ''],
    ['/api/accounts/{accountId}/workspaces', ''],
  ])('%s is not found by strangers and not read without a session', async (route, search) => {
    const own = { account: organization.accountId, member: grace.membershipId }
    const foreign = await newMember(elsewhere, elsewhere.roles.MEMBER)
    const suspended = await newMember(organization, organization.roles.USER, { status: 'SUSPENDED' })
    const asOf = (ids: typeof own) =>
      route.replace('{accountId}', ids.account).replace('{membershipId}', ids.member) + search
    expect(await status(asOf(own), null)).toBe(401)
    expect(await status(asOf(own), await newPerson())).toBe(404)
    expect(await status(asOf(own), suspended)).toBe(404)
    expect(await status(asOf(own), elsewhere.administrator)).toBe(404)
    const isAudit = route.endsWith('/events')
    expect(await status(asOf(own), grace)).toBe(isAudit ? 403 : 200)
    const ofForeign = { ...own, member: foreign.membershipId }
    if (route.includes('{membershipId}'))
      expect(await status(asOf(ofForeign), grace)).toBe(isAudit ? 403 : 404)
    expect(await status(asOf({ ...own, account: 'none' }), grace)).toBe(404)
  })

  test('the events about a member are refused without the permission or the plan, and those of others are none', async () => {
    const route = '/api/accounts/{accountId}/members/{membershipId}/events'
    const asked = ({ accountId }: Organization, { membershipId }: Member) =>
      route.replace('{accountId}', accountId).replace('{membershipId}', membershipId)
    const small = await newOrganization({ plan: 'ORGANIZATION' })
    const member = await newMember(small, small.roles.MEMBER)
    expect(await body(asked(small, member), small.administrator)).toMatchObject({ reason: 'plan_required' })
    expect(await body(asked(organization, grace), grace)).toMatchObject({ permission: 'read:audit_log' })
    const { administrator, accountId, roles } = organization
    const changed = await newMember(organization, roles.MEMBER, { name: 'Hedy' })
    await suspendMember(administrator.ctx, { accountId, membershipId: changed.membershipId })
    expect(await body(asked(organization, changed), administrator)).toMatchObject([
      { action: 'membership.suspended', message: 'Ada Lovelace suspended Hedy' },
    ])
    expect(await body(asked(organization, member), organization.administrator)).toEqual([])
  })
})

const router = createRouter(() => Promise.resolve(null))

async function status(path: string, person: Person | null): Promise<number> {
  const answer = await get(path, person)
  await answer.text()
  return answer.status
}

async function body(path: string, person: Person): Promise<unknown> {
  return (await get(path, person)).json()
}

async function get(path: string, person: Person | null): Promise<Response> {
  if (!person) return router.request(path)
  const cookie = `${sessionCookieName()}=${await sessionCookieOf(person.sessionId)}`
  return router.request(path, { headers: { cookie } })
}
