import { describe, expect, test } from 'vitest'
import { plans } from '@/lib/plans/schema'
import { withImplied, type Permission } from '@/lib/policy/permissions'
import { builtIn, custom, member } from '@/lib/testing/policy-facts'
import {
  decideContent,
  decideCreation,
  decideDeletion,
  decideGain,
  decideGrowth,
  decideReadOnlyUses,
  decideReassignment,
  decideUnused,
  decideUpdate,
  decideVersion,
  decideWorkspaceReassignment,
  roleCapabilities,
  type RoleChangeFacts,
} from './rules'
import type { RoleUses } from './uses'

const features = {
  STANDARD: plans.STANDARD.features,
  ORGANIZATION: plans.ORGANIZATION.features,
  ENTERPRISE: plans.ENTERPRISE.features,
}

const administrator = member(builtIn('ADMINISTRATOR'))
const maker = member(
  custom(
    'create:role',
    'update:role',
    'delete:role',
    'read:flow',
    'delete:flow',
    'update:member',
    'create:invitation',
  ),
)
const nightShift = custom('delete:flow', 'read:flow')

function facts(change: Partial<RoleChangeFacts> = {}): RoleChangeFacts {
  return {
    accountKind: 'ORGANIZATION',
    plan: 'ENTERPRISE',
    features,
    actor: administrator,
    role: nightShift,
    ...change,
  }
}

const unused: RoleUses = {
  members: 0,
  serviceAccounts: 0,
  invitations: 0,
  invitedWorkspaces: 0,
  grants: 0,
  defaults: 0,
  connections: 0,
  returning: 0,
  groups: 0,
  groupGrants: 0,
}

function uses(change: Partial<RoleUses>): RoleUses {
  return { ...unused, ...change }
}

function reasonOf(decision: { allowed: boolean; reason?: string }): string {
  return decision.allowed ? 'allowed' : (decision.reason ?? '')
}

function content(...permissions: Permission[]): ReadonlySet<Permission> {
  return withImplied(permissions)
}

describe('creating (R1, R12)', () => {
  test.each([
    ['an Administrator on a plan with custom roles', {}, 'allowed'],
    ['one who holds create:role', { actor: maker }, 'allowed'],
    ['a User', { actor: member(builtIn('USER')) }, 'missing_permission'],
    ['a Read Only User', { actor: member(builtIn('READ_ONLY_USER')) }, 'read_only_role'],
    ['on the plan Standard', { plan: 'STANDARD' }, 'plan_required'],
    ['on the plan Organization', { plan: 'ORGANIZATION' }, 'plan_required'],
    ['in a personal account', { accountKind: 'PERSONAL' }, 'personal_account'],
  ] as const)('%s', (_, change, expected) => {
    expect(reasonOf(decideCreation(facts(change)))).toBe(expected)
  })

  test('a role holds nothing that its maker does not hold', () => {
    expect(decideContent(facts({ actor: maker }), content('delete:flow'))).toEqual({ allowed: true })
    expect(decideContent(facts({ actor: maker }), content('delete:flow', 'update:flow'))).toMatchObject({
      reason: 'exceeds_own_permissions',
      permission: 'update:flow',
    })
  })

  test('the plan that is needed is named, and who can change it', () => {
    const decision = decideCreation(facts({ plan: 'STANDARD' }))
    expect(decision).toMatchObject({ message: expect.stringMatching(/Enterprise.*Standard.*operator/) })
  })
})

describe('editing (R3, R4, R12)', () => {
  test.each([
    ['an Administrator edits a custom role', {}, 'allowed'],
    ['one who holds all of it', { actor: maker }, 'allowed'],
    ['one who holds less than it', { actor: maker, role: custom('update:flow', 'read:flow') }, 'outranked'],
    [
      'one without update:role',
      { actor: member(custom('create:role', 'delete:flow')) },
      'missing_permission',
    ],
    ['a built-in role', { role: builtIn('RUNNER') }, 'built_in_role'],
    ['after going down a plan', { plan: 'ORGANIZATION' }, 'allowed'],
  ] as const)('%s', (_, change, expected) => {
    expect(reasonOf(decideUpdate(facts(change)))).toBe(expected)
  })

  test.each([
    ['the same', content('delete:flow'), 'allowed'],
    ['less', content('read:flow'), 'allowed'],
    ['more', content('delete:flow', 'read:flow_run'), 'plan_required'],
    ['something else', content('read:flow_run'), 'plan_required'],
  ] as const)('after going down a plan, to hold %s', (_, permissions, expected) => {
    expect(reasonOf(decideGrowth(facts({ plan: 'STANDARD' }), permissions))).toBe(expected)
    expect(decideGrowth(facts(), permissions)).toEqual({ allowed: true })
  })
})

describe('deleting (R3, R4, R5)', () => {
  test.each([
    ['an Administrator deletes a custom role', {}, 'allowed'],
    [
      'one without delete:role',
      { actor: member(custom('update:role', 'delete:flow')) },
      'missing_permission',
    ],
    ['one who holds less than it', { actor: maker, role: custom('update:flow') }, 'outranked'],
    ['a built-in role', { role: builtIn('MEMBER') }, 'built_in_role'],
    ['after going down a plan', { plan: 'STANDARD' }, 'allowed'],
  ] as const)('%s', (_, change, expected) => {
    expect(reasonOf(decideDeletion(facts(change)))).toBe(expected)
  })

  test.each([
    ['members', { members: 3 }, 'held by 3 members (Ada, Ben, and 1 more)'],
    ['a service account', { serviceAccounts: 1 }, 'held by 1 service account'],
    ['invitations', { invitations: 2 }, 'offered in 2 pending invitations'],
    ['a grant', { grants: 1 }, 'granted once in workspaces'],
    ['a default role', { defaults: 1 }, 'the default role of 1 workspace'],
    [
      'invitations to workspaces',
      { invitedWorkspaces: 2 },
      'offered 2 times in workspaces by pending invitations',
    ],
  ])('a role used by %s is refused with the count and the first names', (kind, change, sentence) => {
    const names = kind === 'members' ? ['Ada', 'Ben'] : []
    const decision = decideUnused(facts(), { uses: uses(change), names })
    expect(decision).toMatchObject({ reason: 'role_in_use', message: expect.stringContaining(sentence) })
  })

  test('a role that nobody uses is let go', () => {
    expect(decideUnused(facts(), { uses: unused, names: [] })).toEqual({ allowed: true })
  })
})

describe('what is used in workspaces gains no organization permission (R6)', () => {
  test.each([
    ['workspace permissions, granted', ['delete:flow'], { grants: 2 }, 'allowed'],
    ['an organization permission, held', ['read:member'], { members: 1, invitations: 1 }, 'allowed'],
    [
      'an organization permission, granted',
      ['delete:flow', 'read:member'],
      { grants: 1 },
      'role_granted_on_workspaces',
    ],
    ['an organization permission, a default', ['read:member'], { defaults: 1 }, 'role_granted_on_workspaces'],
    [
      'an organization permission, promised',
      ['read:member'],
      { invitedWorkspaces: 1 },
      'role_granted_on_workspaces',
    ],
  ] as const)('%s', (_, permissions, used, expected) => {
    expect(reasonOf(decideGain(facts(), content(...permissions), uses(used)))).toBe(expected)
  })
})

describe('two who edit (R13)', () => {
  test('the second is told', () => {
    expect(decideVersion(3, 3)).toEqual({ allowed: true })
    expect(reasonOf(decideVersion(4, 3))).toBe('changed_meanwhile')
  })
})

describe('reassigning', () => {
  const everyUse = uses({ members: 1, serviceAccounts: 1, invitations: 1 })
  const lesser = custom('read:flow')
  test.each([
    ['an Administrator reassigns everything', {}, everyUse, builtIn('USER'), 'allowed'],
    ['members, by one who may change them', { actor: maker }, uses({ members: 1 }), lesser, 'allowed'],
    [
      'service accounts, by one who may not change them',
      { actor: maker },
      everyUse,
      lesser,
      'missing_permission',
    ],
    [
      'to a role that holds more (R2)',
      { actor: maker },
      uses({ members: 1 }),
      builtIn('USER'),
      'exceeds_own_permissions',
    ],
  ] as const)('%s', (_, change, used, to, expected) => {
    expect(reasonOf(decideReassignment(facts(change), used, to))).toBe(expected)
  })

  test('in workspaces is for those who change the sharing of all of them (R9)', () => {
    expect(decideWorkspaceReassignment(facts(), builtIn('OWNER'))).toEqual({ allowed: true })
    expect(reasonOf(decideWorkspaceReassignment(facts({ actor: maker }), lesser))).toBe('missing_permission')
  })
})

describe('grants of those who have a ceiling (R11)', () => {
  const readOnly = builtIn('READ_ONLY_USER')
  test.each([
    [
      'to more than reading',
      [{ role: readOnly, grants: 1, invitedWorkspaces: 0, groupGrants: 0 }],
      'read_only_member',
    ],
    ['promised', [{ role: readOnly, grants: 0, invitedWorkspaces: 2, groupGrants: 0 }], 'read_only_member'],
    ['none', [{ role: readOnly, grants: 0, invitedWorkspaces: 0, groupGrants: 0 }], 'allowed'],
    ['of others', [{ role: builtIn('MEMBER'), grants: 1, invitedWorkspaces: 1, groupGrants: 0 }], 'allowed'],
  ] as const)('%s', (_, held, expected) => {
    expect(reasonOf(decideReadOnlyUses(held, builtIn('RUNNER')))).toBe(expected)
    expect(decideReadOnlyUses(held, builtIn('READ_ONLY_COLLABORATOR'))).toEqual({ allowed: true })
  })
})

test('a page says the same of a role as the rules', () => {
  const can = roleCapabilities(facts({ role: builtIn('OWNER'), plan: 'STANDARD' }))
  expect(can).toMatchObject({
    update: { reason: 'built_in_role' },
    delete: { reason: 'built_in_role' },
    clone: { reason: 'plan_required' },
  })
})
