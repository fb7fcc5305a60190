import type { z } from 'zod'
import { beforeEach, describe, expect, test } from 'vitest'
import { withTransaction } from '@/lib/db/transaction'
import { changeMemberRole } from '@/lib/members/manage'
import { getMember } from '@/lib/members/detail'
import { listRoles } from '@/lib/roles/list'
import { deleteRole } from '@/lib/roles/delete'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { countStatements } from '@/lib/testing/count-statements'
import { query } from '@/lib/testing/database'
import { newMapping, putInGroup } from '@/lib/testing/groups'
import {
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newConnectionRow } from '@/lib/testing/sso'
import { newWorkspace } from '@/lib/testing/workspaces'
import { createGroupMapping, deleteGroupMapping, updateGroupMapping } from './manage'
import { reconcileGroups } from './reconcile'
import { createGroupMappingInput } from './schema'
import { listGroupMappings } from './service'

let organization: Organization
let ada: Person & { membershipId: string }

beforeEach(async () => {
  organization = await newOrganization()
  ada = await newMember(organization, organization.roles.MEMBER, { name: 'Grace' })
})

function create(mapping: Partial<z.input<typeof createGroupMappingInput>>) {
  const { accountId, administrator } = organization
  return createGroupMapping(
    administrator.ctx,
    createGroupMappingInput.parse({ accountId, group: 'platform', ...mapping }),
  )
}

async function reconcile(groups: string[], sourceId: string, membershipId = ada.membershipId) {
  const { accountId, administrator } = organization
  return withTransaction((tx) =>
    reconcileGroups(tx, administrator.ctx, { accountId, membershipId, sourceId, groups }),
  )
}

async function roleOf(membershipId = ada.membershipId): Promise<string | undefined> {
  const rows = await query<{ name: string }>(
    'select r.name from membership m join role r on r.account_id = m.account_id and r.id = m.role_id where m.id = $1',
    [membershipId],
  )
  return rows[0]?.name
}

describe('what a group gives', () => {
  test('is taken over by its members at once, recorded, and returned when it ends', async () => {
    const { accountId, roles, administrator } = organization
    await putInGroup(organization, { membershipId: ada.membershipId, group: 'platform' })
    const created = await create({ roleId: roles.USER })
    expect(created).toMatchObject({ version: 1, roles_changed: 1 })
    expect(await roleOf()).toBe('User')
    const [changed] = (await eventsOf(accountId)).filter(
      ({ action }) => action === 'membership.groups_changed',
    )
    expect(changed).toMatchObject({
      message: 'The groups of Grace at the identity provider changed: gained User and lost Member',
      info: { before: { role: 'Member' }, after: { role: 'User' }, gained: ['User'], lost: ['Member'] },
    })
    const updated = await updateGroupMapping(administrator.ctx, {
      accountId,
      mappingId: created.id,
      roleId: roles.READ_ONLY_USER,
      expectedVersion: 1,
    })
    expect(updated).toMatchObject({ version: 2, roles_changed: 1 })
    expect(await roleOf()).toBe('Read Only User')
    await deleteGroupMapping(administrator.ctx, { accountId, mappingId: created.id })
    expect(await roleOf()).toBe('Member')
    expect(await actionsOf(accountId)).toEqual(
      expect.arrayContaining(['group_mapping.created', 'group_mapping.updated', 'group_mapping.deleted']),
    )
    expect((await listGroupMappings(administrator.ctx, { accountId })).mappings).toEqual([])
  })

  test('of several groups the first in the order counts, and the order can be changed', async () => {
    const { accountId, roles, administrator } = organization
    for (const group of ['a', 'b']) await putInGroup(organization, { membershipId: ada.membershipId, group })
    await create({ group: 'a', roleId: roles.USER })
    const second = await create({ group: 'b', roleId: roles.READ_ONLY_USER })
    expect(await roleOf()).toBe('User')
    await updateGroupMapping(administrator.ctx, { accountId, mappingId: second.id, position: 1 })
    expect(await roleOf()).toBe('Read Only User')
    const { mappings } = await listGroupMappings(administrator.ctx, { accountId })
    expect(mappings).toMatchObject([
      { group: 'b', position: 1, members: 1 },
      { group: 'a', position: 2, members: 1 },
    ])
  })

  test('is refused with a reason', async () => {
    const { accountId, roles, administrator } = organization
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const foreign = await newOrganization()
    const foreignWorkspace = await newWorkspace(foreign, 'Theirs')
    const mapping = await create({ roleId: roles.USER })
    const refused: [object, object][] = [
      [{ group: 'x', roleId: roles.ADMINISTRATOR }, { reason: 'administrator_by_provider' }],
      [{ group: 'x', roleId: roles.OWNER }, { reason: 'workspace_role' }],
      [{ group: 'x', roleId: foreign.roles.USER }, { code: 'not_found' }],
      [
        { group: 'x', workspaces: [{ workspaceId: foreignWorkspace, roleId: roles.OWNER }] },
        { code: 'not_found' },
      ],
      [{ group: 'x', workspaces: [{ workspaceId, roleId: roles.USER }] }, { reason: 'organization_role' }],
      [
        { group: 'x', roleId: roles.READ_ONLY_USER, workspaces: [{ workspaceId, roleId: roles.OWNER }] },
        { code: 'conflict', reason: 'read_only_member' },
      ],
      [{ group: 'x' }, { code: 'invalid_input', reason: 'nothing_given' }],
      [
        { group: 'platform', roleId: roles.USER },
        { code: 'conflict', reason: 'group_taken' },
      ],
    ]
    for (const [change, error] of refused) await expect(create(change)).rejects.toMatchObject(error)
    await expect(
      updateGroupMapping(administrator.ctx, {
        accountId,
        mappingId: mapping.id,
        roleId: null,
        expectedVersion: 7,
      }),
    ).rejects.toMatchObject({ code: 'precondition_failed', reason: 'changed_meanwhile' })
    expect((await listGroupMappings(administrator.ctx, { accountId })).mappings).toHaveLength(1)
  })

  test('counts as a use of its role, named, and moves with a reassignment', async () => {
    const { accountId, administrator, roles } = organization
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const roleId = await newCustomRole(organization, ['read:flow', 'read:workspace'])
    await putInGroup(organization, { membershipId: ada.membershipId, group: 'platform' })
    await create({ roleId, workspaces: [{ workspaceId, roleId }] })
    await expect(deleteRole(administrator.ctx, { accountId, roleId })).rejects.toMatchObject({
      reason: 'role_in_use',
      message: expect.stringMatching(/given by 1 group, and given once in workspaces by groups \(Grace/),
    })
    const { rows } = await listRoles(administrator.ctx, { accountId, search: '', limit: 50, kind: 'custom' })
    expect(rows).toMatchObject([{ uses: { groups: 1, groupGrants: 1, connections: 0 } }])
    const everything = { account: roles.ADMINISTRATOR, workspaces: roles.RUNNER }
    await expect(
      deleteRole(administrator.ctx, { accountId, roleId, reassignTo: everything }),
    ).rejects.toMatchObject({ reason: 'administrator_by_provider' })
    await deleteRole(administrator.ctx, {
      accountId,
      roleId,
      reassignTo: { account: roles.USER, workspaces: roles.RUNNER },
    })
    expect((await listGroupMappings(administrator.ctx, { accountId })).mappings).toMatchObject([
      { role: { name: 'User' }, workspaces: [{ role: { name: 'Runner' } }], version: 3 },
    ])
    expect(await roleOf()).toBe('User')
  })
})

test('a role that members return to is used by them, and moves with a reassignment', async () => {
  const { accountId, administrator, roles } = organization
  const roleId = await newCustomRole(organization, ['read:audit_log'])
  const connectionId = await newConnectionRow(organization)
  await query('update membership set role_id = $2 where id = $1', [ada.membershipId, roleId])
  await create({ roleId: roles.READ_ONLY_USER })
  await reconcile(['platform'], connectionId)
  await expect(deleteRole(administrator.ctx, { accountId, roleId })).rejects.toMatchObject({
    reason: 'role_in_use',
    message: expect.stringMatching(/kept for 1 member with another by a group \(Grace/),
  })
  const { rows } = await listRoles(administrator.ctx, { accountId, search: '', limit: 50, kind: 'custom' })
  expect(rows).toMatchObject([{ uses: { members: 0, returning: 1 } }])
  await deleteRole(administrator.ctx, { accountId, roleId, reassignTo: { account: roles.USER } })
  expect(await roleOf()).toBe('Read Only User')
  expect((await eventsOf(accountId)).map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/changed the role that Grace returns to without a group from .* to User/),
  )
  await reconcile([], connectionId)
  expect(await roleOf()).toBe('User')
})

describe('the word of a provider', () => {
  test('gives and takes back, recorded with before and after, and only where something changed', async () => {
    const { accountId, roles, administrator } = organization
    const workspaceId = await newWorkspace(organization, 'Analytics')
    await newMapping(organization, {
      group: 'platform',
      roleId: roles.USER,
      grants: [{ workspaceId, roleId: roles.OWNER }],
    })
    const sourceId = await newConnectionRow(organization)
    expect(await reconcile(['platform', 'platform', ' others ', '', 'nul\0'], sourceId)).toBe(true)
    expect(await roleOf()).toBe('User')
    expect(await reconcile(['others', 'platform'], sourceId)).toBe(false)
    const detail = await getMember(administrator.ctx, { accountId, membershipId: ada.membershipId })
    expect(detail).toMatchObject({
      role_group: 'platform',
      groups: ['others', 'platform'],
      can: { changeRole: { allowed: false, reason: 'role_from_group' } },
    })
    expect(await reconcile(['others'], sourceId)).toBe(true)
    expect(await roleOf()).toBe('Member')
    const changes = (await eventsOf(accountId)).filter(({ action }) => action === 'membership.groups_changed')
    expect(changes.map(({ info }) => info)).toMatchObject([
      {
        before: { groups: [], role: 'Member' },
        after: { groups: ['others', 'platform'], role: 'User' },
        gained: ['User', 'Owner in Analytics'],
        lost: ['Member'],
      },
      {
        before: { role: 'User' },
        after: { groups: ['others'], role: 'Member' },
        lost: ['User', 'Owner in Analytics'],
      },
    ])
  })

  test('of one source leaves what another says', async () => {
    await newMapping(organization, { group: 'platform', roleId: organization.roles.USER })
    const first = await newConnectionRow(organization)
    const second = await newConnectionRow(organization)
    await reconcile(['platform'], first)
    await reconcile(['platform'], second)
    await reconcile([], first)
    expect(await roleOf()).toBe('User')
    await reconcile([], second)
    expect(await roleOf()).toBe('Member')
  })

  test('never changes an Administrator', async () => {
    const { roles } = organization
    await newMapping(organization, { group: 'platform', roleId: roles.MEMBER })
    const admin = await newMember(organization, roles.ADMINISTRATOR)
    await reconcile(['platform'], await newConnectionRow(organization), admin.membershipId)
    expect(await roleOf(admin.membershipId)).toBe('Administrator')
  })

  test('stands against a change by hand while the group gives the role', async () => {
    const { accountId, administrator, roles } = organization
    await newMapping(organization, { group: 'platform', roleId: roles.USER })
    const sourceId = await newConnectionRow(organization)
    await reconcile(['platform'], sourceId)
    const change = { accountId, membershipId: ada.membershipId, roleId: roles.READ_ONLY_USER }
    await expect(changeMemberRole(administrator.ctx, change)).rejects.toMatchObject({
      code: 'conflict',
      reason: 'role_from_group',
      message: expect.stringContaining('The group platform'),
    })
    await reconcile([], sourceId)
    await changeMemberRole(administrator.ctx, change)
    expect(await roleOf()).toBe('Read Only User')
  })

  test('costs the same however many groups it names', async () => {
    await newMapping(organization, { group: 'platform', roleId: organization.roles.USER })
    const connectionId = await newConnectionRow(organization)
    const groups = Array.from({ length: 300 }, (_, index) => `group ${index}`)
    const { statements } = await countStatements(() => reconcile(['platform', ...groups], connectionId))
    // Begin, before, delete, insert, after, the role, after that, the end of the chain, the event, its end, commit.
    expect(statements.length).toBeLessThanOrEqual(12)
  })
})

describe('denials', () => {
  test('only who holds update:sso changes what groups give, and only who holds read:sso sees it', async () => {
    const { accountId, roles } = organization
    const user = await newMember(organization, roles.USER)
    const stranger = (await newOrganization()).administrator
    const { id: mappingId } = await create({ roleId: roles.USER })
    const tries = (ctx: Person['ctx']) => [
      () =>
        createGroupMapping(ctx, createGroupMappingInput.parse({ accountId, group: 'y', roleId: roles.USER })),
      () => updateGroupMapping(ctx, { accountId, mappingId, roleId: roles.MEMBER }),
      () => deleteGroupMapping(ctx, { accountId, mappingId }),
    ]
    for (const attempt of tries(user.ctx))
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden', reason: 'missing_permission' })
    for (const attempt of tries(stranger.ctx))
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
    await expect(listGroupMappings(ada.ctx, { accountId })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(listGroupMappings(stranger.ctx, { accountId })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a plan without single sign-on adds nothing, and keeps and ends what there is', async () => {
    const { accountId, administrator, roles } = organization
    const { id: mappingId } = await create({ roleId: roles.USER })
    await query(`update account set plan = 'STANDARD' where id = $1`, [accountId])
    await expect(create({ group: 'z', roleId: roles.USER })).rejects.toMatchObject({
      reason: 'plan_required',
    })
    await expect(
      updateGroupMapping(administrator.ctx, { accountId, mappingId, roleId: roles.MEMBER }),
    ).rejects.toMatchObject({ reason: 'plan_required' })
    const { mappings, can } = await listGroupMappings(administrator.ctx, { accountId })
    expect(mappings).toHaveLength(1)
    expect(can).toMatchObject({ create: { reason: 'plan_required' }, delete: { allowed: true } })
    await putInGroup(organization, { membershipId: ada.membershipId, group: 'other' })
    await reconcile(['platform'], await newConnectionRow(organization))
    expect(await roleOf()).toBe('User')
    await deleteGroupMapping(administrator.ctx, { accountId, mappingId })
    expect(await roleOf()).toBe('Member')
  })
})
