import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { firefox, goodPassword, newPerson, requestWith, visitor } from '@/lib/testing/people'
import { sessionView } from './schema'
import { listSessions, revokeOtherSessions, revokeSession, signOut } from './service'
import { signIn } from './sign-in'

type Person = Awaited<ReturnType<typeof newPerson>>

async function signInAgain(person: Person): Promise<string> {
  const { sessionId } = await signIn(visitor(), { email: person.user.email, password: goodPassword })
  return sessionId
}

async function actorOf(sessionId: string): Promise<string> {
  return (await requestWith(sessionId)).actor.kind
}

describe('the list', () => {
  test('shows one’s own live sessions with device, client and which is this one', async () => {
    const person = await newPerson()
    const other = await signInAgain(person)
    await newPerson()
    const sessions = await listSessions(person.ctx)
    expect(sessions).toMatchObject(sessions.map((session) => sessionView.parse(session)))
    expect(new Set(sessions.map(({ id }) => id))).toEqual(new Set([person.sessionId, other]))
    expect(sessions.find(({ is_current }) => is_current)).toMatchObject({
      id: person.sessionId,
      device: 'Firefox on Linux',
      user_agent: person.ctx.userAgent,
      ip_address: person.ctx.ipAddress,
    })
  })

  test('leaves out what is revoked or expired', async () => {
    const person = await newPerson()
    const revoked = await signInAgain(person)
    const expired = await signInAgain(person)
    await revokeSession(person.ctx, { sessionId: revoked })
    await query(`update session set expires_at = now() - interval '1 day' where id = $1`, [expired])
    expect((await listSessions(person.ctx)).map(({ id }) => id)).toEqual([person.sessionId])
  })

  test('is for somebody signed in', async () => {
    await expect(listSessions(visitor())).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('revoking', () => {
  test('a revoked session is refused on its next request, and the others are not', async () => {
    const person = await newPerson()
    const other = await signInAgain(person)
    expect(await actorOf(other)).toBe('USER')
    await revokeSession(person.ctx, { sessionId: other })
    expect(await actorOf(other)).toBe('ANONYMOUS')
    expect(await actorOf(person.sessionId)).toBe('USER')
    expect((await eventsOf(person.accountId)).at(-1)).toMatchObject({
      action: 'session.revoked',
      object_id: other,
      info: { device: 'Firefox on Linux' },
    })
  })

  test('twice, or five times at once, changes and records nothing more', async () => {
    const person = await newPerson()
    const other = await signInAgain(person)
    await Promise.all(Array.from({ length: 5 }, () => revokeSession(person.ctx, { sessionId: other })))
    expect((await actionsOf(person.accountId)).filter((action) => action === 'session.revoked')).toHaveLength(
      1,
    )
  })

  test('somebody else’s session does not exist, and lives on', async () => {
    const [person, stranger] = [await newPerson(), await newPerson()]
    await expect(revokeSession(stranger.ctx, { sessionId: person.sessionId })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(revokeSession(stranger.ctx, { sessionId: randomUUID() })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(revokeSession(visitor(), { sessionId: person.sessionId })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    expect(await actorOf(person.sessionId)).toBe('USER')
  })

  test('all others keeps this one and says how many', async () => {
    const person = await newPerson()
    const others = [await signInAgain(person), await signInAgain(person)]
    expect(await revokeOtherSessions(person.ctx)).toEqual({ revoked: 2 })
    expect(await Promise.all(others.map(actorOf))).toEqual(['ANONYMOUS', 'ANONYMOUS'])
    expect(await actorOf(person.sessionId)).toBe('USER')
    expect((await eventsOf(person.accountId)).at(-1)).toMatchObject({
      action: 'session.revoked',
      info: { revoked: 2 },
    })
    expect(await revokeOtherSessions(person.ctx)).toEqual({ revoked: 0 })
    expect((await actionsOf(person.accountId)).filter((action) => action === 'session.revoked')).toHaveLength(
      1,
    )
    await expect(revokeOtherSessions(visitor())).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('leaves the session alone when its event cannot be written', async () => {
    const person = await newPerson()
    const other = await signInAgain(person)
    const unwritable = { ...person.ctx, requestId: 'a zero byte \u0000 no database takes' }
    await expect(revokeSession(unwritable, { sessionId: other })).rejects.toThrow()
    await expect(revokeOtherSessions(unwritable)).rejects.toThrow()
    expect(await actorOf(other)).toBe('USER')
  })
})

describe('signing out', () => {
  test('ends the session of the request once', async () => {
    const person = await newPerson()
    await signOut(person.ctx)
    await signOut(person.ctx)
    expect(await actorOf(person.sessionId)).toBe('ANONYMOUS')
    expect((await actionsOf(person.accountId)).filter((action) => action === 'user.signed_out')).toHaveLength(
      1,
    )
  })

  test('of nobody does nothing', async () => {
    await expect(signOut(visitor())).resolves.toBeUndefined()
  })
})

test('a session ends after SESSION_DAYS', async () => {
  const person = await newPerson()
  const [row] = await query<{ days: number }>(
    'select extract(epoch from expires_at - created_at) / 86400 as days from session where id = $1',
    [person.sessionId],
  )
  expect(Number(row?.days)).toBe(30)
})

test('an absurdly long user agent is no reason to fail', async () => {
  const person = await newPerson()
  const client = visitor({ userAgent: firefox.repeat(20).slice(0, 400) })
  await expect(signIn(client, { email: person.user.email, password: goodPassword })).resolves.toHaveProperty(
    'sessionId',
  )
})
