import { allow, refuse, type Decision } from '@/lib/policy/decision'
import { decideOrganizationPermission, type MembershipFacts } from '@/lib/policy/evaluate'

/** How long ago an Administrator who requires single sign-on may have come through it themselves. */
export const provenMillisecondsAtMost = 3_600_000

/** Whether somebody may change an account's single sign-on: with `update:sso`, and in organizations alone. */
export function decideSsoOf(membership: MembershipFacts, kind: 'PERSONAL' | 'ORGANIZATION'): Decision {
  if (kind === 'PERSONAL')
    return refuse('personal_account', 'A personal account has no single sign-on; organizations have it.')
  return decideOrganizationPermission(membership, 'update:sso')
}

/** What requiring single sign-on depends on. */
export type RequirementFacts = {
  /** Whether an active connection speaks for a proven domain. */
  hasWayIn: boolean
  /** When whoever asks last came through such a connection themselves; null for never. */
  provenAt: Date | null
  now: Date
}

/**
 * Whether single sign-on can be required: where there is a way in, which whoever asks took in the last hour. So a connection that does not work shuts
 * nobody out, and at least one Administrator is in when the others have to come through it.
 */
export function decideRequirement({
  hasWayIn,
  provenAt,
  now,
}: RequirementFacts): Decision<'sso_not_ready' | 'sso_not_proven'> {
  if (!hasWayIn)
    return refuse(
      'sso_not_ready',
      'No active connection speaks for a proven domain. Prove a domain, activate a connection, and give the domain that connection first.',
    )
  const isFresh = provenAt !== null && now.getTime() - provenAt.getTime() < provenMillisecondsAtMost
  if (isFresh) return allow()
  return refuse(
    'sso_not_proven',
    'You did not sign in through single sign-on in the last hour. Do that first: it shows that it works, before nobody gets in without it.',
  )
}

/** Whether a connection can be disabled or deleted, or a domain given another: not the last way in while single sign-on is required. */
export function decideStillOpen({
  isRequired,
  hasWayIn,
}: {
  isRequired: boolean
  hasWayIn: boolean
}): Decision<'would_lock_out'> {
  if (!isRequired || hasWayIn) return allow()
  return refuse(
    'would_lock_out',
    'Single sign-on is required, and this would leave no active connection for a proven domain: nobody who has to come through one could. ' +
      'Stop requiring single sign-on first.',
  )
}

/** What a member is, who is to be named. */
export type CandidateFacts = { name: string; isUser: boolean; isActive: boolean; isAdministrator: boolean }

/** Whether somebody may be let in by a password where single sign-on is required: an active Administrator. */
export function decideBreakGlass({
  name,
  isUser,
  isActive,
  isAdministrator,
}: CandidateFacts): Decision<'not_an_administrator'> {
  if (isUser && isActive && isAdministrator) return allow()
  return refuse(
    'not_an_administrator',
    `${name} is not an active Administrator, and only those can be let in by a password. Make them an Administrator first, or choose another.`,
  )
}
