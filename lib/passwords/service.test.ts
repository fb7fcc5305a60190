import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { requestWith } from '@/lib/testing/people'
import { signIn } from '@/lib/sessions/sign-in'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { mailedToken, mailsTo } from '@/lib/testing/outbox'
import { goodPassword, newEmail, newPerson, visitor } from '@/lib/testing/people'
import { queuedJobs, runQueued } from '@/lib/testing/queued-jobs'
import {
  changePassword,
  describeResetLink,
  mailPasswordReset,
  requestPasswordReset,
  resetPassword,
} from './service'

const another = 'walnut-harbour-sonnet'

async function canSignIn(email: string, password: string): Promise<boolean> {
  return signIn(visitor(), { email, password }).then(
    () => true,
    () => false,
  )
}

async function isSignedIn(sessionId: string): Promise<boolean> {
  return (await requestWith(sessionId)).actor.kind === 'USER'
}

async function askForLink(email: string): Promise<string> {
  await requestPasswordReset(visitor(), { email })
  await runQueued('mail_password_reset', ({ emailKey }) => emailKey === email.toLowerCase())
  return mailedToken(email, 'password_reset')
}

describe('changing the password', () => {
  test('needs the current one, keeps this session and ends all others', async () => {
    const person = await newPerson()
    const { sessionId: elsewhere } = await signIn(visitor(), {
      email: person.user.email,
      password: goodPassword,
    })
    expect(await changePassword(person.ctx, { currentPassword: goodPassword, password: another })).toEqual({
      endedSessions: 1,
    })
    expect([await isSignedIn(person.sessionId), await isSignedIn(elsewhere)]).toEqual([true, false])
    expect([
      await canSignIn(person.user.email, another),
      await canSignIn(person.user.email, goodPassword),
    ]).toEqual([true, false])
    expect(await actionsOf(person.accountId)).toContain('user.password_changed')
    expect(await mailsTo(person.user.email)).toMatchObject([{ template: 'password_changed', token: null }])
  })

  test('with a wrong one is refused on its field and recorded, and changes nothing', async () => {
    const person = await newPerson()
    await expect(
      changePassword(person.ctx, { currentPassword: 'guess', password: another }),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { currentPassword: 'This is not your current password.' },
    })
    expect(await canSignIn(person.user.email, goodPassword)).toBe(true)
    expect(
      (await eventsOf(person.accountId)).find(({ action }) => action === 'change.refused')?.message,
    ).toMatch(/current password was wrong/)
  })

  test('refuses a common one, and one made of the name or address', async () => {
    const person = await newPerson()
    for (const password of ['password123', 'ada lovelace']) {
      await expect(
        changePassword(person.ctx, { currentPassword: goodPassword, password }),
      ).rejects.toMatchObject({
        reason: 'common_password',
      })
    }
  })

  test('limits guesses at the current one, and forgets them after a right one', async () => {
    const person = await newPerson()
    const guess = () =>
      changePassword(person.ctx, { currentPassword: 'guess', password: another }).catch(() => null)
    for (let count = 0; count < 9; count += 1) await guess()
    await changePassword(person.ctx, { currentPassword: goodPassword, password: another })
    for (let count = 0; count < 10; count += 1) await guess()
    await expect(
      changePassword(person.ctx, { currentPassword: another, password: goodPassword }),
    ).rejects.toMatchObject({
      code: 'rate_limited',
    })
  })

  test('is for somebody signed in', async () => {
    await expect(
      changePassword(visitor(), { currentPassword: goodPassword, password: another }),
    ).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })

  test('kills open reset links', async () => {
    const person = await newPerson()
    const token = await askForLink(person.user.email)
    await changePassword(person.ctx, { currentPassword: goodPassword, password: another })
    await expect(resetPassword(visitor(), { token, password: 'yet-another-one-here' })).rejects.toMatchObject(
      { reason: 'link_used' },
    )
  })

  test('changes nothing, mails nothing and ends nothing when its event cannot be written', async () => {
    const person = await newPerson()
    const { sessionId: elsewhere } = await signIn(visitor(), {
      email: person.user.email,
      password: goodPassword,
    })
    const unwritable = { ...person.ctx, requestId: 'a zero byte \u0000 no database takes' }
    await expect(
      changePassword(unwritable, { currentPassword: goodPassword, password: another }),
    ).rejects.toThrow()
    expect(await canSignIn(person.user.email, goodPassword)).toBe(true)
    expect(await isSignedIn(elsewhere)).toBe(true)
    expect(await mailsTo(person.user.email)).toEqual([])
  })
})

describe('asking for a reset link', () => {
  test('answers the same and leaves the same behind, whether or not the address has an account', async () => {
    const { user } = await newPerson()
    const left = async (email: string) => {
      const answer = await requestPasswordReset(visitor(), { email })
      const jobs = (await queuedJobs('mail_password_reset')).filter(
        ({ payload }) => payload.emailKey === email,
      )
      const rows = await query(
        'select 1 from password_reset r join "user" u on u.id = r.user_id where u.email = $1',
        [email],
      )
      return { answer: Object.keys(answer), jobs: jobs.map(({ payload }) => Object.keys(payload)), rows }
    }
    expect(await left(user.email)).toEqual(await left(newEmail()))
  })

  test('mails the address as the account holds it, once although the job runs twice, and records who asked', async () => {
    const { user, accountId } = await newPerson()
    const client = visitor()
    const payload = {
      id: randomUUID(),
      emailKey: user.email,
      request: {
        requestId: client.requestId,
        ipAddress: '203.0.113.9',
        userAgent: null,
        at: new Date().toISOString(),
      },
    }
    await mailPasswordReset(payload)
    await mailPasswordReset(payload)
    expect(await mailsTo(user.email)).toMatchObject([
      { template: 'password_reset', props: { name: user.name, ipAddress: '203.0.113.9' } },
    ])
    expect(
      (await eventsOf(accountId)).filter(({ action }) => action === 'user.password_reset_requested'),
    ).toMatchObject([{ actor_kind: 'ANONYMOUS' }])
  })

  test('is recorded in the person’s accounts with where it came from', async () => {
    const { user, accountId } = await newPerson()
    await requestPasswordReset(visitor(), { email: user.email })
    expect(await eventsOf(accountId)).not.toContainEqual(
      expect.objectContaining({ action: 'user.password_reset_requested' }),
    )
    await runQueued('mail_password_reset', ({ emailKey }) => emailKey === user.email)
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'user.password_reset_requested',
      actor_kind: 'ANONYMOUS',
      object_id: user.id,
    })
  })

  test('for an address without an account mails nobody', async () => {
    const email = newEmail()
    await requestPasswordReset(visitor(), { email })
    await runQueued('mail_password_reset', ({ emailKey }) => emailKey === email)
    expect(await mailsTo(email)).toEqual([])
  })

  test('is limited for an address and for a client, alike for any address', async () => {
    const { user } = await newPerson()
    for (const email of [user.email, newEmail()]) {
      for (let count = 0; count < 5; count += 1) await requestPasswordReset(visitor(), { email })
      await expect(requestPasswordReset(visitor(), { email })).rejects.toMatchObject({ code: 'rate_limited' })
    }
    const client = visitor()
    for (let count = 0; count < 20; count += 1) await requestPasswordReset(client, { email: newEmail() })
    await expect(requestPasswordReset(client, { email: newEmail() })).rejects.toMatchObject({
      code: 'rate_limited',
    })
  })
})

describe('resetting by the mailed link', () => {
  test('sets the password, ends all sessions and is recorded; without mail it proves no mailbox', async () => {
    const person = await newPerson({ isEmailVerified: false })
    const token = await askForLink(person.user.email)
    await resetPassword(visitor(), { token, password: another })
    expect(await isSignedIn(person.sessionId)).toBe(false)
    expect([
      await canSignIn(person.user.email, another),
      await canSignIn(person.user.email, goodPassword),
    ]).toEqual([true, false])
    const events = await eventsOf(person.accountId)
    const actions = events.map(({ action }) => action)
    expect(actions).toContain('user.password_reset')
    expect(actions).not.toContain('user.email_verified')
    expect(JSON.stringify(events)).not.toContain(token)
    expect((await mailsTo(person.user.email)).map(({ template }) => template)).toEqual([
      'password_reset',
      'password_changed',
    ])
  })

  test('by twenty at once with as many passwords sets one of them', async () => {
    const { user } = await newPerson()
    const token = await askForLink(user.email)
    const passwords = Array.from({ length: 20 }, (_, index) => `${another}-${index}`)
    const outcomes = await Promise.allSettled(
      passwords.map((password) => resetPassword(visitor(), { token, password })),
    )
    const winners = passwords.filter((_, index) => outcomes[index]?.status === 'fulfilled')
    expect(winners).toHaveLength(1)
    expect(await canSignIn(user.email, winners[0] ?? '')).toBe(true)
  })

  test('kills the other links of the person', async () => {
    const { user } = await newPerson()
    const [one, other] = [await askForLink(user.email), await askForLink(user.email)]
    await resetPassword(visitor(), { token: other, password: another })
    await expect(resetPassword(visitor(), { token: one, password: goodPassword })).rejects.toMatchObject({
      reason: 'link_used',
    })
  })

  test('works for an hour, and opening it changes nothing', async () => {
    const { user } = await newPerson()
    const token = await askForLink(user.email)
    expect(await describeResetLink(visitor(), token)).toEqual({ state: 'open', email: user.email })
    const later = visitor({ now: new Date(Date.now() + 60 * 60 * 1_000 + 1_000) })
    expect(await describeResetLink(later, token)).toMatchObject({
      state: 'dead',
      message: expect.stringMatching(/expired/),
    })
    await expect(resetPassword(later, { token, password: another })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'link_expired',
    })
    expect(await canSignIn(user.email, goodPassword)).toBe(true)
  })

  test('refuses a common password and leaves the link open', async () => {
    const { user } = await newPerson()
    const token = await askForLink(user.email)
    await expect(resetPassword(visitor(), { token, password: 'password123' })).rejects.toMatchObject({
      reason: 'common_password',
    })
    await resetPassword(visitor(), { token, password: another })
  })

  test.each([
    ['cut off', (token: string) => token.slice(1)],
    ['doubled', (token: string) => token + token],
    ['from another installation', () => 'B'.repeat(43)],
    ['empty', () => ''],
  ])('by a link that is %s says so', async (_, change) => {
    const { user } = await newPerson()
    const token = change(await askForLink(user.email))
    expect(await describeResetLink(visitor(), token)).toMatchObject({
      state: 'dead',
      message: expect.stringMatching(/not one of ours/),
    })
    await expect(resetPassword(visitor(), { token, password: another })).rejects.toMatchObject({
      reason: 'link_unknown',
    })
  })

  test('lets somebody in again whom others’ guesses locked out', async () => {
    const { user } = await newPerson()
    await Promise.all(
      Array.from({ length: 101 }, () =>
        signIn(visitor(), { email: user.email, password: 'guess' }).catch(() => null),
      ),
    )
    expect(await canSignIn(user.email, goodPassword)).toBe(false)
    await resetPassword(visitor(), { token: await askForLink(user.email), password: another })
    expect(await canSignIn(user.email, another)).toBe(true)
  })
})
