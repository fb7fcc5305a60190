import { randomInt, randomUUID } from 'node:crypto'
import { encode } from 'next-auth/jwt'
import type { Ctx } from '../authz/context'
import { contextOfRequest } from '../authz/session'
import { env } from '../env'
import { hashPassword } from '../passwords/hashing'
import { startSession } from '../sessions/service'
import { actingAs } from '../users/acting-user'
import { createUser, creatingUser, type User } from '../users/service'
import { query } from './database'

/** An address nobody else in the tests has. */
export function newEmail(): string {
  return `person-${randomUUID()}@example.com`
}

/** A visitor nobody else in the tests is: a fresh client address, so no rate limit is shared. */
export function visitor(change: Partial<Ctx> = {}): Ctx {
  const ipAddress = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`
  return {
    actor: { kind: 'ANONYMOUS' },
    requestId: randomUUID(),
    ipAddress,
    userAgent: firefox,
    now: new Date(),
    ...change,
  }
}

export const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'

/** A password that is neither common nor made of the person's name. */
export const goodPassword = 'plum-orbit-cascade'

let goodPasswordHash: Promise<string> | undefined

type Person = { user: User; sessionId: string; accountId: string; ctx: Ctx }

/** A person who signed up, confirmed their address and is signed in; their password is `goodPassword`. */
export async function newPerson(
  change: { email?: string; name?: string; isEmailVerified?: boolean } = {},
): Promise<Person> {
  const { email = newEmail(), name = 'Ada Lovelace', isEmailVerified = true } = change
  goodPasswordHash ??= hashPassword(goodPassword)
  const passwordHash = await goodPasswordHash
  const ctx = visitor()
  const { user, sessionId } = await creatingUser(async (tx) => {
    const created = await createUser(tx, ctx, {
      email,
      name,
      passwordHash,
      isEmailVerified,
      origin: 'sign_up',
    })
    return { user: created, sessionId: await startSession(tx, ctx, created) }
  })
  const [account] = await query<{ id: string }>('select id from account where owner_user_id = $1', [user.id])
  return { user, sessionId, accountId: account?.id ?? '', ctx: actingAs(ctx, user, sessionId) }
}

/** Another session of somebody, as a password opens one; returns its id. */
export async function newSession(userId: string): Promise<string> {
  const [row] = await query<{ id: string }>(
    `insert into session (id, user_id, expires_at, last_used_at)
     values (gen_random_uuid(), $1, now() + interval '1 day', now()) returning id`,
    [userId],
  )
  return row?.id ?? ''
}

/** The value of a session's cookie. */
export async function sessionCookieOf(sessionId: string): Promise<string> {
  return encode({ token: { sid: sessionId }, secret: env().AUTH_SECRET })
}

/** The context of a later request with a session's cookie, as the server makes it. */
export async function requestWith(sessionId: string): Promise<Ctx> {
  const { requestId, ipAddress, userAgent } = visitor()
  const sessionCookie = await sessionCookieOf(sessionId)
  return contextOfRequest({ sessionCookie, requestId, ipAddress, userAgent })
}
