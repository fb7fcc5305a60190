import { allow, refuse, type Decision } from '@/lib/policy/decision'
import { plans, type FeaturesOfPlans, type PlanFeature, type PlanName } from './schema'

/** How many places are taken, and how many the plan has; null is unlimited. Taken ones are counted to `countedBeyond` above the limit. */
export type Places = { taken: number; limit: number | null }

/** How far beyond a limit is counted, so that a refusal can say how many there are; what an account has beyond that reads as this many. */
export const countedBeyond = 1_000

/**
 * R12 for what a plan has places for: whether one more may be taken. An account above its limit (after going down a plan) keeps what it has
 * and adds nothing. The refusal names the limit, the use and who can change it: `all` and `remedy` say it for each kind.
 */
export function decidePlace(
  { taken, limit }: Places,
  { all, remedy }: { all: (limit: number) => string; remedy: string },
): Decision<'plan_limit_reached'> {
  if (limit === null || taken < limit) return allow()
  const over = taken > limit ? `, and there are ${taken}` : ''
  return refuse(
    'plan_limit_reached',
    `${all(limit)}${over}. ${remedy}, or ask the operator of this installation for a larger plan.`,
  )
}

/** R12 for members: `taken` counts members and pending invitations, which reserve a place. */
export function decideMemberPlace(places: Places): Decision<'plan_limit_reached'> {
  return decidePlace(places, {
    all: (limit) => `All ${limit} member places of the plan are taken, counting pending invitations`,
    remedy: 'Remove a member, revoke an invitation',
  })
}

/** The same for somebody invited, who can make no room themselves: `taken` counts members only, as an invitation reserved a place. */
export function decideInvitedPlace(places: Places): Decision<'plan_limit_reached'> {
  return decidePlace(places, {
    all: (limit) => `All ${limit} member places of the organization’s plan are taken`,
    remedy: 'Your invitation stays open: ask whoever invited you to make room',
  })
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
