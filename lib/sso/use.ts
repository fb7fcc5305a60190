import type { AccountAccess } from '@/lib/authz/access'
import { decideFeatureHere } from '@/lib/plans/service'
import { firstRefusal, type Decision } from '@/lib/policy/decision'
import { decideSsoOf } from './enforcement-rules'

/** Whether somebody may change what an organization has of single sign-on: with `update:sso`, and in organizations alone. */
export function decideSsoChange({ membership, account }: AccountAccess): Decision {
  return decideSsoOf(membership, account.kind)
}

/** Whether they may begin to use more of it: where the plan has it too (R12). */
export function decideSsoUse(access: AccountAccess): Decision {
  return firstRefusal<string>(
    decideSsoChange(access),
    decideFeatureHere(access.account.plan, 'single_sign_on'),
  )
}
