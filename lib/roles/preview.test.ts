import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '@/lib/errors'
import { changeMemberRole } from '@/lib/members/manage'
import type { RoleFacts } from '@/lib/policy/roles'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  inviteTo,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { custom, now } from '@/lib/testing/policy-facts'
import { anyWorld, bruteForce, type World } from '@/lib/testing/role-effects'
import { newGrant, newServiceAccount, newWorkspace, offerInWorkspace } from '@/lib/testing/workspaces'
import { deleteRole } from './delete'
import { updateRole } from './manage'
import { previewMemberRole, previewReassignment, previewRole } from './preview'
import type { RoleEffects } from './schema'

let organization: Organization
let accountId: string
let admin: Person['ctx']
beforeEach(async () => {
  organization = await newOrganization()
  accountId = organization.accountId
  admin = organization.administrator.ctx
})

describe('what is loaded is all that matters: every preview of a stored organization counts what asking everybody counts', () => {
  const seed = 20_261_121
  const worlds = fc.sample(anyWorld, { seed, numRuns: 12 })

  test.each(worlds.map((world, index) => ({ index, world })))('organization $index', async ({ world }) => {
    const ids = await store(world)
    const ctx = { ...admin, now }
    const role = { accountId, roleId: ids.role('one') }
    const replacing = (one: RoleFacts) => (role: RoleFacts) => (role.id === 'one' ? one : role)

    const edited = replacing({ ...custom('create:flow_run'), id: 'one' })
    expect(countsOf(await previewRole(ctx, { ...role, permissions: ['create:flow_run'] }))).toEqual(
      bruteForce(world, { account: edited, workspace: edited }),
    )

    const to = { account: ids.role('role-MEMBER'), workspaces: ids.role('role-RUNNER') }
    expect(countsOf(await previewReassignment(ctx, { ...role, ...to }))).toEqual(
      bruteForce(world, {
        account: replacing(roleOf(world, 'role-MEMBER')),
        workspace: replacing(roleOf(world, 'role-RUNNER')),
      }),
    )

    for (const [index, member] of world.members.entries()) {
      if (member.kind !== 'USER') continue
      const membershipId = ids.member(index)
      const preview = previewMemberRole(ctx, { accountId, membershipId, role_id: ids.role('role-USER') })
      const grants = world.grants
        .filter((grant) => grant.member === index)
        .map((grant) => ({ ...grant, member: 0 }))
      const alone = { ...world, members: [member], grants }
      const substitution = { account: () => roleOf(world, 'role-USER'), workspace: (same: RoleFacts) => same }
      expect(countsOf(await preview)).toEqual(bruteForce(alone, substitution))
    }
  })
})

test('says who loses what that they were only granted in a workspace', async () => {
  const roleId = await newCustomRole(organization, ['read:flow', 'delete:flow'])
  const { membershipId } = await newMember(organization, organization.roles.MEMBER)
  const workspaceId = await newWorkspace(organization, 'Analytics')
  await newGrant(organization, { workspaceId, membershipId, roleId })
  const { effects } = await previewRole(admin, { accountId, roleId, permissions: ['read:flow'] })
  expect(effects.map(({ sentence }) => sentence)).toEqual(['1 person loses delete:flow in 1 workspace'])
})

describe('grants of other roles that keep what the edit takes', () => {
  const permissions = ['read:flow']
  const sentences = ({ effects }: RoleEffects) => effects.map(({ sentence }) => sentence)
  const give = (membershipId: string, workspaceId: string) =>
    newGrant(organization, { workspaceId, membershipId, roleId: organization.roles.COLLABORATOR })

  test('a holder with one in a workspace loses nothing there', async () => {
    const roleId = await newCustomRole(organization, ['read:flow', 'delete:flow'])
    const { membershipId } = await newMember(organization, roleId)
    await newMember(organization, roleId)
    const workspaceId = await newWorkspace(organization, 'Analytics')
    await give(membershipId, workspaceId)
    const preview = await previewRole(admin, { accountId, roleId, permissions })
    expect(sentences(preview)).toEqual(['1 person loses delete:flow in 1 workspace'])
  })

  test('where the role is the default: one in each of these workspaces spares a member, one in some of them does not', async () => {
    const roleId = await newCustomRole(organization, ['read:flow', 'delete:flow'])
    const first = await newWorkspace(organization, 'First', roleId)
    const second = await newWorkspace(organization, 'Second', roleId)
    const { MEMBER } = organization.roles
    const [spared, touched] = [await newMember(organization, MEMBER), await newMember(organization, MEMBER)]
    await newMember(organization, MEMBER)
    await give(spared.membershipId, first)
    await give(spared.membershipId, second)
    await give(touched.membershipId, first)
    const preview = await previewRole(admin, { accountId, roleId, permissions })
    expect(sentences(preview)).toEqual(['2 people lose delete:flow in 2 workspaces'])
  })

  test('where the role is the default: a workspace in which everybody has one is not touched', async () => {
    const roleId = await newCustomRole(organization, ['read:flow', 'delete:flow'])
    const covered = await newWorkspace(organization, 'Covered', roleId)
    await newWorkspace(organization, 'Open', roleId)
    const { MEMBER } = organization.roles
    for (const { membershipId } of [
      await newMember(organization, MEMBER),
      await newMember(organization, MEMBER),
    ])
      await give(membershipId, covered)
    const preview = await previewRole(admin, { accountId, roleId, permissions })
    expect(sentences(preview)).toEqual(['2 people lose delete:flow in 1 workspace'])
  })
})

test('counts suspended members and pending invitations apart, one that offers it in a workspace included', async () => {
  const roleId = await newCustomRole(organization, ['read:flow'])
  const workspaceId = await newWorkspace(organization, 'Analytics')
  await newMember(organization, roleId, { status: 'SUSPENDED' })
  await newMember(organization, organization.roles.MEMBER, { status: 'SUSPENDED' })
  const { invitationId: both } = await inviteTo(organization, { roleId })
  const { invitationId: there } = await inviteTo(organization)
  await inviteTo(organization)
  for (const invitationId of [both, there])
    await offerInWorkspace(organization, { invitationId, workspaceId, roleId })
  const preview = await previewRole(admin, { accountId, roleId, permissions: ['read:flow', 'read:block'] })
  expect(preview).toEqual({
    effects: [],
    suspended: 1,
    invitations: 2,
  })
})

test('counts nobody of another organization', async () => {
  const elsewhere = await newOrganization()
  const foreign = await newCustomRole(elsewhere, ['read:flow', 'delete:flow'])
  await newMember(elsewhere, foreign)
  await newWorkspace(elsewhere, 'Elsewhere', foreign)
  const roleId = await newCustomRole(organization, ['read:flow', 'delete:flow'])
  await newMember(organization, roleId)
  await newWorkspace(organization, 'Here')
  const { effects } = await previewRole(admin, { accountId, roleId, permissions: ['read:flow'] })
  expect(effects.map(({ sentence }) => sentence)).toEqual(['1 person loses delete:flow in 1 workspace'])
})

test('a preview changes nothing and leaves no trace', async () => {
  const roleId = await newCustomRole(organization, ['read:flow', 'delete:flow'])
  const { membershipId } = await newMember(organization, roleId)
  const before = await snapshot()
  const { MEMBER } = organization.roles
  await previewRole(admin, { accountId, roleId, permissions: ['read:flow'] })
  await previewReassignment(admin, { accountId, roleId, account: MEMBER })
  await previewMemberRole(admin, { accountId, membershipId, role_id: MEMBER })
  expect(await snapshot()).toEqual(before)
})

describe('denials', () => {
  const keeper = ['read:role', 'update:role', 'delete:role', 'read:member', 'update:member', 'read:flow']
  const asKeeper = async () => (await newMember(organization, await newCustomRole(organization, keeper))).ctx

  type Edit = { ctx?: Person['ctx']; roleId: string; permissions: string[] }
  const edits: [string, string, () => Promise<Edit>][] = [
    [
      'a built-in role (R4)',
      'built_in_role',
      async () => ({ roleId: organization.roles.MEMBER, permissions: ['read:flow'] }),
    ],
    ['a reserved permission', 'reserved', () => unused(['read:flow'], ['delete:organization'])],
    ['an unknown permission', 'unknown', () => unused(['read:flow'], ['read:everything'])],
    [
      'more than the actor holds (R1)',
      'exceeds_own_permissions',
      async () => ({ ...(await unused(['read:flow'], ['delete:flow'])), ctx: await asKeeper() }),
    ],
    [
      'a role that holds more than the actor (R3)',
      'outranked',
      async () => ({ ...(await unused(['delete:flow'], ['read:flow'])), ctx: await asKeeper() }),
    ],
    [
      'an organization permission for a role granted in a workspace (R6)',
      'role_granted_on_workspaces',
      async () => {
        const edit = await unused(['read:flow'], ['read:member'])
        const { membershipId } = await newMember(organization, organization.roles.MEMBER)
        const workspaceId = await newWorkspace(organization, 'Analytics')
        await newGrant(organization, { workspaceId, membershipId, roleId: edit.roleId })
        return edit
      },
    ],
    [
      'the same for a role that an invitation offers in a workspace (R6)',
      'role_granted_on_workspaces',
      async () => {
        const edit = await unused(['read:flow'], ['read:member'])
        const { invitationId } = await inviteTo(organization)
        const workspaceId = await newWorkspace(organization, 'Analytics')
        await offerInWorkspace(organization, { invitationId, workspaceId, roleId: edit.roleId })
        return edit
      },
    ],
    [
      'a permission beyond Member’s for a role that a service account holds (R8)',
      'service_account_cannot_administer',
      async () => {
        const edit = await unused(['read:flow'], ['create:role'])
        await newServiceAccount(organization, edit.roleId)
        return edit
      },
    ],
    [
      'more on a plan without custom roles (R12)',
      'plan_required',
      async () => {
        const edit = await unused(['read:flow'], ['read:flow', 'read:flow_run'])
        await query(`update account set plan = 'STANDARD' where id = $1`, [accountId])
        return edit
      },
    ],
  ]
  test.each(edits)('a preview of an edit is refused as the edit is: %s', async (_, reason, arrange) => {
    const { ctx = admin, roleId, permissions } = await arrange()
    const content = { name: 'Another', description: '', permissions }
    const edit = await refusal(updateRole(ctx, { accountId, roleId, ...content, expectedVersion: 1 }))
    expect(edit).toContain(reason)
    expect(await refusal(previewRole(ctx, { accountId, roleId, permissions }))).toBe(edit)
  })

  type Reassignment = { ctx?: Person['ctx']; roleId: string; to: { account?: string; workspaces?: string } }
  const reassignments: [string, string, () => Promise<Reassignment>][] = [
    [
      'a built-in role (R4)',
      'built_in_role',
      async () => ({ roleId: organization.roles.MEMBER, to: { account: organization.roles.USER } }),
    ],
    [
      'a role that holds more than the actor (R3)',
      'outranked',
      async () => ({
        ctx: await asKeeper(),
        roleId: await held(['delete:flow']),
        to: { account: organization.roles.MEMBER },
      }),
    ],
    [
      'to a role that holds more than the actor (R2)',
      'exceeds_own_permissions',
      async () => ({
        ctx: await asKeeper(),
        roleId: await held(['read:flow']),
        to: { account: organization.roles.ADMINISTRATOR },
      }),
    ],
    [
      'of service accounts to a role that administers (R8)',
      'service_account_cannot_administer',
      async () => {
        const roleId = await newCustomRole(organization, ['read:flow'])
        await newServiceAccount(organization, roleId)
        return { roleId, to: { account: organization.roles.ADMINISTRATOR } }
      },
    ],
    [
      'of members to a role of workspaces',
      'reassignment_required',
      async () => ({ roleId: await held(['read:flow']), to: { account: organization.roles.OWNER } }),
    ],
    [
      'to itself',
      'reassignment_required',
      async () => {
        const roleId = await held(['read:flow'])
        return { roleId, to: { account: roleId } }
      },
    ],
    [
      'of grants of Read Only Users to more than reading (R11)',
      'read_only_member',
      async () => {
        const { roleId } = await unused(['read:flow'], [])
        await grantTo(await memberWith(organization.roles.READ_ONLY_USER, 'SUSPENDED'), roleId)
        return { roleId, to: { workspaces: organization.roles.COLLABORATOR } }
      },
    ],
    [
      'of grants of those whom it makes Read Only Users to more than reading (R11)',
      'read_only_member',
      async () => {
        const { roleId } = await unused(['read:flow'], [])
        await grantTo(await memberWith(roleId), roleId)
        const { READ_ONLY_USER, RUNNER } = organization.roles
        return { roleId, to: { account: READ_ONLY_USER, workspaces: RUNNER } }
      },
    ],
    [
      'of grants by one who is no Administrator (R9)',
      'missing_permission',
      async () => {
        const { roleId } = await unused(['read:flow'], [])
        await newWorkspace(organization, 'Analytics', roleId)
        return { ctx: await asKeeper(), roleId, to: { workspaces: organization.roles.RUNNER } }
      },
    ],
    [
      'of grants by one who is no Administrator, with no role named for them (R9)',
      'missing_permission',
      async () => {
        const roleId = await held(['read:flow'])
        await newWorkspace(organization, 'Analytics', roleId)
        return { ctx: await asKeeper(), roleId, to: { account: organization.roles.MEMBER } }
      },
    ],
    [
      'of members by one who may not change them, with no role named for them',
      'missing_permission',
      async () => {
        const roleId = await held(['read:flow'])
        const keeper = await newMember(
          organization,
          await newCustomRole(organization, ['delete:role', 'read:flow']),
        )
        return { ctx: keeper.ctx, roleId, to: { workspaces: organization.roles.RUNNER } }
      },
    ],
  ]
  test.each(reassignments)(
    'a preview of a reassignment is refused as the deletion is: %s',
    async (_, reason, arrange) => {
      const { ctx = admin, roleId, to } = await arrange()
      const asked = { accountId, roleId, expectedVersion: 1, reassignTo: to }
      const deletion = await refusal(deleteRole(ctx, asked))
      expect(deletion).toContain(reason)
      expect(await refusal(previewReassignment(ctx, { accountId, roleId, ...to }))).toBe(deletion)
    },
  )

  type Change = { ctx?: Person['ctx']; membershipId: string; from: string; to: string }
  const { ADMINISTRATOR, MEMBER, USER } = {
    ADMINISTRATOR: () => organization.roles.ADMINISTRATOR,
    MEMBER: () => organization.roles.MEMBER,
    USER: () => organization.roles.USER,
  }
  const changes: [string, string, () => Promise<Change>][] = [
    [
      'to a role that holds more than the actor (R2)',
      'exceeds_own_permissions',
      async () => ({ ctx: await asKeeper(), ...(await memberWith(MEMBER())), to: ADMINISTRATOR() }),
    ],
    [
      'of a member who holds more than the actor (R3)',
      'outranked',
      async () => ({ ctx: await asKeeper(), ...(await memberWith(USER())), to: MEMBER() }),
    ],
    [
      'of a suspended member who held more than the actor (R3)',
      'outranked',
      async () => ({ ctx: await asKeeper(), ...(await memberWith(USER(), 'SUSPENDED')), to: MEMBER() }),
    ],
    [
      'to a role of workspaces',
      'workspace_role',
      async () => ({ ...(await memberWith(MEMBER())), to: organization.roles.OWNER }),
    ],
    [
      'of the last Administrator (R7)',
      'last_administrator',
      async () => {
        const [row] = await query<{ id: string }>(
          'select id from membership where account_id = $1 and role_id = $2',
          [accountId, ADMINISTRATOR()],
        )
        return { membershipId: row?.id ?? '', from: ADMINISTRATOR(), to: MEMBER() }
      },
    ],
  ]
  test.each(changes)(
    "a preview of a member's role is refused as the change is: %s",
    async (_, reason, arrange) => {
      const { ctx = admin, membershipId, from, to } = await arrange()
      const change = { accountId, membershipId, roleId: to, expectedRoleId: from }
      const changed = await refusal(changeMemberRole(ctx, change))
      expect(changed).toContain(reason)
      expect(await refusal(previewMemberRole(ctx, { accountId, membershipId, role_id: to }))).toBe(changed)
    },
  )

  test('one of two Administrators may be previewed as a Member', async () => {
    const { membershipId } = await memberWith(ADMINISTRATOR())
    const { effects } = await previewMemberRole(admin, { accountId, membershipId, role_id: MEMBER() })
    expect(effects).toContainEqual(expect.objectContaining({ permission: 'delete:organization', people: 1 }))
  })

  test('a service account is no member', async () => {
    const { membershipId } = await newServiceAccount(organization, MEMBER())
    const preview = previewMemberRole(admin, { accountId, membershipId, role_id: USER() })
    expect(await refusal(preview)).toBe('not_found member_not_found')
  })
})

async function unused(permissions: string[], wanted: string[]) {
  return { roleId: await newCustomRole(organization, permissions), permissions: wanted }
}

async function held(permissions: string[]): Promise<string> {
  const roleId = await newCustomRole(organization, permissions)
  await newMember(organization, roleId)
  return roleId
}

async function memberWith(roleId: string, status: 'ACTIVE' | 'SUSPENDED' = 'ACTIVE') {
  return { membershipId: (await newMember(organization, roleId, { status })).membershipId, from: roleId }
}

async function grantTo({ membershipId }: { membershipId: string }, roleId: string): Promise<void> {
  const workspaceId = await newWorkspace(organization, 'Analytics')
  await newGrant(organization, { workspaceId, membershipId, roleId })
}

/** Makes the organization what the world is; the Administrator whom it has besides loses and gains nothing. */
async function store(world: World) {
  const roles = new Map<string, string>()
  for (const [id, { builtIn, permissions }] of world.roles)
    roles.set(id, builtIn ? organization.roles[builtIn] : await newCustomRole(organization, [...permissions]))
  const role = (id: string) => roles.get(id) ?? ''
  const members: string[] = []
  for (const { kind, status, roleId } of world.members) {
    const { membershipId } =
      kind === 'USER'
        ? await newMember(organization, role(roleId), { status })
        : await newServiceAccount(organization, role(roleId))
    await query('update membership set status = $2::"MembershipStatus" where id = $1', [membershipId, status])
    members.push(membershipId)
  }
  const workspaces: string[] = []
  for (const { id, defaultRoleId } of world.workspaces)
    workspaces.push(await newWorkspace(organization, id, defaultRoleId && role(defaultRoleId)))
  const member = (index: number) => members[index] ?? ''
  for (const { member: index, workspace, roleId, expiresAt } of world.grants)
    await newGrant(organization, {
      membershipId: member(index),
      workspaceId: workspaces[workspace] ?? '',
      roleId: role(roleId),
      ...(expiresAt ? { expiresAt } : {}),
    })
  return { role, member }
}

function roleOf(world: World, id: string): RoleFacts {
  return world.roles.get(id) ?? custom()
}

function countsOf({ effects }: RoleEffects) {
  return effects.map(({ sentence: _, ...effect }) => effect)
}

async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  )
  return error instanceof AppError ? `${error.code} ${error.reason}` : `not refused: ${String(error)}`
}

async function snapshot(): Promise<unknown> {
  return {
    roles: await query('select * from role where account_id = $1 order by id', [accountId]),
    members: await query('select id, role_id from membership where account_id = $1 order by id', [accountId]),
    actions: await actionsOf(accountId),
  }
}
