import type { AccountKind } from '@/lib/accounts/schema'
import { decideFeature, type PlanFacts } from '@/lib/plans/rules'
import { refuse, type Decision } from '@/lib/policy/decision'

/** What decides whether an account has a log. */
export type LogFacts = PlanFacts & { kind: AccountKind }

/** Whether an account has an audit log to read: a personal one has none (access-model section 7), nor has one whose plan has none (R12). */
export function decideAuditLog({ kind, ...plan }: LogFacts): Decision<'personal_account' | 'plan_required'> {
  if (kind === 'PERSONAL')
    return refuse(
      'personal_account',
      'A personal account has no audit log. Organizations have one on the plans that include it; create one, or ask the operator of this installation.',
    )
  return decideFeature(plan, 'audit_log')
}
