import { env } from '@/lib/env'
import { plans, type PlanLimits, type PlanName } from './schema'

/** The limits of a plan in this installation: the plan's own, overridden by the `PLAN_LIMITS` setting. */
export function limitsOfPlan(plan: PlanName): PlanLimits {
  const overrides = env().PLAN_LIMITS[plan] ?? {}
  const given = Object.entries(overrides).filter(([, limit]) => limit !== undefined)
  return { ...plans[plan].limits, ...Object.fromEntries(given) }
}

/** For how many days each plan keeps runs that ended; null for ever. */
export type RunDaysOfPlans = Record<PlanName, number | null>

export function runDaysOfPlans(): RunDaysOfPlans {
  return {
    STANDARD: limitsOfPlan('STANDARD').runRetentionDays,
    ORGANIZATION: limitsOfPlan('ORGANIZATION').runRetentionDays,
    ENTERPRISE: limitsOfPlan('ENTERPRISE').runRetentionDays,
  }
}
