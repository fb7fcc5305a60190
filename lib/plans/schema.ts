import { z } from 'zod'

export const planName = z.enum(['STANDARD', 'ORGANIZATION', 'ENTERPRISE'])
export type PlanName = z.infer<typeof planName>

/** How many of each an account may have, and for how many days runs that ended and audit events are kept; null is unlimited. */
export type PlanLimits = {
  members: number | null
  serviceAccounts: number | null
  workspaces: number | null
  runRetentionDays: number | null
  auditRetentionDays: number | null
}

export type PlanFeature = 'single_sign_on' | 'custom_roles' | 'audit_log'

export type PlanDefinition = {
  name: PlanName
  title: string
  limits: PlanLimits
  features: readonly PlanFeature[]
}

/** What each plan has in an installation. */
export type FeaturesOfPlans = Record<PlanName, readonly PlanFeature[]>

/** The plans of access-model section 7, before an installation's overrides (`PLAN_LIMITS`, `PLAN_FEATURES`). */
export const plans: Record<PlanName, PlanDefinition> = {
  STANDARD: {
    name: 'STANDARD',
    title: 'Standard',
    limits: { members: 10, serviceAccounts: 2, workspaces: 5, runRetentionDays: 7, auditRetentionDays: 90 },
    features: [],
  },
  ORGANIZATION: {
    name: 'ORGANIZATION',
    title: 'Organization',
    limits: {
      members: 100,
      serviceAccounts: 25,
      workspaces: 50,
      runRetentionDays: 30,
      auditRetentionDays: 365,
    },
    features: ['single_sign_on'],
  },
  ENTERPRISE: {
    name: 'ENTERPRISE',
    title: 'Enterprise',
    limits: {
      members: null,
      serviceAccounts: null,
      workspaces: null,
      runRetentionDays: 90,
      auditRetentionDays: 2_555,
    },
    features: ['single_sign_on', 'custom_roles', 'audit_log'],
  },
}
