import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { setPlan } from '@/lib/accounts/operate'
import { systemContext } from '@/lib/authz/session'
import { verifyAuditChain } from '@/lib/audit/service'
import { rateLimits } from '@/lib/rate-limits/limits'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  newCustomRole,
  newMember,
  newOrganization,
  inviteTo,
  type Organization,
} from '@/lib/testing/organizations'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { changeWorkspaceHandle, updateWorkspace } from './edit'
import { createWorkspace, deleteWorkspace } from './manage'
import { createWorkspaceInput, type CreateWorkspaceInput } from './schema'
import { getWorkspace, getWorkspaceEditor, listWorkspaces } from './service'

let organization: Organization
beforeEach(async () => {
  organization = await newOrganization()
})

describe('creating a workspace', () => {
  test('makes it, grants its creator nothing (R10), and records what it is', async () => {
    const { accountId, roles } = organization
    const created = await createWorkspace(
      adminCtx(),
      content({ description: 'Numbers', defaultRoleId: roles.RUNNER }),
    )
    expect(created).toMatchObject({ name: 'Analytics', handle: 'analytics' })
    expect(await workspacesOf(accountId)).toMatchObject([{ ...created, default_role_id: roles.RUNNER }])
    expect(await query('select 1 from workspace_grant where account_id = $1', [accountId])).toEqual([])
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'workspace.created',
      message: 'Ada Lovelace created the workspace Analytics',
      object_id: created.id,
      info: {
        after: {
          name: 'Analytics',
          handle: 'analytics',
          description: 'Numbers',
          default_role: 'Runner',
          default_role_id: roles.RUNNER,
        },
      },
    })
  })

  test('is for whoever holds create:workspace, who may change nothing in it by that', async () => {
    const creator = await newMember(organization, await newCustomRole(organization, ['create:workspace']))
    const { id: workspaceId } = await createWorkspace(creator.ctx, content())
    const { accountId } = organization
    expect(await getWorkspace(creator.ctx, { accountId, workspaceId })).toMatchObject({
      held: ['read:workspace'],
      can: { update: { allowed: false }, delete: { allowed: false }, share: { allowed: false } },
    })
  })

  test('with a default role that holds more than the creator is refused (R2)', async () => {
    const { roles, accountId } = organization
    const creates = await newCustomRole(organization, ['create:workspace', 'read:workspace', 'read:flow'])
    const creator = await newMember(organization, creates)
    const before = await actionsOf(accountId)
    for (const defaultRoleId of [
      roles.OWNER,
      roles.RUNNER,
      await newCustomRole(organization, ['delete:flow']),
    ]) {
      await expect(createWorkspace(creator.ctx, content({ defaultRoleId }))).rejects.toMatchObject({
        code: 'forbidden',
        reason: 'exceeds_own_permissions',
      })
    }
    const same = await newCustomRole(organization, ['read:flow'])
    await createWorkspace(creator.ctx, content({ defaultRoleId: same }))
    const added = (await actionsOf(accountId)).slice(before.length)
    expect(added).toEqual([...Array(3).fill('change.refused'), 'workspace.created'])
  })

  test('with a default role of the organization level, of elsewhere or of nowhere is refused', async () => {
    const elsewhere = await newOrganization()
    const { roles } = organization
    await expect(createWorkspace(adminCtx(), content({ defaultRoleId: roles.USER }))).rejects.toMatchObject({
      reason: 'organization_role',
    })
    for (const defaultRoleId of [elsewhere.roles.RUNNER, randomUUID()]) {
      await expect(createWorkspace(adminCtx(), content({ defaultRoleId }))).rejects.toMatchObject({
        code: 'not_found',
      })
    }
    expect(await workspacesOf(organization.accountId)).toEqual([])
  })

  test('with a handle that a workspace of the account has is refused, and of another account not', async () => {
    await createWorkspace(adminCtx(), content())
    const before = await workspacesOf(organization.accountId)
    await expect(createWorkspace(adminCtx(), content({ name: 'Other' }))).rejects.toMatchObject({
      code: 'conflict',
      reason: 'handle_taken',
      fields: { handle: expect.any(String) },
    })
    expect(await workspacesOf(organization.accountId)).toEqual(before)
    const other = await newOrganization()
    await createWorkspace(other.administrator.ctx, { ...content(), accountId: other.accountId })
    expect(await workspacesOf(other.accountId)).toHaveLength(1)
  })

  test('beyond the plan is refused (R12); going down a plan keeps what there is', async () => {
    const { accountId, handle } = organization
    for (let index = 0; index < 6; index += 1)
      await createWorkspace(adminCtx(), content({ handle: `w-${index}` }))
    await setPlan(systemContext('The tests'), { handle, plan: 'STANDARD' })
    await expect(createWorkspace(adminCtx(), content())).rejects.toMatchObject({
      code: 'conflict',
      reason: 'plan_limit_reached',
    })
    const kept = await workspacesOf(accountId)
    expect(kept).toHaveLength(6)
    const [first] = kept
    const workspaceId = first?.id ?? ''
    await updateWorkspace(adminCtx(), edit(workspaceId, { name: 'Still' }))
    expect(await getWorkspaceEditor(adminCtx(), accountId)).toMatchObject({
      create: { allowed: false, reason: 'plan_limit_reached' },
      limit: 5,
    })
    await deleteWorkspace(adminCtx(), { accountId, workspaceId, handle: 'w-0' })
    await deleteWorkspace(adminCtx(), { accountId, workspaceId: kept[1]?.id ?? '', handle: 'w-1' })
    expect(await getWorkspaceEditor(adminCtx(), accountId)).toMatchObject({ create: { allowed: true } })
    await createWorkspace(adminCtx(), content())
  })

  test('in a personal account is for its owner, under its plan', async () => {
    const { administrator } = organization
    const { accountId } = administrator
    await createWorkspace(administrator.ctx, { ...content(), accountId })
    expect(await workspacesOf(accountId)).toHaveLength(1)
    expect((await actionsOf(accountId)).at(-1)).toBe('workspace.created')
  })
})

describe('changing name and description', () => {
  test('records what they were and are', async () => {
    const { accountId } = organization
    const workspaceId = await newWorkspace(organization, 'Analytics')
    await updateWorkspace(adminCtx(), edit(workspaceId, { name: 'Reports', description: 'Monthly' }))
    expect(await getWorkspace(adminCtx(), { accountId, workspaceId })).toMatchObject({
      name: 'Reports',
      description: 'Monthly',
    })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'workspace.updated',
      message: 'Ada Lovelace changed the workspace Analytics, now Reports',
      object_id: workspaceId,
      info: {
        before: { name: 'Analytics', description: '' },
        after: { name: 'Reports', description: 'Monthly' },
      },
    })
  })

  test('to what they are does nothing and records nothing, whatever was expected', async () => {
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const before = await actionsOf(organization.accountId)
    const expected = { name: 'Long ago', description: '' }
    await updateWorkspace(adminCtx(), edit(workspaceId, { name: 'Analytics', expected }))
    expect(await actionsOf(organization.accountId)).toEqual(before)
  })

  test.each([
    { name: 'Long ago', description: '' },
    { name: 'Analytics', description: 'Long ago' },
  ])('of what is not %j any more is refused (R13), and overwrites nothing', async (expected) => {
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const before = await workspacesOf(organization.accountId)
    await expect(
      updateWorkspace(adminCtx(), edit(workspaceId, { name: 'Reports', expected })),
    ).rejects.toMatchObject({ code: 'precondition_failed', reason: 'changed_meanwhile' })
    expect(await workspacesOf(organization.accountId)).toEqual(before)
    expect((await actionsOf(organization.accountId)).at(-1)).toBe('change.refused')
  })

  test('is for an Owner of it too, and not for a Collaborator', async () => {
    const { roles } = organization
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const owner = await newMember(organization, roles.MEMBER)
    const collaborator = await newMember(organization, roles.MEMBER)
    await newGrant(organization, { workspaceId, membershipId: owner.membershipId, roleId: roles.OWNER })
    await newGrant(organization, {
      workspaceId,
      membershipId: collaborator.membershipId,
      roleId: roles.COLLABORATOR,
    })
    await updateWorkspace(owner.ctx, edit(workspaceId, { description: 'Mine' }))
    const again = edit(workspaceId, { expected: { name: 'Analytics', description: 'Mine' } })
    await expect(updateWorkspace(collaborator.ctx, again)).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'update:workspace',
    })
  })
})

describe('changing the handle', () => {
  test('changes its address at once and records both', async () => {
    const { accountId } = organization
    const { id: workspaceId } = await createWorkspace(adminCtx(), content())
    await changeWorkspaceHandle(adminCtx(), handleChange(workspaceId, 'reports'))
    const found = await getWorkspace(adminCtx(), { accountId, workspaceHandle: 'reports' })
    expect(found.id).toBe(workspaceId)
    await expect(getWorkspace(adminCtx(), { accountId, workspaceHandle: 'analytics' })).rejects.toMatchObject(
      { code: 'not_found' },
    )
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'workspace.handle_changed',
      object_id: workspaceId,
      info: { before: { handle: 'analytics' }, after: { handle: 'reports' } },
    })
    const events = await actionsOf(accountId)
    await changeWorkspaceHandle(adminCtx(), handleChange(workspaceId, 'reports'))
    expect(await actionsOf(accountId)).toEqual(events)
  })

  test('to one that is taken is refused, and so is one that somebody changed meanwhile (R13)', async () => {
    const { id: workspaceId } = await createWorkspace(adminCtx(), content())
    await createWorkspace(adminCtx(), content({ handle: 'taken' }))
    const before = await workspacesOf(organization.accountId)
    await expect(changeWorkspaceHandle(adminCtx(), handleChange(workspaceId, 'taken'))).rejects.toMatchObject(
      { code: 'conflict', reason: 'handle_taken' },
    )
    await expect(
      changeWorkspaceHandle(adminCtx(), handleChange(workspaceId, 'reports', 'old')),
    ).rejects.toMatchObject({ code: 'precondition_failed', reason: 'changed_meanwhile' })
    expect(await workspacesOf(organization.accountId)).toEqual(before)
  })
})

test('handles of workspaces that one cannot see are not guessed by renaming', async () => {
  const { accountId, roles } = organization
  const owner = await newMember(organization, roles.MEMBER)
  const workspaceId = await newWorkspace(organization, 'Analytics')
  await newGrant(organization, { workspaceId, membershipId: owner.membershipId, roleId: roles.OWNER })
  await createWorkspace(adminCtx(), content({ handle: 'confidential' }))
  const rename = () =>
    changeWorkspaceHandle(owner.ctx, handleChange(workspaceId, 'confidential', workspaceId))
  for (let tries = 0; tries < rateLimits.handles.tries; tries += 1)
    await expect(rename()).rejects.toMatchObject({ reason: 'handle_taken' })
  await expect(rename()).rejects.toMatchObject({ code: 'rate_limited' })
  const before = await actionsOf(accountId)
  await expect(rename()).rejects.toMatchObject({ code: 'rate_limited' })
  expect(await actionsOf(accountId)).toEqual(before)
})

describe('deleting a workspace', () => {
  test('ends what was given in it and what invitations say of it, and records how much', async () => {
    const { accountId, roles } = organization
    const { id: workspaceId, handle } = await createWorkspace(adminCtx(), content())
    const kept = await newWorkspace(organization, 'Kept')
    const { membershipId } = await newMember(organization, roles.MEMBER, { name: 'Grace Hopper' })
    const robot = await newServiceAccount(organization, roles.MEMBER, 'Robot')
    for (const id of [membershipId, robot.membershipId])
      await newGrant(organization, { workspaceId, membershipId: id, roleId: roles.RUNNER })
    await newGrant(organization, { workspaceId: kept, membershipId, roleId: roles.RUNNER })
    const { invitationId } = await inviteTo(organization)
    await query(
      'insert into invitation_workspace (account_id, invitation_id, workspace_id, role_id) values ($1, $2, $3, $4)',
      [accountId, invitationId, workspaceId, roles.RUNNER],
    )
    await deleteWorkspace(adminCtx(), { accountId, workspaceId, handle })
    expect((await workspacesOf(accountId)).map(({ id }) => id)).toEqual([kept])
    expect(
      await query('select workspace_id from workspace_grant where account_id = $1', [accountId]),
    ).toEqual([{ workspace_id: kept }])
    expect(await query('select 1 from invitation_workspace where account_id = $1', [accountId])).toEqual([])
    expect(await query('select status from invitation where id = $1', [invitationId])).toEqual([
      { status: 'PENDING' },
    ])
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'workspace.deleted',
      message: 'Ada Lovelace deleted the workspace Analytics',
      object_id: workspaceId,
      info: {
        before: {
          name: 'Analytics',
          handle: 'analytics',
          grants: 2,
          granted: [
            { membership_id: membershipId, member: 'Grace Hopper', role: 'Runner', role_id: roles.RUNNER },
            { membership_id: robot.membershipId, member: 'Robot', role: 'Runner', role_id: roles.RUNNER },
          ],
          invitations: 1,
        },
      },
    })
    await expect(getWorkspace(adminCtx(), { accountId, workspaceId })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
  })

  test.each(['', 'Analytics', 'ANALYTICS', 'analytics '])(
    'needs its handle typed exactly: %j does nothing and records nothing',
    async (typed) => {
      const { accountId } = organization
      const { id: workspaceId } = await createWorkspace(adminCtx(), content())
      const before = await actionsOf(accountId)
      await expect(
        deleteWorkspace(adminCtx(), { accountId, workspaceId, handle: typed }),
      ).rejects.toMatchObject({ code: 'invalid_input', reason: 'handle_mismatch' })
      expect(await workspacesOf(accountId)).toHaveLength(1)
      expect(await actionsOf(accountId)).toEqual(before)
    },
  )
})

test('when the event cannot be written, nothing of the change is there', async () => {
  const { accountId } = organization
  const workspaceId = await newWorkspace(organization, 'Analytics')
  const before = await workspacesOf(accountId)
  const events = await actionsOf(accountId)
  // No database stores a NUL.
  const ctx = { ...adminCtx(), userAgent: 'a\0b' }
  await expect(createWorkspace(ctx, content({ handle: 'other' }))).rejects.toThrow()
  await expect(updateWorkspace(ctx, edit(workspaceId, { name: 'Reports' }))).rejects.toThrow()
  await expect(
    changeWorkspaceHandle(ctx, handleChange(workspaceId, 'reports', workspaceId)),
  ).rejects.toThrow()
  await expect(deleteWorkspace(ctx, { accountId, workspaceId, handle: workspaceId })).rejects.toThrow()
  expect(await workspacesOf(accountId)).toEqual(before)
  expect(await actionsOf(accountId)).toEqual(events)
})

test('the list says of each workspace what the viewer holds there and what they may do', async () => {
  const { accountId, roles } = organization
  const owner = await newMember(organization, roles.MEMBER)
  const owned = await newWorkspace(organization, 'Owned', roles.RUNNER)
  await newWorkspace(organization, 'Run', roles.RUNNER)
  await newGrant(organization, { workspaceId: owned, membershipId: owner.membershipId, roleId: roles.OWNER })
  const { rows } = await listWorkspaces(owner.ctx, { accountId, search: '', cursor: undefined, limit: 20 })
  expect(rows).toMatchObject([
    {
      name: 'Owned',
      default_role: { name: 'Runner' },
      access: { summary: 'Runner by default + Owner directly' },
      can: { update: { allowed: true }, share: { allowed: true }, delete: { allowed: true } },
    },
    {
      name: 'Run',
      access: { summary: 'Runner by default' },
      can: {
        update: { allowed: false, permission: 'update:workspace' },
        share: { allowed: false, permission: 'update:workspace_access' },
      },
    },
  ])
})

function adminCtx() {
  return organization.administrator.ctx
}

function content(change: Partial<CreateWorkspaceInput> = {}) {
  return createWorkspaceInput.parse({
    accountId: organization.accountId,
    name: 'Analytics',
    handle: 'analytics',
    ...change,
  })
}

function edit(
  workspaceId: string,
  change: { name?: string; description?: string; expected?: { name: string; description: string } },
) {
  const before = { name: 'Analytics', description: '' }
  return { accountId: organization.accountId, workspaceId, ...before, expected: before, ...change }
}

function handleChange(workspaceId: string, handle: string, expectedHandle = 'analytics') {
  return { accountId: organization.accountId, workspaceId, handle, expectedHandle }
}

async function workspacesOf(accountId: string) {
  return query<{ id: string; name: string; handle: string }>(
    'select id, name, handle, description, default_role_id from workspace where account_id = $1 order by handle',
    [accountId],
  )
}
