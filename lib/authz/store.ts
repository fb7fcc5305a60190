import type { Tx } from '@/lib/db/transaction'
import type { AccountKind, MembershipStatus, Plan } from '@/lib/db/generated/enums'
import { admission, admissionColumns, type AdmissionColumns, type Asker } from '@/lib/db/admission'
import { isMembershipOf } from '@/lib/db/principal'
import type { UserActor } from './context'

export type SessionRow = UserActor & { lastUsedAt: Date }

/** The live session and its user in one statement: the authority on who is signed in. A suspended user is not, whatever sessions there are. */
export async function findSession(tx: Tx, sessionId: string, now: Date): Promise<SessionRow | null> {
  const [row] = await tx.$queryRaw<SessionRow[]>`
    SELECT 'USER' AS kind, u.id AS "userId", u.name, u.email, s.id AS "sessionId", NULL AS "apiKey", s.bound_account_id AS "boundAccountId",
           u.is_operator AND NOT s.is_through_sso AS "isOperator",
           u.email_verified_at IS NOT NULL AS "isEmailVerified", s.last_used_at AS "lastUsedAt"
    FROM session s JOIN "user" u ON u.id = s.user_id
    WHERE s.id = ${sessionId}::uuid AND s.revoked_at IS NULL AND s.expires_at > ${now} AND u.suspended_at IS NULL`
  return row ?? null
}

export async function touchSession(
  tx: Tx,
  sessionId: string,
  now: Date,
  ipAddress: string | null,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE session SET last_used_at = ${now}, ip_address = coalesce(${ipAddress}, ip_address)
    WHERE id = ${sessionId}::uuid AND last_used_at < ${now}`
}

/** What decides about a principal in an account; the membership's columns are null for a stranger. */
export type AccessRow = AdmissionColumns & {
  accountId: string
  kind: AccountKind
  name: string
  handle: string
  plan: Plan
  ownerUserId: string | null
  membershipId: string | null
  status: MembershipStatus | null
  roleId: string | null
  roleName: string | null
  builtIn: string | null
  permissions: string[] | null
  lastActiveAt: Date | null
}

export async function findAccess(tx: Tx, asker: Asker, accountId: string): Promise<AccessRow | null> {
  const [row] = await tx.$queryRaw<AccessRow[]>`
    SELECT a.id AS "accountId", a.kind::text, a.name, a.handle, a.plan::text, a.owner_user_id AS "ownerUserId",
           m.id AS "membershipId", m.status::text, r.id AS "roleId", r.name AS "roleName", r.built_in AS "builtIn", r.permissions,
           ma.last_active_at AS "lastActiveAt", ${admissionColumns(asker)}
    FROM account a
    LEFT JOIN membership m ON m.account_id = a.id AND ${isMembershipOf(asker.principal)}
    LEFT JOIN role r ON r.account_id = a.id AND r.id = m.role_id
    LEFT JOIN membership_activity ma ON ma.account_id = a.id AND ma.membership_id = m.id
    ${admission(asker)}
    WHERE a.id = ${accountId}::uuid`
  return row ?? null
}

/** The account that has or had this handle; `current` differs from it when the account was renamed since. */
export async function findAccountByHandle(
  tx: Tx,
  handle: string,
): Promise<{ accountId: string; current: string } | null> {
  const [row] = await tx.$queryRaw<{ accountId: string; current: string }[]>`
    SELECT a.id AS "accountId", a.handle AS current
    FROM account_handle h JOIN account a ON a.id = h.account_id WHERE h.handle = ${handle}`
  return row ?? null
}

export async function touchMembership(
  tx: Tx,
  accountId: string,
  membershipId: string,
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO membership_activity (account_id, membership_id, last_active_at)
    VALUES (${accountId}::uuid, ${membershipId}::uuid, ${now})
    ON CONFLICT (account_id, membership_id) DO UPDATE SET last_active_at = ${now}
    WHERE membership_activity.last_active_at IS NULL OR membership_activity.last_active_at < ${now}`
}

/** Notes that a session is let in without single sign-on; false where it was noted before. */
export async function noteBreakGlassUse(
  tx: Tx,
  { accountId, sessionId, userId }: { accountId: string; sessionId: string; userId: string },
  now: Date,
): Promise<boolean> {
  const rows = await tx.$executeRaw`
    INSERT INTO sso_break_glass_use (account_id, session_id, user_id, used_at)
    VALUES (${accountId}::uuid, ${sessionId}::uuid, ${userId}::uuid, ${now})
    ON CONFLICT (account_id, session_id) DO NOTHING`
  return rows > 0
}

/** Notes that an entry of an account's list let somebody in; one that is gone by now is left alone. */
export async function noteSight(tx: Tx, accountId: string, entryId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO ip_allowlist_sight (account_id, entry_id, last_seen_at)
    SELECT account_id, id, ${now} FROM ip_allowlist_entry
    WHERE account_id = ${accountId}::uuid AND id = ${entryId}::uuid FOR KEY SHARE
    ON CONFLICT (account_id, entry_id) DO UPDATE SET last_seen_at = ${now}
    WHERE ip_allowlist_sight.last_seen_at < ${now}`
}
