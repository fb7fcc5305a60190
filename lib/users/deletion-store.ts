import type { AccountKind } from '@/lib/db/generated/enums'
import type { Tx } from '@/lib/db/transaction'
import { isWorkingKey } from '@/lib/db/working-key'

export type OwnMembership = {
  accountId: string
  kind: AccountKind
  name: string
  membershipId: string
  isOwner: boolean
}

/** Everything a person belongs to, in the order in which all transactions lock it. */
export async function listOwnMemberships(tx: Tx, userId: string): Promise<OwnMembership[]> {
  return tx.$queryRaw<OwnMembership[]>`
    SELECT m.account_id AS "accountId", a.kind::text, a.name, m.id AS "membershipId", coalesce(a.owner_user_id = m.user_id, false) AS "isOwner"
    FROM membership m JOIN account a ON a.id = m.account_id
    WHERE m.user_id = ${userId}::uuid ORDER BY m.account_id`
}

export type OwnSummary = {
  email: string
  name: string
  isOperator: boolean
  hasPassword: boolean
  organizations: string[]
  workspaces: number
  apiKeys: number
  sessions: number
}

/** A person and what goes with them: the first organizations by name, workspaces of the personal account, keys and sessions that work. */
export async function findOwnSummary(
  tx: Tx,
  userId: string,
  { now, namedAtMost }: { now: Date; namedAtMost: number },
): Promise<OwnSummary | null> {
  const [row] = await tx.$queryRaw<OwnSummary[]>`
    SELECT u.email, u.name, u.is_operator AS "isOperator", u.password_hash IS NOT NULL AS "hasPassword",
           ARRAY(SELECT a.name FROM membership m JOIN account a ON a.id = m.account_id AND a.kind = 'ORGANIZATION'
                 WHERE m.user_id = u.id ORDER BY lower(a.name), a.id LIMIT ${namedAtMost}) AS organizations,
           (SELECT count(*)::int FROM account a JOIN workspace w ON w.account_id = a.id WHERE a.owner_user_id = u.id) AS workspaces,
           (SELECT count(*)::int FROM api_key k WHERE k.user_id = u.id AND ${isWorkingKey('k', now)}) AS "apiKeys",
           (SELECT count(*)::int FROM session s WHERE s.user_id = u.id AND s.revoked_at IS NULL AND s.expires_at > ${now}) AS sessions
    FROM "user" u WHERE u.id = ${userId}::uuid`
  return row ?? null
}

/** The person with sessions, keys and mailed links; memberships and the personal account are to be gone. */
export async function deleteUser(tx: Tx, userId: string): Promise<void> {
  await tx.user.delete({ where: { id: userId }, select: { id: true } })
}

/** What nothing else deletes with a person: sign-ups that wait for an answer to their address, and answers kept for programs of theirs. */
export async function deleteTraces(
  tx: Tx,
  { id, emailKey }: { id: string; emailKey: string },
): Promise<void> {
  await tx.signUp.deleteMany({ where: { emailKey } })
  await tx.idempotentRequest.deleteMany({ where: { principalId: id } })
}

export type OwnData = { user: { name: string; email: string } } & Record<string, unknown>

/**
 * What is kept about a person, apart from what is in accounts of others: one JSON document. What others do in the personal account is theirs,
 * and workspaces are named only of accounts that would let the person see them from anywhere, however they signed in.
 */
export async function findOwnData(tx: Tx, userId: string): Promise<OwnData | null> {
  const [row] = await tx.$queryRaw<{ data: OwnData }[]>`
    SELECT json_build_object(
      'user', json_build_object('id', u.id, 'name', u.name, 'email', u.email, 'is_operator', u.is_operator,
        'email_verified_at', u.email_verified_at, 'created_at', u.created_at),
      'memberships', (
        SELECT coalesce(json_agg(json_build_object('account_id', a.id, 'account', a.name, 'handle', a.handle, 'kind', a.kind,
          'role', r.name, 'status', m.status, 'joined_at', m.created_at, 'invited_by', m.invited_by_name,
          'groups', ARRAY(
            SELECT DISTINCT mg."group" FROM membership_group mg
            WHERE mg.account_id = m.account_id AND mg.membership_id = m.id ORDER BY mg."group"),
          'workspaces', (
            SELECT coalesce(json_agg(json_build_object('workspace', w.name, 'role', gr.name, 'expires_at', g.expires_at) ORDER BY g.id), '[]')
            FROM workspace_grant g
            JOIN workspace w ON w.account_id = g.account_id AND w.id = g.workspace_id
            JOIN role gr ON gr.account_id = g.account_id AND gr.id = g.role_id
            WHERE g.account_id = m.account_id AND g.membership_id = m.id AND m.status = 'ACTIVE'
              AND a.suspended_at IS NULL AND NOT a.is_ip_allowlist_enforced
              AND NOT a.is_sso_required AND a.session_minutes IS NULL)) ORDER BY a.id), '[]')
        FROM membership m JOIN account a ON a.id = m.account_id
        JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
        WHERE m.user_id = u.id),
      'identities', (
        SELECT coalesce(json_agg(json_build_object('account_id', i.account_id, 'subject', i.subject, 'email', i.email,
          'created_at', i.created_at, 'last_used_at', i.last_used_at) ORDER BY i.created_at, i.id), '[]')
        FROM sso_identity i WHERE i.user_id = u.id),
      'sessions', (
        SELECT coalesce(json_agg(json_build_object('id', s.id, 'ip_address', s.ip_address, 'user_agent', s.user_agent,
          'created_at', s.created_at, 'last_used_at', s.last_used_at, 'expires_at', s.expires_at, 'revoked_at', s.revoked_at)
          ORDER BY s.created_at, s.id), '[]')
        FROM session s WHERE s.user_id = u.id),
      'api_keys', (
        SELECT coalesce(json_agg(json_build_object('id', k.id, 'name', k.name, 'prefix', k.prefix, 'account_id', k.account_id,
          'created_at', k.created_at, 'expires_at', k.expires_at, 'revoked_at', k.revoked_at,
          'last_used_at', x.last_used_at, 'last_used_from', x.ip_address) ORDER BY k.created_at, k.id), '[]')
        FROM api_key k LEFT JOIN api_key_use x ON x.api_key_id = k.id WHERE k.user_id = u.id),
      'events', (
        SELECT coalesce(json_agg(json_build_object('timestamp', e.timestamp, 'action', e.action, 'message', e.message,
          'ip_address', e.ip_address, 'user_agent', e.user_agent) ORDER BY e.sequence), '[]')
        FROM (
          SELECT e.* FROM audit_event e JOIN account own ON own.id = e.account_id
          WHERE own.owner_user_id = u.id AND (e.actor_id = u.id::text OR (e.object_table = 'user' AND e.object_id = u.id::text)) ORDER BY e.sequence DESC LIMIT 10000) e)) AS data
    FROM "user" u WHERE u.id = ${userId}::uuid`
  return row?.data ?? null
}
