import { recordAudits } from '@/lib/audit/service'
import { authorizeAccount } from '@/lib/authz/access'
import { changeAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { reconcileGroups } from '@/lib/groups/reconcile'
import { endSessionsThrough } from '@/lib/sessions/service'
import type { SsoIdentityInput, SsoIdentityView } from './identity-schema'
import * as store from './identity-store'
import { decideSsoChange } from './use'

/** Who a member is at the account's identity providers. Needs `read:sso`. */
export async function listSsoIdentities(
  ctx: Ctx,
  member: { accountId: string; membershipId: string },
): Promise<SsoIdentityView[]> {
  await authorizeAccount(ctx, database(), member.accountId, 'read:sso')
  return (await store.listIdentities(database(), member)).map(viewOf)
}

/**
 * Disconnects a person from who they are at a provider, ends the sessions that it opened for them, and takes back what it said of their groups: the
 * next sign-in with their address connects them anew, perhaps with another one there. Needs `update:sso`.
 */
export async function unlinkSsoIdentity(ctx: Ctx, input: SsoIdentityInput): Promise<{ id: string }> {
  const { accountId, identityId } = input
  const target = { objectTable: 'sso_identity', objectId: identityId, permission: 'update:sso' } as const
  return changeAccount(
    ctx,
    { accountId, attempt: 'disconnect an identity', ...target },
    async (tx, access) => {
      enforceRule(decideSsoChange(access))
      const identity = await store.findIdentity(tx, input)
      if (!identity) throw new AppError('not_found')
      const { userId, userName, connectionId, connectionName, subject } = identity
      const ended = await endSessionsThrough(tx, ctx, { accountId, connectionId, userId })
      await store.deleteIdentity(tx, accountId, identityId)
      const membershipId = await store.findMembershipOf(tx, accountId, userId)
      if (membershipId)
        await reconcileGroups(tx, ctx, { accountId, membershipId, sourceId: connectionId, groups: [] })
      await recordAudits(tx, ctx, accountId, [
        {
          action: 'sso_identity.unlinked',
          message: `${access.actor.name} disconnected ${userName} from ${connectionName}`,
          objectTable: 'sso_identity',
          objectId: identityId,
          info: { user_id: userId, subject, sso_connection_id: connectionId, ended_sessions: ended },
        },
      ])
      return { id: identityId }
    },
  )
}

function viewOf(row: store.StoredIdentity): SsoIdentityView {
  return {
    id: row.id,
    connection: { id: row.connectionId, name: row.connectionName },
    subject: row.subject,
    email: row.email,
    linked_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  }
}
