import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { authorizeAccount } from '@/lib/authz/access'
import { database } from '@/lib/db/transaction'
import { changeMemberRole } from '@/lib/members/manage'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  inviteTo,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
} from '@/lib/testing/organizations'
import { newGrant, newServiceAccount, newWorkspace, offerInWorkspace } from '@/lib/testing/workspaces'
import { deleteRole } from './delete'
import { createRole, updateRole } from './manage'

let organization: Organization
beforeEach(async () => {
  organization = await newOrganization()
})

describe('creating', () => {
  test('stores implied permissions in the catalogue order, and records the role', async () => {
    const { id } = await create({ permissions: ['delete:flow', 'create:flow_run', 'delete:flow'] })
    expect(await roleOf(id)).toMatchObject({
      name: 'Night shift',
      version: 1,
      permissions: ['read:flow', 'delete:flow', 'read:flow_run', 'create:flow_run'].toSorted(inCatalogue),
    })
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'role.created',
      message: 'Ada Lovelace created the role Night shift',
      object_id: id,
    })
  })

  test.each([
    'Night Shift',
    'NIGHT SHIFT',
    'admin',
    'Administrator',
    'developer',
    'viewer',
    'Read-only collaborator',
  ])('a name that is taken is refused, whatever its case: %s', async (name) => {
    await create({})
    const before = await actionsOf(organization.accountId)
    await expect(create({ name })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'role_name_taken',
      fields: { name: expect.any(String) },
    })
    expect((await actionsOf(organization.accountId)).slice(before.length)).toEqual(['change.refused'])
  })

  test.each([
    ['read:everything'],
    ['delete:organization'],
    ['update:workspace_access'],
    ['update:plan'],
    ['__proto__'],
  ])('a permission that is unknown or reserved is refused, with the field named: %s', async (permission) => {
    await expect(create({ permissions: ['read:flow', permission] })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { permissions: expect.any(String) },
    })
  })

  test('on a plan without custom roles is refused kindly; what was made before keeps working and becomes only smaller', async () => {
    const { id } = await create({ permissions: ['read:flow', 'create:flow'] })
    await query(`update account set plan = 'STANDARD' where id = $1`, [organization.accountId])
    await expect(create({ name: 'Another' })).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'plan_required',
    })
    await expect(edit(id, { permissions: ['delete:flow'] })).rejects.toMatchObject({
      reason: 'plan_required',
    })
    expect(await edit(id, { name: 'Smaller', permissions: ['read:flow'] })).toMatchObject({ version: 2 })
    const holder = await newMember(organization, id)
    const access = await authorizeAccount(holder.ctx, database(), organization.accountId, 'read:role')
    expect(access.membership.role.id).toBe(id)
    await query('update membership set role_id = $1 where id = $2', [
      organization.roles.MEMBER,
      holder.membershipId,
    ])
    await deleteRole(organization.administrator.ctx, {
      accountId: organization.accountId,
      roleId: id,
      expectedVersion: 2,
    })
  })
})

describe('editing', () => {
  test('changes what its holders may do at their next request, and records what was added and removed', async () => {
    const { id } = await create({ permissions: ['read:audit_log', 'read:flow'] })
    const holder = await newMember(organization, id)
    const { accountId } = organization
    await authorizeAccount(holder.ctx, database(), accountId, 'read:audit_log')
    expect(await edit(id, { permissions: ['delete:flow'] })).toEqual({ id, version: 2 })
    await expect(authorizeAccount(holder.ctx, database(), accountId, 'read:audit_log')).rejects.toMatchObject(
      {
        code: 'forbidden',
        permission: 'read:audit_log',
      },
    )
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'role.updated',
      info: { permissions: { added: ['delete:flow'], removed: ['read:audit_log'] } },
    })
  })

  test('to what it is already changes nothing and records nothing', async () => {
    const { id } = await create({})
    const before = await actionsOf(organization.accountId)
    expect(await edit(id, {})).toEqual({ id, version: 1 })
    expect(await actionsOf(organization.accountId)).toEqual(before)
  })

  test('the second of two who saw the same version is told and overwrites nothing', async () => {
    const { id } = await create({})
    await edit(id, { name: 'Late shift' })
    await expect(edit(id, { name: 'Early shift' })).rejects.toMatchObject({
      code: 'precondition_failed',
      reason: 'changed_meanwhile',
    })
    expect(await roleOf(id)).toMatchObject({ name: 'Late shift', version: 2 })
  })

  test('a role that is granted, default or promised in a workspace gains no organization permission', async () => {
    const { id } = await create({ permissions: ['read:flow'] })
    await newWorkspace(organization, 'Analytics', id)
    const refused = edit(id, { permissions: ['read:flow', 'read:member'] })
    await expect(refused).rejects.toMatchObject({ code: 'conflict', reason: 'role_granted_on_workspaces' })
    expect(await edit(id, { permissions: ['delete:flow'] })).toMatchObject({ version: 2 })
  })

  test('a role that a service account holds gains no permission beyond Member’s in the organization (R8)', async () => {
    const { id } = await create({ permissions: ['read:flow'] })
    await newServiceAccount(organization, id)
    await expect(edit(id, { permissions: ['read:flow', 'create:role'] })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'service_account_cannot_administer',
    })
    expect(await roleOf(id)).toMatchObject({ version: 1, permissions: ['read:flow'] })
    expect(await edit(id, { permissions: ['delete:flow', 'read:member'] })).toMatchObject({ version: 2 })
  })

  test('a built-in role is refused', async () => {
    await expect(edit(organization.roles.RUNNER, {})).rejects.toMatchObject({
      code: 'conflict',
      reason: 'built_in_role',
    })
  })

  test('one who holds less than the role neither edits nor deletes nor enlarges it', async () => {
    const makerRole = await newCustomRole(organization, [
      'create:role',
      'update:role',
      'delete:role',
      'read:role',
      'read:flow',
    ])
    const { ctx } = await newMember(organization, makerRole)
    const { id } = await create({ permissions: ['delete:flow'] })
    await expect(edit(id, { permissions: ['read:flow'] }, ctx)).rejects.toMatchObject({ reason: 'outranked' })
    await expect(remove(id, {}, ctx)).rejects.toMatchObject({ reason: 'outranked' })
    const enlarged = create({ name: 'More', permissions: ['delete:flow'] }, ctx)
    await expect(enlarged).rejects.toMatchObject({ code: 'forbidden', reason: 'exceeds_own_permissions' })
    const own = await create({ name: 'Own', permissions: ['read:flow'] }, ctx)
    await expect(edit(own.id, { permissions: ['delete:flow'] }, ctx)).rejects.toMatchObject({
      reason: 'exceeds_own_permissions',
    })
    const { accountId } = organization
    const self = await query<{ id: string }>('select id from membership where role_id = $1', [makerRole])
    const change = {
      membershipId: self[0]?.id ?? '',
      roleId: organization.roles.USER,
      expectedRoleId: makerRole,
    }
    await expect(changeMemberRole(ctx, { accountId, ...change })).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('deleting', () => {
  test('an unused role is gone, with its event; answered invitations let go of it', async () => {
    const { id } = await create({})
    const { invitationId } = await inviteTo(organization, { roleId: id })
    const workspaceId = await newWorkspace(organization, 'Analytics')
    await offerInWorkspace(organization, { invitationId, workspaceId, roleId: id })
    await query(`update invitation set status = 'REVOKED', resolved_at = now() where id = $1`, [invitationId])
    expect(await remove(id)).toEqual({ id, name: 'Night shift', reassigned: 0 })
    expect(await roleOf(id)).toBeUndefined()
    expect((await actionsOf(organization.accountId)).at(-1)).toBe('role.deleted')
  })

  test('a used role stays, and the refusal counts and names its uses', async () => {
    const { id } = await create({})
    await newMember(organization, id, { name: 'Grace Hopper' })
    await inviteTo(organization, { roleId: id, email: 'late@example.com' })
    await expect(remove(id)).rejects.toMatchObject({
      code: 'conflict',
      reason: 'role_in_use',
      message: expect.stringMatching(/held by 1 member and offered in 1 pending invitation \(.*Grace Hopper/),
    })
    expect(await roleOf(id)).toBeDefined()
  })

  test('the refusal of a used role names no address and no workspace that the viewer may not know of', async () => {
    const deleter = ['delete:role', 'read:role', 'read:flow', 'read:organization', 'read:member']
    const { MEMBER, RUNNER } = organization.roles
    const [blind, reader] = [
      await newMember(organization, await newCustomRole(organization, deleter)),
      await newMember(organization, await newCustomRole(organization, [...deleter, 'read:invitation'])),
    ]
    const { id } = await create({ permissions: ['read:flow'] })
    const { invitationId } = await inviteTo(organization, { email: 'late@example.com' })
    const { membershipId } = await newMember(organization, MEMBER, { name: 'Grace Hopper' })
    for (const name of ['Shown', 'Secret']) {
      const workspaceId = await newWorkspace(organization, name, id)
      await offerInWorkspace(organization, { invitationId, workspaceId, roleId: id })
      await newGrant(organization, { workspaceId, membershipId, roleId: id })
      if (name === 'Shown')
        for (const viewer of [blind, reader])
          await newGrant(organization, { workspaceId, membershipId: viewer.membershipId, roleId: RUNNER })
    }
    const said = (ctx: typeof blind.ctx) => remove(id, {}, ctx).catch((error: Error) => error.message)
    expect(await said(blind.ctx)).toMatch(/ \(Grace Hopper in Shown, Shown, and 4 more\)\./)
    expect(await said(reader.ctx)).toMatch(
      / \(Grace Hopper in Shown, Shown, late@example\.com in Shown, and 3 more\)\./,
    )
    expect(await said(organization.administrator.ctx)).toMatch(/Secret/)
  })

  test('a role that only invitations offer in workspaces is refused with the count, reassigned and deleted', async () => {
    const { accountId, roles } = organization
    const { id } = await create({ permissions: ['read:flow'] })
    const workspaces = [
      await newWorkspace(organization, 'Analytics'),
      await newWorkspace(organization, 'Operations'),
      await newWorkspace(organization, 'Research'),
    ]
    const pending = await inviteTo(organization, { email: 'late@example.com' })
    const answered = await inviteTo(organization)
    for (const workspaceId of workspaces)
      for (const { invitationId } of [pending, answered])
        await offerInWorkspace(organization, { invitationId, workspaceId, roleId: id })
    await query(`update invitation set status = 'DECLINED', resolved_at = now() where id = $1`, [
      answered.invitationId,
    ])
    await expect(remove(id)).rejects.toMatchObject({
      reason: 'role_in_use',
      message: expect.stringMatching(
        /offered 3 times in workspaces by pending invitations \(late@example\.com in /,
      ),
    })
    const asked = {
      accountId,
      roleId: id,
      expectedVersion: 1,
      reassignTo: { workspaces: roles.RUNNER },
    }
    expect(await deleteRole(organization.administrator.ctx, asked, 2)).toMatchObject({ reassigned: 3 })
    expect(await roleOf(id)).toBeUndefined()
    const offers = 'select role_id as "roleId" from invitation_workspace where invitation_id = $1'
    expect(await query(offers, [pending.invitationId])).toEqual(
      workspaces.map(() => ({ roleId: roles.RUNNER })),
    )
    expect(await query(offers, [answered.invitationId])).toEqual([])
    const messages = (await eventsOf(accountId)).map(({ message }) => message)
    expect(messages).toContainEqual(
      expect.stringMatching(
        /invitation of late@example\.com offers in Operations from Night shift to Runner/,
      ),
    )
  })

  test('with a reassignment every use moves, in batches of any size, each recorded, and the role is gone', async () => {
    const { accountId, roles } = organization
    const { id } = await create({ permissions: ['read:flow'] })
    for (let index = 0; index < 5; index += 1) await newMember(organization, id)
    await newServiceAccount(organization, id)
    await inviteTo(organization, { roleId: id })
    const workspaceId = await newWorkspace(organization, 'Analytics', id)
    const granted = await newMember(organization, roles.MEMBER)
    const grant = await newGrant(organization, {
      workspaceId,
      membershipId: granted.membershipId,
      roleId: id,
    })
    const reassignTo = { account: roles.MEMBER, workspaces: roles.RUNNER }
    const answer = await deleteRole(
      organization.administrator.ctx,
      { accountId, roleId: id, expectedVersion: 1, reassignTo },
      2,
    )
    expect(answer.reassigned).toBe(9)
    expect(await roleOf(id)).toBeUndefined()
    // Whoever still sees the old role of the grant is told (R13).
    expect(
      await query('select role_id as role, version from workspace_grant where id = $1', [grant]),
    ).toEqual([{ role: roles.RUNNER, version: 2 }])
    const actions = await actionsOf(accountId)
    expect(actions.filter((action) => action === 'membership.role_changed')).toHaveLength(6)
    expect(actions).toEqual(
      expect.arrayContaining([
        'invitation.role_changed',
        'grant.role_changed',
        'workspace.default_role_changed',
      ]),
    )
    expect(actions.at(-1)).toBe('role.deleted')
  })

  test('grants of Read Only Users, and those they are promised, become no more than reading: all or nothing moves (R11)', async () => {
    const { id } = await create({ permissions: ['read:flow'] })
    const { READ_ONLY_USER, READ_ONLY_COLLABORATOR, COLLABORATOR, MEMBER } = organization.roles
    const workspaceId = await newWorkspace(organization, 'Analytics')
    for (const roleId of [READ_ONLY_USER, READ_ONLY_USER, MEMBER]) {
      const { membershipId } = await newMember(organization, roleId)
      await newGrant(organization, { workspaceId, membershipId, roleId: id })
      const { invitationId } = await inviteTo(organization, { roleId })
      await offerInWorkspace(organization, { invitationId, workspaceId, roleId: id })
    }
    await expect(remove(id, { reassignTo: { workspaces: COLLABORATOR } })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'read_only_member',
      message: expect.stringMatching(/^2 grants and 2 grants offered by invitations .* Read Only User/),
    })
    expect(await query('select 1 from workspace_grant where role_id = $1', [id])).toHaveLength(3)
    const moved = await remove(id, { reassignTo: { workspaces: READ_ONLY_COLLABORATOR } })
    expect(moved).toMatchObject({ reassigned: 6 })
  })

  test('one who may delete roles reassigns only what they may change, and to nothing beyond their own', async () => {
    const { accountId, roles } = organization
    const base = [
      'delete:role',
      'read:role',
      'read:flow',
      'read:organization',
      'read:member',
      'read:service_account',
    ]
    const deleter = await newMember(organization, await newCustomRole(organization, base))
    const manager = await newMember(
      organization,
      await newCustomRole(organization, [...base, 'update:member']),
    )
    const used = await newCustomRole(organization, ['read:flow'])
    const { membershipId } = await newMember(organization, used)
    const asked = (reassignTo: object) => ({ accountId, roleId: used, expectedVersion: 1, reassignTo })
    await expect(deleteRole(deleter.ctx, asked({ account: roles.MEMBER }))).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'update:member',
    })
    await expect(deleteRole(manager.ctx, asked({ account: roles.USER }))).rejects.toMatchObject({
      reason: 'exceeds_own_permissions',
    })
    const workspaceId = await newWorkspace(organization, 'Analytics')
    await newGrant(organization, { workspaceId, membershipId, roleId: used })
    const both = { account: roles.MEMBER, workspaces: await newCustomRole(organization, ['read:flow']) }
    await expect(deleteRole(manager.ctx, asked(both))).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'update:workspace_access',
    })
    expect(await query('select 1 from membership where role_id = $1', [used])).toHaveLength(1)
    expect(await query('select 1 from workspace_grant where role_id = $1', [used])).toHaveLength(1)
  })

  test('a role takes neither its own place nor its own name for taken, however its id is written', async () => {
    const { id } = await create({ permissions: ['read:flow'] })
    await newMember(organization, id)
    const [asWritten, upperCase] = [id, id.toUpperCase()]
    expect(await edit(upperCase, { description: 'At night' })).toMatchObject({ version: 2 })
    const reassigned = (roleId: string, account: string) => {
      const { accountId } = organization
      return deleteRole(organization.administrator.ctx, {
        accountId,
        roleId,
        expectedVersion: 2,
        reassignTo: { account },
      })
    }
    const refusal = { code: 'invalid_input', reason: 'reassignment_required' }
    await expect(reassigned(asWritten, upperCase)).rejects.toMatchObject(refusal)
    await expect(reassigned(upperCase, asWritten)).rejects.toMatchObject(refusal)
    expect(await query('select 1 from membership where role_id = $1', [id])).toHaveLength(1)
  })

  test('a reassignment that is missing, unfit, foreign or too much is refused, and nothing moves', async () => {
    const { id } = await create({ permissions: ['read:flow'] })
    await newServiceAccount(organization, id)
    const elsewhere = await newOrganization()
    const { roles } = organization
    const cases: [{ account?: string; workspaces?: string }, object][] = [
      [{}, { code: 'invalid_input', fields: { 'reassignTo.account': expect.any(String) } }],
      [{ account: id }, { code: 'invalid_input' }],
      [{ account: roles.RUNNER }, { code: 'invalid_input' }],
      [{ account: elsewhere.roles.MEMBER }, { code: 'not_found' }],
      [{ account: randomUUID() }, { code: 'not_found' }],
      [{ account: roles.ADMINISTRATOR }, { reason: 'service_account_cannot_administer' }],
    ]
    for (const [reassignTo, refusal] of cases)
      await expect(remove(id, { reassignTo })).rejects.toMatchObject(refusal)
    expect(await query('select 1 from membership where role_id = $1', [id])).toHaveLength(1)
  })
})

type Change = { name?: string; description?: string; permissions?: string[] }

function create(change: Change, ctx = organization.administrator.ctx) {
  const { name = 'Night shift', description = '', permissions = ['read:flow'] } = change
  return createRole(ctx, { accountId: organization.accountId, name, description, permissions })
}

function edit(roleId: string, change: Change, ctx = organization.administrator.ctx) {
  const { name = 'Night shift', description = '', permissions = ['read:flow'] } = change
  const { accountId } = organization
  return updateRole(ctx, { accountId, roleId, name, description, permissions, expectedVersion: 1 })
}

function remove(
  roleId: string,
  change: { reassignTo?: { account?: string; workspaces?: string } } = {},
  ctx = organization.administrator.ctx,
) {
  return deleteRole(ctx, { accountId: organization.accountId, roleId, expectedVersion: 1, ...change })
}

async function roleOf(id: string) {
  const [row] = await query<{ name: string; version: number; permissions: string[] }>(
    'select name, version, permissions from role where id = $1',
    [id],
  )
  return row && { ...row, permissions: row.permissions.toSorted(inCatalogue) }
}

function inCatalogue(one: string, other: string): number {
  return one < other ? -1 : 1
}
