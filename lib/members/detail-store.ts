import { activeAdministrators } from '@/lib/db/active-administrators'
import { heardIn } from '@/lib/db/group-grants'
import type { Tx } from '@/lib/db/transaction'
import { memberColumns } from './columns-store'
import type { MemberRow } from './list-store'

const keysAtMost = 100
const groupsAtMost = 500

type KeyRow = {
  id: string
  name: string
  prefix: string
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
  isBound: boolean
}

export type MemberDetailRow = Omit<MemberRow, 'key'> & {
  roleDescription: string
  /** Null where they may not be read. */
  keys: KeyRow[] | null
  groups: string[] | null
  liveSessions: number | null
  sessionLastUsedAt: Date | null
}

type Asked = {
  accountId: string
  membershipId: string
  /** Whose own keys and sessions may be read; with `readsAll` anybody's. */
  readerMembershipId: string
  readsAll: boolean
  /** The same for the groups they are in. */
  readsGroups: boolean
  now: Date
}

/**
 * One member who is a user, in one statement. Keys are those that act in this account and were not revoked, the newest first, at most
 * 100; sessions are those that are neither revoked nor expired.
 */
export async function findMemberDetail(tx: Tx, asked: Asked): Promise<MemberDetailRow | null> {
  const { accountId, membershipId, readerMembershipId, readsAll, readsGroups, now } = asked
  const [row] = await tx.$queryRaw<MemberDetailRow[]>`
    SELECT ${memberColumns}, r.description AS "roleDescription", ${activeAdministrators(accountId)} AS "activeAdministrators",
           keys.list AS keys, CASE WHEN ${readsGroups} OR m.id = ${readerMembershipId}::uuid THEN ARRAY(
             SELECT DISTINCT "group" FROM membership_group
             WHERE account_id = m.account_id AND membership_id = m.id AND provider_id = ANY(${heardIn(accountId)})
             ORDER BY "group" LIMIT ${groupsAtMost}) END AS groups, sessions.live AS "liveSessions", sessions.last_used_at AS "sessionLastUsedAt"
    FROM membership m
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    LEFT JOIN membership_activity ma ON ma.account_id = m.account_id AND ma.membership_id = m.id
    LEFT JOIN LATERAL (
      SELECT coalesce(json_agg(json_build_object(
               'id', k.id, 'name', k.name, 'prefix', k.prefix, 'createdAt', k.created_at, 'expiresAt', k.expires_at,
               'lastUsedAt', u.last_used_at, 'isBound', k.account_id IS NOT NULL) ORDER BY k.created_at DESC, k.id DESC), '[]') AS list
      FROM (
        SELECT * FROM api_key
        WHERE user_id = m.user_id AND revoked_at IS NULL AND (account_id IS NULL OR account_id = m.account_id)
        ORDER BY created_at DESC, id DESC LIMIT ${keysAtMost}) k
      LEFT JOIN api_key_use u ON u.api_key_id = k.id
    ) keys ON ${readsAll} OR m.id = ${readerMembershipId}::uuid
    LEFT JOIN LATERAL (
      SELECT count(*)::int AS live, max(last_used_at) AS last_used_at FROM session
      WHERE user_id = m.user_id AND revoked_at IS NULL AND expires_at > ${now}
    ) sessions ON ${readsAll} OR m.id = ${readerMembershipId}::uuid
    WHERE m.account_id = ${accountId}::uuid AND m.id = ${membershipId}::uuid AND m.kind = 'USER'`
  return row ?? null
}
