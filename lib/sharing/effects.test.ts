import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { workspacePermissions, type MembershipFacts, type RoleFacts } from '@/lib/policy/evaluate'
import { builtIn, custom, future, grant, member, now, past, workspace } from '@/lib/testing/policy-facts'
import { anyWorld, rolesOf, type World } from '@/lib/testing/role-effects'
import { changesOfDefaultRole, computeAccessEffects, type AccessChange, type Combination } from './effects'

const everyone = member(builtIn('MEMBER'))
const robot = member(builtIn('MEMBER'), { kind: 'SERVICE_ACCOUNT' })
const runner = workspace({ grants: [grant(builtIn('RUNNER'))] })

function compute(...changes: (Omit<AccessChange, 'count'> & { count?: number })[]) {
  return computeAccessEffects(
    changes.map((change) => ({ count: 1, ...change })),
    now,
  )
}

describe('the effects of a change', () => {
  test('are none where nothing changes', () => {
    const nothing = { effects: [], lostSight: 0, gainedSight: 0, suspended: 0 }
    expect(compute()).toEqual(nothing)
    expect(compute({ member: everyone, before: runner, after: runner, count: 9 })).toEqual(nothing)
  })

  test('count people and service accounts apart, and say it in a sentence', () => {
    const before = workspace({ grants: [grant(custom('delete:flow'))] })
    const after = workspace({ grants: [grant(custom('read:flow'))] })
    const both = [
      { member: everyone, before, after, count: 14 },
      { member: robot, before, after, count: 1 },
    ]
    expect(compute(...both).effects).toEqual([
      {
        permission: 'delete:flow',
        effect: 'lose',
        people: 14,
        serviceAccounts: 1,
        workspaces: null,
        sentence: '14 people and 1 service account lose delete:flow',
      },
    ])
    expect(compute({ member: everyone, before, after }).effects[0]?.sentence).toBe(
      '1 person loses delete:flow',
    )
    expect(compute({ member: robot, before: after, after: before, count: 2 }).effects[0]?.sentence).toBe(
      '2 service accounts gain delete:flow',
    )
  })

  test('name who sees the workspace no more, and who sees it then', () => {
    expect(compute({ member: everyone, before: runner, after: workspace(), count: 3 })).toMatchObject({
      lostSight: 3,
      gainedSight: 0,
    })
    expect(compute({ member: robot, before: workspace(), after: runner })).toMatchObject({
      lostSight: 0,
      gainedSight: 1,
    })
  })

  test('are told apart for the suspended, whom it reaches when they are reactivated', () => {
    const suspended = member(builtIn('MEMBER'), { status: 'SUSPENDED' })
    expect(compute({ member: suspended, before: runner, after: workspace(), count: 4 })).toEqual({
      effects: [],
      lostSight: 0,
      gainedSight: 0,
      suspended: 4,
    })
  })

  test('of a grant that is over are none', () => {
    const over = workspace({ grants: [grant(builtIn('OWNER'), past)] })
    expect(compute({ member: everyone, before: over, after: workspace() }).effects).toEqual([])
    const ending = workspace({ grants: [grant(builtIn('OWNER'), future)] })
    expect(compute({ member: everyone, before: ending, after: workspace() }).lostSight).toBe(1)
  })

  test('leave out what another source still gives, and what a ceiling held back', () => {
    const administrator = member(builtIn('ADMINISTRATOR'))
    expect(compute({ member: administrator, before: runner, after: workspace() }).effects).toEqual([])
    const ceiling = member(builtIn('READ_ONLY_USER'))
    expect(compute({ member: ceiling, before: runner, after: workspace() }).effects).toEqual([])
  })
})

describe('another default role', () => {
  const roles = new Map(
    [builtIn('MEMBER'), builtIn('RUNNER'), builtIn('OWNER')].map((role) => [role.id, role]),
  )
  const of = (change: Partial<Combination>): Combination => ({
    roleId: 'role-MEMBER',
    kind: 'USER',
    status: 'ACTIVE',
    grants: [],
    count: 1,
    ...change,
  })
  const effectsOf = (combination: Combination) =>
    computeAccessEffects(
      changesOfDefaultRole([combination], { roles, from: builtIn('RUNNER'), to: null }),
      now,
    )

  test.each([
    ['is felt by a member who has nothing else', of({ count: 7 }), 7],
    ['is not felt by a service account', of({ kind: 'SERVICE_ACCOUNT' }), 0],
    [
      'is not felt by one whose grant gives as much',
      of({ grants: [{ roleId: 'role-OWNER', expiresAt: null }] }),
      0,
    ],
    ['is felt by one whose grant is over', of({ grants: [{ roleId: 'role-OWNER', expiresAt: past }] }), 1],
  ])('%s', (_, combination, lostSight) => {
    expect(effectsOf(combination).lostSight).toBe(lostSight)
  })

  test('of members whose role was not loaded is an error, not nothing', () => {
    expect(() => effectsOf(of({ roleId: 'role-unknown' }))).toThrow('not loaded')
  })

  test('has the effects that asking every member before and after has', () => {
    const choice = fc.constantFrom<(string | null)[]>(null, 'one', 'two', 'role-RUNNER', 'role-OWNER')
    fc.assert(
      fc.property(anyWorld, choice, choice, (world, from, to) => {
        const known = world.roles
        const [before, after] = [from, to].map((id) => (id ? (known.get(id) ?? null) : null))
        const changes = changesOfDefaultRole(combinationsOf(world), {
          roles: known,
          from: before ?? null,
          to: after ?? null,
        })
        const { effects, lostSight, gainedSight, suspended } = computeAccessEffects(changes, now)
        const counted = effects.map(({ permission, effect, people, serviceAccounts }) => ({
          permission,
          effect,
          people,
          serviceAccounts,
        }))
        const asked = askEverybody(world, before ?? null, after ?? null)
        expect(new Set(counted.map((one) => JSON.stringify(one)))).toEqual(asked.effects)
        expect(counted).toHaveLength(asked.effects.size)
        expect({ lostSight, gainedSight, suspended }).toEqual(asked.counts)
      }),
      { numRuns: 500 },
    )
  })

  test('is compared with worlds in which something happens', () => {
    const world: World = {
      roles: rolesOf([['read:flow'], ['delete:flow'], []]),
      members: [{ id: 'm0', kind: 'USER', status: 'ACTIVE', roleId: 'role-MEMBER' }],
      workspaces: [],
      grants: [],
    }
    expect(askEverybody(world, null, builtIn('RUNNER')).counts.gainedSight).toBe(1)
  })
})

/** What changes in the first workspace of a world, each member asked before and after. */
function askEverybody(world: World, from: RoleFacts | null, to: RoleFacts | null) {
  const touched = new Map<string, { people: number; serviceAccounts: number }>()
  const counts = { lostSight: 0, gainedSight: 0, suspended: 0 }
  for (const [index, { kind, status, roleId }] of world.members.entries()) {
    const role = world.roles.get(roleId) ?? custom()
    const grants = grantsOf(world, index).map((one) => ({
      role: world.roles.get(one.roleId) ?? custom(),
      expiresAt: one.expiresAt,
    }))
    const held = (defaultRole: RoleFacts | null, as: MembershipFacts['status']) =>
      workspacePermissions({ kind, status: as, role }, { defaultRole, grants }, now)
    const [had, has] = [held(from, status), held(to, status)]
    const differs = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
      [...one].filter((id) => !other.has(id))
    for (const [effect, ids] of [
      ['lose', differs(had, has)],
      ['gain', differs(has, had)],
    ] as const) {
      for (const permission of ids) {
        const key = `${permission} ${effect}`
        const count = touched.get(key) ?? { people: 0, serviceAccounts: 0 }
        count[kind === 'USER' ? 'people' : 'serviceAccounts'] += 1
        touched.set(key, count)
        if (permission === 'read:workspace') counts[effect === 'lose' ? 'lostSight' : 'gainedSight'] += 1
      }
    }
    const [wouldHave, willHave] = [held(from, 'ACTIVE'), held(to, 'ACTIVE')]
    const isConcerned = differs(wouldHave, willHave).length + differs(willHave, wouldHave).length > 0
    if (status === 'SUSPENDED' && isConcerned) counts.suspended += 1
  }
  const effects = [...touched].map(([key, count]) => {
    const [permission, effect] = key.split(' ')
    return JSON.stringify({ permission, effect, ...count })
  })
  return { effects: new Set(effects), counts }
}

function combinationsOf(world: World): Combination[] {
  return world.members.map(({ kind, status, roleId }, index) => {
    const [held] = grantsOf(world, index)
    return {
      kind,
      status,
      roleId,
      grants: held ? [{ roleId: held.roleId, expiresAt: held.expiresAt }] : [],
      count: 1,
    }
  })
}

function grantsOf(world: World, index: number) {
  return world.grants.filter(({ member: holder, workspace: place }) => holder === index && place === 0)
}
