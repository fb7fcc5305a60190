import { countUntil } from './grant-plan'
import type { Actor } from './member-plan'
import type { Person } from './named-people'
import { chance, fraction, pickPopular, randomOf } from './random'
import type { Role } from './role-plan'
import { timeOrderedId } from './time-ordered-id'

export type Invitation = {
  id: string
  linkId: string
  at: Date
  expiresAt: Date
  email: string
  role: Role
  invitedBy: Actor
}

const day = 86_400_000

/** So many unanswered invitations of the last weeks, three of four still open. Their links were handed over, and nobody has them. */
export function planInvitations(
  seed: number,
  options: {
    count: number
    nextPerson: () => Person
    now: Date
    days: number
    roles: { member: Role; user: Role; readOnlyUser: Role }
    administrators: (Actor & { at: Date })[]
  },
): Invitation[] {
  const { count, nextPerson, now, days, roles, administrators } = options
  const random = randomOf(seed, 'invitations')
  return Array.from({ length: count }, () => {
    const isOpen = chance(random, 0.75)
    const age = isOpen ? fraction(random) * days * 0.9 : days * (1 + 4 * fraction(random))
    const at = new Date(now.getTime() - Math.ceil(age * day))
    const invitedBy = pickPopular(random, administrators, countUntil(administrators, at))
    if (!invitedBy) throw new Error('there is no Administrator to invite anybody')
    const dice = fraction(random)
    const reading = dice < 0.3 ? roles.readOnlyUser : roles.member
    return {
      id: timeOrderedId(at),
      linkId: timeOrderedId(at),
      at,
      expiresAt: new Date(at.getTime() + days * day),
      email: nextPerson().email,
      role: dice < 0.15 ? roles.user : reading,
      invitedBy,
    }
  }).toSorted((one, other) => one.at.getTime() - other.at.getTime())
}
