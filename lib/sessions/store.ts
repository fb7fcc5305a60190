import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'

export type SessionRow = {
  id: string
  ipAddress: string | null
  userAgent: string | null
  createdAt: Date
  lastUsedAt: Date
  expiresAt: Date
}

type NewSession = Omit<SessionRow, 'id'> & {
  userId: string
  isThroughSso: boolean
  boundAccountId: string | null
}

export async function createSession(tx: Tx, session: NewSession): Promise<string> {
  const { id } = await tx.session.create({ data: session, select: { id: true } })
  return id
}

/** The sessions that are neither revoked nor expired, the last used first. */
export async function listLiveSessions(
  tx: Tx,
  userId: string,
  now: Date,
  limit: number,
): Promise<SessionRow[]> {
  return tx.session.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: now } },
    orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: {
      id: true,
      ipAddress: true,
      userAgent: true,
      createdAt: true,
      lastUsedAt: true,
      expiresAt: true,
    },
  })
}

/** A session of this user, whatever its state. */
export async function findSessionOfUser(
  tx: Tx,
  userId: string,
  sessionId: string,
): Promise<SessionRow | null> {
  return tx.session.findFirst({
    where: { id: sessionId, userId },
    select: {
      id: true,
      ipAddress: true,
      userAgent: true,
      createdAt: true,
      lastUsedAt: true,
      expiresAt: true,
    },
  })
}

/** Revokes one session; false when it is revoked already or not this user's. */
export async function revokeSession(tx: Tx, userId: string, sessionId: string, now: Date): Promise<boolean> {
  const { count } = await tx.session.updateMany({
    where: { id: sessionId, userId, revokedAt: null },
    data: { revokedAt: now },
  })
  return count > 0
}

/** Revokes a user's sessions but the one to keep; returns how many were live. */
export async function revokeSessions(
  tx: Tx,
  userId: string,
  keptSessionId: string | null,
  now: Date,
): Promise<number> {
  const { count } = await tx.session.updateMany({
    where: {
      userId,
      revokedAt: null,
      expiresAt: { gt: now },
      ...(keptSessionId ? { id: { not: keptSessionId } } : {}),
    },
    data: { revokedAt: now },
  })
  return count
}

/**
 * What an account's single sign-on opened and proved: all of it, that of one connection, of one user, or what a provider calls by a name, and by
 * one of these indexes where there are some.
 */
export type Through = {
  accountId: string
  connectionId?: string
  userId?: string
  named?: { nameId: string; sessionIndexes: readonly string[] }
}

/** Takes such proofs back, and revokes those of their sessions that single sign-on opened; returns how many were live. */
export async function revokeSessionsThrough(
  tx: Tx,
  { accountId, connectionId, userId, named }: Through,
  now: Date,
): Promise<number> {
  const indexes = [...(named?.sessionIndexes ?? [])]
  const [row] = await tx.$queryRaw<{ ended: number }[]>`
    WITH proof AS (
      DELETE FROM sso_proof p USING session s
      WHERE p.account_id = ${accountId}::uuid AND s.id = p.session_id
        ${connectionId ? Prisma.sql`AND p.connection_id = ${connectionId}::uuid` : Prisma.empty}
        ${userId ? Prisma.sql`AND s.user_id = ${userId}::uuid` : Prisma.empty}
        ${named ? Prisma.sql`AND p.name_id = ${named.nameId}` : Prisma.empty}
        ${indexes.length > 0 ? Prisma.sql`AND p.session_index = ANY(${indexes}::text[])` : Prisma.empty}
      RETURNING p.session_id
    ), ended AS (
      UPDATE session s SET revoked_at = ${now} FROM proof
      WHERE s.id = proof.session_id AND s.is_through_sso AND s.revoked_at IS NULL AND s.expires_at > ${now} RETURNING 1
    )
    SELECT count(*)::int AS ended FROM ended`
  return row?.ended ?? 0
}

/** Whether the user with this address was ever signed in from this client. */
export async function hasSessionFrom(tx: Tx, emailKey: string, ipAddress: string): Promise<boolean> {
  return (
    (await tx.session.findFirst({ where: { user: { emailKey }, ipAddress }, select: { id: true } })) !== null
  )
}

/** Whether a session of a user began after a moment. */
export async function hasBegunSince(
  tx: Tx,
  { userId, sessionId, since }: { userId: string; sessionId: string; since: Date },
): Promise<boolean> {
  return (await tx.session.count({ where: { id: sessionId, userId, createdAt: { gt: since } } })) > 0
}
