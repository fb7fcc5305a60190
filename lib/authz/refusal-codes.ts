import type { ErrorCode } from '@/lib/errors'
import type { Decision } from '@/lib/policy/decision'
import { enforce } from './change-account'

/** Refusals for what is there rather than for who asks; every other one is `forbidden`. */
const codes: ReadonlyMap<string, Extract<ErrorCode, 'conflict' | 'precondition_failed'>> = new Map([
  ['changed_meanwhile', 'precondition_failed'],
  ['last_administrator', 'conflict'],
  ['own_membership', 'conflict'],
  ['personal_account', 'conflict'],
  ['plan_limit_reached', 'conflict'],
  ['built_in_role', 'conflict'],
  ['role_in_use', 'conflict'],
  ['role_granted_on_workspaces', 'conflict'],
  ['service_account_cannot_administer', 'conflict'],
  ['read_only_member', 'conflict'],
  ['too_many_keys', 'conflict'],
  ['api_key_revoked', 'conflict'],
  ['api_key_expired', 'conflict'],
  ['api_key_replaced', 'conflict'],
  ['membership_ended', 'conflict'],
  ['run_has_ended', 'conflict'],
  ['would_lock_out', 'conflict'],
  ['connection_not_active', 'conflict'],
  ['sso_not_ready', 'conflict'],
  ['sso_not_proven', 'conflict'],
  ['not_an_administrator', 'conflict'],
  ['role_from_group', 'conflict'],
  ['group_taken', 'conflict'],
  ['too_many_tokens', 'conflict'],
  ['too_many_members', 'conflict'],
])

/** The code of a refusal's reason. */
export function codeOf(reason: string): 'forbidden' | 'conflict' | 'precondition_failed' {
  return codes.get(reason) ?? 'forbidden'
}

/** Throws the refusal that a rule returned, with the code of its reason; does nothing when it allowed. */
export function enforceRule(decision: Decision): void {
  if (!decision.allowed) enforce(decision, codeOf(decision.reason))
}
