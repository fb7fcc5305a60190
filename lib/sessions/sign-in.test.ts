import { describe, expect, test, vi } from 'vitest'
import { changePassword } from '@/lib/passwords/service'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { goodPassword, newEmail, newPerson, requestWith, visitor } from '@/lib/testing/people'
import { queuedJobs, runQueued } from '@/lib/testing/queued-jobs'
import { signIn } from './sign-in'

const wrong = {
  code: 'unauthenticated',
  reason: 'wrong_credentials',
  message: 'Email or password is wrong. If you just signed up, open the link we mailed you first.',
}

async function failedJobsFor(email: string) {
  return (await queuedJobs('record_failed_sign_in')).filter(
    ({ payload }) => payload.emailKey === email.toLowerCase(),
  )
}

describe('signing in', () => {
  test('makes a session of its own each time and records it in the person’s accounts', async () => {
    const { user, accountId } = await newPerson()
    const credentials = { email: ` ${user.email.toUpperCase()} `, password: goodPassword }
    const [one, other] = [await signIn(visitor(), credentials), await signIn(visitor(), credentials)]
    expect(one.sessionId).not.toBe(other.sessionId)
    expect((await requestWith(one.sessionId)).actor).toMatchObject({ kind: 'USER', userId: user.id })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'user.signed_in',
      actor_kind: 'USER',
      object_id: user.id,
      info: { sessionId: other.sessionId, device: 'Firefox on Linux' },
    })
  })

  test('ends the session the browser had, somebody else’s included', async () => {
    const [before, after] = [await newPerson(), await newPerson()]
    const { sessionId } = await signIn(
      { ...before.ctx, ipAddress: visitor().ipAddress },
      { email: after.user.email, password: goodPassword },
    )
    expect((await requestWith(before.sessionId)).actor.kind).toBe('ANONYMOUS')
    expect((await requestWith(sessionId)).actor).toMatchObject({ userId: after.user.id })
    expect((await actionsOf(before.accountId)).at(-1)).toBe('user.signed_out')
  })

  test('says the same of a wrong password and of an address without an account, by the same steps', async () => {
    const { user } = await newPerson()
    const stranger = newEmail()
    for (const email of [user.email, stranger]) {
      await expect(signIn(visitor(), { email, password: 'not this one' })).rejects.toMatchObject(wrong)
    }
    const left = async (email: string) =>
      (await failedJobsFor(email)).map(({ payload }) => Object.keys(payload))
    expect(await left(user.email)).toHaveLength(1)
    expect(await left(user.email)).toEqual(await left(stranger))
  })

  test('compares a password even when there is nobody to compare with', async () => {
    const { user } = await newPerson()
    const hashing = await import('@/lib/passwords/hashing')
    const verify = vi.spyOn(hashing, 'verifyPassword')
    await signIn(visitor(), { email: newEmail(), password: 'x' }).catch(() => null)
    await signIn(visitor(), { email: 'not an address', password: 'x' }).catch(() => null)
    await signIn(visitor(), { email: user.email, password: 'x' }).catch(() => null)
    expect(verify.mock.calls.map(([hash]) => hash === null)).toEqual([true, true, false])
    verify.mockRestore()
  })

  test.each([[''], ['ada'], ['a'.repeat(900)], ['ada@example.com\u0000']])(
    'takes %j for an address that is wrong',
    async (email) => {
      await expect(signIn(visitor(), { email, password: goodPassword })).rejects.toMatchObject(wrong)
    },
  )

  test('never signs in somebody who has no password', async () => {
    const { user } = await newPerson()
    await query('update "user" set password_hash = null where id = $1', [user.id])
    for (const password of ['', 'x', goodPassword]) {
      await expect(signIn(visitor(), { email: user.email, password })).rejects.toMatchObject(wrong)
    }
  })

  test('does not open a session with a password that is changed meanwhile', async () => {
    const person = await newPerson()
    const hashing = await import('@/lib/passwords/hashing')
    const original = hashing.verifyPassword
    const verify = vi.spyOn(hashing, 'verifyPassword').mockImplementationOnce(async (hash, password) => {
      const isRight = await original(hash, password)
      await changePassword(person.ctx, { currentPassword: goodPassword, password: 'another-plum-orbit' })
      return isRight
    })
    await expect(
      signIn(visitor(), { email: person.user.email, password: goodPassword }),
    ).rejects.toMatchObject(wrong)
    verify.mockRestore()
    expect(
      await query('select 1 from session where user_id = $1 and revoked_at is null', [person.user.id]),
    ).toHaveLength(1)
  })
})

describe('a failed sign-in', () => {
  test('of somebody who has an account is recorded with where it came from, and of anybody else is not', async () => {
    const { user, accountId } = await newPerson()
    const client = visitor()
    await signIn(client, { email: user.email, password: 'guess' }).catch(() => null)
    const stranger = newEmail()
    await signIn(client, { email: stranger, password: 'guess' }).catch(() => null)
    expect(
      await runQueued('record_failed_sign_in', ({ emailKey }) => [user.email, stranger].includes(emailKey)),
    ).toBe(2)
    const [event] = await query(
      'select action, actor_kind, ip_address, request_id, info from audit_event where account_id = $1 and action = $2',
      [accountId, 'user.sign_in_failed'],
    )
    expect(event).toMatchObject({ info: { asked_at: client.now.toISOString() } })
    expect(event).toMatchObject({
      actor_kind: 'ANONYMOUS',
      ip_address: client.ipAddress,
      request_id: client.requestId,
    })
    expect(JSON.stringify(event)).not.toContain('guess')
    expect(await query('select 1 from audit_event where request_id = $1', [client.requestId])).toHaveLength(1)
  })
})

describe('the limits', () => {
  const credentials = (email: string) => ({ email, password: 'guess' })

  async function fail(email: string, times: number, client = visitor()): Promise<void> {
    for (let count = 0; count < times; count += 1) {
      await expect(signIn(client, credentials(email))).rejects.toMatchObject(wrong)
    }
  }

  test('stop guessing at one person from one client, with the time to wait, alike for any address', async () => {
    const { user } = await newPerson()
    for (const email of [user.email, newEmail()]) {
      const client = visitor()
      await fail(email, 10, client)
      await expect(signIn(client, { email, password: goodPassword })).rejects.toMatchObject({
        code: 'rate_limited',
        message: expect.stringMatching(/^Too many tries to sign in\. Wait 1\d minutes and try again\.$/),
        retryAfterSeconds: expect.any(Number),
      })
    }
  })

  test('do not lock the person out who is somewhere else', async () => {
    const { user } = await newPerson()
    await fail(user.email, 10)
    await expect(signIn(visitor(), { email: user.email, password: goodPassword })).resolves.toHaveProperty(
      'sessionId',
    )
  })

  test('are forgotten for a person who signed in', async () => {
    const { user } = await newPerson()
    const client = visitor()
    for (let round = 0; round < 3; round += 1) {
      await fail(user.email, 9, client)
      const signingIn = signIn(client, { email: user.email, password: goodPassword })
      await expect(signingIn).resolves.toHaveProperty('sessionId')
    }
  })

  test('are not for a client that tries address after address, its own among them', async () => {
    const { user } = await newPerson()
    const client = visitor()
    const tries = Array.from({ length: 99 }, () => signIn(client, credentials(newEmail())).catch(() => null))
    await Promise.all(tries)
    await signIn(client, { email: user.email, password: goodPassword })
    await expect(signIn(client, { email: user.email, password: goodPassword })).rejects.toMatchObject({
      code: 'rate_limited',
    })
  })

  test('meet guessing from many clients at once, but not where the person was signed in before', async () => {
    const { user } = await newPerson()
    const home = visitor()
    await signIn(home, { email: user.email, password: goodPassword })
    await Promise.all(
      Array.from({ length: 100 }, () => signIn(visitor(), credentials(user.email)).catch(() => null)),
    )
    await expect(signIn(visitor(), { email: user.email, password: goodPassword })).rejects.toMatchObject({
      code: 'rate_limited',
    })
    await expect(
      signIn(visitor({ ipAddress: home.ipAddress }), { email: user.email, password: goodPassword }),
    ).resolves.toHaveProperty('sessionId')
  })
})
