import { env } from '@/lib/env'
import { plans, type PlanLimits, type PlanName } from './schema'

/** The limits of a plan in this installation: the plan's own, overridden by the `PLAN_LIMITS` setting. */
export function limitsOfPlan(plan: PlanName): PlanLimits {
  const overrides = env().PLAN_LIMITS[plan] ?? {}
  const given = Object.entries(overrides).filter(([, limit]) => limit !== undefined)
  return { ...plans[plan].limits, ...Object.fromEntries(given) }
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
