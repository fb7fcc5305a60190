import { recordAudit } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import type { JsonValue } from '@/lib/audit/schema'
import type { Tx } from '@/lib/db/transaction'
import {
  deleteMemberships,
  listEndingGrants,
  listGuests,
  listEndingKeys,
  revokeKeysOfAccount,
  type Ending,
} from './ending-store'

/** What the event of an ended membership tells, as nothing else knows it afterwards. */
export type Ended = Record<string, JsonValue>

/** Ends the memberships of users with their grants, and revokes the keys that they made for this account; returns what ended, by membership. */
export async function endMemberships(
  tx: Tx,
  { accountId, now }: { accountId: string; now: Date },
  members: readonly { id: string; userId: string }[],
): Promise<Map<string, Ended>> {
  const ids = members.map(({ id }) => id)
  const userIds = members.map(({ userId }) => userId)
  const grants = await listEndingGrants(tx, accountId, ids)
  const keys = await revokeKeysOfAccount(tx, { accountId, now }, userIds)
  await deleteMemberships(tx, accountId, ids)
  return new Map(members.map(({ id, userId }) => [id, endedOf(grants.get(id), keys.get(userId))]))
}

/** Ends the membership of everybody in a personal account but its owner, for a reason that each event says; the caller has locked the account. */
export async function endGuests(
  tx: Tx,
  ctx: Ctx,
  { accountId, ownerId, reason }: { accountId: string; ownerId: string; reason: string },
): Promise<void> {
  const guests = await listGuests(tx, accountId, ownerId)
  const ended = await endMemberships(tx, { accountId, now: ctx.now }, guests)
  for (const { id, userId, name } of guests)
    await recordAudit(tx, ctx, {
      accountId,
      action: 'membership.deleted',
      message: `${name} is no guest any more: ${reason}`,
      objectTable: 'membership',
      objectId: id,
      info: { user_id: userId, ...ended.get(id) },
    })
}

/** Revokes the keys that a user made for this account, who stays a member; returns them as an event tells it. */
export async function revokeKeys(
  tx: Tx,
  of: { accountId: string; now: Date },
  userId: string,
): Promise<Pick<Ended, 'revoked_keys' | 'revoked_keys_count'>> {
  const { revoked_keys = [], revoked_keys_count = 0 } = endedOf(
    undefined,
    (await revokeKeysOfAccount(tx, of, [userId])).get(userId),
  )
  return { revoked_keys, revoked_keys_count }
}

/** What ends with the membership of a service account, whose keys go with it; for whoever deletes it next. */
export async function listEndingOfServiceAccount(
  tx: Tx,
  { accountId, now }: { accountId: string; now: Date },
  { membershipId, serviceAccountId }: { membershipId: string; serviceAccountId: string },
): Promise<Ended> {
  const grants = await listEndingGrants(tx, accountId, [membershipId])
  const keys = await listEndingKeys(tx, { accountId, now }, [serviceAccountId])
  return endedOf(grants.get(membershipId), keys.get(serviceAccountId))
}

function endedOf(
  grants: Ending<Record<string, string>> | undefined,
  keys: Ending<Record<string, string>> | undefined,
): Ended {
  return {
    ended_grants: grants?.first ?? [],
    ended_grants_count: grants?.count ?? 0,
    revoked_keys: keys?.first ?? [],
    revoked_keys_count: keys?.count ?? 0,
  }
}
