import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  after,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
} from '@/lib/testing/organizations'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { addAccess, changeAccess, removeAccess, setDefaultRole } from './manage'

type Member = Awaited<ReturnType<typeof newMember>>

let organization: Organization
let owner: Member
let member: Member
let workspaceId: string
beforeEach(async () => {
  organization = await newOrganization()
  const { roles } = organization
  owner = await newMember(organization, roles.MEMBER, { name: 'Olga Owner' })
  member = await newMember(organization, roles.MEMBER, { name: 'Grace Hopper' })
  workspaceId = await newWorkspace(organization, 'Analytics')
  await newGrant(organization, { workspaceId, membershipId: owner.membershipId, roleId: roles.OWNER })
})

describe('the default role', () => {
  test('is set by an Owner, at once, and records both', async () => {
    const { accountId, roles } = organization
    expect(await setDefaultRole(owner.ctx, defaultRole(roles.RUNNER))).toEqual({ roleId: roles.RUNNER })
    expect(await defaultRoleNow()).toBe(roles.RUNNER)
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'workspace.default_role_changed',
      message: 'Olga Owner changed the default role of Analytics from No access to Runner',
      object_id: workspaceId,
      info: {
        before: { role: 'No access', role_id: null },
        after: { role: 'Runner', role_id: roles.RUNNER },
      },
    })
    await setDefaultRole(owner.ctx, defaultRole(null, roles.RUNNER))
    expect(await defaultRoleNow()).toBeNull()
    expect((await eventsOf(accountId)).at(-1)?.message).toContain('from Runner to No access')
  })

  test('that is set already changes nothing and records nothing, whatever was expected', async () => {
    const before = await actionsOf(organization.accountId)
    await setDefaultRole(owner.ctx, defaultRole(null, organization.roles.OWNER))
    expect(await actionsOf(organization.accountId)).toEqual(before)
  })

  test('that somebody changed meanwhile is not overwritten (R13)', async () => {
    const { accountId, roles } = organization
    await setDefaultRole(organization.administrator.ctx, defaultRole(roles.COLLABORATOR))
    await expect(setDefaultRole(owner.ctx, defaultRole(roles.RUNNER))).rejects.toMatchObject({
      code: 'precondition_failed',
      reason: 'changed_meanwhile',
      message: expect.stringContaining('Collaborator'),
    })
    expect(await defaultRoleNow()).toBe(roles.COLLABORATOR)
    expect((await actionsOf(accountId)).at(-1)).toBe('change.refused')
  })

  test('is none that is held in the organization, of elsewhere, or nowhere', async () => {
    const elsewhere = await newOrganization()
    const { roles } = organization
    await expect(setDefaultRole(owner.ctx, defaultRole(roles.USER))).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'organization_role',
    })
    const both = await newCustomRole(organization, ['read:member', 'read:flow'])
    await expect(setDefaultRole(owner.ctx, defaultRole(both))).rejects.toMatchObject({
      reason: 'organization_role',
    })
    for (const roleId of [elsewhere.roles.RUNNER, randomUUID()])
      await expect(setDefaultRole(owner.ctx, defaultRole(roleId))).rejects.toMatchObject({
        code: 'not_found',
      })
    expect(await defaultRoleNow()).toBeNull()
  })

  test('may be a custom role of workspace permissions, and Owner', async () => {
    const custom = await newCustomRole(organization, ['delete:flow', 'read:flow'])
    await setDefaultRole(owner.ctx, defaultRole(custom))
    await setDefaultRole(owner.ctx, defaultRole(organization.roles.OWNER, custom))
    expect(await defaultRoleNow()).toBe(organization.roles.OWNER)
  })
})

describe('adding', () => {
  test('gives each a grant, tells what became of each in their order, and records each', async () => {
    const { accountId, roles } = organization
    const robot = await newServiceAccount(organization, roles.MEMBER, 'Robot')
    const reader = await newMember(organization, roles.READ_ONLY_USER, { name: 'Rita Reader' })
    const nobody = randomUUID()
    const elsewhere = await newOrganization()
    const stranger = await newMember(elsewhere, elsewhere.roles.MEMBER)
    const ids = [nobody, robot.membershipId, reader.membershipId, member.membershipId, stranger.membershipId]
    const { outcomes } = await addAccess(owner.ctx, add(ids, roles.OWNER))
    expect(outcomes).toMatchObject([
      { membershipId: nobody, outcome: 'refused', reason: 'not_a_member', name: '' },
      { name: 'Robot', outcome: 'changed', before: null, revision: expect.any(String) },
      { name: 'Rita Reader', outcome: 'refused', reason: 'read_only_member' },
      { name: 'Grace Hopper', outcome: 'changed', before: null, revision: expect.any(String) },
      { membershipId: stranger.membershipId, outcome: 'refused', reason: 'not_a_member', name: '' },
    ])
    // R8: a service account may hold any workspace role.
    expect(await grantOf(robot.membershipId)).toMatchObject({ role_id: roles.OWNER, expires_at: null })
    expect(await grantOf(member.membershipId)).toMatchObject({
      role_id: roles.OWNER,
      created_by_user_id: owner.user.id,
    })
    expect(await grantOf(reader.membershipId)).toBeUndefined()
    const events = (await eventsOf(accountId)).slice(-3)
    expect(events.map(({ action }) => action).toSorted()).toEqual([
      'change.refused',
      'grant.created',
      'grant.created',
    ])
    expect(events.find(({ message }) => message.includes('Grace'))).toMatchObject({
      action: 'grant.created',
      message: 'Olga Owner added Grace Hopper to Analytics as Owner',
      object_id: workspaceId,
      info: {
        membership_id: member.membershipId,
        before: null,
        after: { role: 'Owner', role_id: roles.OWNER, expires_at: null },
      },
    })
    expect(await actionsOf(elsewhere.accountId)).not.toContain('change.refused')
    expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
  })

  test('a Read Only User with no more than reading is possible (R11)', async () => {
    const { roles } = organization
    const { membershipId } = await newMember(organization, roles.READ_ONLY_USER)
    const { outcomes } = await addAccess(owner.ctx, add([membershipId], roles.READ_ONLY_COLLABORATOR))
    expect(outcomes).toMatchObject([{ outcome: 'changed' }])
  })

  test('somebody who is added already is refused, and with the same terms is as it is', async () => {
    const { roles } = organization
    await addAccess(owner.ctx, add([member.membershipId], roles.RUNNER))
    const before = await state()
    const again = await addAccess(owner.ctx, add([member.membershipId], roles.RUNNER))
    expect(again.outcomes).toMatchObject([{ outcome: 'unchanged', message: 'Grace Hopper is Runner.' }])
    expect(await state()).toEqual(before)
    const more = await addAccess(owner.ctx, add([member.membershipId], roles.OWNER))
    expect(more.outcomes).toMatchObject([{ outcome: 'refused', reason: 'already_added' }])
    expect((await state()).grants).toEqual(before.grants)
  })

  test('somebody whose grant is over replaces it', async () => {
    const { accountId, roles } = organization
    const membershipId = member.membershipId
    const ended = new Date(owner.ctx.now.getTime())
    const id = await newGrant(organization, {
      workspaceId,
      membershipId,
      roleId: roles.OWNER,
      expiresAt: ended,
    })
    const { outcomes } = await addAccess(owner.ctx, add([membershipId], roles.RUNNER))
    expect(outcomes).toMatchObject([
      {
        outcome: 'changed',
        before: { roleId: roles.OWNER, expiresAt: ended.toISOString() },
        revision: `${id}:2`,
      },
    ])
    expect(await grantOf(membershipId)).toMatchObject({ role_id: roles.RUNNER, expires_at: null, version: 2 })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      info: { before: { expires_at: ended.toISOString() }, after: { role: 'Runner', expires_at: null } },
    })
  })

  test('until a time that has passed is refused, for all', async () => {
    const { roles } = organization
    const before = await state()
    for (const milliseconds of [0, -1]) {
      const expiresAt = after(owner.ctx, milliseconds).now
      const input = { ...add([member.membershipId], roles.RUNNER), expiresAt }
      await expect(addAccess(owner.ctx, input)).rejects.toMatchObject({
        code: 'invalid_input',
        reason: 'expired',
        fields: { expiresAt: expect.any(String) },
      })
    }
    expect(await state()).toEqual(before)
  })

  test('with a role of the organization, of elsewhere or of nowhere is refused, for all', async () => {
    const elsewhere = await newOrganization()
    const { roles } = organization
    const tried = (roleId: string) => addAccess(owner.ctx, add([member.membershipId], roleId))
    const before = (await state()).grants
    await expect(tried(roles.USER)).rejects.toMatchObject({ reason: 'organization_role' })
    for (const roleId of [elsewhere.roles.RUNNER, randomUUID()])
      await expect(tried(roleId)).rejects.toMatchObject({ code: 'not_found' })
    expect((await state()).grants).toEqual(before)
  })

  test('many goes in batches, each of them recorded, and one named twice is added once', async () => {
    const { accountId, roles } = organization
    const ids: string[] = []
    for (let index = 0; index < 3; index += 1)
      ids.push((await newServiceAccount(organization, roles.MEMBER)).membershipId)
    const rows = await query<{ id: string }>(
      `with s as (insert into service_account (account_id, id, name)
         select $1, gen_random_uuid(), 'Robot ' || x from generate_series(1, 210) x returning account_id, id, name)
       insert into membership (account_id, id, kind, service_account_id, role_id, principal_name)
       select account_id, gen_random_uuid(), 'SERVICE_ACCOUNT', id, $2, name from s returning id`,
      [accountId, roles.MEMBER],
    )
    const all = [...ids, ...rows.map(({ id }) => id), ...ids]
    const { outcomes } = await addAccess(owner.ctx, add(all, roles.RUNNER))
    expect(outcomes).toHaveLength(213)
    expect(outcomes.map(({ membershipId }) => membershipId)).toEqual(all.slice(0, 213))
    expect(outcomes.every(({ outcome }) => outcome === 'changed')).toBe(true)
    const created = (await actionsOf(accountId)).filter((action) => action === 'grant.created')
    expect(created).toHaveLength(213)
    expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
  })
})

describe('changing', () => {
  test('the role, the end or both records what it was and is; what is left out stays', async () => {
    const { accountId, roles } = organization
    const { membershipId } = member
    const [added] = (await addAccess(owner.ctx, add([membershipId], roles.RUNNER))).outcomes
    const expiresAt = after(owner.ctx, 60_000).now
    const [first] = await changed(owner.ctx, { revision: added?.revision, roleId: roles.COLLABORATOR })
    expect(first).toMatchObject({ outcome: 'changed', before: { roleId: roles.RUNNER, expiresAt: null } })
    const [second] = await changed(owner.ctx, { revision: first?.revision, expiresAt })
    expect(await grantOf(membershipId)).toMatchObject({
      role_id: roles.COLLABORATOR,
      expires_at: expiresAt,
      version: 3,
    })
    await changed(owner.ctx, { revision: second?.revision, roleId: roles.RUNNER, expiresAt: null })
    const events = (await eventsOf(accountId)).slice(-3)
    expect(events.map(({ action, message }) => [action, message])).toEqual([
      [
        'grant.role_changed',
        'Olga Owner changed the role of Grace Hopper in Analytics from Runner to Collaborator',
      ],
      [
        'grant.expiry_changed',
        `Olga Owner changed the access of Grace Hopper to Analytics: it ends ${expiresAt.toISOString()}`,
      ],
      [
        'grant.role_changed',
        'Olga Owner changed the role of Grace Hopper in Analytics from Collaborator to Runner',
      ],
    ])
    expect(events[2]?.info).toMatchObject({
      before: { role: 'Collaborator', expires_at: expiresAt.toISOString() },
      after: { role: 'Runner', expires_at: null },
    })
  })

  test('to what it is does nothing and records nothing', async () => {
    const { roles } = organization
    const [added] = (await addAccess(owner.ctx, add([member.membershipId], roles.RUNNER))).outcomes
    const before = await state()
    const same = await changed(owner.ctx, {
      revision: added?.revision,
      roleId: roles.RUNNER,
      expiresAt: null,
    })
    expect(same).toMatchObject([{ outcome: 'unchanged' }])
    expect(await state()).toEqual(before)
  })

  test('of another revision than was shown is refused (R13), and overwrites nothing', async () => {
    const { roles } = organization
    const [added] = (await addAccess(owner.ctx, add([member.membershipId], roles.RUNNER))).outcomes
    await changed(organization.administrator.ctx, { revision: added?.revision, roleId: roles.COLLABORATOR })
    const before = (await state()).grants
    expect(await changed(owner.ctx, { revision: added?.revision, roleId: roles.OWNER })).toMatchObject([
      { outcome: 'refused', reason: 'changed_meanwhile', message: expect.stringContaining('Collaborator') },
    ])
    const removal = {
      ...place(),
      grants: [{ membershipId: member.membershipId, revision: added?.revision ?? '' }],
    }
    expect((await removeAccess(owner.ctx, removal)).outcomes).toMatchObject([{ reason: 'changed_meanwhile' }])
    expect((await state()).grants).toEqual(before)
    expect((await actionsOf(organization.accountId)).slice(-2)).toEqual(['change.refused', 'change.refused'])
  })

  test('where there is no grant, and beyond the ceiling, is refused (R11)', async () => {
    const { roles } = organization
    expect(await changed(owner.ctx, { revision: 'x:1', roleId: roles.RUNNER })).toMatchObject([
      { outcome: 'refused', reason: 'not_added' },
    ])
    const [added] = (await addAccess(owner.ctx, add([member.membershipId], roles.READ_ONLY_COLLABORATOR)))
      .outcomes
    await query('update membership set role_id = $1 where id = $2', [
      roles.READ_ONLY_USER,
      member.membershipId,
    ])
    expect(await changed(owner.ctx, { revision: added?.revision, roleId: roles.RUNNER })).toMatchObject([
      { outcome: 'refused', reason: 'read_only_member' },
    ])
    const expiresAt = after(owner.ctx, 60_000).now
    expect(await changed(owner.ctx, { revision: added?.revision, expiresAt })).toMatchObject([
      { outcome: 'changed' },
    ])
  })

  test('to a role of elsewhere is refused, for all of them', async () => {
    const elsewhere = await newOrganization()
    const [added] = (await addAccess(owner.ctx, add([member.membershipId], organization.roles.RUNNER)))
      .outcomes
    await expect(
      changed(owner.ctx, { revision: added?.revision, roleId: elsewhere.roles.OWNER }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  test('to an end that has passed is refused, but one that stays as it was is nobody’s to choose again', async () => {
    const { roles } = organization
    const [added] = (await addAccess(owner.ctx, add([member.membershipId], roles.RUNNER))).outcomes
    const { now } = owner.ctx
    expect(await changed(owner.ctx, { revision: added?.revision, expiresAt: now })).toMatchObject([
      { outcome: 'refused', reason: 'expired' },
    ])
    const soon = new Date(now.getTime() + 1)
    const [ending] = await changed(owner.ctx, { revision: added?.revision, expiresAt: soon })
    const later = after(owner.ctx, 2)
    const change = { revision: ending?.revision, roleId: roles.COLLABORATOR, expiresAt: soon }
    expect(await changed(later, change)).toMatchObject([{ outcome: 'changed' }])
  })
})

describe('removing', () => {
  test('takes the grant, records it, and is repeated without harm', async () => {
    const { accountId, roles } = organization
    const { membershipId } = member
    const [added] = (await addAccess(owner.ctx, add([membershipId], roles.RUNNER))).outcomes
    const removal = { ...place(), grants: [{ membershipId, revision: added?.revision ?? '' }] }
    expect((await removeAccess(owner.ctx, removal)).outcomes).toMatchObject([
      { outcome: 'changed', before: { roleId: roles.RUNNER, expiresAt: null } },
    ])
    expect(await grantOf(membershipId)).toBeUndefined()
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'grant.deleted',
      message: 'Olga Owner removed Grace Hopper (Runner) from Analytics',
      object_id: workspaceId,
      info: { before: { role: 'Runner' }, after: null },
    })
    const events = await actionsOf(accountId)
    expect((await removeAccess(owner.ctx, removal)).outcomes).toMatchObject([{ outcome: 'unchanged' }])
    expect(await actionsOf(accountId)).toEqual(events)
  })

  test('a grant that was given anew meanwhile is refused (R13)', async () => {
    const { roles } = organization
    const { membershipId } = member
    const [added] = (await addAccess(owner.ctx, add([membershipId], roles.RUNNER))).outcomes
    const removal = { ...place(), grants: [{ membershipId, revision: added?.revision ?? '' }] }
    await removeAccess(owner.ctx, removal)
    await addAccess(owner.ctx, add([membershipId], roles.RUNNER))
    expect((await removeAccess(owner.ctx, removal)).outcomes).toMatchObject([
      { outcome: 'refused', reason: 'changed_meanwhile' },
    ])
  })

  test('oneself takes effect at once: what is left of the request is done, the next is not found', async () => {
    const grant = await grantOf(owner.membershipId)
    const revision = `${grant?.id}:1`
    await removeAccess(owner.ctx, { ...place(), grants: [{ membershipId: owner.membershipId, revision }] })
    await expect(
      addAccess(owner.ctx, add([member.membershipId], organization.roles.RUNNER)),
    ).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

test('when the event cannot be written, nothing of the change is there', async () => {
  const { roles } = organization
  const [added] = (await addAccess(owner.ctx, add([member.membershipId], roles.RUNNER))).outcomes
  const other = await newMember(organization, roles.MEMBER)
  const before = await state()
  // No database stores a NUL.
  const ctx = { ...owner.ctx, userAgent: 'a\0b' }
  const revision = added?.revision ?? ''
  await expect(setDefaultRole(ctx, defaultRole(roles.RUNNER))).rejects.toThrow()
  await expect(addAccess(ctx, add([other.membershipId], roles.RUNNER))).rejects.toThrow()
  await expect(changed(ctx, { revision, roleId: roles.OWNER })).rejects.toThrow()
  const grants = [{ membershipId: member.membershipId, revision }]
  await expect(removeAccess(ctx, { ...place(), grants })).rejects.toThrow()
  expect(await state()).toEqual(before)
})

test('an Owner who removes everybody, themselves first, keeps the right to it to the end', async () => {
  const { roles } = organization
  const ids: string[] = []
  for (let index = 0; index < 120; index += 1)
    ids.push((await newServiceAccount(organization, roles.MEMBER)).membershipId)
  const { outcomes: added } = await addAccess(owner.ctx, add(ids, roles.RUNNER))
  const own = await grantOf(owner.membershipId)
  const grants = [
    { membershipId: owner.membershipId, revision: `${own?.id}:${own?.version}` },
    ...added.map(({ membershipId, revision = '' }) => ({ membershipId, revision })),
  ]
  const { outcomes } = await removeAccess(owner.ctx, { ...place(), grants })
  expect(outcomes.map(({ membershipId }) => membershipId)).toEqual(
    grants.map(({ membershipId }) => membershipId),
  )
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['changed']))
})

function place() {
  return { accountId: organization.accountId, workspaceId }
}

function defaultRole(roleId: string | null, expectedRoleId: string | null = null) {
  return { ...place(), roleId, expectedRoleId }
}

function add(membershipIds: string[], roleId: string) {
  return { ...place(), membershipIds, roleId, expiresAt: null }
}

async function changed(
  ctx: Ctx,
  { revision = '', ...change }: { revision: string | undefined; roleId?: string; expiresAt?: Date | null },
) {
  const changes = [{ membershipId: member.membershipId, revision, ...change }]
  return (await changeAccess(ctx, { ...place(), changes })).outcomes
}

type GrantRow = {
  id: string
  role_id: string
  expires_at: Date | null
  version: number
  created_by_user_id: string
}

async function grantOf(membershipId: string): Promise<GrantRow | undefined> {
  const [row] = await query<GrantRow>(
    'select id, role_id, expires_at, version, created_by_user_id from workspace_grant where workspace_id = $1 and membership_id = $2',
    [workspaceId, membershipId],
  )
  return row
}

async function defaultRoleNow(): Promise<unknown> {
  const [row] = await query<{ id: string | null }>(
    'select default_role_id as id from workspace where id = $1',
    [workspaceId],
  )
  return row?.id
}

async function state() {
  return {
    grants: await query('select * from workspace_grant where account_id = $1 order by id', [
      organization.accountId,
    ]),
    events: await actionsOf(organization.accountId),
  }
}
