import type { Permission } from './permissions'

/**
 * The answer of every pure rule. A refusal carries a stable snake_case reason, a sentence for people that says what
 * happened and what to do next, and the missing permission where there is one.
 */
export type Decision<Reason extends string = string> = Allowed | Refusal<Reason>

export type Allowed = { readonly allowed: true }

export type Refusal<Reason extends string = string> = {
  readonly allowed: false
  readonly reason: Reason
  readonly message: string
  readonly permission?: Permission
}

/** The decision that nothing stands in the way. */
export function allow(): Allowed {
  return { allowed: true }
}

/** The decision to refuse; `message` is shown to people as it stands. */
export function refuse<Reason extends string>(
  reason: Reason,
  message: string,
  permission?: Permission,
): Refusal<Reason> {
  const refusal = { allowed: false, reason, message } as const
  return permission === undefined ? refusal : { ...refusal, permission }
}

/** The first refusal in the order given, else allowed: for rules of which each must agree. */
export function firstRefusal<Reason extends string>(
  ...decisions: readonly Decision<Reason>[]
): Decision<Reason> {
  return decisions.find((decision) => !decision.allowed) ?? allow()
}
