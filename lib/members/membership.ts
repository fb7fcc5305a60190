import { authorizeAccount, type AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import type { MembershipKey } from '@/lib/db/principal'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { serviceAccountNotFound } from '@/lib/service-accounts/target'

/** Lets whoever may read a membership into the account: `read:member`, or `read:service_account` where it is named as a service account's. */
export async function authorizeReader(
  ctx: Ctx,
  accountId: string,
  of: MembershipKey,
): Promise<AccountAccess> {
  const permission = 'membershipId' in of ? 'read:member' : 'read:service_account'
  return authorizeAccount(ctx, database(), accountId, permission)
}

/** The refusal of a membership that the account does not have, as it was named. */
export function membershipNotFound(of: MembershipKey): AppError {
  return 'membershipId' in of ? memberNotFound() : serviceAccountNotFound()
}

/** The refusal of a member that the account does not have. */
export function memberNotFound(): AppError {
  return new AppError('not_found', 'member_not_found', {
    message: 'There is no such member in this organization, or not any more. Reload the list of members.',
  })
}
