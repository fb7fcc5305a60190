import { allow, refuse, type Decision } from '@/lib/policy/decision'
import { plans, type PlanFeature, type PlanName } from './schema'

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

const featureTitles: Record<PlanFeature, string> = {
  single_sign_on: 'Single sign-on',
  custom_roles: 'Making roles of your own',
  audit_log: 'The audit log',
}

/**
 * R12 for features: whether the plan has one. Refused is what would begin to use it; what was made on a larger plan stays readable and
 * keeps working.
 */
export function decideFeature(plan: PlanName, feature: PlanFeature): Decision<'plan_required'> {
  if (plans[plan].features.includes(feature)) return allow()
  const having = Object.values(plans).filter(({ features }) => features.includes(feature))
  return refuse(
    'plan_required',
    `${featureTitles[feature]} is part of the plan ${having.map(({ title }) => title).join(' or ')}, and this organization is on ${plans[plan].title}. ` +
      'The operator of this installation can change its plan.',
  )
}
