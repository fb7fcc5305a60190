import { beforeAll, describe, expect, test } from 'vitest'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { createRouter } from '@/lib/http/router'
import { newMember, newOrganization, type Organization, type Person } from '@/lib/testing/organizations'
import { newPerson, sessionCookieOf } from '@/lib/testing/people'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'
import { pinWorkspace } from './home'
import { createWorkspace } from './manage'
import { listWorkspacesInput } from './schema'
import { countWorkspaces, getWorkspace, getWorkspaceEditor, listWorkspaces } from './service'

let organization: Organization
let member: Person & { membershipId: string }
beforeAll(async () => {
  organization = await newOrganization()
  member = await newMember(organization, organization.roles.MEMBER)
})

describe('denials', () => {
  test('the editor of workspaces is not found by strangers and not read without a session', async () => {
    const path = '/api/accounts/{accountId}/workspace-editor'
    const elsewhere = await newOrganization()
    expect(await status(path, null)).toBe(401)
    expect(await status(path, await newPerson())).toBe(404)
    expect(await status(path, elsewhere.administrator)).toBe(404)
    expect(await status(path, member)).toBe(200)
  })
})

test('the editor refuses creating and roles beyond what the viewer holds, each with its reason', async () => {
  const { accountId, administrator } = organization
  const own = await getWorkspaceEditor(administrator.ctx, accountId)
  expect(own.create).toEqual({ allowed: true })
  expect(own.defaultRoles.filter(({ refusal }) => refusal !== null)).toEqual([])
  const theirs = await getWorkspaceEditor(member.ctx, accountId)
  expect(theirs.create).toMatchObject({ allowed: false, permission: 'create:workspace' })
  expect(theirs.defaultRoles.every(({ refusal }) => refusal !== null)).toBe(true)
})

test('what is pinned is pinned for one person, and only what one can open counts', async () => {
  const own = await newOrganization()
  const { accountId, administrator, roles } = own
  const { ctx, membershipId } = await newMember(own, roles.MEMBER)
  const shared = await newWorkspace(own, 'Shared')
  await newWorkspace(own, 'Hidden')
  await newGrant(own, { workspaceId: shared, membershipId, roleId: roles.RUNNER })
  await pinWorkspace(ctx, { accountId, workspaceId: shared, isPinned: true })
  const pins = async (viewer: Person['ctx']) =>
    (await listWorkspaces(viewer, listWorkspacesInput.parse({ accountId }))).rows.map(
      ({ name, is_pinned }) => [name, is_pinned],
    )
  expect(await pins(ctx)).toEqual([['Shared', true]])
  expect(await pins(administrator.ctx)).toEqual([
    ['Hidden', false],
    ['Shared', false],
  ])
  expect(await countWorkspaces(ctx, accountId)).toMatchObject({ count: 1 })
  expect(await countWorkspaces(administrator.ctx, accountId)).toMatchObject({ count: 2 })
})

test('a personal account is not called an organization', async () => {
  const { ctx, accountId } = await newPerson()
  const input = { accountId, name: 'Mine', handle: 'mine', description: '', defaultRoleId: null }
  const { id } = await createWorkspace(ctx, input)
  const { access } = await getWorkspace(ctx, { accountId, workspaceId: id })
  expect(access.summary).toBe('Administrator of the account')
})

const router = createRouter(() => Promise.resolve(null))

async function status(path: string, person: Pick<Person, 'sessionId'> | null): Promise<number> {
  const cookie = person && `${sessionCookieName()}=${await sessionCookieOf(person.sessionId)}`
  const address = path.replace('{accountId}', organization.accountId)
  return (await router.request(address, { headers: cookie ? { cookie } : {} })).status
}
