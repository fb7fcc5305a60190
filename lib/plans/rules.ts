import { allow, refuse, type Decision } from '@/lib/policy/decision'

/**
 * R12 for members: whether one more place may be taken. `taken` counts members and pending invitations, which reserve a
 * place; `limit` null is unlimited. An account above its limit (after going down a plan) keeps what it has and adds nothing.
 */
export function decideMemberPlace(facts: {
  taken: number
  limit: number | null
}): Decision<'plan_limit_reached'> {
  if (facts.limit === null || facts.taken < facts.limit) return allow()
  return refuse(
    'plan_limit_reached',
    `All ${facts.limit} member places of the plan are taken, counting pending invitations. Remove a member, revoke an invitation, or ask the operator for a larger plan.`,
  )
}
