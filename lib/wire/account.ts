import { getAccountDetail } from '@/lib/accounts/profile'
import type { Ctx } from '@/lib/authz/context'
import { featuresOfPlans, limitsOfPlan } from '@/lib/plans/service'
import type { AccountView } from './account-schema'
import { baseOf } from './fields'

// Clients need a number: what is kept for good is kept for a hundred years.
const daysForGood = 36_500

/** An account with its settings and what its plan has. Needs `read:organization`. */
export async function getAccount(ctx: Ctx, accountId: string): Promise<AccountView> {
  const { account, ...detail } = await getAccountDetail(ctx, accountId)
  const features = featuresOfPlans()[account.plan]
  const limits = limitsOfPlan(account.plan)
  return {
    ...baseOf({ id: accountId, ...detail }),
    name: account.name,
    handle: account.handle,
    location: detail.location,
    link: detail.link,
    auth_expiration_seconds: null,
    settings: detail.settings,
    domain_names: detail.domainNames,
    image_location: null,
    sso_state: 'disabled',
    features: [...features],
    plan_type: account.plan,
    run_retention_days: limits.runRetentionDays ?? daysForGood,
    audit_log_retention_days: features.includes('audit_log') ? (limits.auditRetentionDays ?? daysForGood) : 0,
    automations_limit: 0,
  }
}
