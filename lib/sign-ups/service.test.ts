import { beforeEach, describe, expect, test, vi } from 'vitest'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { mailedToken, mailsTo } from '@/lib/testing/outbox'
import { goodPassword, newEmail, newPerson, requestWith, visitor } from '@/lib/testing/people'
import { queuedJobs, runQueued } from '@/lib/testing/queued-jobs'
import { confirmSignUp, describeSignUpLink, mailSignUp, signUp, type SignUpOutcome } from './service'

// With mail on: nothing is sent in these tests, the outbox is read instead.
vi.stubEnv('SMTP_URL', 'smtp://127.0.0.1:1')

const name = 'Grace Hopper'

async function pendingSignUp(
  email: string,
  change: { password?: string; returnTo?: string } = {},
): Promise<string> {
  const { password = goodPassword, returnTo } = change
  const outcome: SignUpOutcome = await signUp(visitor(), {
    name,
    email,
    password,
    ...(returnTo ? { returnTo } : {}),
  })
  if (outcome.state !== 'PENDING') throw new Error('a user was made at once')
  await runQueued('mail_sign_up', ({ id }) => id === outcome.signUpId)
  return outcome.signUpId
}

async function usersWith(email: string) {
  return query<{ id: string; email_verified_at: Date | null }>(
    'select id, email_verified_at from "user" where email = $1',
    [email],
  )
}

async function personalAccountOf(email: string): Promise<string> {
  const [account] = await query<{ id: string }>(
    'select a.id from account a join "user" u on u.id = a.owner_user_id where u.email = $1',
    [email],
  )
  return account?.id ?? ''
}

describe('signing up', () => {
  test('makes no user until the mailed link is confirmed', async () => {
    const email = newEmail()
    await pendingSignUp(email)
    expect(await usersWith(email)).toEqual([])
    expect(await mailsTo(email)).toMatchObject([
      { template: 'sign_up', props: { name }, token: expect.stringMatching(/^[\w-]{43}$/) },
    ])
  })

  test('answers the same, and leaves the same behind, whether or not the address has an account', async () => {
    const { user } = await newPerson()
    const left = async (email: string) => {
      const outcome = await signUp(visitor(), { name, email, password: goodPassword })
      const signUpId = outcome.state === 'PENDING' ? outcome.signUpId : ''
      const rows = await query<object>('select name, used_at, return_to from sign_up where id = $1', [
        signUpId,
      ])
      const jobs = (await queuedJobs('mail_sign_up')).filter(({ payload }) => payload.id === signUpId)
      return {
        keys: Object.keys(outcome),
        state: outcome.state,
        rows,
        jobs: jobs.map(({ payload }) => Object.keys(payload)),
      }
    }
    expect(await left(user.email)).toEqual(await left(newEmail()))
  })

  test('tells the owner of an address with an account, at the address as the account holds it', async () => {
    const { user } = await newPerson()
    await pendingSignUp(user.email.toUpperCase())
    expect(await mailsTo(user.email)).toMatchObject([
      { template: 'sign_up_existing', props: { name: user.name }, token: null },
    ])
    expect(await mailsTo(user.email.toUpperCase())).toEqual([])
  })

  test('mails once although its job runs twice', async () => {
    const email = newEmail()
    const id = await pendingSignUp(email)
    await mailSignUp({ id })
    await Promise.all([mailSignUp({ id }), mailSignUp({ id })])
    expect(await mailsTo(email)).toHaveLength(1)
  })

  test('stores neither the password nor the secret of the link in readable form', async () => {
    const email = newEmail()
    await pendingSignUp(email)
    const token = await mailedToken(email, 'sign_up')
    const [row] = await query<{ text: string }>(
      'select to_jsonb(s)::text as text from sign_up s where email = $1',
      [email],
    )
    expect(row?.text).toContain('$argon2id$')
    expect(row?.text).not.toContain(goodPassword)
    expect(row?.text).not.toContain(token)
  })

  test('refuses a common password, and one made of the person’s own name, before anything is stored', async () => {
    const email = newEmail()
    for (const password of ['password123', 'gracehopper']) {
      await expect(signUp(visitor(), { name, email, password })).rejects.toMatchObject({
        reason: 'common_password',
      })
    }
    expect(await query('select 1 from sign_up where email = $1', [email])).toEqual([])
  })

  test('is limited for one address from many clients, alike with and without an account', async () => {
    const { user } = await newPerson()
    for (const email of [user.email, newEmail()]) {
      for (let count = 0; count < 5; count += 1)
        await signUp(visitor(), { name, email, password: goodPassword })
      await expect(signUp(visitor(), { name, email, password: goodPassword })).rejects.toMatchObject({
        code: 'rate_limited',
        message: expect.stringMatching(/^Too many tries to sign up\. Wait \d+ minutes and try again\.$/),
      })
    }
  })

  test('is limited for one client with many addresses', async () => {
    const client = visitor()
    for (let count = 0; count < 20; count += 1)
      await signUp(client, { name, email: newEmail(), password: goodPassword })
    await expect(signUp(client, { name, email: newEmail(), password: goodPassword })).rejects.toMatchObject({
      code: 'rate_limited',
    })
  })
})

describe('confirming a sign-up', () => {
  test('in the browser that signed up makes the user, verified, with a personal account and a session', async () => {
    const email = newEmail()
    const id = await pendingSignUp(email, { returnTo: '/organizations/acme' })
    const { sessionId, returnTo } = await confirmSignUp(
      visitor(),
      { token: await mailedToken(email, 'sign_up') },
      id,
    )
    expect(returnTo).toBe('/organizations/acme')
    expect((await requestWith(sessionId)).actor).toMatchObject({
      kind: 'USER',
      email,
      name,
      isEmailVerified: true,
    })
    expect(await actionsOf(await personalAccountOf(email))).toEqual([
      'account.created',
      'user.signed_up',
      'user.signed_in',
    ])
  })

  test('in another browser needs the password chosen at sign-up', async () => {
    const email = newEmail()
    await pendingSignUp(email)
    const token = await mailedToken(email, 'sign_up')
    await expect(confirmSignUp(visitor(), { token }, null)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { password: 'Type the password you chose when you signed up.' },
    })
    await expect(confirmSignUp(visitor(), { token, password: 'another-one' }, null)).rejects.toMatchObject({
      reason: 'wrong_password',
    })
    expect(await usersWith(email)).toEqual([])
    await confirmSignUp(visitor(), { token, password: goodPassword }, null)
    expect(await usersWith(email)).toHaveLength(1)
  })

  test('does not give somebody who signed up with another’s address an account, whatever the other presses', async () => {
    const victim = newEmail()
    const attackersSignUp = await pendingSignUp(victim, { password: 'chosen by the attacker' })
    const token = await mailedToken(victim, 'sign_up')
    // The victim opens the link in a browser that signed up for nothing, then in one with a sign-up of their own.
    const victimsSignUp = await pendingSignUp(victim)
    for (const browserSignUpId of [null, victimsSignUp]) {
      await expect(
        confirmSignUp(visitor(), { token, password: goodPassword }, browserSignUpId),
      ).rejects.toMatchObject({
        reason: 'wrong_password',
      })
    }
    expect(await usersWith(victim)).toEqual([])
    // The victim's own sign-up goes through, and the attacker's is worth nothing then.
    await confirmSignUp(visitor(), { token: await mailedToken(victim, 'sign_up') }, victimsSignUp)
    await expect(confirmSignUp(visitor(), { token }, attackersSignUp)).rejects.toMatchObject({
      reason: 'account_exists',
    })
  })

  test('by twenty presses at once makes one user and one session', async () => {
    const email = newEmail()
    const id = await pendingSignUp(email)
    const token = await mailedToken(email, 'sign_up')
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => confirmSignUp(visitor(), { token }, id)),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    expect(refused).toEqual(
      refused.map(() =>
        expect.objectContaining({ reason: expect.objectContaining({ reason: 'link_used' }) }),
      ),
    )
    const [user] = await usersWith(email)
    expect(await query('select 1 from session where user_id = $1', [user?.id])).toHaveLength(1)
  })

  test('of two sign-ups for one address at once makes one user', async () => {
    const email = newEmail()
    const one = { id: await pendingSignUp(email), token: await mailedToken(email, 'sign_up') }
    const other = { id: await pendingSignUp(email), token: await mailedToken(email, 'sign_up') }
    const outcomes = await Promise.allSettled(
      [one, other].map(({ id, token }) => confirmSignUp(visitor(), { token }, id)),
    )
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { reason: 'account_exists' },
    })
    expect(await usersWith(email)).toHaveLength(1)
  })

  test('works for a day', async () => {
    const email = newEmail()
    const id = await pendingSignUp(email)
    const token = await mailedToken(email, 'sign_up')
    const tomorrow = visitor({ now: new Date(Date.now() + 24 * 60 * 60 * 1_000 + 1_000) })
    await expect(confirmSignUp(tomorrow, { token }, id)).rejects.toMatchObject({
      code: 'conflict',
      reason: 'link_expired',
    })
  })

  test('leaves nothing behind when its last step fails', async () => {
    const email = newEmail()
    const id = await pendingSignUp(email)
    const token = await mailedToken(email, 'sign_up')
    const isUnwritable = visitor({ userAgent: 'a zero byte \u0000 no database takes' })
    await expect(confirmSignUp(isUnwritable, { token }, id)).rejects.toThrow()
    expect(await usersWith(email)).toEqual([])
    await confirmSignUp(visitor(), { token }, id)
    expect(await usersWith(email)).toHaveLength(1)
  })

  test('limits guesses at the password', async () => {
    const email = newEmail()
    await pendingSignUp(email)
    const token = await mailedToken(email, 'sign_up')
    for (let count = 0; count < 10; count += 1) {
      await expect(confirmSignUp(visitor(), { token, password: 'guess' }, null)).rejects.toMatchObject({
        reason: 'wrong_password',
      })
    }
    await expect(confirmSignUp(visitor(), { token, password: goodPassword }, null)).rejects.toMatchObject({
      code: 'rate_limited',
    })
  })
})

describe('opening the link', () => {
  let email = ''
  let id = ''
  beforeEach(async () => {
    email = newEmail()
    id = await pendingSignUp(email)
  })

  test('changes nothing, however often, and says whether the password will be asked', async () => {
    const token = await mailedToken(email, 'sign_up')
    expect(await describeSignUpLink(visitor(), token, null)).toEqual({
      state: 'sign_up',
      email,
      needsPassword: true,
    })
    expect(await describeSignUpLink(visitor(), token, id)).toEqual({
      state: 'sign_up',
      email,
      needsPassword: false,
    })
    expect(await usersWith(email)).toEqual([])
  })

  test.each([
    ['cut off', (token: string) => token.slice(0, -1)],
    ['doubled', (token: string) => token + token],
    ['from another installation', () => 'A'.repeat(43)],
    ['not a token at all', () => '%00\u202e'],
    ['empty', () => ''],
  ])('that is %s finds nothing and confirms nothing', async (_, change) => {
    const token = change(await mailedToken(email, 'sign_up'))
    expect(await describeSignUpLink(visitor(), token, id)).toBeNull()
    await expect(confirmSignUp(visitor(), { token }, id)).rejects.toMatchObject({
      code: 'conflict',
      reason: 'link_unknown',
    })
  })

  test('that was used says so', async () => {
    const token = await mailedToken(email, 'sign_up')
    await confirmSignUp(visitor(), { token }, id)
    expect(await describeSignUpLink(visitor(), token, id)).toMatchObject({
      state: 'dead',
      message: expect.stringMatching(/used already/),
    })
    await expect(confirmSignUp(visitor(), { token }, id)).rejects.toMatchObject({ reason: 'link_used' })
  })

  test('of an address that got an account meanwhile says so kindly', async () => {
    await newPerson({ email })
    expect(await describeSignUpLink(visitor(), await mailedToken(email, 'sign_up'), id)).toMatchObject({
      state: 'dead',
      message: expect.stringMatching(/Sign in instead/),
    })
  })
})

test('the events of a sign-up carry no secret', async () => {
  const email = newEmail()
  const id = await pendingSignUp(email)
  const token = await mailedToken(email, 'sign_up')
  await confirmSignUp(visitor(), { token }, id)
  const written = JSON.stringify(await eventsOf(await personalAccountOf(email)))
  expect(written).not.toContain(token)
  expect(written).not.toContain(goodPassword)
  expect(written).not.toContain('argon2')
})
