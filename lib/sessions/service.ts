import { recordUserAudit } from '@/lib/audit/service'
import { requireUser } from '@/lib/authz/access'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { database, withTransaction, type Tx } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { actingAs } from '@/lib/users/acting-user'
import { decideEntry } from '@/lib/users/rules'
import type { User } from '@/lib/users/service'
import { deviceOf } from './device'
import type { RevokeSessionInput, SessionView } from './schema'
import * as store from './store'

const listedAtMost = 100

/** How long a session and its cookie last, in seconds. */
export function sessionSeconds(): number {
  return env().SESSION_DAYS * 24 * 60 * 60
}

/** The identity provider that vouched for somebody, and the only account that the session opens; null for each of theirs. */
export type SignedInThrough = { connectionId: string; boundAccountId: string | null }

/**
 * Makes a session for somebody who just proved who they are and records the sign-in, within the caller's transaction. Always a
 * new row: a session id that a browser brought along is never taken over. Returns its id, for the cookie. Throws
 * `forbidden`/`user_suspended`.
 */
export async function startSession(tx: Tx, ctx: Ctx, user: User, through?: SignedInThrough): Promise<string> {
  enforce(decideEntry(user.suspendedAt))
  const { ipAddress, userAgent, now } = ctx
  const sessionId = await store.createSession(tx, {
    userId: user.id,
    isThroughSso: through !== undefined,
    boundAccountId: through?.boundAccountId ?? null,
    ipAddress,
    userAgent,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: new Date(now.getTime() + sessionSeconds() * 1_000),
  })
  await recordSignIn(tx, ctx, user, { sessionId, connectionId: through?.connectionId })
  return sessionId
}

/**
 * Records a sign-in with its session, in each account the user belongs to; the connection by its id alone, which tells nothing to accounts that
 * it is not of.
 */
export async function recordSignIn(
  tx: Tx,
  ctx: Ctx,
  user: User,
  { sessionId, connectionId }: { sessionId: string; connectionId?: string | undefined },
): Promise<void> {
  const through = connectionId ? ' through single sign-on' : ''
  await recordUserAudit(tx, actingAs(ctx, user, sessionId), user.id, {
    action: 'user.signed_in',
    message: `${user.name} signed in${through}`,
    info: {
      sessionId,
      device: deviceOf(ctx.userAgent),
      ...(connectionId ? { sso_connection_id: connectionId } : {}),
    },
  })
}

/** Ends the session of the request; does nothing when nobody is signed in. Its cookie is refused from the next request on. */
export async function signOut(ctx: Ctx): Promise<void> {
  const { actor } = ctx
  if (actor.kind !== 'USER' || !actor.sessionId) return
  const { userId, sessionId, name } = actor
  await withTransaction(async (tx) => {
    if (!(await store.revokeSession(tx, userId, sessionId, ctx.now))) return
    await recordUserAudit(tx, ctx, userId, {
      action: 'user.signed_out',
      message: `${name} signed out`,
      info: { sessionId },
    })
  })
}

type ListedSession = SessionView & { user_agent: string | null }

/** The signed-in user's live sessions, the last used first, at most 100, each with what its browser said of itself. */
export async function listSessions(ctx: Ctx): Promise<ListedSession[]> {
  const { userId, sessionId } = requireUser(ctx)
  const rows = await store.listLiveSessions(database(), userId, ctx.now, listedAtMost)
  return rows.map((row) => sessionViewOf(row, sessionId))
}

/** Ends one of the signed-in user's sessions. Ending one that has ended changes nothing; somebody else's is `not_found`. */
export async function revokeSession(ctx: Ctx, input: RevokeSessionInput): Promise<{ id: string }> {
  const { userId, name } = requireUser(ctx)
  return withTransaction(async (tx) => {
    const session = await store.findSessionOfUser(tx, userId, input.sessionId)
    if (!session) throw new AppError('not_found')
    if (await store.revokeSession(tx, userId, session.id, ctx.now)) {
      await recordUserAudit(tx, ctx, userId, {
        action: 'session.revoked',
        message: `${name} signed out ${deviceOf(session.userAgent)}`,
        objectTable: 'session',
        objectId: session.id,
        info: { ipAddress: session.ipAddress, device: deviceOf(session.userAgent) },
      })
    }
    return { id: session.id }
  })
}

/** Ends all sessions of the signed-in user but the one of the request. Returns how many. */
export async function revokeOtherSessions(ctx: Ctx): Promise<{ revoked: number }> {
  const { userId, name, sessionId } = requireUser(ctx)
  return withTransaction(async (tx) => {
    const revoked = await store.revokeSessions(tx, userId, sessionId, ctx.now)
    if (revoked > 0) {
      await recordUserAudit(tx, ctx, userId, {
        action: 'session.revoked',
        message: `${name} signed out all other devices`,
        info: { revoked, keptSessionId: sessionId },
      })
    }
    return { revoked }
  })
}

/**
 * Ends a user's sessions because the password changed, keeping at most one, within the caller's transaction, which records why.
 * Returns how many.
 */
export async function endSessions(
  tx: Tx,
  ctx: Ctx,
  ended: { userId: string; keptSessionId: string | null },
): Promise<number> {
  return store.revokeSessions(tx, ended.userId, ended.keptSessionId, ctx.now)
}

/**
 * Ends the sessions that an account's single sign-on opened, or those of them that are named, and takes back what it proved of others, which go on
 * without it: within the caller's transaction, which records why. Returns how many ended.
 */
export async function endSessionsThrough(tx: Tx, ctx: Ctx, through: store.Through): Promise<number> {
  return store.revokeSessionsThrough(tx, through, ctx.now)
}

const recentMilliseconds = 15 * 60 * 1_000

/**
 * Lets on whoever signed in to the session of the request within the last 15 minutes: asked of people without a password before what cannot be
 * undone. Throws `forbidden`/`recent_sign_in_required`, to a program with a key as well.
 */
export async function requireRecentSignIn(ctx: Ctx): Promise<void> {
  const { userId, sessionId } = requireUser(ctx)
  const since = new Date(ctx.now.getTime() - recentMilliseconds)
  if (sessionId && (await store.hasBegunSince(database(), { userId, sessionId, since }))) return
  throw new AppError('forbidden', 'recent_sign_in_required', {
    message: 'This cannot be undone. Sign out, sign in again, and do it within 15 minutes.',
  })
}

/** Whether the person with this address (normalised) was signed in from this client before. */
export async function isKnownClient(emailKey: string, ipAddress: string | null): Promise<boolean> {
  return ipAddress !== null && store.hasSessionFrom(database(), emailKey, ipAddress)
}

function sessionViewOf(row: store.SessionRow, currentSessionId: string | null): ListedSession {
  return {
    id: row.id,
    device: deviceOf(row.userAgent),
    user_agent: row.userAgent,
    ip_address: row.ipAddress,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    is_current: row.id === currentSessionId,
  }
}
