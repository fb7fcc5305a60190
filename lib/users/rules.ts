import { namesText } from '@/lib/format'
import { decideOperatorLeaves, soleAdministratorText } from '@/lib/operator/rules'
import { allow, firstRefusal, refuse, type Decision } from '@/lib/policy/decision'

export type LinkFacts = { expiresAt: Date; usedAt: Date | null }
export type DeadLinkReason = 'link_unknown' | 'link_used' | 'link_expired'

/** Whether the operator lets a person in. `suspendedAt` is since when not, null for somebody who may sign in. */
export function decideEntry(suspendedAt: Date | null): Decision<'user_suspended'> {
  if (suspendedAt === null) return allow()
  return refuse(
    'user_suspended',
    'You are suspended in this installation, so nothing lets you in. Nothing of yours was removed. Ask its operator to reactivate you.',
  )
}

/** R7 for a new organization: its Administrator is somebody who can sign in. */
export function decideAdministration(user: {
  name: string
  suspendedAt: Date | null
}): Decision<'user_suspended'> {
  if (user.suspendedAt === null) return allow()
  return refuse(
    'user_suspended',
    `${user.name} is suspended in this installation, and an organization needs an Administrator who can sign in. Reactivate them first, or name somebody else.`,
  )
}

/**
 * Whether a mailed link (to confirm an address, to reset a password) still opens something. Takes null for a link that was never
 * ours; refuses with a sentence that says what happened to it and what to do.
 */
export function decideLink(link: LinkFacts | null, now: Date): Decision<DeadLinkReason> {
  if (!link) {
    return refuse(
      'link_unknown',
      'This link is not one of ours, or it was cut off on the way. Copy the whole link from the mail, or ask for a new one.',
    )
  }
  if (link.usedAt)
    return refuse(
      'link_used',
      'This link was used already. Sign in, or ask for a new one if you still need it.',
    )
  if (link.expiresAt <= now) return refuse('link_expired', 'This link has expired. Ask for a new one.')
  return allow()
}

export type UserDeletionFacts = {
  /** Null for oneself. */
  name: string | null
  /** Organizations that nobody else administers who can sign in, all or some of them. */
  onlyAdministratorOf: readonly { name: string; isSuspended: boolean }[]
  areAll: boolean
  isOperator: boolean
  /** How many other operators there are that may sign in. */
  otherOperators: number
}

/** Whether a person may be deleted, by themselves or by the operator: every organization keeps an active Administrator (R7), and the installation an operator. */
export function decideUserDeletion(
  facts: UserDeletionFacts,
): Decision<'last_administrator' | 'last_operator'> {
  return firstRefusal<'last_administrator' | 'last_operator'>(
    decideAdministratorLeaves(facts),
    decideOperatorLeaves(facts),
  )
}

function decideAdministratorLeaves({
  name,
  onlyAdministratorOf: alone,
  areAll,
}: UserDeletionFacts): Decision<'last_administrator'> {
  if (alone.length === 0) return allow()
  const listed = namesText(namesOf(alone), { atMost: alone.length, areAll })
  const them = alone.length === 1 ? 'it' : 'them'
  const way =
    name === null
      ? `Have another member made Administrator there first, or delete ${them}.`
      : `Another member must become Administrator there first, or ${name} must delete ${them}.`
  const detour = detourOf(namesOf(alone.filter(({ isSuspended }) => isSuspended)))
  return refuse('last_administrator', `${soleAdministratorText(name, listed)} ${way}${detour}`)
}

function detourOf(suspended: readonly string[]): string {
  if (suspended.length === 0) return ''
  const them = suspended.length === 1 ? 'it' : 'them'
  return ` ${suspended.join(', ')} can be changed only once the operator of this installation has reactivated ${them}.`
}

function namesOf(organizations: readonly { name: string }[]): string[] {
  return organizations.map(({ name }) => name)
}
