import fc from 'fast-check'
import { expect, test } from 'vitest'
import { organizationPermissions, workspacePermissions, type MembershipFacts } from '@/lib/policy/evaluate'
import { permissionDefinitions, type Permission } from '@/lib/policy/permissions'
import { builtInRoles, type RoleFacts } from '@/lib/policy/roles'
import { builtIn, custom, future, now, past } from '@/lib/testing/policy-facts'
import { computeEffects, type EffectFacts, type Substitution } from './effects'

type Member = { id: string; kind: 'USER' | 'SERVICE_ACCOUNT'; status: 'ACTIVE' | 'SUSPENDED'; roleId: string }
type Grant = { member: number; workspace: number; roleId: string; expiresAt: Date | null }
type World = {
  roles: Map<string, RoleFacts>
  members: Member[]
  workspaces: { id: string; defaultRoleId: string | null }[]
  grants: Grant[]
}

const few = [
  'read:flow',
  'delete:flow',
  'create:flow_run',
  'read:workspace',
  'read:member',
  'update:member',
] as const
const anyContent = fc.subarray([...few])
const customIds = ['one', 'two', 'three']
const roleIds = [...customIds, ...builtInRoles.map(({ key }) => `role-${key}`)]

const anyWorld: fc.Arbitrary<World> = fc
  .record({
    contents: fc.tuple(anyContent, anyContent, anyContent),
    members: fc.array(
      fc.record({
        kind: fc.constantFrom('USER' as const, 'USER' as const, 'SERVICE_ACCOUNT' as const),
        status: fc.constantFrom('ACTIVE' as const, 'ACTIVE' as const, 'SUSPENDED' as const),
        roleId: fc.constantFrom(
          'one',
          'one',
          'two',
          'role-MEMBER',
          'role-READ_ONLY_USER',
          'role-ADMINISTRATOR',
        ),
      }),
      { maxLength: 8 },
    ),
    workspaces: fc.array(fc.option(fc.constantFrom('one', 'two', 'role-RUNNER')), { maxLength: 5 }),
    grants: fc.uniqueArray(
      fc.record({
        member: fc.nat(7),
        workspace: fc.nat(4),
        roleId: fc.constantFrom('one', 'two', 'role-COLLABORATOR'),
        expiresAt: fc.constantFrom(null, null, past, future),
      }),
      { maxLength: 14, selector: ({ member, workspace }) => `${member} ${workspace}` },
    ),
  })
  .map(({ contents, members, workspaces, grants }) => ({
    roles: rolesOf(contents),
    members: members.map((member, index) => ({ id: `m${index}`, ...member })),
    workspaces: workspaces.map((defaultRoleId, index) => ({ id: `w${index}`, defaultRoleId })),
    grants: grants.filter(
      ({ member, workspace }) => member < members.length && workspace < workspaces.length,
    ),
  }))

const anySubstitution: fc.Arbitrary<(world: World) => Substitution> = fc.oneof(
  anyContent.map((content) => () => {
    const edited = (role: RoleFacts) => (role.id === 'one' ? { ...custom(...content), id: 'one' } : role)
    return { account: edited, workspace: edited }
  }),
  fc
    .tuple(fc.constantFrom(...roleIds), fc.constantFrom(...roleIds))
    .map(([account, workspace]) => ({ roles }: World) => ({
      account: (role: RoleFacts) => (role.id === 'one' ? (roles.get(account) ?? role) : role),
      workspace: (role: RoleFacts) => (role.id === 'one' ? (roles.get(workspace) ?? role) : role),
    })),
)

test('counts exactly what asking every member about every workspace counts', () => {
  fc.assert(
    fc.property(anyWorld, anySubstitution, (world, substitute) => {
      const substitution = substitute(world)
      const { effects, affected } = computeEffects(factsOf(world), substitution)
      const counted = effects.map(({ sentence: _, ...effect }) => effect)
      const expected = bruteForce(world, substitution)
      expect(counted).toEqual(expected.effects)
      expect(affected).toEqual(expected.affected)
    }),
    { numRuns: 3_000 },
  )
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
  const { effects, affected, suspended, invitations } = computeEffects(facts, {
    account: edited,
    workspace: edited,
  })
  expect(effects.map(({ sentence }) => sentence)).toEqual([
    '14 people and 1 service account lose delete:flow in 3 workspaces',
    '14 people and 1 service account gain read:audit_log',
  ])
  expect({ affected, suspended, invitations }).toEqual({
    affected: { people: 14, serviceAccounts: 1 },
    suspended: 2,
    invitations: 1,
  })
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
  expect(computeEffects(facts, { account: emptied, workspace: emptied })).toMatchObject({
    effects: [],
    affected: { people: 0 },
  })
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
    grantRoleId: index % 2 ? 'role-COLLABORATOR' : 'two',
    expiresAt: null,
  }))
  const groups = [{ roleId: 'one', kind: 'USER' as const, members: 10_000 }]
  const edited = (role: RoleFacts) => (role.id === 'one' ? { ...custom('read:flow'), id: 'one' } : role)
  const facts = { now, roles, workspaces, granted, groups, suspended: 0, invitations: 0 }
  const { effects } = computeEffects(facts, { account: edited, workspace: edited })
  expect(effects).toMatchObject([{ permission: 'delete:flow', people: 10_000, workspaces: 2_000 }])
})

function rolesOf(
  contents: [readonly Permission[], readonly Permission[], readonly Permission[]],
): Map<string, RoleFacts> {
  const customs = customIds.map((id, index) => ({ ...custom(...(contents[index] ?? [])), id, name: id }))
  return new Map([...customs, ...builtInRoles.map(({ key }) => builtIn(key))].map((role) => [role.id, role]))
}

function factsOf({ roles, members, workspaces, grants }: World): EffectFacts {
  const active = members.filter(({ status }) => status === 'ACTIVE')
  const groups = new Map<string, { roleId: string; kind: Member['kind']; members: number }>()
  for (const { roleId, kind } of active) {
    const group = groups.get(`${roleId} ${kind}`) ?? { roleId, kind, members: 0 }
    groups.set(`${roleId} ${kind}`, { ...group, members: group.members + 1 })
  }
  const granted = grants.flatMap(({ member, workspace, roleId, expiresAt }) => {
    const holder = members[member]
    if (holder?.status !== 'ACTIVE') return []
    const { id: membershipId, kind } = holder
    return [
      {
        membershipId,
        kind,
        roleId: holder.roleId,
        workspaceId: `w${workspace}`,
        grantRoleId: roleId,
        expiresAt,
      },
    ]
  })
  return { now, roles, groups: [...groups.values()], workspaces, granted, suspended: 0, invitations: 0 }
}

/** The same by asking every member about every workspace, before and after. */
function bruteForce(world: World, { account, workspace: inWorkspace }: Substitution) {
  const touched = new Map<string, { people: Set<string>; robots: Set<string>; workspaces: Set<string> }>()
  const add = (key: string, { id, kind }: Member, place: string) => {
    const sets = touched.get(key) ?? { people: new Set(), robots: new Set(), workspaces: new Set() }
    ;(kind === 'USER' ? sets.people : sets.robots).add(id)
    sets.workspaces.add(place)
    touched.set(key, sets)
  }
  const compare = (member: Member, place: string, sides: [ReadonlySet<string>, ReadonlySet<string>]) => {
    const [before, after] = sides
    for (const id of before)
      if (!after.has(id)) for (const key of [`lose ${id}`, 'any']) add(key, member, place)
    for (const id of after)
      if (!before.has(id)) for (const key of [`gain ${id}`, 'any']) add(key, member, place)
  }
  const roleOf = (id: string) => world.roles.get(id) ?? custom()
  for (const [index, member] of world.members.entries()) {
    const facts: MembershipFacts = { kind: member.kind, status: member.status, role: roleOf(member.roleId) }
    const changed = { ...facts, role: account(facts.role) }
    compare(member, 'account', [organizationPermissions(facts), organizationPermissions(changed)])
    for (const [at, place] of world.workspaces.entries()) {
      const grants = world.grants.filter((grant) => grant.member === index && grant.workspace === at)
      const given = (change: (role: RoleFacts) => RoleFacts) => ({
        defaultRole: place.defaultRoleId ? change(roleOf(place.defaultRoleId)) : null,
        grants: grants.map(({ roleId, expiresAt }) => ({ role: change(roleOf(roleId)), expiresAt })),
      })
      const before = workspacePermissions(
        facts,
        given((role) => role),
        now,
      )
      compare(member, place.id, [before, workspacePermissions(changed, given(inWorkspace), now)])
    }
  }
  const effects = (['lose', 'gain'] as const).flatMap((effect) =>
    permissionDefinitions.flatMap(({ id: permission, level }) => {
      const sets = touched.get(`${effect} ${permission}`)
      if (!sets) return []
      const workspaces = level === 'workspace' ? sets.workspaces.size : null
      return [{ permission, effect, people: sets.people.size, serviceAccounts: sets.robots.size, workspaces }]
    }),
  )
  const any = touched.get('any')
  return { effects, affected: { people: any?.people.size ?? 0, serviceAccounts: any?.robots.size ?? 0 } }
}
