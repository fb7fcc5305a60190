import { Meter } from '@/components/ui/meter'
import type { OrganizationProfile } from '@/lib/accounts/schema'

type PlanUsageProps = Pick<OrganizationProfile, 'plan' | 'counts'>

type Use = { label: string; used: number; limit: number }

/** How much of the plan is used: members, service accounts, and workspaces for whoever may create some; and what it means to have more. */
export function PlanUsage({ plan, counts }: PlanUsageProps) {
  const uses = [
    useOf('member places taken', counts.members + counts.pendingInvitations, plan.memberLimit),
    useOf('service accounts', counts.serviceAccounts, plan.serviceAccountLimit),
    useOf('workspaces', counts.workspaces, plan.workspaceLimit),
  ].filter((use) => use !== null)
  return (
    <div className="grid gap-3">
      {plan.memberLimit === null ? <p className="text-sm text-muted">Unlimited members.</p> : null}
      {uses.map(({ label, used, limit }) => (
        <Meter key={label} label={label} value={used} max={limit} />
      ))}
      {uses.some(({ used, limit }) => used > limit) ? (
        <p className="text-sm text-pretty text-muted">
          There is more than the plan has. All of it works; more can be added when there is less, or by the
          operator with a larger plan.
        </p>
      ) : null}
    </div>
  )
}

function useOf(label: string, used: number | null, limit: number | null): Use | null {
  return used === null || limit === null ? null : { label, used, limit }
}
