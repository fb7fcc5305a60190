import { describe, expect, test } from 'vitest'
import { paths } from '@/lib/paths'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { mailsTo } from '@/lib/testing/outbox'
import { goodPassword, newEmail, newPerson, requestWith, visitor } from '@/lib/testing/people'
import { signUp } from './service'

const name = 'Grace Hopper'

describe('signing up where no mail is sent', () => {
  test('makes the user at once, unverified, and signs in', async () => {
    const email = newEmail()
    const outcome = await signUp(visitor(), {
      name,
      email,
      password: goodPassword,
      returnTo: '/organizations/acme',
    })
    if (outcome.state !== 'SIGNED_IN') throw new Error('no session was made')
    expect(outcome.returnTo).toBe('/organizations/acme')
    expect((await requestWith(outcome.sessionId)).actor).toMatchObject({
      kind: 'USER',
      email,
      isEmailVerified: false,
    })
    expect(await mailsTo(email)).toEqual([])
  })

  test('is recorded in the new personal account', async () => {
    const email = newEmail()
    await signUp(visitor(), { name, email, password: goodPassword })
    const [account] = await query<{ id: string }>(
      'select a.id from account a join "user" u on u.id = a.owner_user_id where u.email = $1',
      [email],
    )
    expect(await eventsOf(account?.id ?? '')).toMatchObject([
      { action: 'account.created' },
      {
        action: 'user.signed_up',
        actor_kind: 'USER',
        info: { email, origin: 'sign_up', isEmailVerified: false },
      },
      { action: 'user.signed_in' },
    ])
  })

  test('refuses an address that has an account in neutral words, and changes nothing', async () => {
    const { user } = await newPerson()
    await expect(
      signUp(visitor(), { name, email: user.email.toUpperCase(), password: goodPassword }),
    ).rejects.toMatchObject({
      code: 'conflict',
      reason: 'cannot_sign_up',
    })
    expect(await query('select name from "user" where email = $1', [user.email])).toEqual([
      { name: user.name },
    ])
  })

  test('by several at once with one address makes one user', async () => {
    const email = newEmail()
    const tries = Array.from({ length: 5 }, () => signUp(visitor(), { name, email, password: goodPassword }))
    const outcomes = await Promise.allSettled(tries)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await query('select 1 from "user" where email = $1', [email])).toHaveLength(1)
  })

  test.each([
    ['https://evil.example/'],
    ['//evil.example'],
    ['/\\evil.example'],
    ['javascript:alert(1)'],
    ['/\u0000'],
  ])('never leads to %j afterwards', async (returnTo) => {
    const outcome = await signUp(visitor(), { name, email: newEmail(), password: goodPassword, returnTo })
    expect(outcome).toMatchObject({ returnTo: paths.home() })
  })
})
