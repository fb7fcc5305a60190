import { countUntil, planGrants, type Choices, type Grant } from './grant-plan'
import { planKey, type Key } from './key-plan'
import type { Actor } from './member-plan'
import { chance, pickPopular, randomOf, timesBetween } from './random'
import type { Role } from './role-plan'
import { timeOrderedId } from './time-ordered-id'

export type ServiceAccount = {
  id: string
  membershipId: string
  at: Date
  name: string
  description: string
  role: Role
  createdBy: Actor
  grants: Grant[]
  keys: Key[]
  lastActiveAt: Date | null
}

const tasks = [
  ['deployer', 'Deploys'],
  ['ci', 'Builds and tests'],
  ['nightly', 'Runs the nightly jobs of'],
  ['exporter', 'Exports the figures of'],
  ['backup', 'Backs up'],
  ['ingest', 'Takes in the data of'],
  ['monitor', 'Watches over'],
  ['scheduler', 'Schedules the work of'],
] as const
const teams =
  `billing catalog checkout content data fraud growth identity lending marketing onboarding orders payments platform pricing ranking
  reporting risk search security shipping support telemetry treasury warehouse`.split(/\s+/)

/** So many service accounts with keys that nobody has. None holds a permission of the organization beyond a Member's (R8). */
export function planServiceAccounts(
  seed: number,
  options: {
    count: number
    from: Date
    choices: Choices
    memberRole: Role
    administrators: (Actor & { at: Date })[]
  },
): ServiceAccount[] {
  const { count, from, choices, memberRole, administrators } = options
  const random = randomOf(seed, 'service accounts')
  return timesBetween(random, { from, to: choices.now, count }).map((at, index) => {
    const [task, does] = tasks[index % tasks.length] ?? tasks[0]
    const team = teams[(index * 7) % teams.length] ?? 'platform'
    const round = Math.floor(index / (tasks.length * teams.length))
    const custom = choices.customRoles.filter((role) => role.isForWorkspaces && role.at <= at)
    const createdBy = pickPopular(random, administrators, countUntil(administrators, at))
    if (!createdBy) throw new Error('a service account was to be made before there was an Administrator')
    const keys = Array.from({ length: chance(random, 0.3) ? 2 : 1 }, () =>
      planKey(random, { at, now: choices.now, kind: 'SERVICE_ACCOUNT' }),
    )
    return {
      id: timeOrderedId(at),
      membershipId: timeOrderedId(at),
      at,
      name: `${team}-${task}${round > 0 ? `-${round + 1}` : ''}`,
      description: `${does} ${team}.`,
      role: (chance(random, 0.2) ? pickPopular(random, custom) : null) ?? memberRole,
      createdBy,
      grants: planGrants(random, choices, { at, readsOnly: false }),
      keys,
      lastActiveAt: latest(keys),
    }
  })
}

function latest(keys: Key[]): Date | null {
  const times = keys.flatMap(({ lastUsedAt }) => (lastUsedAt ? [lastUsedAt] : []))
  return times.toSorted((one, other) => other.getTime() - one.getTime())[0] ?? null
}
