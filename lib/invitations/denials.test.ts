import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { createRouter } from '@/lib/http/router'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newEmail, newPerson, sessionCookieOf } from '@/lib/testing/people'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'
import { inviteMembers } from './invite'
import { assignableRoleView } from '@/lib/roles/schema'
import { inviteMembersInput } from './schema'

let organization: Organization
let elsewhere: Organization
let recruiter: Person & { membershipId: string }
let shared: string
let hidden: string
let foreign: string
beforeAll(async () => {
  organization = await newOrganization()
  elsewhere = await newOrganization()
  recruiter = await newMember(
    organization,
    await newCustomRole(organization, ['create:invitation', 'read:invitation']),
  )
  shared = await newWorkspace(organization, 'Shared', organization.roles.READ_ONLY_COLLABORATOR)
  hidden = await newWorkspace(organization, 'Hidden')
  foreign = await newWorkspace(elsewhere, 'Foreign')
})

describe('denials', () => {
  test('inviteMembers: a workspace that is hidden, another account’s or nowhere is refused in the same words', async () => {
    const { roles } = organization
    const offer = { workspaceId: shared, roleId: roles.READ_ONLY_COLLABORATOR }
    const { membershipId } = recruiter
    const own = await newWorkspace(organization, 'Own')
    await newGrant(organization, { workspaceId: own, membershipId, roleId: roles.OWNER })
    const answers: unknown[] = []
    for (const workspaceId of [hidden, foreign, randomUUID()])
      answers.push(
        await refusal(recruiter, {
          workspaces: [
            { ...offer, workspaceId: own },
            { ...offer, workspaceId },
          ],
        }),
      )
    expect(answers).toEqual(
      Array(3).fill({
        code: 'not_found',
        reason: 'workspace_not_found',
        permission: undefined,
        fields: { 'workspaces.1.workspaceId': expect.stringContaining('There is no such workspace') },
      }),
    )
    expect(
      await refusal(organization.administrator, { workspaces: [{ ...offer, workspaceId: foreign }] }),
    ).toMatchObject({
      reason: 'workspace_not_found',
    })
  })

  test('inviteMembers: one who sees a workspace and may not share it (R9), with the permission named and recorded', async () => {
    const collaborating = await newWorkspace(organization, 'Collaborating')
    const { membershipId } = recruiter
    const { roles, accountId } = organization
    await newGrant(organization, { workspaceId: collaborating, membershipId, roleId: roles.COLLABORATOR })
    for (const workspaceId of [shared, collaborating]) {
      const workspaces = [{ workspaceId, roleId: roles.READ_ONLY_COLLABORATOR }]
      expect(await refusal(recruiter, { workspaces })).toMatchObject({
        code: 'forbidden',
        reason: 'missing_permission',
        permission: 'update:workspace_access',
        fields: { 'workspaces.0.workspaceId': expect.any(String) },
      })
      expect((await actionsOf(accountId)).at(-1)).toBe('change.refused')
    }
  })

  test('inviteMembers: a role that is not given in workspaces', async () => {
    const { roles } = organization
    for (const roleId of [roles.USER, await newCustomRole(organization, ['update:member', 'read:member'])]) {
      expect(
        await refusal(organization.administrator, { workspaces: [{ workspaceId: shared, roleId }] }),
      ).toMatchObject({
        code: 'forbidden',
        reason: 'organization_role',
        fields: { 'workspaces.0.roleId': expect.stringContaining('Shared: ') },
      })
    }
  })

  test('inviteMembers: more than reading for whoever is to be Read Only User (R11)', async () => {
    const { roles, administrator } = organization
    const workspaces = [{ workspaceId: shared, roleId: roles.RUNNER }]
    expect(await refusal(administrator, { roleId: roles.READ_ONLY_USER, workspaces })).toMatchObject({
      code: 'conflict',
      reason: 'read_only_member',
      fields: { 'workspaces.0.roleId': expect.stringContaining('Read-only Collaborator') },
    })
  })

  test('inviteMembers: a role of another account, or of none', async () => {
    for (const roleId of [elsewhere.roles.RUNNER, randomUUID()]) {
      expect(
        await refusal(organization.administrator, { workspaces: [{ workspaceId: shared, roleId }] }),
      ).toMatchObject({
        code: 'not_found',
        reason: 'role_not_found',
        fields: { 'workspaces.0.roleId': expect.any(String) },
      })
    }
  })

  test('inviteMembers: a workspace twice, in whatever case, and more than fifty', () => {
    const { accountId, roles } = organization
    const offer = { workspaceId: shared, roleId: roles.RUNNER }
    const parse = (workspaces: unknown[]) =>
      inviteMembersInput.safeParse({ roleId: null, accountId, emails: ['a@example.com'], workspaces }).error
        ?.issues
    expect(parse([offer, { ...offer, workspaceId: shared.toUpperCase() }])).toMatchObject([
      { path: ['workspaces', 1, 'workspaceId'], message: expect.stringContaining('listed already') },
    ])
    const many = Array.from({ length: 51 }, () => ({ ...offer, workspaceId: randomUUID() }))
    expect(parse(many)).toMatchObject([{ path: ['workspaces'] }])
    expect(parse(many.slice(1))).toBeUndefined()
  })

  test('/api/accounts/{accountId}/workspace-roles is read by members, and by nobody else', async () => {
    const path = '/api/accounts/{accountId}/workspace-roles'.replace('{accountId}', organization.accountId)
    const member = await newMember(organization, organization.roles.MEMBER)
    expect((await get(path, null)).status).toBe(401)
    expect((await get(path, await newPerson())).status).toBe(404)
    expect((await get(path, elsewhere.administrator)).status).toBe(404)
    expect((await get(path, member)).status).toBe(200)
    expect((await get(`${path}?organization_role_id=${elsewhere.roles.MEMBER}`, member)).status).toBe(404)
    expect((await get(`${path}?organization_role_id=x`, member)).status).toBe(422)
  })
})

test('the roles on offer are those given in workspaces, with the reason where the organization role rules one out', async () => {
  const own = await newOrganization()
  const custom = await newCustomRole(own, ['read:flow'])
  await newCustomRole(own, ['update:member', 'read:member'])
  const path = `/api/accounts/${own.accountId}/workspace-roles`
  const asked = async (search: string) =>
    assignableRoleView.array().parse(await (await get(path + search, own.administrator)).json())
  const free = await asked('')
  expect(free.map(({ name, refusal: reason }) => [name, reason])).toEqual([
    ['Owner', null],
    ['Collaborator', null],
    ['Runner', null],
    ['Read-only Collaborator', null],
    [`Role ${custom}`, null],
  ])
  const limited = await asked(`?organization_role_id=${own.roles.READ_ONLY_USER}`)
  expect(limited.filter(({ refusal: reason }) => reason === null).map(({ name }) => name)).toEqual([
    'Read-only Collaborator',
    `Role ${custom}`,
  ])
  expect(limited[0]?.refusal).toContain('Read Only User')
})

type Asked = { roleId?: string; workspaces: { workspaceId: string; roleId: string }[] }

/** What inviting was refused with, once it is sure that it left nothing. */
async function refusal({ ctx }: Pick<Person, 'ctx'>, asked: Asked) {
  const email = newEmail()
  const input = inviteMembersInput.parse({
    roleId: null,
    accountId: organization.accountId,
    emails: [email],
    ...asked,
  })
  const error: unknown = await inviteMembers(ctx, input).catch((reason: unknown) => reason)
  expect(await query('select 1 from invitation where email = $1', [email])).toEqual([])
  expect(await query('select 1 from mail where recipient = $1', [email])).toEqual([])
  const { code, reason, permission, fields } = Object(error)
  return { code, reason, permission, fields }
}

const router = createRouter(() => Promise.resolve(null))

async function get(path: string, person: Person | null): Promise<Response> {
  const cookie = person && `${sessionCookieName()}=${await sessionCookieOf(person.sessionId)}`
  return router.request(path, cookie ? { headers: { cookie } } : {})
}
