import { describe, expect, test, vi } from 'vitest'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { mailedToken, mailsTo } from '@/lib/testing/outbox'
import { newPerson, requestWith, visitor } from '@/lib/testing/people'
import { confirmEmailVerification, describeVerificationLink, requestEmailVerification } from './service'

vi.stubEnv('SMTP_URL', 'smtp://127.0.0.1:1')

async function unverified(returnTo?: string) {
  const person = await newPerson({ isEmailVerified: false })
  await requestEmailVerification(person.ctx, returnTo ? { returnTo } : {})
  return { ...person, token: await mailedToken(person.user.email, 'verify_email') }
}

async function isVerified(sessionId: string): Promise<boolean> {
  const { actor } = await requestWith(sessionId)
  return actor.kind === 'USER' && actor.isEmailVerified
}

describe('verifying the address of an account', () => {
  test('by the mailed link, signed in, leads back to where it was asked for', async () => {
    const { ctx, token, sessionId, accountId } = await unverified('/invitations/abc')
    expect(await describeVerificationLink(ctx, token)).toEqual({ state: 'address', viewer: 'owner' })
    expect(await isVerified(sessionId)).toBe(false)
    expect(await confirmEmailVerification(ctx, { token })).toEqual({ returnTo: '/invitations/abc' })
    expect(await isVerified(sessionId)).toBe(true)
    expect((await actionsOf(accountId)).at(-1)).toBe('user.email_verified')
  })

  test('is refused to whoever holds the mailbox but not the account, so nobody confirms another’s account', async () => {
    const { token, sessionId } = await unverified()
    const holder = await newPerson()
    expect(await describeVerificationLink(visitor(), token)).toEqual({
      state: 'address',
      viewer: 'anonymous',
    })
    expect(await describeVerificationLink(holder.ctx, token)).toEqual({
      state: 'address',
      viewer: 'somebody_else',
    })
    await expect(confirmEmailVerification(visitor(), { token })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
    await expect(confirmEmailVerification(holder.ctx, { token })).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'link_of_another_user',
    })
    expect(await isVerified(sessionId)).toBe(false)
  })

  test('works once, and ten presses at once are one', async () => {
    const { ctx, token, accountId } = await unverified()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => confirmEmailVerification(ctx, { token })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(confirmEmailVerification(ctx, { token })).rejects.toMatchObject({ reason: 'link_used' })
    expect((await actionsOf(accountId)).filter((action) => action === 'user.email_verified')).toHaveLength(1)
  })

  test('works for a day', async () => {
    const { ctx, token } = await unverified()
    const tomorrow = { ...ctx, now: new Date(Date.now() + 24 * 60 * 60 * 1_000 + 1_000) }
    await expect(confirmEmailVerification(tomorrow, { token })).rejects.toMatchObject({
      reason: 'link_expired',
    })
  })

  test.each([['C'.repeat(43)], [''], ['x']])('a link with %j is not ours', async (token) => {
    const { ctx } = await newPerson()
    expect(await describeVerificationLink(ctx, token)).toBeNull()
    await expect(confirmEmailVerification(ctx, { token })).rejects.toMatchObject({ reason: 'link_unknown' })
  })
})

describe('asking for the link', () => {
  test('is refused when the address is verified, and to nobody', async () => {
    const { ctx, user } = await newPerson()
    await expect(requestEmailVerification(ctx, {})).rejects.toMatchObject({
      code: 'conflict',
      reason: 'already_verified',
    })
    await expect(requestEmailVerification(visitor(), {})).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await mailsTo(user.email)).toEqual([])
  })

  test('is recorded, without the secret of the link, and not when it cannot be mailed', async () => {
    const { ctx, accountId, user } = await newPerson({ isEmailVerified: false })
    const unwritable = { ...ctx, requestId: 'zero \u0000' }
    await expect(requestEmailVerification(unwritable, {})).rejects.toThrow()
    expect(await mailsTo(user.email)).toEqual([])
    await requestEmailVerification(ctx, {})
    const event = (await eventsOf(accountId)).at(-1)
    expect(event).toMatchObject({ action: 'user.email_verification_requested', info: { email: user.email } })
    expect(JSON.stringify(event)).not.toContain(await mailedToken(user.email, 'verify_email'))
  })

  test('is limited', async () => {
    const { ctx } = await newPerson({ isEmailVerified: false })
    for (let count = 0; count < 5; count += 1) await requestEmailVerification(ctx, {})
    await expect(requestEmailVerification(ctx, {})).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('never leads to another site', async () => {
    const { ctx, token } = await unverified('https://evil.example')
    expect(await confirmEmailVerification(ctx, { token })).toEqual({ returnTo: '/workspaces' })
  })
})
