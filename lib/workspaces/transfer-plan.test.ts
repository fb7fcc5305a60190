import { expect, test, describe } from 'vitest'
import { builtInRoles, type BuiltInRoleKey, type RoleFacts } from '@/lib/policy/roles'
import { builtIn, custom } from '@/lib/testing/policy-facts'
import { planTransfer, revisionOf } from './transfer-plan'
import type { MovingGrant } from './transfer-store'

const names = { from: 'Acme', to: 'Globex' }
const roles = builtInRoles.map(({ key, name }) => ({
  id: `there-${key}`,
  name,
  builtIn: key,
  permissions: [],
}))

function column(role: RoleFacts) {
  return { ...role, permissions: [...role.permissions] }
}

function there(key: BuiltInRoleKey = 'MEMBER'): NonNullable<MovingGrant['there']> {
  return { membershipId: 'grace-there', status: 'ACTIVE', role: column(builtIn(key)) }
}

function granted(change: Partial<MovingGrant> = {}): MovingGrant {
  return {
    membershipId: 'grace-here',
    name: 'Grace Hopper',
    kind: 'USER',
    status: 'ACTIVE',
    role: column(builtIn('RUNNER')),
    expiresAt: null,
    there: there(),
    ...change,
  }
}

function plan(grant: MovingGrant) {
  return planTransfer({ grants: [grant], groupGrants: [], roles }, null, names)
}

describe('a grant', () => {
  test.each<[string, BuiltInRoleKey]>([
    ['Owner', 'OWNER'],
    ['Collaborator', 'COLLABORATOR'],
    ['Runner', 'RUNNER'],
    ['Read-only Collaborator', 'READ_ONLY_COLLABORATOR'],
  ])('as %s moves with a person who belongs there, in the role of that account', (role, key) => {
    const { moving, lost } = plan(granted({ role: column(builtIn(key)), expiresAt: '2027-01-01T00:00:00Z' }))
    expect(lost).toEqual([])
    expect(moving).toEqual([
      {
        name: 'Grace Hopper',
        role,
        membershipId: 'grace-there',
        roleId: `there-${key}`,
        expiresAt: '2027-01-01T00:00:00Z',
      },
    ])
  })

  test.each<[string, Partial<MovingGrant>, string, string]>([
    [
      'of a service account ends',
      { kind: 'SERVICE_ACCOUNT', there: null },
      'A service account stays in Acme.',
      'service_account',
    ],
    ['of somebody who is suspended ends', { status: 'SUSPENDED' }, 'Is suspended in Acme.', 'cannot_move'],
    [
      'of somebody who is not there ends',
      { there: null },
      'Does not belong to Globex.',
      'not_a_member_there',
    ],
    [
      'in a custom role ends',
      { role: column(custom('read:flow')) },
      'The role Night shift is one of Acme’s own.',
      'own_role',
    ],
    [
      'beyond reading of one who is Read Only User there ends (R11)',
      { there: there('READ_ONLY_USER') },
      'Is Read Only User in Globex, with which nothing beyond reading takes effect.',
      'cannot_move',
    ],
  ])('%s, with the reason', (_, change, reason, code) => {
    const { moving, lost } = plan(granted(change))
    expect(moving).toEqual([])
    const role = change.role ?? builtIn('RUNNER')
    expect(lost).toEqual([
      { name: 'Grace Hopper', role: role.name, membershipId: 'grace-here', roleId: role.id, reason, code },
    ])
  })

  test('that only reads moves with one who is Read Only User there', () => {
    const reading = { role: column(builtIn('READ_ONLY_COLLABORATOR')), there: there('READ_ONLY_USER') }
    expect(plan(granted(reading)).moving).toHaveLength(1)
  })

  test('of a member who is suspended there moves: it takes effect when they are reactivated', () => {
    expect(plan(granted({ there: { ...there(), status: 'SUSPENDED' } })).moving).toHaveLength(1)
  })

  test('is either moved or lost, never both and never neither', () => {
    const grants = [granted(), granted({ there: null }), granted({ kind: 'SERVICE_ACCOUNT', there: null })]
    const { moving, lost } = planTransfer({ grants, groupGrants: [], roles }, null, names)
    expect([moving.length, lost.length]).toEqual([1, 2])
  })
})

describe('the default role', () => {
  test.each<[string, RoleFacts | null, string | null, string | null]>([
    ['No access stays so', null, null, null],
    ['a built-in one becomes its like', builtIn('RUNNER'), 'there-RUNNER', null],
    [
      'a custom one becomes No access, and that is said',
      custom('read:flow'),
      null,
      'The default role Night shift is one of Acme’s own, so it becomes No access.',
    ],
  ])('%s', (_, role, id, note) => {
    const { defaultRole, defaultRoleNote } = planTransfer({ grants: [], groupGrants: [], roles }, role, names)
    expect([defaultRole?.id ?? null, defaultRoleNote]).toEqual([id, note])
  })
})

describe('what a group gives', () => {
  const groupGrants = [{ mappingId: 'mapping', group: 'platform', role: column(builtIn('RUNNER')) }]

  test('ends, as the other account has no such group', () => {
    expect(planTransfer({ grants: [], groupGrants, roles }, null, names).lost).toEqual([
      {
        name: 'Group platform',
        role: 'Runner',
        membershipId: 'mapping',
        roleId: 'role-RUNNER',
        reason: expect.stringMatching(/^The groups of .+ give nothing in .+\.$/),
        code: 'group',
      },
    ])
  })

  test('is part of what was shown', () => {
    const plan = planTransfer({ grants: [], groupGrants, roles }, null, names)
    const without = planTransfer({ grants: [], groupGrants: [], roles }, null, names)
    expect(revisionOf(plan)).not.toBe(revisionOf(without))
  })
})

describe('the revision of a plan', () => {
  const ada = granted({ name: 'Ada', membershipId: 'ada-here', there: null })
  const revision = (grants: MovingGrant[], role: RoleFacts | null = null) =>
    revisionOf(planTransfer({ grants, groupGrants: [], roles }, role, names))

  test('is the same in whatever order the grants come', () => {
    expect(revision([granted(), ada])).toMatch(/^[0-9a-f]{64}$/)
    expect(revision([ada, granted()])).toBe(revision([granted(), ada]))
  })

  test.each<[string, MovingGrant[], RoleFacts | null]>([
    ['somebody else whose grant ends', [granted(), { ...ada, membershipId: 'alan-here' }], null],
    ['another role that ends', [granted(), { ...ada, role: column(builtIn('OWNER')) }], null],
    ['somebody whose grant ends instead of moving', [granted({ there: null }), ada], null],
    ['another role that moves', [granted({ role: column(builtIn('OWNER')) }), ada], null],
    [
      'somebody else whose grant moves',
      [granted({ there: { ...there(), membershipId: 'alan' } }), ada],
      null,
    ],
    ['another default role', [granted(), ada], builtIn('RUNNER')],
  ])('is another one for %s', (_, grants, role) => {
    expect(revision(grants, role)).not.toBe(revision([granted(), ada]))
  })
})
