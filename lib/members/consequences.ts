import type { z } from 'zod'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import type { memberConsequencesInput, MemberConsequences } from './schema'
import { countConsequences } from './access-store'

/**
 * What suspending or removing these members would end, for the confirmation: how many they are, how many workspaces at least one of them
 * can open (of those that the viewer can see), and how many live keys they have for this account. Needs `read:member`; ids that are not
 * members of the account count for nothing.
 */
export async function getMemberConsequences(
  ctx: Ctx,
  { accountId, ids }: z.output<typeof memberConsequencesInput>,
): Promise<MemberConsequences> {
  const { membership } = await authorizeAccount(ctx, database(), accountId, 'read:member')
  return countConsequences(database(), {
    accountId,
    membershipIds: ids,
    viewerMembershipId: membership.id,
    now: ctx.now,
  })
}
