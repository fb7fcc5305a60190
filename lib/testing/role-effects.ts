import fc from 'fast-check'
import { organizationPermissions, workspacePermissions, type MembershipFacts } from '@/lib/policy/evaluate'
import { permissionDefinitions, type Permission } from '@/lib/policy/permissions'
import { builtInRoles, type RoleFacts } from '@/lib/policy/roles'
import type { EffectFacts, Substitution } from '@/lib/roles/effects'
import { builtIn, custom, future, now, past } from './policy-facts'

type Member = { id: string; kind: 'USER' | 'SERVICE_ACCOUNT'; status: 'ACTIVE' | 'SUSPENDED'; roleId: string }
type Grant = { member: number; workspace: number; roleId: string; expiresAt: Date | null }
export type World = {
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

/** Small organizations in which everything that can matter occurs; the role `one` is the one to change. */
export const anyWorld: fc.Arbitrary<World> = fc
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

/** Another content of the role `one`, or other roles in its place. */
export const anySubstitution: fc.Arbitrary<(world: World) => Substitution> = fc.oneof(
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

/** The custom roles `one`, `two` and `three` with these contents, and all built-in roles, by id. */
export function rolesOf(
  contents: [readonly Permission[], readonly Permission[], readonly Permission[]],
): Map<string, RoleFacts> {
  const customs = customIds.map((id, index) => ({ ...custom(...(contents[index] ?? [])), id, name: id }))
  return new Map([...customs, ...builtInRoles.map(({ key }) => builtIn(key))].map((role) => [role.id, role]))
}

/** All there is to know of a world. */
export function factsOf({ roles, members, workspaces, grants }: World): EffectFacts {
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
        grants: [{ roleId, expiresAt }],
      },
    ]
  })
  return { now, roles, groups: [...groups.values()], workspaces, granted, suspended: 0, invitations: 0 }
}

/** Who gains and loses what, by asking every member about every workspace, before and after. */
export function bruteForce(world: World, { account, workspace: inWorkspace }: Substitution) {
  const touched = new Map<string, { people: Set<string>; robots: Set<string>; workspaces: Set<string> }>()
  const add = (key: string, { id, kind }: Member, place: string) => {
    const sets = touched.get(key) ?? { people: new Set(), robots: new Set(), workspaces: new Set() }
    ;(kind === 'USER' ? sets.people : sets.robots).add(id)
    sets.workspaces.add(place)
    touched.set(key, sets)
  }
  const compare = (member: Member, place: string, sides: [ReadonlySet<string>, ReadonlySet<string>]) => {
    const [before, after] = sides
    for (const id of before) if (!after.has(id)) add(`lose ${id}`, member, place)
    for (const id of after) if (!before.has(id)) add(`gain ${id}`, member, place)
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
  return (['lose', 'gain'] as const).flatMap((effect) =>
    permissionDefinitions.flatMap(({ id: permission, level }) => {
      const sets = touched.get(`${effect} ${permission}`)
      if (!sets) return []
      const workspaces = level === 'workspace' ? sets.workspaces.size : null
      return [{ permission, effect, people: sets.people.size, serviceAccounts: sets.robots.size, workspaces }]
    }),
  )
}
