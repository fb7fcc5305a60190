import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RoleFacts } from '@/lib/policy/roles'
import { custom, future, now, past } from '@/lib/testing/policy-facts'
import {
  anySubstitution,
  anyWorld,
  bruteForce,
  factsOf,
  rolesOf,
  type World,
} from '@/lib/testing/role-effects'
import { computeEffects, type EffectFacts, type Substitution } from './effects'

test('counts exactly what asking every member about every workspace counts', () => {
  fc.assert(
    fc.property(anyWorld, anySubstitution, (world, substitute) => {
      const substitution = substitute(world)
      const expected = bruteForce(world, substitution)
      expect(countsOf(factsOf(world), substitution)).toEqual(expected)
      expect(countsOf(relevantTo('one', factsOf(world)), substitution)).toEqual(expected)
    }),
    { numRuns: 3_000 },
  )
})

type Case = {
  name: string
  members: (Pick<World['members'][number], 'roleId'> & Partial<World['members'][number]>)[]
  workspaces?: (string | null)[]
  grants?: World['grants']
  expected: string[]
}

const forever = { workspace: 0, roleId: 'one', expiresAt: null }
const cases: Case[] = [
  {
    name: 'who was granted it in a workspace loses it there, whatever their organization role',
    members: [{ roleId: 'role-MEMBER' }, { roleId: 'two' }, { roleId: 'role-MEMBER' }],
    grants: [
      { ...forever, member: 0 },
      { ...forever, member: 1 },
    ],
    expected: ['2 people lose delete:flow in 1 workspace'],
  },
  {
    name: 'a service account that was granted it loses it as a person does',
    members: [{ roleId: 'role-MEMBER' }, { roleId: 'role-MEMBER', kind: 'SERVICE_ACCOUNT' }],
    grants: [
      { ...forever, member: 0 },
      { ...forever, member: 1 },
    ],
    expected: ['1 person and 1 service account lose delete:flow in 1 workspace'],
  },
  {
    name: 'a default role is lost by all people of the account and by no service account',
    members: [{ roleId: 'role-MEMBER' }, { roleId: 'two' }, { roleId: 'one', kind: 'SERVICE_ACCOUNT' }],
    workspaces: ['one', 'one'],
    expected: ['2 people and 1 service account lose delete:flow in 2 workspaces'],
  },
  {
    name: 'a service account without the role keeps what the default never gave it',
    members: [{ roleId: 'role-MEMBER', kind: 'SERVICE_ACCOUNT' }],
    workspaces: ['one'],
    expected: [],
  },
  {
    name: 'nothing is lost by an Administrator, nor by a Read Only User, who never held it',
    members: [{ roleId: 'role-ADMINISTRATOR' }, { roleId: 'role-READ_ONLY_USER' }],
    workspaces: ['one'],
    grants: [
      { ...forever, member: 0 },
      { ...forever, member: 1 },
    ],
    expected: [],
  },
  {
    name: 'nothing is lost with a grant that has ended, and one that has not yet ended counts',
    members: [{ roleId: 'role-MEMBER' }, { roleId: 'role-MEMBER' }, { roleId: 'role-MEMBER' }],
    grants: [
      { ...forever, member: 0, expiresAt: past },
      { ...forever, member: 1, expiresAt: now },
      { ...forever, member: 2, expiresAt: future },
    ],
    expected: ['1 person loses delete:flow in 1 workspace'],
  },
  {
    name: 'a grant of another role keeps it in its workspace only',
    members: [{ roleId: 'one' }],
    workspaces: [null, null, null],
    grants: [{ ...forever, member: 0, roleId: 'role-COLLABORATOR' }],
    expected: ['1 person loses delete:flow in 2 workspaces'],
  },
  {
    name: 'who keeps it everywhere through grants loses nothing',
    members: [{ roleId: 'one' }, { roleId: 'one' }],
    grants: [{ ...forever, member: 0, roleId: 'role-COLLABORATOR' }],
    expected: ['1 person loses delete:flow in 1 workspace'],
  },
  {
    name: 'a suspended member holds nothing to lose',
    members: [{ roleId: 'one', status: 'SUSPENDED' }],
    grants: [{ ...forever, member: 0 }],
    expected: [],
  },
  {
    name: 'where there is no workspace, nothing of a workspace is lost',
    members: [{ roleId: 'one' }],
    workspaces: [],
    expected: [],
  },
]

test.each(cases)('$name', ({ members, workspaces = [null], grants = [], expected }) => {
  const world: World = {
    roles: rolesOf([['read:flow', 'delete:flow'], ['read:flow'], []]),
    members: members.map((member, index) => ({
      id: `m${index}`,
      kind: 'USER',
      status: 'ACTIVE',
      ...member,
    })),
    workspaces: workspaces.map((defaultRoleId, index) => ({ id: `w${index}`, defaultRoleId })),
    grants,
  }
  const edited = (role: RoleFacts) => (role.id === 'one' ? { ...custom('read:flow'), id: 'one' } : role)
  const substitution = { account: edited, workspace: edited }
  const { effects } = computeEffects(relevantTo('one', factsOf(world)), substitution)
  expect(effects.map(({ sentence }) => sentence)).toEqual(expected)
})

test('says it in words, one and many', () => {
  const roles = rolesOf([['read:flow', 'delete:flow'], [], []])
  const workspaces = ['w0', 'w1', 'w2'].map((id) => ({ id, defaultRoleId: null }))
  const facts = {
    now,
    roles,
    workspaces,
    granted: [],
    suspended: 2,
    invitations: 1,
    groups: [
      { roleId: 'one', kind: 'USER' as const, members: 14 },
      { roleId: 'one', kind: 'SERVICE_ACCOUNT' as const, members: 1 },
    ],
  }
  const edited = (role: RoleFacts) =>
    role.id === 'one' ? { ...custom('read:flow', 'read:audit_log'), id: 'one' } : role
  const { effects, suspended, invitations } = computeEffects(facts, {
    account: edited,
    workspace: edited,
  })
  expect(effects.map(({ sentence }) => sentence)).toEqual([
    '14 people and 1 service account lose delete:flow in 3 workspaces',
    '14 people and 1 service account gain read:audit_log',
  ])
  expect({ suspended, invitations }).toEqual({ suspended: 2, invitations: 1 })
  const alone = {
    ...facts,
    groups: [{ roleId: 'one', kind: 'USER' as const, members: 1 }],
    workspaces: workspaces.slice(1, 2),
  }
  expect(computeEffects(alone, { account: edited, workspace: edited }).effects[0]?.sentence).toBe(
    '1 person loses delete:flow in 1 workspace',
  )
})

test('a role that adds nothing to what others give is missed by nobody', () => {
  const roles = rolesOf([['read:flow'], [], []])
  const facts = factsOf({
    roles,
    members: [{ id: 'm0', kind: 'USER', status: 'ACTIVE', roleId: 'one' }],
    workspaces: [{ id: 'w0', defaultRoleId: 'role-RUNNER' }],
    grants: [],
  })
  const emptied = (role: RoleFacts) => (role.id === 'one' ? { ...custom(), id: 'one' } : role)
  expect(computeEffects(facts, { account: emptied, workspace: emptied })).toMatchObject({ effects: [] })
})

test('ten thousand holders in two thousand workspaces are counted in a moment', () => {
  const roles = rolesOf([['read:flow', 'delete:flow'], ['read:flow'], []])
  const workspaces = Array.from({ length: 2_000 }, (_, index) => ({
    id: `w${index}`,
    defaultRoleId: index % 3 === 0 ? 'role-RUNNER' : null,
  }))
  const granted = Array.from({ length: 30_000 }, (_, index) => ({
    membershipId: `m${index % 10_000}`,
    kind: 'USER' as const,
    roleId: 'one',
    workspaceId: `w${(index * 7) % 2_000}`,
    grants: [{ roleId: index % 2 ? 'role-COLLABORATOR' : 'two', expiresAt: null }],
  }))
  const groups = [{ roleId: 'one', kind: 'USER' as const, members: 10_000 }]
  const edited = (role: RoleFacts) => (role.id === 'one' ? { ...custom('read:flow'), id: 'one' } : role)
  const facts = { now, roles, workspaces, granted, groups, suspended: 0, invitations: 0 }
  const { effects } = computeEffects(facts, { account: edited, workspace: edited })
  expect(effects).toMatchObject([{ permission: 'delete:flow', people: 10_000, workspaces: 2_000 }])
})

function countsOf(facts: EffectFacts, substitution: Substitution) {
  const { effects } = computeEffects(facts, substitution)
  return effects.map(({ sentence: _, ...effect }) => effect)
}

/** What is loaded for a change of one role: no group without a part in it, and no grant that decides nothing. */
function relevantTo(roleId: string, facts: EffectFacts): EffectFacts {
  const places = new Set(
    facts.workspaces.filter(({ defaultRoleId }) => defaultRoleId === roleId).map(({ id }) => id),
  )
  const near = facts.granted.filter(({ workspaceId }) => places.has(workspaceId))
  const sizeOf = (one: Grant) => facts.groups.find((group) => isSameGroup(group, one))?.members ?? 0
  const isDecisive = (one: Grant) =>
    near.includes(one) &&
    (near.filter(({ membershipId }) => membershipId === one.membershipId).length >= places.size ||
      near.filter((other) => other.workspaceId === one.workspaceId && isSameGroup(other, one)).length >=
        sizeOf(one))
  return {
    ...facts,
    groups: facts.groups.filter((group) => places.size > 0 || group.roleId === roleId),
    granted: facts.granted.filter(
      (one) =>
        one.roleId === roleId || one.grants.some((grant) => grant.roleId === roleId) || isDecisive(one),
    ),
  }
}

type Grant = EffectFacts['granted'][number]
type Group = Pick<Grant, 'roleId' | 'kind'>

function isSameGroup(one: Group, other: Group): boolean {
  return one.roleId === other.roleId && one.kind === other.kind
}
