import type { Comparison, Effect, EffectFacts } from './effects'

/** Distinct people, service accounts and workspaces that an effect touches. */
export type Count = { people: number; serviceAccounts: number; workspaces: number }

type Group = EffectFacts['groups'][number] & {
  /** The effects on a member without a grant, by the default role of the workspace. */
  base: ReadonlyMap<string | null, ReadonlySet<Effect>>
  /** In how many workspaces each of them happens. */
  reach: ReadonlyMap<Effect, number>
}
type Grant = EffectFacts['granted'][number]

const none: ReadonlySet<Effect> = new Set()

/**
 * Counts effects without visiting every pair of member and workspace: those without a grant behave alike within their group, so they are
 * counted as a whole; each grant is an exception that takes its pair out of the whole and counts by itself.
 */
export function countEffects(facts: EffectFacts, comparison: Comparison): ReadonlyMap<Effect, Count> {
  const defaults = new Map(facts.workspaces.map(({ id, defaultRoleId }) => [id, defaultRoleId]))
  const groups = new Map(
    facts.groups.map((group) => [keyOf(group), describeGroup(group, [...defaults.values()], comparison)]),
  )
  const counts = new Map<Effect, Count>()
  const exceptions = readExceptions(facts.granted, { defaults, groups, comparison })
  countPeople(counts, groups, { exceptions, comparison })
  countWorkspaces(counts, groups, { exceptions, defaults })
  return counts
}

function describeGroup(
  group: EffectFacts['groups'][number],
  defaults: (string | null)[],
  comparison: Comparison,
): Group {
  const base = new Map(
    [...new Set(defaults)].map((defaultRoleId) => [
      defaultRoleId,
      comparison.inWorkspace(group, { defaultRoleId }),
    ]),
  )
  const reach = new Map<Effect, number>()
  for (const defaultRoleId of defaults)
    for (const effect of base.get(defaultRoleId) ?? []) reach.set(effect, (reach.get(effect) ?? 0) + 1)
  return { ...group, base, reach }
}

/** One member with grants: how many of the base's pairs they take out of the whole, and what their grants do. */
type Exceptional = { group: string; kind: Grant['kind']; taken: Map<Effect, number>; own: Set<Effect> }
type Exceptions = {
  members: ReadonlyMap<string, Exceptional>
  /** For each workspace what grants in it do, and how many members of each group have one. */
  own: ReadonlyMap<string, ReadonlySet<Effect>>
  holders: ReadonlyMap<string, ReadonlyMap<string, number>>
}
type Surroundings = {
  defaults: ReadonlyMap<string, string | null>
  groups: ReadonlyMap<string, Group>
  comparison: Comparison
}

function readExceptions(
  granted: readonly Grant[],
  { defaults, groups, comparison }: Surroundings,
): Exceptions {
  const members = new Map<string, Exceptional>()
  const own = new Map<string, Set<Effect>>()
  const holders = new Map<string, Map<string, number>>()
  for (const grant of granted) {
    const { membershipId, kind, workspaceId, grants } = grant
    const key = keyOf(grant)
    const defaultRoleId = defaults.get(workspaceId) ?? null
    const member = members.get(membershipId) ?? { group: key, kind, taken: new Map(), own: new Set() }
    members.set(membershipId, member)
    for (const effect of groups.get(key)?.base.get(defaultRoleId) ?? [])
      member.taken.set(effect, (member.taken.get(effect) ?? 0) + 1)
    const here = own.get(workspaceId) ?? new Set<Effect>()
    own.set(workspaceId, here)
    for (const effect of comparison.inWorkspace(grant, { defaultRoleId, grants })) {
      member.own.add(effect)
      here.add(effect)
    }
    const counted = holders.get(workspaceId) ?? new Map<string, number>()
    holders.set(workspaceId, counted.set(key, (counted.get(key) ?? 0) + 1))
  }
  return { members, own, holders }
}

function countPeople(
  counts: Map<Effect, Count>,
  groups: ReadonlyMap<string, Group>,
  { exceptions, comparison }: { exceptions: Exceptions; comparison: Comparison },
): void {
  const exceptional = new Map<string, number>()
  for (const member of exceptions.members.values()) {
    exceptional.set(member.group, (exceptional.get(member.group) ?? 0) + 1)
    // A group that was left out is one whose organization role changes nothing: its members are touched through their grants alone.
    const group = groups.get(member.group)
    const inAccount = group ? comparison.inAccount(group) : none
    const elsewhere = [...(group?.reach ?? [])].filter(
      ([effect, reach]) => reach > (member.taken.get(effect) ?? 0),
    )
    // What happens in the account happens to the whole group, and is counted below.
    for (const effect of new Set([...member.own, ...elsewhere.map(([reached]) => reached)]))
      if (!inAccount.has(effect)) addPeople(counts, effect, member.kind, 1)
  }
  for (const [key, group] of groups) {
    const inAccount = comparison.inAccount(group)
    for (const effect of inAccount) addPeople(counts, effect, group.kind, group.members)
    for (const effect of group.reach.keys())
      if (!inAccount.has(effect))
        addPeople(counts, effect, group.kind, group.members - (exceptional.get(key) ?? 0))
  }
}

function countWorkspaces(
  counts: Map<Effect, Count>,
  groups: ReadonlyMap<string, Group>,
  { exceptions, defaults }: { exceptions: Exceptions; defaults: ReadonlyMap<string, string | null> },
): void {
  for (const [workspaceId, defaultRoleId] of defaults) {
    const touched = new Set(exceptions.own.get(workspaceId))
    const holders = exceptions.holders.get(workspaceId)
    for (const [key, group] of groups) {
      if (group.members <= (holders?.get(key) ?? 0)) continue
      for (const effect of group.base.get(defaultRoleId) ?? []) touched.add(effect)
    }
    for (const effect of touched) countFor(counts, effect).workspaces += 1
  }
}

function addPeople(
  counts: Map<Effect, Count>,
  effect: Effect,
  kind: 'USER' | 'SERVICE_ACCOUNT',
  members: number,
): void {
  const count = countFor(counts, effect)
  if (kind === 'USER') count.people += members
  else count.serviceAccounts += members
}

function countFor(counts: Map<Effect, Count>, effect: Effect): Count {
  const count = counts.get(effect) ?? { people: 0, serviceAccounts: 0, workspaces: 0 }
  counts.set(effect, count)
  return count
}

function keyOf({ roleId, kind }: { roleId: string; kind: string }): string {
  return `${kind} ${roleId}`
}
