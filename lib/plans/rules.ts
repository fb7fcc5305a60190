import { allow, refuse, type Decision } from '@/lib/policy/decision'
import { plans, type FeaturesOfPlans, type PlanFeature, type PlanName } from './schema'

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

/** The plan of an account, and what plans have here. */
export type PlanFacts = { plan: PlanName; features: FeaturesOfPlans }

const featureTitles: Record<PlanFeature, string> = {
  single_sign_on: 'Single sign-on',
  custom_roles: 'Making roles of your own',
  audit_log: 'The audit log',
}

/**
 * R12 for features: whether the plan has one. Refused is what would begin to use it; what was made on a larger plan stays readable and
 * keeps working.
 */
export function decideFeature(
  { plan, features }: PlanFacts,
  feature: PlanFeature,
): Decision<'plan_required'> {
  if (features[plan].includes(feature)) return allow()
  const having = Object.values(plans).filter(({ name }) => features[name].includes(feature))
  const title = featureTitles[feature]
  if (having.length === 0)
    return refuse(
      'plan_required',
      `${title} is in none of the plans of this installation. Its operator can put it into one.`,
    )
  return refuse(
    'plan_required',
    `${title} is part of the plan ${having.map((one) => one.title).join(' or ')}, and this organization is on ${plans[plan].title}. ` +
      'The operator of this installation can change its plan.',
  )
}
