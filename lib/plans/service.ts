import { env } from '@/lib/env'
import type { Decision } from '@/lib/policy/decision'
import { decideFeature } from './rules'
import { plans, type FeaturesOfPlans, type PlanFeature, type PlanLimits, type PlanName } from './schema'

/** The limits of a plan in this installation: the plan's own, overridden by the `PLAN_LIMITS` setting. */
export function limitsOfPlan(plan: PlanName): PlanLimits {
  const overrides = env().PLAN_LIMITS[plan] ?? {}
  const given = Object.entries(overrides).filter(([, limit]) => limit !== undefined)
  return { ...plans[plan].limits, ...Object.fromEntries(given) }
}

/** What each plan has in this installation: the plan's own features, or those of the `PLAN_FEATURES` setting in their place. */
export function featuresOfPlans(): FeaturesOfPlans {
  const { STANDARD, ORGANIZATION, ENTERPRISE } = env().PLAN_FEATURES
  return {
    STANDARD: STANDARD ?? plans.STANDARD.features,
    ORGANIZATION: ORGANIZATION ?? plans.ORGANIZATION.features,
    ENTERPRISE: ENTERPRISE ?? plans.ENTERPRISE.features,
  }
}

/** Whether a plan has a feature in this installation (R12), as `decideFeature` says it. */
export function decideFeatureHere(plan: PlanName, feature: PlanFeature): Decision<'plan_required'> {
  return decideFeature({ plan, features: featuresOfPlans() }, feature)
}

/** For how many days each plan keeps something; null for ever. */
export type DaysOfPlans = Record<PlanName, number | null>

/** For how many days each plan keeps runs that ended. */
export function runDaysOfPlans(): DaysOfPlans {
  return daysOfPlans('runRetentionDays')
}

/** The same of audit events. */
export function auditDaysOfPlans(): DaysOfPlans {
  return daysOfPlans('auditRetentionDays')
}

function daysOfPlans(limit: 'runRetentionDays' | 'auditRetentionDays'): DaysOfPlans {
  return {
    STANDARD: limitsOfPlan('STANDARD')[limit],
    ORGANIZATION: limitsOfPlan('ORGANIZATION')[limit],
    ENTERPRISE: limitsOfPlan('ENTERPRISE')[limit],
  }
}
