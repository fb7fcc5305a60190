import { beforeEach, describe, expect, test } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { query } from '@/lib/testing/database'
import { after, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { loadStandings } from '@/lib/authz/workspace-facts'
import { database } from '@/lib/db/transaction'
import { isVisible } from '@/lib/policy/evaluate'
import { listMyWorkspaces, listShortcuts, pinWorkspace } from '@/lib/workspaces/home'
import { updateWorkspace } from '@/lib/workspaces/edit'
import { listMyWorkspacesInput, listWorkspacesInput } from '@/lib/workspaces/schema'
import { getWorkspace, listWorkspaces } from '@/lib/workspaces/service'
import { addAccess, changeAccess, setDefaultRole } from './manage'
import { listAccessInput } from './schema'
import { listAccess } from './service'

// The clock is that of the request: no job ends a grant, and its row stays.

let organization: Organization
let owner: Awaited<ReturnType<typeof newMember>>
let workspaceId: string
let end: Date
beforeEach(async () => {
  organization = await newOrganization()
  const { roles } = organization
  owner = await newMember(organization, roles.MEMBER)
  workspaceId = await newWorkspace(organization, 'Analytics')
  end = new Date(owner.ctx.now.getTime() + 86_400_000)
  const { membershipId } = owner
  await newGrant(organization, { workspaceId, membershipId, roleId: roles.OWNER, expiresAt: end })
})

const doors: Record<string, (ctx: Ctx) => Promise<unknown>> = {
  'opening the workspace': (ctx) => getWorkspace(ctx, place()),
  'opening it by its handle': (ctx) =>
    getWorkspace(ctx, { accountId: organization.accountId, workspaceHandle: workspaceId }),
  'reading its sharing': (ctx) => listAccess(ctx, listAccessInput.parse(place())),
  'setting the default role': (ctx) =>
    setDefaultRole(ctx, { ...place(), roleId: organization.roles.RUNNER, expectedRoleId: null }),
  'adding the Administrator': async (ctx) => {
    const [row] = await query<{ id: string }>(
      'select id from membership where account_id = $1 and role_id = $2',
      [organization.accountId, organization.roles.ADMINISTRATOR],
    )
    const membershipIds = [row?.id ?? '']
    return addAccess(ctx, { ...place(), membershipIds, roleId: organization.roles.RUNNER, expiresAt: null })
  },
  'pinning it': (ctx) => pinWorkspace(ctx, { ...place(), isPinned: true }),
  'renaming it': (ctx) =>
    updateWorkspace(ctx, {
      ...place(),
      name: 'Renamed',
      description: '',
      expected: { name: 'Analytics', description: '' },
    }),
}

describe('a grant that ends', () => {
  test.each(Object.entries(doors))(
    'allows %s one millisecond before, and at its end it is not found',
    async (_, door) => {
      await expect(door(at(0))).rejects.toMatchObject({ code: 'not_found', reason: 'workspace_not_found' })
      await expect(door(at(1))).rejects.toMatchObject({ code: 'not_found', reason: 'workspace_not_found' })
      expect(await rowsLeft()).toBe(1)
      await expect(door(at(-1))).resolves.toBeDefined()
    },
  )

  test('leaves all lists at its end, though no job has run', async () => {
    const { accountId } = organization
    await pinWorkspace(owner.ctx, { ...place(), isPinned: true })
    const listed = async (ctx: Ctx) => [
      (await listWorkspaces(ctx, listWorkspacesInput.parse({ accountId }))).rows.length,
      (await listMyWorkspaces(ctx, listMyWorkspacesInput.parse({}))).rows.length,
      (await listShortcuts(ctx)).pinned.length,
    ]
    expect(await listed(at(-1))).toEqual([1, 1, 1])
    expect(await listed(at(0))).toEqual([0, 0, 0])
    expect(await rowsLeft()).toBe(1)
  })

  test('is forbidden rather than not found where the default role still lets one see', async () => {
    const { roles } = organization
    await query('update workspace set default_role_id = $1 where id = $2', [roles.RUNNER, workspaceId])
    const set = (ctx: Ctx) => setDefaultRole(ctx, { ...place(), roleId: null, expectedRoleId: roles.RUNNER })
    await expect(set(at(0))).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'update:workspace_access',
      message: expect.stringContaining('has expired'),
    })
    expect(await getWorkspace(at(0), place())).toMatchObject({ access: { summary: 'Runner by default' } })
    await set(at(-1))
  })

  test('ends for a service account at the same moment', async () => {
    const { roles, accountId } = organization
    const { membershipId } = await newServiceAccount(organization, roles.MEMBER)
    await newGrant(organization, { workspaceId, membershipId, roleId: roles.RUNNER, expiresAt: end })
    const { standings } = await loadStandings(database(), {
      accountId,
      workspaceId,
      membershipIds: [membershipId],
    })
    const standing = standings.get(membershipId)
    const sees = (ctx: Ctx) => standing && isVisible(standing.membership, standing.workspace, ctx.now)
    expect([sees(at(-1)), sees(at(0))]).toEqual([true, false])
  })

  test('is prolonged or brought back by another end', async () => {
    const { administrator } = organization
    const { membershipId } = owner
    const ctx = after(administrator.ctx, 2 * 86_400_000)
    const [row] = (await listAccess(ctx, listAccessInput.parse({ ...place(), source: 'grant' }))).rows
    expect(row?.grant?.is_expired).toBe(true)
    const expiresAt = after(ctx, 1).now
    const changes = [{ membershipId, revision: row?.grant?.revision ?? '', expiresAt }]
    await changeAccess(ctx, { ...place(), changes })
    const asOwner = (milliseconds: number) => ({ ...owner.ctx, now: after(ctx, milliseconds).now })
    expect(await getWorkspace(asOwner(0), place())).toMatchObject({ id: workspaceId })
    await expect(getWorkspace(asOwner(1), place())).rejects.toMatchObject({ code: 'not_found' })
  })
})

/** The owner's request so many milliseconds after the end. */
function at(milliseconds: number): Ctx {
  return { ...owner.ctx, now: new Date(end.getTime() + milliseconds) }
}

function place() {
  return { accountId: organization.accountId, workspaceId }
}

async function rowsLeft(): Promise<number> {
  return (await query('select 1 from workspace_grant where membership_id = $1', [owner.membershipId])).length
}
