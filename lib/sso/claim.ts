import { revokeKeysOfUser } from '@/lib/api-keys/user-keys'
import type { Ctx } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import { endSessions } from '@/lib/sessions/service'
import { markEmailVerified, setPasswordHash } from '@/lib/users/service'
import { deleteIdentitiesOfUser } from './identity-store'

/**
 * Gives an account whose address nobody ever verified to whom the provider of its proven domain says it is of: whoever signed up with it may be
 * somebody else, and nothing that they set up (password, sessions, keys, who they are at other providers) is left to come in with. Within the
 * caller's transaction, which has locked the user and the audit chains, and records why.
 */
export async function claimUser(tx: Tx, ctx: Ctx, userId: string): Promise<void> {
  await setPasswordHash(tx, userId, null)
  await endSessions(tx, ctx, { userId, keptSessionId: null })
  await revokeKeysOfUser(tx, ctx, userId)
  await deleteIdentitiesOfUser(tx, userId)
  await markEmailVerified(tx, ctx, userId)
}
