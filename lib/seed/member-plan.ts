import type { Faker } from '@faker-js/faker'
import { planGrants, type Choices, type Grant } from './grant-plan'
import { planKey, type Key } from './key-plan'
import type { Person } from './named-people'
import { chance, fraction, pickPopular, randomOf, timeBetween, timesBetween } from './random'
import type { Role } from './role-plan'
import { timeOrderedId } from './time-ordered-id'

/** Whoever does something, as the audit log knows them. */
export type Actor = { userId: string; name: string }

export type Member = Person & {
  userId: string
  /** Of the personal account. */
  accountId: string
  membershipId: string
  at: Date
  role: Role
  invitedBy: Actor
  grants: Grant[]
  key: Key | null
  lastActiveAt: Date | null
  suspension: { at: Date; by: Actor } | null
}

export type MemberChoices = Choices & {
  /** The first Administrator. */
  founder: Actor
  from: Date
  accountRoles: { administrator: Role; user: Role; readOnlyUser: Role; member: Role }
}

const day = 86_400_000
const administratorsAtMost = 40

/**
 * So many members beside the founder, in the order they joined: nearly all as Member, User or Read Only User, some with a custom role,
 * a few as Administrator. Each was invited by an Administrator of that time. Two in a hundred are suspended.
 */
export function planMembers(
  seed: number,
  { count, nextPerson, choices }: { count: number; nextPerson: () => Person; choices: MemberChoices },
): Member[] {
  const random = randomOf(seed, 'members')
  const grantRandom = randomOf(seed, 'grants')
  const { founder, from, now, accountRoles } = choices
  const administrators = [founder]
  const times = timesBetween(random, { from, to: now, count })
  return times.map((at, index) => {
    const isAdministrator =
      index === 0 || (administrators.length < administratorsAtMost && chance(random, 0.003))
    const role = isAdministrator ? accountRoles.administrator : roleOf(random, choices, at)
    const suspension = isAdministrator ? null : planSuspension(random, { at, now, administrators })
    const member: Member = {
      ...nextPerson(),
      userId: timeOrderedId(at),
      accountId: timeOrderedId(at),
      membershipId: timeOrderedId(at),
      at,
      role,
      invitedBy: pickPopular(random, administrators) ?? founder,
      grants: isAdministrator
        ? []
        : planGrants(grantRandom, choices, { at, readsOnly: role === accountRoles.readOnlyUser }),
      key: chance(random, 0.03) ? planKey(random, { at, now, kind: 'USER' }) : null,
      lastActiveAt: lastActivity(random, at, suspension?.at ?? now),
      suspension,
    }
    if (isAdministrator) administrators.push({ userId: member.userId, name: member.name })
    return member
  })
}

// The first custom role is the one that many have.
function roleOf(random: Faker, { accountRoles, customRoles }: MemberChoices, at: Date): Role {
  const dice = fraction(random)
  const made = customRoles.filter((role) => role.at <= at)
  if (dice < 0.1) return accountRoles.user
  if (dice < 0.18) return accountRoles.readOnlyUser
  if (dice < 0.27) return made[0] ?? accountRoles.member
  if (dice < 0.4) return pickPopular(random, made) ?? accountRoles.member
  return accountRoles.member
}

function planSuspension(
  random: Faker,
  { at, now, administrators }: { at: Date; now: Date; administrators: Actor[] },
): Member['suspension'] {
  const by = pickPopular(random, administrators)
  if (!chance(random, 0.02) || !by) return null
  return { at: timeBetween(random, at, now), by }
}

// Most of them lately, some a long time ago, and one in twelve never.
function lastActivity(random: Faker, at: Date, until: Date): Date | null {
  const before = until.getTime() - Math.floor(fraction(random) ** 4 * 400 * day)
  return chance(random, 0.08) ? null : new Date(Math.max(before, at.getTime()))
}
