import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { authorizeAccount } from '@/lib/authz/access'
import { database } from '@/lib/db/transaction'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newGrant, newUserKey, newWorkspace } from '@/lib/testing/workspaces'
import {
  changeMemberRole,
  changeMemberRoles,
  leaveOrganization,
  reactivateMember,
  reactivateMembers,
  removeMember,
  removeMembers,
  suspendMember,
  suspendMembers,
} from './manage'

type Member = Person & { membershipId: string }

let organization: Organization
let member: Member
beforeEach(async () => {
  organization = await newOrganization()
  member = await newMember(organization, organization.roles.MEMBER, { name: 'Grace Hopper' })
})

describe('changing a role', () => {
  test('changes it at once and records who, whom, from what and to what', async () => {
    const outcome = await changeMemberRole(adminCtx(), roleChange('USER'))
    expect(outcome).toMatchObject({ outcome: 'changed', previousRoleId: organization.roles.MEMBER })
    expect(await stateOf(member)).toMatchObject({ role: 'USER' })
    expect(await accessOf(member)).toBe('User')
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'membership.role_changed',
      message: 'Ada Lovelace changed the role of Grace Hopper from Member to User',
      object_id: member.membershipId,
      info: { before: { role: 'Member' }, after: { role: 'User' } },
    })
  })

  test('to the role they have does nothing and records nothing, whatever was expected', async () => {
    const change = { ...roleChange('MEMBER'), expectedRoleId: organization.roles.USER }
    expect(await changeMemberRole(adminCtx(), change)).toMatchObject({ outcome: 'unchanged' })
    expect((await actionsOf(organization.accountId)).at(-1)).not.toBe('membership.role_changed')
  })

  test('of somebody whose role changed meanwhile is refused and told', async () => {
    await changeMemberRole(adminCtx(), roleChange('USER'))
    await expect(changeMemberRole(adminCtx(), roleChange('READ_ONLY_USER'))).rejects.toMatchObject({
      code: 'precondition_failed',
      reason: 'changed_meanwhile',
    })
    expect(await stateOf(member)).toMatchObject({ role: 'USER' })
  })

  test('to a workspace role is refused with the field named', async () => {
    await expect(changeMemberRole(adminCtx(), roleChange('RUNNER'))).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { roleId: expect.any(String) },
    })
  })

  test('that is refused leaves one event of the refusal with its reason, and nothing else changes', async () => {
    const manager = await newManager()
    const before = await actionsOf(organization.accountId)
    await expect(changeMemberRole(manager.ctx, roleChange('ADMINISTRATOR'))).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'exceeds_own_permissions',
    })
    expect((await actionsOf(organization.accountId)).slice(before.length)).toEqual(['change.refused'])
    expect(await stateOf(member)).toMatchObject({ role: 'MEMBER' })
  })
})

describe('suspending and reactivating', () => {
  test('takes everything away at once and gives it back', async () => {
    await suspendMember(adminCtx(), target())
    expect(await stateOf(member)).toMatchObject({ status: 'SUSPENDED', role: 'MEMBER' })
    await expect(accessOf(member)).rejects.toMatchObject({ code: 'not_found' })
    await reactivateMember(adminCtx(), target())
    expect(await accessOf(member)).toBe('Member')
    expect((await actionsOf(organization.accountId)).slice(-2)).toEqual([
      'membership.suspended',
      'membership.reactivated',
    ])
  })

  test('twice is done once', async () => {
    await suspendMember(adminCtx(), target())
    expect(await suspendMember(adminCtx(), target())).toMatchObject({ outcome: 'unchanged' })
    const suspensions = (await actionsOf(organization.accountId)).filter(
      (one) => one === 'membership.suspended',
    )
    expect(suspensions).toHaveLength(1)
  })

  test('oneself is refused', async () => {
    await newMember(organization, organization.roles.ADMINISTRATOR)
    const own = {
      accountId: organization.accountId,
      membershipId: await membershipOf(organization.administrator),
    }
    await expect(suspendMember(adminCtx(), own)).rejects.toMatchObject({ reason: 'own_membership' })
  })
})

describe('removing and leaving', () => {
  test('removing ends the membership and its grants, and revokes the keys made for this account only', async () => {
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const { membershipId } = member
    await newGrant(organization, { workspaceId, membershipId, roleId: organization.roles.RUNNER })
    const bound = await newUserKey(member.user.id, organization.accountId)
    const unbound = await newUserKey(member.user.id, null)
    await removeMember(adminCtx(), target())
    expect(await stateOf(member)).toBeUndefined()
    expect(
      await query('select 1 from workspace_grant where account_id = $1', [organization.accountId]),
    ).toEqual([])
    expect(await isRevoked(bound)).toBe(true)
    expect(await isRevoked(unbound)).toBe(false)
    await expect(accessOf(member)).rejects.toMatchObject({ code: 'not_found' })
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'membership.deleted',
      message: 'Ada Lovelace removed Grace Hopper from the organization',
    })
  })

  test('leaving does the same to oneself, without any permission', async () => {
    const { accountId } = organization
    await leaveOrganization(member.ctx, { accountId })
    expect(await stateOf(member)).toBeUndefined()
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'membership.left',
      message: 'Grace Hopper left the organization',
    })
  })

  test('the event of either tells which grants ended and which keys were revoked, without secrets', async () => {
    const { accountId, roles } = organization
    const { membershipId, user } = member
    const [second, first] = [
      await newWorkspace(organization, 'Operations'),
      await newWorkspace(organization, 'Analytics'),
    ]
    await newGrant(organization, { workspaceId: second, membershipId, roleId: roles.RUNNER })
    await newGrant(organization, { workspaceId: first, membershipId, roleId: roles.OWNER })
    const key = await newUserKey(user.id, accountId, 'Deploys')
    await newUserKey(user.id, null, 'Everywhere')
    await leaveOrganization(member.ctx, { accountId })
    const told = {
      ended_grants: [
        { workspace_id: first, workspace: 'Analytics', role_id: roles.OWNER, role: 'Owner' },
        { workspace_id: second, workspace: 'Operations', role_id: roles.RUNNER, role: 'Runner' },
      ],
      ended_grants_count: 2,
      revoked_keys: [{ id: key, name: 'Deploys' }],
      revoked_keys_count: 1,
    }
    expect((await eventsOf(accountId)).at(-1)?.info).toEqual({
      user_id: user.id,
      before: { role: 'Member', role_id: roles.MEMBER, status: 'ACTIVE' },
      ...told,
    })
    const others = [
      await newMember(organization, roles.MEMBER),
      await newMember(organization, roles.MEMBER),
    ] as const
    const granted = others[1].membershipId
    for (let index = 0; index < 101; index += 1) {
      const workspaceId = await newWorkspace(organization, `Place ${String(index).padStart(3, '0')}`)
      await newGrant(organization, { workspaceId, membershipId: granted, roleId: roles.RUNNER })
    }
    await removeMembers(adminCtx(), { accountId, membershipIds: others.map((one) => one.membershipId) })
    const [none, many] = (await eventsOf(accountId)).slice(-2).map(({ info }) => info)
    expect(none).toMatchObject({ ended_grants: [], ended_grants_count: 0, revoked_keys: [] })
    expect(many).toMatchObject({ ended_grants_count: 101, revoked_keys_count: 0 })
    expect(many?.['ended_grants']).toHaveLength(100)
  })

  test('the last Administrator can neither leave nor be removed, and stays the last while suspended ones are there', async () => {
    const { accountId, administrator } = organization
    const other = await newMember(organization, organization.roles.ADMINISTRATOR, { status: 'SUSPENDED' })
    const refusal = { code: 'conflict', reason: 'last_administrator' }
    await expect(leaveOrganization(administrator.ctx, { accountId })).rejects.toMatchObject(refusal)
    const own = { accountId, membershipId: await membershipOf(administrator) }
    await expect(removeMember(administrator.ctx, own)).rejects.toMatchObject(refusal)
    await reactivateMember(administrator.ctx, { accountId, membershipId: other.membershipId })
    await leaveOrganization(administrator.ctx, { accountId })
    expect(await administrators()).toBe(1)
  })

  test('the owner of a personal account cannot leave it', async () => {
    const { administrator } = organization
    await expect(
      leaveOrganization(administrator.ctx, { accountId: administrator.accountId }),
    ).rejects.toMatchObject({ reason: 'personal_account' })
  })
})

describe('many at once', () => {
  test('each gets its own outcome, in the order given, and a bad one stops none of the others', async () => {
    const manager = await newManager()
    const user = await newMember(organization, organization.roles.USER)
    const elsewhere = await newOrganization()
    const foreign = await newMember(elsewhere, elsewhere.roles.MEMBER)
    const ids = [user.membershipId, foreign.membershipId, randomUUID(), member.membershipId]
    const { outcomes } = await suspendMembers(manager.ctx, {
      accountId: organization.accountId,
      membershipIds: ids,
    })
    expect(outcomes.map(({ outcome, reason }) => reason ?? outcome)).toEqual([
      'outranked',
      'not_found',
      'not_found',
      'changed',
    ])
    expect(await stateOf(user)).toMatchObject({ status: 'ACTIVE' })
    expect(await stateOf(member)).toMatchObject({ status: 'SUSPENDED' })
    expect((await actionsOf(organization.accountId)).slice(-2)).toEqual([
      'membership.suspended',
      'change.refused',
    ])
  })

  test('150 members in batches are suspended, reactivated and removed, one event each', async () => {
    const members = await Promise.all(
      Array.from({ length: 6 }, () => newMember(organization, organization.roles.MEMBER)),
    )
    const ids = [...members.map(({ membershipId }) => membershipId), ...(await addRows(144))]
    const input = { accountId: organization.accountId, membershipIds: ids }
    for (const change of [suspendMembers, reactivateMembers, removeMembers]) {
      const { outcomes } = await change(adminCtx(), input)
      expect(outcomes.filter(({ outcome }) => outcome === 'changed')).toHaveLength(150)
    }
    const actions = await actionsOf(organization.accountId)
    for (const action of ['membership.suspended', 'membership.reactivated', 'membership.deleted'])
      expect(actions.filter((one) => one === action)).toHaveLength(150)
  })

  test('an Administrator who demotes everybody, themselves first, keeps the right to it to the end and one is left', async () => {
    const other = await newMember(organization, organization.roles.ADMINISTRATOR)
    const own = await membershipOf(organization.administrator)
    const changes = [own, other.membershipId].map((membershipId) => ({
      membershipId,
      roleId: organization.roles.MEMBER,
      expectedRoleId: organization.roles.ADMINISTRATOR,
    }))
    const { accountId } = organization
    const { outcomes } = await changeMemberRoles(adminCtx(), { accountId, changes })
    expect(outcomes.map(({ outcome, reason }) => reason ?? outcome)).toEqual([
      'last_administrator',
      'changed',
    ])
    expect(await administrators()).toBe(1)
    expect((await actionsOf(accountId)).slice(-2)).toEqual(['membership.role_changed', 'change.refused'])
  })

  test('roles are given back one by one, each the one it was', async () => {
    const user = await newMember(organization, organization.roles.USER)
    const { accountId, roles } = organization
    const changes = [
      { membershipId: member.membershipId, roleId: roles.READ_ONLY_USER, expectedRoleId: roles.MEMBER },
      { membershipId: user.membershipId, roleId: roles.READ_ONLY_USER, expectedRoleId: roles.USER },
    ]
    const { outcomes } = await changeMemberRoles(adminCtx(), { accountId, changes })
    const undo = outcomes.map(({ membershipId, previousRoleId = '', roleId = '' }) => ({
      membershipId,
      roleId: previousRoleId,
      expectedRoleId: roleId,
    }))
    await changeMemberRoles(adminCtx(), { accountId, changes: undo })
    expect(await stateOf(member)).toMatchObject({ role: 'MEMBER' })
    expect(await stateOf(user)).toMatchObject({ role: 'USER' })
  })
})

function adminCtx() {
  return organization.administrator.ctx
}

function target() {
  return { accountId: organization.accountId, membershipId: member.membershipId }
}

function roleChange(role: keyof Organization['roles']) {
  return { ...target(), roleId: organization.roles[role], expectedRoleId: organization.roles.MEMBER }
}

async function newManager(): Promise<Member> {
  const permissions = ['update:member', 'delete:member', 'read:member', 'read:organization', 'read:role']
  return newMember(organization, await newCustomRole(organization, [...permissions, 'read:service_account']))
}

async function stateOf({ user }: Person): Promise<{ role: string; status: string } | undefined> {
  const [row] = await query<{ role: string; status: string }>(
    `select r.built_in as role, m.status from membership m join role r on r.account_id = m.account_id and r.id = m.role_id
     where m.account_id = $1 and m.user_id = $2`,
    [organization.accountId, user.id],
  )
  return row
}

async function accessOf({ ctx }: Person): Promise<string> {
  const access = await authorizeAccount(ctx, database(), organization.accountId, 'read:organization')
  return access.membership.role.name
}

async function membershipOf({ user }: Person): Promise<string> {
  const [row] = await query<{ id: string }>(
    'select id from membership where account_id = $1 and user_id = $2',
    [organization.accountId, user.id],
  )
  return row?.id ?? ''
}

async function administrators(): Promise<number> {
  const rows = await query(
    `select 1 from membership where account_id = $1 and role_id = $2 and status = 'ACTIVE'`,
    [organization.accountId, organization.roles.ADMINISTRATOR],
  )
  return rows.length
}

async function isRevoked(keyId: string): Promise<boolean> {
  const [row] = await query<{ revoked: boolean }>(
    'select revoked_at is not null as revoked from api_key where id = $1',
    [keyId],
  )
  return row?.revoked ?? false
}

/** Members who are rows alone; returns the ids of their memberships. */
async function addRows(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID())
  await query(
    `insert into "user" (id, email, email_key, name) select id, id || '@example.com', id || '@example.com', 'Row' from unnest($1::uuid[]) as u (id)`,
    [ids],
  )
  await query(
    `insert into membership (account_id, id, kind, user_id, role_id, principal_name, principal_email)
     select $2, id, 'USER', id, $3, 'Row', id || '@example.com' from unnest($1::uuid[]) as m (id)`,
    [ids, organization.accountId, organization.roles.MEMBER],
  )
  return ids
}
