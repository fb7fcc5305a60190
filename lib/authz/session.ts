import { randomUUID } from 'node:crypto'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { logger } from '@/lib/log'
import { authenticateKey, authenticateKeyAgain } from './api-key'
import type { Actor, Ctx } from './context'
import { presentedKey } from './presented-key'
import { readSessionId } from './session-cookie'
import { findSession, touchSession } from './store'

/** Set by the server in front of Next on every request, whatever the client sent. */
export const clientAddressHeader = 'x-roster-client-address'
export const requestIdHeader = 'x-request-id'
/** The path and query that were asked for, to come back to after signing in. */
export const pathHeader = 'x-roster-path'
/** Says `true` of a page that a browser fetches in case somebody will open it; Next keeps its own header for that to itself. */
export const prefetchHeader = 'x-roster-prefetch'

const touchAfterMilliseconds = 60_000

type RequestFacts = {
  sessionCookie: string | undefined
  /** The `Authorization` header, where a key may be sent; when there is one in it, the cookie does not count. */
  authorization?: string | undefined
  requestId: string | null
  ipAddress: string | null
  userAgent: string | null
}

/**
 * The context of a request: the session or the key is read with its owner in one query, so that one that was revoked ends at once. Without
 * a live session it is anonymous; a key that opens nothing is an error, which `authenticateKey` throws.
 */
export async function contextOfRequest(request: RequestFacts): Promise<Ctx> {
  const now = new Date()
  const ctx = {
    requestId: request.requestId ?? randomUUID(),
    ipAddress: request.ipAddress,
    userAgent: request.userAgent?.slice(0, 400) ?? null,
    now,
  }
  return { ...ctx, actor: await findActor(request, now) }
}

/**
 * The context of a request that is still being answered, as one that came now: for long answers, which must not outlive what opened them. Throws
 * `unauthenticated` where the session has ended or the key opens nothing any more.
 */
export async function contextAgain(ctx: Ctx): Promise<Ctx> {
  const { actor } = ctx
  const now = new Date()
  if (actor.kind === 'ANONYMOUS' || actor.kind === 'SYSTEM') return { ...ctx, now }
  if (actor.apiKey) return { ...ctx, now, actor: await authenticateKeyAgain(actor.apiKey.id, now) }
  const sessionId = actor.kind === 'USER' ? actor.sessionId : null
  const session = sessionId ? await findSession(database(), sessionId, now) : null
  if (!session) throw new AppError('unauthenticated')
  return { ...ctx, now, actor: session }
}

/** The context of the command line and of jobs. */
export function systemContext(name: string): Ctx {
  return {
    actor: { kind: 'SYSTEM', name },
    requestId: randomUUID(),
    ipAddress: null,
    userAgent: null,
    now: new Date(),
  }
}

async function findActor(request: RequestFacts, now: Date): Promise<Actor> {
  const { authorization, ipAddress } = request
  const key = authorization === undefined ? null : presentedKey(authorization)
  if (key !== null) return authenticateKey({ key, ipAddress, now })
  const sessionId = await readSessionId(request.sessionCookie)
  const session = sessionId ? await findSession(database(), sessionId, now) : null
  if (!sessionId || !session) return { kind: 'ANONYMOUS' }
  const { lastUsedAt, ...actor } = session
  if (now.getTime() - lastUsedAt.getTime() > touchAfterMilliseconds) {
    // Not in the request's way, and nothing depends on it.
    touchSession(database(), sessionId, now, ipAddress).catch((error: unknown) =>
      logger().warn({ error }, 'the last use of a session could not be written'),
    )
  }
  return actor
}
