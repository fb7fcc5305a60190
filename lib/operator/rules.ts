import { namesText } from '@/lib/format'
import { allow, refuse, type Decision } from '@/lib/policy/decision'
import type { JobState } from './schema'

export type SuspensionFacts = {
  /** Whether somebody suspends themselves. */
  isOneself: boolean
  isOperator: boolean
  /** How many other operators there are that may sign in. */
  otherOperators: number
}

/** Whether a person may be suspended: never oneself, and somebody is left to run the installation. */
export function decideUserSuspension(facts: SuspensionFacts): Decision<'own_user' | 'last_operator'> {
  if (facts.isOneself)
    return refuse('own_user', 'You cannot suspend yourself. Ask another operator, or delete your account.')
  return decideOperatorLeaves(facts)
}

/** Whether the installation can do without a person: at least one operator stays. */
export function decideOperatorLeaves({
  isOperator,
  otherOperators,
}: Omit<SuspensionFacts, 'isOneself'>): Decision<'last_operator'> {
  if (!isOperator || otherOperators > 0) return allow()
  return refuse(
    'last_operator',
    'This is the only operator of the installation, which would be left without one. Make another first: `npm run cli -- user create --operator`.',
  )
}

export type AdministratorsFacts = {
  name: string
  /** Organizations in use that nobody else administers who can sign in; the handles of some of them. */
  handles: readonly string[]
  /** Whether there are no others. */
  areAll: boolean
}

const shownAtMost = 3

/** How a refusal by R7 begins; `name` is null for somebody who reads it about themselves. */
export function soleAdministratorText(name: string | null, organizations: string): string {
  return `${name === null ? 'You are' : `${name} is`} the only Administrator who can sign in of ${organizations}.`
}

/** R7 for somebody who is to be suspended: each organization that is in use keeps an Administrator who can sign in. */
export function decideAdministratorSuspension({
  name,
  handles,
  areAll,
}: AdministratorsFacts): Decision<'last_administrator'> {
  if (handles.length === 0) return allow()
  const isOne = handles.length === 1
  return refuse(
    'last_administrator',
    `${soleAdministratorText(name, namesText(handles, { atMost: shownAtMost, areAll }))} Suspend ${isOne ? 'this organization' : 'these organizations'} first, ` +
      `or have another member made Administrator there.`,
  )
}

/** R7 for an organization that is to be in use again. `suspended` are addresses of its active Administrators when none can sign in, `areAll` of them or some. */
export function decideReactivation(facts: {
  name: string
  activeAdministrators: number
  suspended: readonly string[]
  areAll: boolean
}): Decision<'last_administrator'> {
  if (facts.activeAdministrators > 0) return allow()
  const who = namesText(facts.suspended, { atMost: shownAtMost, areAll: facts.areAll })
  return refuse(
    'last_administrator',
    `Every Administrator of ${facts.name} is suspended, so nobody could manage it. Reactivate one of them first: ${who}.`,
  )
}

/** Whether a link to set another password may be mailed to a person. */
export function decidePasswordReset(suspendedAt: Date | null): Decision<'user_suspended'> {
  if (suspendedAt === null) return allow()
  return refuse(
    'user_suspended',
    'This person is suspended, so a new password would not let them in. Reactivate them first.',
  )
}

/** Whether a job may be run again: one that runs is left alone. */
export function decideRetry(state: JobState): Decision<'job_running'> {
  if (state !== 'running') return allow()
  return refuse('job_running', 'This job is running. Reload to see what becomes of it.')
}
