import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision } from '@/lib/policy/decision'
import {
  permissionsAcrossWorkspaces,
  permissionsWhenActive,
  workspacePermissions,
  type MembershipFacts,
  type RoleFacts,
  type WorkspaceFacts,
} from '@/lib/policy/evaluate'
import { isOrganizationPermission } from '@/lib/policy/permissions'
import { builtInRole, permissionsOfRole } from '@/lib/policy/roles'
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
  decideRoleOfServiceAccount,
  decideServiceAccountChange,
  decideServiceAccountRoleChange,
  serviceAccountCapabilities,
  type ServiceAccountFacts,
} from './rules'

const manages = custom('update:service_account', 'delete:service_account', 'create:service_account')
const managesFlows = custom('update:service_account', 'delete:service_account', 'delete:flow')
const administrator = member(builtIn('ADMINISTRATOR'))
const owner = workspace({ grants: [grant(builtIn('OWNER'))] })
const runner = workspace({ grants: [grant(builtIn('RUNNER'))] })

describe('changing one', () => {
  test.each<[string, Partial<ServiceAccountFacts>, string]>([
    ['a Member may not', { actor: member(builtIn('MEMBER')) }, 'missing_permission'],
    ['nor a User', { actor: member(builtIn('USER')) }, 'missing_permission'],
    ['an Administrator may', { actor: administrator }, 'allowed'],
    ['a suspended one may not', { actor: member(manages, { status: 'SUSPENDED' }) }, 'membership_suspended'],
    ['whoever may update them may', {}, 'allowed'],
    ['not one whose role holds more', { target: robot(custom('read:flow')) }, 'outranked'],
    ['nor when it is suspended', { target: robot(custom('read:flow'), 'SUSPENDED') }, 'outranked'],
    [
      'one whose role holds no more',
      { actor: member(managesFlows), target: robot(custom('read:flow')) },
      'allowed',
    ],
    ['not one that holds more in a workspace', given(owner, workspace()), 'outranked'],
    ['nor with a lower role there', given(owner, runner), 'outranked'],
    ['one that holds as much there', given(owner, owner), 'allowed'],
    ['one that holds less there', given(runner, owner), 'allowed'],
    [
      'a grant that has ended counts for nothing',
      given(workspace({ grants: [grant(builtIn('OWNER'), past)] }), workspace()),
      'allowed',
    ],
    [
      'a default role counts for the actor, who is a person',
      given(runner, workspace({ defaultRole: builtIn('RUNNER') })),
      'allowed',
    ],
    [
      'and not for the service account',
      given(workspace({ defaultRole: builtIn('OWNER') }), workspace()),
      'allowed',
    ],
    [
      'a grant of a suspended one counts',
      { ...given(owner, workspace()), target: robot(builtIn('MEMBER'), 'SUSPENDED') },
      'outranked',
    ],
    [
      'an Administrator may, whatever it holds',
      { ...given(owner, workspace()), actor: administrator },
      'allowed',
    ],
  ])('%s', (_, change, reason) => {
    for (const permission of ['update:service_account', 'delete:service_account'] as const)
      expect(reasonOf(decideServiceAccountChange(facts(change), permission))).toBe(reason)
  })
})

describe('giving one another role', () => {
  test.each<[string, Partial<ServiceAccountFacts>, RoleFacts, string]>([
    ['of no more than a Member’s is fine', {}, builtIn('MEMBER'), 'allowed'],
    ['of what the actor holds is fine', { actor: member(managesFlows) }, custom('delete:flow'), 'allowed'],
    ['of more is not (R2)', {}, custom('delete:flow'), 'exceeds_own_permissions'],
    [
      'that administers is not, for an Administrator too (R8)',
      { actor: administrator },
      builtIn('ADMINISTRATOR'),
      'service_account_cannot_administer',
    ],
    [
      'with an organization permission is not (R8)',
      {},
      custom('update:service_account'),
      'service_account_cannot_administer',
    ],
    ['not for whoever may not change it (R3)', given(owner, workspace()), builtIn('MEMBER'), 'outranked'],
    [
      'from under a ceiling is R3 with what will take effect then',
      { ...given(owner, owner), target: robot(builtIn('READ_ONLY_USER')), actor: readsAll(manages) },
      builtIn('MEMBER'),
      'allowed',
    ],
    [
      'and is refused where that is beyond the actor',
      { ...given(owner, runner), target: robot(builtIn('READ_ONLY_USER')), actor: readsAll(manages) },
      builtIn('MEMBER'),
      'outranked',
    ],
    [
      'while under it, it may be changed otherwise',
      { ...given(owner, runner), target: robot(builtIn('READ_ONLY_USER')), actor: readsAll(manages) },
      builtIn('READ_ONLY_USER'),
      'allowed',
    ],
  ])('%s', (_, change, role, reason) => {
    expect(reasonOf(decideServiceAccountRoleChange(facts(change), role))).toBe(reason)
  })

  test('whoever may, holds all that it held and will hold, and it never administers', () => {
    const places = fc.array(fc.record({ target: anyWorkspace, actor: anyWorkspace }), { maxLength: 3 })
    const target = anyMembership.map((one) => ({ ...one, kind: 'SERVICE_ACCOUNT' as const }))
    const actor = fc.oneof(anyMembership, fc.constant(administrator), fc.constant(readsAll(manages)))
    fc.assert(
      fc.property(actor, target, places, anyRole, (by, of, workspaces, role) => {
        const all = { actor: by, target: of, workspaces, now }
        if (!decideServiceAccountRoleChange(all, role).allowed) return
        for (const one of [of, { ...of, role }]) {
          const held = { ...one, status: 'ACTIVE' as const }
          expectSubset(permissionsWhenActive(held), permissionsAcrossWorkspaces(by))
          for (const place of workspaces)
            expectSubset(
              workspacePermissions(held, place.target, now),
              workspacePermissions(by, place.actor, now),
            )
        }
        const own = [...permissionsOfRole(role)].filter(isOrganizationPermission)
        expectSubset(new Set(own), builtInRole('MEMBER').permissions)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('creating one', () => {
  const free = { taken: 1, limit: 2 }
  test.each([
    ['needs the permission', 'ORGANIZATION', builtIn('USER'), free, 'missing_permission'],
    ['is for whoever holds it', 'ORGANIZATION', manages, free, 'allowed'],
    ['is not for a personal account', 'PERSONAL', builtIn('ADMINISTRATOR'), free, 'personal_account'],
    ['needs a place', 'ORGANIZATION', manages, { taken: 2, limit: 2 }, 'plan_limit_reached'],
    ['above the limit too', 'ORGANIZATION', manages, { taken: 9, limit: 2 }, 'plan_limit_reached'],
    ['is unlimited without a limit', 'ORGANIZATION', manages, { taken: 9_999, limit: null }, 'allowed'],
  ] as const)('%s', (_, accountKind, role, places, reason) => {
    expect(reasonOf(decideCreation({ accountKind, actor: member(role), places }))).toBe(reason)
  })

  test('with a role beyond one’s own is refused before what it is', () => {
    expect(reasonOf(decideRoleOfServiceAccount(member(manages), builtIn('ADMINISTRATOR')))).toBe(
      'exceeds_own_permissions',
    )
  })
})

test('what the viewer may do is what the changes would say, and for a status what it is already', () => {
  const reasons = (change: Partial<ServiceAccountFacts>) =>
    Object.entries(serviceAccountCapabilities(facts(change))).map(
      ([name, one]) => `${name} ${one.allowed ? 'allowed' : one.reason}`,
    )
  const none = ['update', 'changeRole', 'suspend', 'reactivate', 'delete', 'createKey']
  expect(reasons({ actor: member(builtIn('MEMBER')) })).toEqual(
    none.map((name) => `${name} missing_permission`),
  )
  expect(reasons(given(owner, runner))).toEqual(none.map((name) => `${name} outranked`))
  expect(reasons({})).toEqual([
    'update allowed',
    'changeRole allowed',
    'suspend allowed',
    'reactivate already_active',
    'delete allowed',
    'createKey allowed',
  ])
  expect(reasons({ target: robot(builtIn('MEMBER'), 'SUSPENDED') })).toContain('suspend already_suspended')
  expect(reasons({ actor: member(custom('update:service_account')) })).toContain('delete missing_permission')
})

function facts(change: Partial<ServiceAccountFacts>): ServiceAccountFacts {
  return { actor: member(manages), target: robot(builtIn('MEMBER')), workspaces: [], now, ...change }
}

function robot(role: RoleFacts, status: MembershipFacts['status'] = 'ACTIVE'): MembershipFacts {
  return member(role, { kind: 'SERVICE_ACCOUNT', status })
}

/** One workspace with what it gives to the service account and to the actor. */
function given(target: WorkspaceFacts, actor: WorkspaceFacts): Partial<ServiceAccountFacts> {
  return { workspaces: [{ target, actor }] }
}

/** A member who reads everything besides. */
function readsAll(role: RoleFacts): MembershipFacts {
  return member(custom(...role.permissions, ...builtInRole('READ_ONLY_USER').permissions))
}

function expectSubset(part: ReadonlySet<string>, whole: ReadonlySet<string>): void {
  expect([...part].filter((one) => !whole.has(one))).toEqual([])
}

function reasonOf(decision: Decision): string {
  return decision.allowed ? 'allowed' : decision.reason
}
