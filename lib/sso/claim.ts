import { recordAudit } from '@/lib/audit/service'
import { revokeKeysOfUser } from '@/lib/api-keys/user-keys'
import type { Ctx } from '@/lib/authz/context'
import { lockAccount, type Tx } from '@/lib/db/transaction'
import { revokeInvitations } from '@/lib/invitations/service'
import { endGuests } from '@/lib/members/ending'
import { endSessions } from '@/lib/sessions/service'
import { markEmailVerified, setPasswordHash } from '@/lib/users/service'
import { deleteIdentitiesOfUser, findPersonalAccountId, type EndedIdentity } from './identity-store'

/**
 * Gives an account whose address nobody ever verified to whom the provider of its proven domain says it is of: whoever signed up with it may be
 * somebody else, and nothing that they set up (password, sessions, keys, who they are at other providers, guests of the personal account) is left
 * to come in with. Within the caller's transaction, which has locked the user and the audit chains, and records why; each organization that knew
 * them is told that it does not any more.
 */
export async function claimUser(tx: Tx, ctx: Ctx, userId: string): Promise<void> {
  await setPasswordHash(tx, userId, null)
  await endSessions(tx, ctx, { userId, keptSessionId: null })
  await revokeKeysOfUser(tx, ctx, userId)
  for (const ended of await deleteIdentitiesOfUser(tx, userId))
    await recordEnded(tx, ctx, { userId, ...ended })
  await closePersonalAccount(tx, ctx, userId)
  await markEmailVerified(tx, ctx, userId)
}

async function closePersonalAccount(tx: Tx, ctx: Ctx, userId: string): Promise<void> {
  const accountId = await findPersonalAccountId(tx, userId)
  if (!accountId || !(await lockAccount(tx, accountId))) return
  const told = { accountId, reason: 'who owns the domain of its owner’s address took over the account' }
  await endGuests(tx, ctx, { ...told, ownerId: userId })
  await revokeInvitations(tx, ctx, told)
}

async function recordEnded(tx: Tx, ctx: Ctx, ended: EndedIdentity & { userId: string }): Promise<void> {
  const { accountId, userId, userName, subject, connectionId, connectionName } = ended
  await recordAudit(tx, ctx, {
    accountId,
    action: 'sso_identity.unlinked',
    message: `${userName} is no longer known through ${connectionName}: who owns their address’s domain took over the account, whose address nobody had verified`,
    objectTable: 'sso_identity',
    objectId: ended.id,
    info: { user_id: userId, subject, sso_connection_id: connectionId, claimed: true },
  })
}
