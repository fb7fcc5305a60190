import { Meter } from '@/components/ui/meter'
import type { OrganizationProfile } from '@/lib/accounts/schema'

type PlanUsageProps = Pick<OrganizationProfile, 'plan' | 'counts'>

/** How much of the plan is used: members, service accounts, and workspaces for whoever may create some. */
export function PlanUsage({ plan, counts }: PlanUsageProps) {
  return (
    <div className="grid gap-3">
      {plan.memberLimit === null ? (
        <p className="text-sm text-muted">Unlimited members.</p>
      ) : (
        <Meter
          label="member places taken"
          value={counts.members + counts.pendingInvitations}
          max={plan.memberLimit}
        />
      )}
      {plan.serviceAccountLimit === null ? null : (
        <Meter label="service accounts" value={counts.serviceAccounts} max={plan.serviceAccountLimit} />
      )}
      {plan.workspaceLimit === null || counts.workspaces === null ? null : (
        <Meter label="workspaces" value={counts.workspaces} max={plan.workspaceLimit} />
      )}
    </div>
  )
}
