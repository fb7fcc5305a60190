import type { z } from 'zod'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { allowedBy } from '@/lib/roles/facts'
import { findMemberDetail, type MemberDetailRow } from './detail-store'
import { roleOf } from './facts'
import { memberNotFound } from './membership'
import type { memberParams, MemberDetail } from './schema'
import { memberViewOf } from './service'

/**
 * A member with their role, and for the member and for whoever holds `update:member` their keys that act in this account (names and
 * dates, never secrets) and when they are signed in. Needs `read:member`; throws `not_found` for an id that is no user's membership in
 * the account.
 */
export async function getMember(
  ctx: Ctx,
  { accountId, membershipId }: z.output<typeof memberParams>,
): Promise<MemberDetail> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:member')
  const row = await findMemberDetail(database(), {
    accountId,
    membershipId,
    readerMembershipId: access.membership.id,
    readsAll: access.permissions.has('update:member'),
    readsGroups: access.permissions.has('read:sso'),
    now: ctx.now,
  })
  if (!row) throw memberNotFound()
  return {
    ...memberViewOf(access, row),
    role_description: row.roleDescription,
    role_is_built_in: row.builtIn !== null,
    role_allows: allowedBy(roleOf(row)),
    keys: row.keys?.map((key) => keyViewOf(key, ctx.now)) ?? null,
    groups: row.groups,
    sessions:
      row.liveSessions === null
        ? null
        : { live: row.liveSessions, last_used_at: row.sessionLastUsedAt?.toISOString() ?? null },
  }
}

type Key = NonNullable<MemberDetail['keys']>[number]

function keyViewOf(key: NonNullable<MemberDetailRow['keys']>[number], now: Date): Key {
  const expiresAt = key.expiresAt === null ? null : new Date(key.expiresAt)
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    created_at: new Date(key.createdAt).toISOString(),
    expires_at: expiresAt?.toISOString() ?? null,
    is_expired: expiresAt !== null && expiresAt <= now,
    last_used_at: key.lastUsedAt && new Date(key.lastUsedAt).toISOString(),
    is_bound: key.isBound,
  }
}
