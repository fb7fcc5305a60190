import { randomUUID } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { createOrganization } from '@/lib/accounts/create'
import { inviteMembers } from '@/lib/invitations/invite'
import { copyInvitationLink, revokeInvitation } from '@/lib/invitations/service'
import { paths } from '@/lib/paths'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { mailedToken, mailsTo } from '@/lib/testing/outbox'
import { goodPassword, newEmail, newPerson, requestWith, visitor } from '@/lib/testing/people'
import { runQueued } from '@/lib/testing/queued-jobs'
import { findInvitedEmail, signUpThroughInvitation } from './invited-sign-up'

vi.stubEnv('SMTP_URL', 'smtp://127.0.0.1:1')

const name = 'Grace Hopper'

async function invite(email: string) {
  const { ctx } = await newPerson()
  const { id: accountId } = await createOrganization(ctx, {
    name: 'Acme',
    handle: `acme-${randomUUID().slice(0, 8)}`,
  })
  const [role] = await query<{ id: string }>(
    `select id from role where account_id = $1 and built_in = 'MEMBER'`,
    [accountId],
  )
  const { outcomes } = await inviteMembers(ctx, {
    accountId,
    emails: [email],
    roleId: role?.id ?? '',
    workspaces: [],
    message: '',
  })
  return { ctx, accountId, invitationId: outcomes[0]?.invitationId ?? '' }
}

/** The token of the invitation's mail, which has left: only then it proves a mailbox. */
async function sentToken(email: string): Promise<string> {
  const token = await mailedToken(email, 'invitation')
  await query(`update mail set status = 'SENT' where recipient = $1`, [email])
  return token
}

async function usersWith(email: string) {
  return query<{ id: string; email_verified_at: Date | null }>(
    'select id, email_verified_at from "user" where email = $1',
    [email],
  )
}

describe('through a mailed invitation link', () => {
  test('the user is made at once with a verified address, signed in, and led back to the invitation', async () => {
    const email = newEmail()
    await invite(email)
    const invitation = await sentToken(email)
    expect(await findInvitedEmail(visitor(), invitation)).toBe(email)
    const outcome = await signUpThroughInvitation(visitor(), { invitation, name, password: goodPassword })
    if (outcome.state !== 'SIGNED_IN') throw new Error('no session was made')
    expect(outcome.returnTo).toBe(paths.invitation(invitation))
    expect((await requestWith(outcome.sessionId)).actor).toMatchObject({
      kind: 'USER',
      email,
      isEmailVerified: true,
    })
    const [account] = await query<{ id: string }>('select id from account where owner_user_id = $1', [
      (await usersWith(email))[0]?.id,
    ])
    expect(
      (await eventsOf(account?.id ?? '')).find(({ action }) => action === 'user.signed_up'),
    ).toMatchObject({
      info: { origin: 'invitation', isEmailVerified: true },
    })
  })

  test('an address that got an account meanwhile is told to sign in, and keeps its password', async () => {
    const email = newEmail()
    await invite(email)
    await newPerson({ email })
    const invitation = await sentToken(email)
    await expect(
      signUpThroughInvitation(visitor(), { invitation, name, password: 'walnut-harbour-sonnet' }),
    ).rejects.toMatchObject({
      code: 'conflict',
      reason: 'account_exists',
    })
    expect(await usersWith(email)).toHaveLength(1)
  })

  test('ten at once make one user', async () => {
    const email = newEmail()
    await invite(email)
    const invitation = await sentToken(email)
    const tries = Array.from({ length: 10 }, () =>
      signUpThroughInvitation(visitor(), { invitation, name, password: goodPassword }),
    )
    const outcomes = await Promise.allSettled(tries)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await usersWith(email)).toHaveLength(1)
  })

  test('a revoked one opens nothing', async () => {
    const email = newEmail()
    const { ctx, accountId, invitationId } = await invite(email)
    const invitation = await sentToken(email)
    await revokeInvitation(ctx, { accountId, invitationId })
    expect(await findInvitedEmail(visitor(), invitation)).toBeNull()
    await expect(
      signUpThroughInvitation(visitor(), { invitation, name, password: goodPassword }),
    ).rejects.toMatchObject({
      reason: 'invitation_not_open',
    })
    expect(await usersWith(email)).toEqual([])
  })

  test.each([['D'.repeat(43)], [''], ['x']])('%j is none', async (invitation) => {
    expect(await findInvitedEmail(visitor(), invitation)).toBeNull()
    await expect(
      signUpThroughInvitation(visitor(), { invitation, name, password: goodPassword }),
    ).rejects.toMatchObject({
      reason: 'invitation_not_open',
    })
  })
})

test('a link whose mail has not left proves no mailbox yet', async () => {
  const email = newEmail()
  await invite(email)
  const invitation = await mailedToken(email, 'invitation')
  const outcome = await signUpThroughInvitation(visitor(), { invitation, name, password: goodPassword })
  expect(outcome.state).toBe('PENDING')
  expect(await usersWith(email)).toEqual([])
})

describe('through a link that an administrator copied', () => {
  test('the mailbox is to be proven first, like in any sign-up, and leads back to the invitation', async () => {
    const email = newEmail()
    const { ctx, accountId, invitationId } = await invite(email)
    const { url } = await copyInvitationLink(ctx, { accountId, invitationId })
    const invitation = url.slice(url.lastIndexOf('/') + 1)
    const outcome = await signUpThroughInvitation(visitor(), { invitation, name, password: goodPassword })
    if (outcome.state !== 'PENDING') throw new Error('a user was made at once')
    expect(await usersWith(email)).toEqual([])
    await runQueued('mail_sign_up', ({ id }) => id === outcome.signUpId)
    expect((await mailsTo(email)).map(({ template }) => template)).toContain('sign_up')
    expect(await query('select return_to from sign_up where id = $1', [outcome.signUpId])).toEqual([
      { return_to: paths.invitation(invitation) },
    ])
  })
})
