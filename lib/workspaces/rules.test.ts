import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideWorkspacePermission, permissionsAcrossWorkspaces } from '@/lib/policy/evaluate'
import { permissionDefinitions, type Permission } from '@/lib/policy/permissions'
import { builtInRole, permissionsOfRole, type BuiltInRoleKey, type RoleFacts } from '@/lib/policy/roles'
import {
  anyMembership,
  anyRole,
  anyWorkspace,
  builtIn,
  custom,
  grant,
  member,
  now,
  past,
  workspace,
} from '@/lib/testing/policy-facts'
import {
  decideCreation,
  decideRoleInWorkspace,
  decideTransferFrom,
  decideTransferTo,
  decideWorkspacePlace,
  decideWorkspaceRole,
  workspaceCapabilitiesOf,
} from './rules'

const administrator = member(builtIn('ADMINISTRATOR'))
const unlimited = { taken: 0, limit: null }
const everything = new Set<Permission>(permissionDefinitions.map(({ id }) => id))

function reasonOf(decision: { allowed: boolean; reason?: string }): string {
  return decision.allowed ? 'allowed' : (decision.reason ?? '')
}

describe('creating a workspace', () => {
  test.each([
    ['an Administrator may', administrator, unlimited, 'allowed'],
    ['one with a custom role that holds it may', member(custom('create:workspace')), unlimited, 'allowed'],
    ['a User may not', member(builtIn('USER')), unlimited, 'missing_permission'],
    ['a Member may not', member(builtIn('MEMBER')), unlimited, 'missing_permission'],
    ['a Read Only User may not', member(builtIn('READ_ONLY_USER')), unlimited, 'read_only_role'],
    [
      'a suspended Administrator may not',
      member(builtIn('ADMINISTRATOR'), { status: 'SUSPENDED' }),
      unlimited,
      'membership_suspended',
    ],
    ['the last place may be taken', administrator, { taken: 4, limit: 5 }, 'allowed'],
    ['a full plan refuses', administrator, { taken: 5, limit: 5 }, 'plan_limit_reached'],
    [
      'the permission is asked before the plan',
      member(custom()),
      { taken: 5, limit: 5 },
      'missing_permission',
    ],
  ])('%s', (_, actor, places, expected) => {
    expect(reasonOf(decideCreation(actor, places))).toBe(expected)
  })
})

describe('a place in the plan', () => {
  test.each([
    ['an unlimited plan always has one', 1_000_000, null, 'allowed'],
    ['one is left', 4, 5, 'allowed'],
    ['none is left', 5, 5, 'plan_limit_reached'],
    ['more are taken than there are, after going down a plan', 9, 5, 'plan_limit_reached'],
    ['a plan without workspaces has none', 0, 0, 'plan_limit_reached'],
  ])('%s', (_, taken, limit, expected) => {
    expect(reasonOf(decideWorkspacePlace({ taken, limit }))).toBe(expected)
  })

  test('the refusal says how many there are', () => {
    expect(decideWorkspacePlace({ taken: 5, limit: 5 })).toMatchObject({
      message: expect.stringContaining('All 5 workspaces'),
    })
  })
})

describe('a role in a workspace', () => {
  const workspaceRoles: BuiltInRoleKey[] = ['OWNER', 'COLLABORATOR', 'RUNNER', 'READ_ONLY_COLLABORATOR']
  test.each(workspaceRoles)('%s can be given', (key) => {
    expect(reasonOf(decideWorkspaceRole(builtIn(key)))).toBe('allowed')
  })

  test.each<BuiltInRoleKey>(['ADMINISTRATOR', 'USER', 'READ_ONLY_USER', 'MEMBER'])(
    '%s is given in the organization only',
    (key) => {
      expect(reasonOf(decideWorkspaceRole(builtIn(key)))).toBe('organization_role')
    },
  )

  test('a custom role can be given while it holds no organization permission', () => {
    expect(reasonOf(decideWorkspaceRole(custom('delete:flow', 'read:flow')))).toBe('allowed')
    expect(reasonOf(decideWorkspaceRole(custom('delete:flow', 'read:member')))).toBe('organization_role')
  })

  test.each<[string, ReadonlySet<Permission>, RoleFacts, string]>([
    ['an Owner gives Owner (R2)', builtInRole('OWNER').permissions, builtIn('OWNER'), 'allowed'],
    ['an Owner gives Runner', builtInRole('OWNER').permissions, builtIn('RUNNER'), 'allowed'],
    [
      'a Collaborator cannot give Owner (R2)',
      builtInRole('COLLABORATOR').permissions,
      builtIn('OWNER'),
      'exceeds_own_permissions',
    ],
    [
      'a Runner cannot give a custom role that deletes (R2)',
      builtInRole('RUNNER').permissions,
      custom('delete:flow'),
      'exceeds_own_permissions',
    ],
    ['nobody gives Administrator in a workspace', everything, builtIn('ADMINISTRATOR'), 'organization_role'],
  ])('%s', (_, held, role, expected) => {
    expect(reasonOf(decideRoleInWorkspace(held, role))).toBe(expected)
  })

  test('is never given by one who lacks a permission in it', () => {
    fc.assert(
      fc.property(anyRole, fc.subarray([...everything]), (role, ids) => {
        const held = new Set(ids)
        if (!decideRoleInWorkspace(held, role).allowed) return
        for (const permission of permissionsOfRole(role)) expect(held.has(permission)).toBe(true)
      }),
    )
  })
})

describe('what a viewer may do with a workspace', () => {
  const allowed = (membership = administrator, facts = workspace()) => {
    const capabilities = workspaceCapabilitiesOf(membership, facts, now)
    return Object.entries(capabilities).flatMap(([name, capability]) => (capability.allowed ? [name] : []))
  }
  const everyone = member(builtIn('MEMBER'))

  test.each([
    ['Administrator', administrator, workspace(), ['update', 'delete', 'readAccess', 'share']],
    [
      'Owner',
      everyone,
      workspace({ grants: [grant(builtIn('OWNER'))] }),
      ['update', 'delete', 'readAccess', 'share'],
    ],
    ['expired Owner', everyone, workspace({ grants: [grant(builtIn('OWNER'), past)] }), []],
    ['Owner until this very moment', everyone, workspace({ grants: [grant(builtIn('OWNER'), now)] }), []],
    ['Collaborator', everyone, workspace({ grants: [grant(builtIn('COLLABORATOR'))] }), ['readAccess']],
    ['Runner', everyone, workspace({ grants: [grant(builtIn('RUNNER'))] }), ['readAccess']],
    ['User', member(builtIn('USER')), workspace(), ['readAccess']],
    [
      'Owner below the ceiling of Read Only User',
      member(builtIn('READ_ONLY_USER')),
      workspace({ grants: [grant(builtIn('OWNER'))] }),
      ['readAccess'],
    ],
    [
      'service account that is Owner (R8)',
      member(builtIn('MEMBER'), { kind: 'SERVICE_ACCOUNT' }),
      workspace({ grants: [grant(builtIn('OWNER'))] }),
      ['update', 'delete', 'readAccess', 'share'],
    ],
    [
      'service account where Owner is the default role',
      member(builtIn('MEMBER'), { kind: 'SERVICE_ACCOUNT' }),
      workspace({ defaultRole: builtIn('OWNER') }),
      [],
    ],
  ])('as %s', (_, membership, facts, expected) => {
    expect(allowed(membership, facts)).toEqual(expected)
  })

  test('is what the decisions that refuse say, with the missing permission and a sentence', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, (membership, facts) => {
        const { share } = workspaceCapabilitiesOf(membership, facts, now)
        const decision = decideWorkspacePermission(membership, facts, 'update:workspace_access', now)
        expect(share.allowed).toBe(decision.allowed)
        if (!share.allowed) expect(share.message).not.toBe('')
      }),
    )
  })
})

describe('transferring a workspace', () => {
  test.each([
    ['an Administrator may take it out', administrator, 'allowed'],
    ['a User may not', member(builtIn('USER')), 'missing_permission'],
    ['an Owner of it, a Member of the account, may not', member(builtIn('MEMBER')), 'missing_permission'],
    [
      'a suspended Administrator may not',
      member(builtIn('ADMINISTRATOR'), { status: 'SUSPENDED' }),
      'missing_permission',
    ],
    [
      'a custom role with everything that such a role may hold may not',
      member(custom(...everything)),
      'missing_permission',
    ],
  ])('%s', (_, actor, expected) => {
    expect(reasonOf(decideTransferFrom(actor))).toBe(expected)
    expect(reasonOf(decideTransferTo(actor, unlimited))).toBe(expected)
  })

  test('into a full plan is refused (R12), after the question who asks', () => {
    const full = { taken: 5, limit: 5 }
    expect(reasonOf(decideTransferTo(administrator, full))).toBe('plan_limit_reached')
    expect(reasonOf(decideTransferTo(member(builtIn('USER')), full))).toBe('missing_permission')
  })

  test('is for those alone who hold everything in the account', () => {
    fc.assert(
      fc.property(anyMembership, (actor) => {
        if (!decideTransferFrom(actor).allowed) return
        const held = permissionsAcrossWorkspaces(actor)
        for (const permission of builtInRole('OWNER').permissions) expect(held.has(permission)).toBe(true)
      }),
    )
  })
})
