import { allow, refuse, type Decision } from '@/lib/policy/decision'

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

/** Whether a link to set another password may be mailed to a person. */
export function decidePasswordReset(suspendedAt: Date | null): Decision<'user_suspended'> {
  if (suspendedAt === null) return allow()
  return refuse(
    'user_suspended',
    'This person is suspended, so a new password would not let them in. Reactivate them first.',
  )
}

/** Whether a job may be run again: one that runs is left alone. */
export function decideRetry(state: 'running' | 'failing' | 'failed' | 'waiting'): Decision<'job_running'> {
  if (state !== 'running') return allow()
  return refuse('job_running', 'This job is running. Reload to see what becomes of it.')
}
