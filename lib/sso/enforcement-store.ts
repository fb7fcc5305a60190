import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'

export type EnforcementRow = {
  name: string
  handle: string
  isSsoRequired: boolean
  sessionMinutes: number | null
}

/** What an account asks of sessions. */
export async function findEnforcement(tx: Tx, accountId: string): Promise<EnforcementRow | null> {
  return tx.account.findUnique({
    where: { id: accountId },
    select: { name: true, handle: true, isSsoRequired: true, sessionMinutes: true },
  })
}

/** Whether it could be required. */
type RequirableRow = EnforcementRow & {
  /** Whether an active connection speaks for a proven domain. */
  hasWayIn: boolean
  /** When whoever asks last came through such a connection: in the session that carries the request, with a key in any that lives. */
  provenAt: Date | null
}

const hasWayIn = Prisma.sql`EXISTS (
  SELECT 1 FROM sso_domain d JOIN sso_connection c ON c.account_id = d.account_id AND c.id = d.connection_id
  WHERE d.account_id = a.id AND d.verified_at IS NOT NULL AND c.state = 'ACTIVE')`

/** Who asks whether it may be required; null for a service account. */
export type Asking = { userId: string; sessionId: string | null } | null

function enforcement(asking: Asking, now: Date): Prisma.Sql {
  return Prisma.sql`a.name, a.handle, a.is_sso_required AS "isSsoRequired", a.session_minutes AS "sessionMinutes", ${hasWayIn} AS "hasWayIn",
    ${asking ? provenAt(asking, now) : Prisma.sql`NULL::timestamptz`} AS "provenAt"`
}

function provenAt({ userId, sessionId }: NonNullable<Asking>, now: Date): Prisma.Sql {
  const isAsking = sessionId ? Prisma.sql`s.id = ${sessionId}::uuid` : Prisma.sql`true`
  return Prisma.sql`(
    SELECT max(p.authenticated_at) FROM session s
    JOIN sso_proof p ON p.session_id = s.id AND p.account_id = a.id
    JOIN sso_connection c ON c.account_id = p.account_id AND c.id = p.connection_id AND c.state = 'ACTIVE'
    WHERE s.user_id = ${userId}::uuid AND s.revoked_at IS NULL AND s.expires_at > ${now} AND ${isAsking} AND EXISTS (
      SELECT 1 FROM sso_domain d WHERE d.account_id = c.account_id AND d.connection_id = c.id AND d.verified_at IS NOT NULL))`
}

export type BreakGlassRow = {
  membershipId: string
  name: string
  email: string
  hasPassword: boolean
  /** As JSON writes it. */
  lastUsedAt: string | null
}

// By name.
const breakGlass = Prisma.sql`coalesce((
  SELECT json_agg(json_build_object('membershipId', m.id, 'name', u.name, 'email', u.email, 'hasPassword', u.password_hash IS NOT NULL,
    'lastUsedAt', (
      SELECT max(x.used_at) FROM sso_break_glass_use x WHERE x.account_id = m.account_id AND x.user_id = m.user_id)) ORDER BY lower(u.name), m.id)
  FROM sso_break_glass g
  JOIN membership m ON m.account_id = g.account_id AND m.id = g.membership_id
  JOIN "user" u ON u.id = m.user_id
  WHERE g.account_id = a.id), '[]')`

/** The Administrators who are let in by a password. */
export async function listBreakGlass(tx: Tx, accountId: string): Promise<BreakGlassRow[]> {
  const [row] = await tx.$queryRaw<{ breakGlass: BreakGlassRow[] }[]>`
    SELECT ${breakGlass} AS "breakGlass" FROM account a WHERE a.id = ${accountId}::uuid`
  return row?.breakGlass ?? []
}

export type CandidateRow = {
  membershipId: string
  name: string
  isUser: boolean
  isActive: boolean
  isAdministrator: boolean
}

/** Those of these memberships that are the account's, as candidates for it. */
export async function listCandidates(
  tx: Tx,
  accountId: string,
  membershipIds: string[],
): Promise<CandidateRow[]> {
  return tx.$queryRaw<CandidateRow[]>`
    SELECT m.id AS "membershipId", m.principal_name AS name, m.kind = 'USER' AS "isUser", m.status = 'ACTIVE' AS "isActive",
           coalesce(r.built_in = 'ADMINISTRATOR', false) AS "isAdministrator"
    FROM membership m JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    WHERE m.account_id = ${accountId}::uuid AND m.id = ANY(${membershipIds}::uuid[]) ORDER BY m.principal_name, m.id`
}

/** Names those who are let in by a password, in place of those before. */
export async function replaceBreakGlass(
  tx: Tx,
  accountId: string,
  membershipIds: string[],
  createdAt: Date,
): Promise<void> {
  await tx.ssoBreakGlass.deleteMany({ where: { accountId, membershipId: { notIn: membershipIds } } })
  await tx.ssoBreakGlass.createMany({
    data: membershipIds.map((membershipId) => ({ accountId, membershipId, createdAt })),
    skipDuplicates: true,
  })
}

/** The same with whom it concerns. */
export type StandingRow = RequirableRow & {
  members: number
  withoutIdentity: number
  isRecoverable: boolean
  breakGlass: BreakGlassRow[]
}

/** Whom single sign-on is or would be required of, counted no further than `atMost`, who is let in by a password, and whether any Administrator is. */
export async function findStanding(
  tx: Tx,
  accountId: string,
  { asking, now, atMost }: { asking: Asking; now: Date; atMost: number },
): Promise<StandingRow | null> {
  const isCovered = Prisma.sql`EXISTS (
    SELECT 1 FROM sso_domain d
    WHERE d.account_id = m.account_id AND d.verified_at IS NOT NULL AND d.domain = split_part(u.email_key, '@', 2))`
  const [row] = await tx.$queryRaw<StandingRow[]>`
    SELECT ${enforcement(asking, now)}, c.members, c."withoutIdentity", ${breakGlass} AS "breakGlass", EXISTS (
      SELECT 1 FROM role r JOIN membership m ON m.account_id = r.account_id AND m.role_id = r.id JOIN "user" u ON u.id = m.user_id
      WHERE r.account_id = ${accountId}::uuid AND r.built_in = 'ADMINISTRATOR' AND m.status = 'ACTIVE' AND (NOT ${isCovered} OR EXISTS (
        SELECT 1 FROM sso_break_glass g WHERE g.account_id = m.account_id AND g.membership_id = m.id))) AS "isRecoverable"
    FROM account a CROSS JOIN LATERAL (
      SELECT count(*)::int AS members, (count(*) FILTER (WHERE NOT known))::int AS "withoutIdentity"
      FROM (
        SELECT EXISTS (SELECT 1 FROM sso_identity i WHERE i.account_id = m.account_id AND i.user_id = m.user_id) AS known
        FROM membership m JOIN "user" u ON u.id = m.user_id
        WHERE m.account_id = a.id AND m.status = 'ACTIVE' AND ${isCovered} LIMIT ${atMost}) covered) c
    WHERE a.id = ${accountId}::uuid`
  return row ?? null
}

export async function setRequired(tx: Tx, accountId: string, isSsoRequired: boolean): Promise<void> {
  await tx.account.update({ where: { id: accountId }, data: { isSsoRequired }, select: { id: true } })
}

export async function setSessionMinutes(
  tx: Tx,
  accountId: string,
  sessionMinutes: number | null,
): Promise<void> {
  await tx.account.update({ where: { id: accountId }, data: { sessionMinutes }, select: { id: true } })
}

/** Whoever used it and where, for the mail; null when either is gone. */
export async function findUse(
  tx: Tx,
  accountId: string,
  userId: string,
): Promise<{ account: { name: string; handle: string }; user: { name: string; email: string } } | null> {
  const account = await tx.account.findUnique({
    where: { id: accountId },
    select: { name: true, handle: true },
  })
  const user = await tx.user.findUnique({ where: { id: userId }, select: { name: true, email: true } })
  return account && user ? { account, user } : null
}
