import { describe, expect, test } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { changeMemberRole, removeMember, suspendMember } from '@/lib/members/manage'
import { createRole, updateRole } from '@/lib/roles/manage'
import { changeServiceAccountRole } from '@/lib/service-accounts/manage'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { askGraphql, keyOf, refusalOf } from '@/lib/testing/graphql'
import { newCustomRole, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newServiceAccount } from '@/lib/testing/workspaces'

// Somebody whose custom role may make roles and change members, and little else, wants more. Pages and their actions go to the
// services, programs to GraphQL: both doors are tried.

const held = [
  'read:organization',
  'read:member',
  'update:member',
  'read:role',
  'create:role',
  'update:role',
  'read:service_account',
  'update:service_account',
  'read:flow',
]

type World = Awaited<ReturnType<typeof newWorld>>

async function newWorld() {
  const organization = await newOrganization()
  const { roles } = organization
  const ownRoleId = await newCustomRole(organization, held)
  const climber = await newMember(organization, ownRoleId)
  const mate = await newMember(organization, roles.MEMBER)
  const [administrator] = await query<{ id: string }>(
    'select id from membership where account_id = $1 and role_id = $2',
    [organization.accountId, roles.ADMINISTRATOR],
  )
  return {
    organization,
    ownRoleId,
    climber,
    mate,
    administratorId: administrator?.id ?? '',
    largeRoleId: await newCustomRole(organization, ['read:flow', 'delete:flow', 'read:organization']),
    robot: await newServiceAccount(organization, roles.MEMBER),
  }
}

type Attempt = {
  /** Through the service, as a page's action does it. */
  service: (ctx: Ctx, world: World) => Promise<unknown>
  operation: (world: World) => string
  refused: string
}

const change = (name: string, input: string) => `mutation { ${name}(input: { ${input} }) { __typename } }`
const assign = (membershipId: string, roleId: string) =>
  change('set_membership_role', `membership_id: "${membershipId}", role_id: "${roleId}"`)

const attempts: Record<string, Attempt> = {
  'to create a role that holds more': {
    service: (ctx, { organization: { accountId } }) =>
      createRole(ctx, { accountId, name: 'More', description: '', permissions: ['delete:member'] }),
    operation: () => change('create_custom_role', 'name: "More", permissions: ["delete:member"]'),
    refused: 'forbidden/exceeds_own_permissions',
  },
  'to enlarge its own role': {
    service: (ctx, { organization: { accountId }, ownRoleId: roleId }) =>
      updateRole(ctx, { accountId, roleId, permissions: [...held, 'create:workspace'] }),
    operation: ({ ownRoleId }) =>
      change(
        'update_custom_role_permissions',
        `role_id: "${ownRoleId}", permissions: ["update:member", "create:workspace"]`,
      ),
    refused: 'forbidden/exceeds_own_permissions',
  },
  'to change a role that holds more': {
    service: (ctx, { organization: { accountId }, largeRoleId: roleId }) =>
      updateRole(ctx, { accountId, roleId, permissions: ['read:flow'] }),
    operation: ({ largeRoleId }) =>
      change('update_custom_role_permissions', `role_id: "${largeRoleId}", permissions: ["read:flow"]`),
    refused: 'forbidden/outranked',
  },
  'to change a built-in role': {
    service: (ctx, { organization: { accountId, roles } }) =>
      updateRole(ctx, { accountId, roleId: roles.MEMBER, permissions: ['read:flow'] }),
    operation: ({ organization: { roles } }) =>
      change('update_custom_role_permissions', `role_id: "${roles.MEMBER}", permissions: ["read:flow"]`),
    refused: 'conflict/built_in_role',
  },
  'to become an Administrator': {
    service: (ctx, { organization: { accountId, roles }, climber: { membershipId } }) =>
      changeMemberRole(ctx, { accountId, membershipId, roleId: roles.ADMINISTRATOR }),
    operation: ({ organization: { roles }, climber }) => assign(climber.membershipId, roles.ADMINISTRATOR),
    refused: 'forbidden/exceeds_own_permissions',
  },
  'to give somebody a role that holds more': {
    service: (ctx, { organization: { accountId }, mate: { membershipId }, largeRoleId: roleId }) =>
      changeMemberRole(ctx, { accountId, membershipId, roleId }),
    operation: ({ mate, largeRoleId }) => assign(mate.membershipId, largeRoleId),
    refused: 'forbidden/exceeds_own_permissions',
  },
  'to demote an Administrator': {
    service: (ctx, { organization: { accountId, roles }, administratorId: membershipId }) =>
      changeMemberRole(ctx, { accountId, membershipId, roleId: roles.MEMBER }),
    operation: ({ organization: { roles }, administratorId }) => assign(administratorId, roles.MEMBER),
    refused: 'forbidden/outranked',
  },
  'to suspend an Administrator': {
    service: (ctx, { organization: { accountId }, administratorId: membershipId }) =>
      suspendMember(ctx, { accountId, membershipId }),
    operation: ({ administratorId }) => change('suspend_membership', `membership_id: "${administratorId}"`),
    refused: 'forbidden/outranked',
  },
  'to remove somebody, without delete:member': {
    service: (ctx, { organization: { accountId }, mate: { membershipId } }) =>
      removeMember(ctx, { accountId, membershipId }),
    operation: ({ mate }) => change('delete_membership', `membership_id: "${mate.membershipId}"`),
    refused: 'forbidden/missing_permission',
  },
  'to make a service account an Administrator': {
    service: (ctx, { organization: { accountId, roles }, robot: { serviceAccountId } }) =>
      changeServiceAccountRole(ctx, { accountId, serviceAccountId, roleId: roles.ADMINISTRATOR }),
    operation: ({ organization: { roles }, robot }) => assign(robot.membershipId, roles.ADMINISTRATOR),
    refused: 'forbidden/exceeds_own_permissions',
  },
  'to make a service account an administrator of what it may administer itself': {
    service: (ctx, { organization: { accountId }, ownRoleId: roleId, robot: { serviceAccountId } }) =>
      changeServiceAccountRole(ctx, { accountId, serviceAccountId, roleId }),
    operation: ({ ownRoleId, robot }) => assign(robot.membershipId, ownRoleId),
    refused: 'conflict/service_account_cannot_administer',
  },
}

describe('a role that may change members and little else does not get more', () => {
  test.each(Object.entries(attempts))(
    'by trying %s: refused with the reason by every door, and nothing changes',
    async (_, { service, operation, refused }) => {
      const world = await newWorld()
      const before = await stateOf(world.organization)
      const thrown: unknown = await service(world.climber.ctx, world).catch((error: unknown) => error)
      expect(thrown instanceof AppError && `${thrown.code}/${thrown.reason}`).toBe(refused)
      const answered = await askGraphql(operation(world), { key: await keyOf(world.climber) })
      expect(refusalOf(answered)).toBe(refused)
      expect(answered.status).toBe(200)
      if (thrown instanceof AppError) {
        expect(answered.errors?.[0]?.message).toBe(thrown.message)
        expect(answered.errors?.[0]?.extensions.permission).toBe(thrown.permission)
      }
      expect(await stateOf(world.organization)).toEqual(before)
      const events = await eventsOf(world.organization.accountId)
      expect(events.filter(({ action }) => action === 'change.refused')).toHaveLength(2)
    },
  )

  test('and what it does hold it may give', async () => {
    const world = await newWorld()
    const key = await keyOf(world.climber)
    const made = await askGraphql(
      change('create_custom_role', 'name: "Readers", permissions: ["read:flow"]'),
      { key },
    )
    expect(made.errors).toBe(undefined)
  })
})

async function stateOf({ accountId }: Organization): Promise<unknown> {
  return Promise.all(
    ['role', 'membership', 'service_account'].map((table) =>
      query(`select t.* from ${table} t where account_id = $1 order by t::text`, [accountId]),
    ),
  )
}
