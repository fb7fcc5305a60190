import { allow, refuse, type Decision } from '@/lib/policy/decision'
import { decideOrganizationPermission, type MembershipFacts } from '@/lib/policy/evaluate'

/** Whether somebody may change an account's list and whether it is enforced: with `update:organization`, and in organizations alone. */
export function decideAllowlistChange(
  membership: MembershipFacts,
  kind: 'PERSONAL' | 'ORGANIZATION',
): Decision {
  if (kind === 'PERSONAL')
    return refuse('personal_account', 'A personal account has no IP allowlist; organizations have one.')
  return decideOrganizationPermission(membership, 'update:organization')
}

/** What a list does to the one who changes it. */
export type LockOutFacts = {
  isEnforced: boolean
  /** Whether the list, as it will be, lets their address in. */
  isListed: boolean
  /** Null where it is not known. */
  address: string | null
}

/** Whoever makes or enforces a list stays in: nobody can lock themselves out, and so never everybody. */
export function decideLockOut({ isEnforced, isListed, address }: LockOutFacts): Decision<'would_lock_out'> {
  if (!isEnforced || isListed) return allow()
  const what = address
    ? `your own address, ${address}, is of no enabled network of the list`
    : 'your own address could not be found out'
  return refuse(
    'would_lock_out',
    `This would lock you out: ${what}. Add the network you come from first, or enable it.`,
  )
}
