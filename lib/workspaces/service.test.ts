import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { countStatements } from '@/lib/testing/count-statements'
import {
  day,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { requestWith } from '@/lib/testing/people'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { listMemberWorkspacesInput, listWorkspacesInput, memberWorkspaceView } from './schema'
import { listMemberWorkspaces, listWorkspaces } from './service'

type Member = Person & { membershipId: string }
type Viewer = { ctx: Person['ctx'] }

let organization: Organization
let grace: Member
beforeAll(async () => {
  organization = await newOrganization()
  grace = await newMember(organization, organization.roles.MEMBER)
})

async function page(
  viewer: Viewer,
  asked: { membershipId: string; cursor?: string; search?: string; limit?: number },
) {
  const input = listMemberWorkspacesInput.parse({ accountId: organization.accountId, ...asked })
  return listMemberWorkspaces(viewer.ctx, input)
}

async function opened(viewer: Viewer, membershipId: string): Promise<string[]> {
  const { rows } = await page(viewer, { membershipId, limit: 200 })
  return rows.map(({ workspace, summary }) => `${workspace.name}: ${summary}`)
}

describe('the workspaces of a member', () => {
  test('come by name with where the access comes from, in the documented shape', async () => {
    const { roles } = organization
    const own = await newMember(organization, roles.MEMBER)
    const { membershipId } = own
    await newWorkspace(organization, 'beta', roles.READ_ONLY_COLLABORATOR)
    const both = await newWorkspace(organization, 'Alpha', roles.READ_ONLY_COLLABORATOR)
    const direct = await newWorkspace(organization, 'Gamma')
    const expiresAt = new Date(own.ctx.now.getTime() + day)
    await newGrant(organization, { workspaceId: both, membershipId, roleId: roles.RUNNER })
    await newGrant(organization, { workspaceId: direct, membershipId, roleId: roles.OWNER, expiresAt })
    await newWorkspace(organization, 'No access')
    const { rows } = await page(organization.administrator, { membershipId })
    expect(memberWorkspaceView.array().parse(rows)).toEqual(rows)
    expect(rows).toMatchObject([
      {
        workspace: { id: both, name: 'Alpha' },
        summary: 'Read-only Collaborator by default + Runner directly',
        sources: [{ kind: 'default_role' }, { kind: 'grant', role: { name: 'Runner' }, expires_at: null }],
      },
      { workspace: { name: 'beta' }, summary: 'Read-only Collaborator by default' },
      {
        workspace: { name: 'Gamma' },
        summary: 'Owner directly',
        sources: [{ kind: 'grant', expires_at: expiresAt.toISOString() }],
      },
    ])
    const later = { ctx: { ...organization.administrator.ctx, now: expiresAt } }
    expect((await opened(later, membershipId)).map((line) => line.split(':')[0])).toEqual(['Alpha', 'beta'])
  })

  test('that the viewer cannot open are neither listed nor counted, and turn no page', async () => {
    const { roles } = organization
    const [viewer, other] = [
      await newMember(organization, roles.MEMBER),
      await newMember(organization, roles.MEMBER),
    ]
    const names = ['Secret 1', 'Secret 2', 'Secret 3', 'Secret 4']
    for (const name of names) {
      const workspaceId = await newWorkspace(organization, name)
      const roleId = roles.OWNER
      await newGrant(organization, { workspaceId, membershipId: other.membershipId, roleId })
      if (name === 'Secret 3')
        await newGrant(organization, { workspaceId, membershipId: viewer.membershipId, roleId })
    }
    const asked = { membershipId: other.membershipId, search: 'secret', limit: 1 }
    const seen = await page(viewer, asked)
    expect(seen.rows.map(({ workspace }) => workspace.name)).toEqual(['Secret 3'])
    expect(seen.nextCursor).toBeNull()
    expect((await page(other, { ...asked, limit: 200 })).rows).toHaveLength(4)
  })

  test('are paged by name without a gap or a repetition, whatever the case', async () => {
    const own = await newOrganization()
    const member = await newMember(own, own.roles.USER)
    const names = Array.from({ length: 23 }, (_, index) => (index % 4 === 0 ? 'Same' : `w${index % 5}`))
    for (const name of names) await newWorkspace(own, name)
    const visited: string[] = []
    for (let cursor: string | undefined; ;) {
      const input = { accountId: own.accountId, membershipId: member.membershipId, limit: 4, cursor }
      const { rows, nextCursor } = await listMemberWorkspaces(
        own.administrator.ctx,
        listMemberWorkspacesInput.parse(input),
      )
      visited.push(...rows.map(({ workspace }) => `${workspace.name} ${workspace.id}`))
      if (!nextCursor) break
      cursor = nextCursor
    }
    expect(visited).toHaveLength(names.length)
    expect(new Set(visited).size).toBe(names.length)
    expect(visited.map((line) => line.split(' ')[0])).toEqual(
      names.toSorted((one, other) => one.toLowerCase().localeCompare(other.toLowerCase())),
    )
  })

  test('are none for a suspended member, and those of its grants for a service account', async () => {
    const { roles } = organization
    const suspended = await newMember(organization, roles.ADMINISTRATOR, { status: 'SUSPENDED' })
    expect(await opened(organization.administrator, suspended.membershipId)).toEqual([])
    const { membershipId } = await newServiceAccount(organization, roles.MEMBER)
    const workspaceId = await newWorkspace(organization, 'For robots', roles.OWNER)
    expect(await opened(organization.administrator, membershipId)).toEqual([])
    await newGrant(organization, { workspaceId, membershipId, roleId: roles.RUNNER })
    expect(await opened(organization.administrator, membershipId)).toEqual(['For robots: Runner directly'])
  })

  test('are the same whether the access is by a built-in role or by a custom one that reads', async () => {
    const own = await newOrganization()
    await newWorkspace(own, 'One')
    const read = await newMember(own, await newCustomRole(own, ['read:workspace', 'read:flow']))
    const create = await newMember(own, await newCustomRole(own, ['create:workspace', 'read:workspace']))
    const nothing = await newMember(own, await newCustomRole(own, ['read:flow']))
    const counts = await Promise.all(
      [read, create, nothing].map(async ({ membershipId }) => {
        const input = listMemberWorkspacesInput.parse({ accountId: own.accountId, membershipId })
        return (await listMemberWorkspaces(own.administrator.ctx, input)).rows.length
      }),
    )
    expect(counts).toEqual([1, 1, 0])
  })

  test('are told of oneself, and of others only where one may read the access', async () => {
    const { roles } = organization
    const role = await newCustomRole(organization, ['read:workspace', 'read:flow'])
    const looking = await newMember(organization, role)
    const other = await newMember(organization, roles.MEMBER)
    for (const { membershipId } of [looking, other]) {
      const workspaceId = await newWorkspace(organization, 'Confidential')
      await newGrant(organization, { workspaceId, membershipId, roleId: roles.RUNNER })
      await newGrant(organization, {
        workspaceId,
        membershipId: grace.membershipId,
        roleId: roles.RUNNER,
      })
    }
    const confidential = async (membershipId: string) =>
      (await opened(looking, membershipId)).filter((line) => line.startsWith('Confidential'))
    // Runner, granted in one of them, reads the access there; the custom role, held everywhere, does not.
    expect(await confidential(looking.membershipId)).toHaveLength(2)
    expect(await confidential(grace.membershipId)).toHaveLength(1)
    expect(await confidential(other.membershipId)).toEqual([])
    const asked = { membershipId: other.membershipId, search: 'Confidential', limit: 1 }
    expect((await page(looking, asked)).nextCursor).toBeNull()
  })

  test('of nobody of the account are not found', async () => {
    const elsewhere = await newOrganization()
    const foreign = await newMember(elsewhere, elsewhere.roles.MEMBER)
    for (const membershipId of [foreign.membershipId, randomUUID()]) {
      await expect(page(organization.administrator, { membershipId })).rejects.toMatchObject({
        code: 'not_found',
        reason: 'member_not_found',
      })
    }
    await expect(page(foreign, { membershipId: grace.membershipId })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('take three statements, the session among them', async () => {
    const { statements } = await countStatements(async () =>
      page({ ctx: await requestWith(grace.sessionId) }, { membershipId: grace.membershipId }),
    )
    expect(statements).toHaveLength(3)
  })
})

describe('a choice of workspaces', () => {
  async function offered(own: Organization, viewer: Viewer, search = ''): Promise<string[]> {
    const input = listWorkspacesInput.parse({ accountId: own.accountId, search })
    return (await listWorkspaces(viewer.ctx, input)).rows.map(({ name }) => name)
  }

  test('offers those that the viewer can open, found by any part of the name', async () => {
    const own = await newOrganization()
    await newWorkspace(own, 'Analytics', own.roles.RUNNER)
    await newWorkspace(own, '100% batch')
    await newWorkspace(await newOrganization(), 'Analytics of others')
    const member = await newMember(own, own.roles.MEMBER)
    expect(await offered(own, own.administrator)).toEqual(['100% batch', 'Analytics'])
    expect(await offered(own, own.administrator, 'LYT')).toEqual(['Analytics'])
    expect(await offered(own, own.administrator, '0%')).toEqual(['100% batch'])
    expect(await offered(own, own.administrator, 'n_l')).toEqual([])
    expect(await offered(own, member)).toEqual(['Analytics'])
  })

  test('takes three statements, the session among them, and is paged', async () => {
    const own = await newOrganization()
    for (const name of ['c', 'B', 'a']) await newWorkspace(own, name)
    const input = { accountId: own.accountId, limit: 2 }
    const { result, statements } = await countStatements(async () =>
      listWorkspaces(await requestWith(own.administrator.sessionId), listWorkspacesInput.parse(input)),
    )
    expect(statements).toHaveLength(3)
    expect(result.rows.map(({ name }) => name)).toEqual(['a', 'B'])
    const next = listWorkspacesInput.parse({ ...input, cursor: result.nextCursor })
    const rest = await listWorkspaces(own.administrator.ctx, next)
    expect([rest.rows.map(({ name }) => name), rest.nextCursor]).toEqual([['c'], null])
  })
})
