import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { database, withTransaction } from '@/lib/db/transaction'
import { triesInADay } from '@/lib/jobs/service'
import { sendMail } from '@/lib/mail/service'
import { startSession } from '@/lib/sessions/service'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { inviteTo, newMember, newOrganization, tokenOf, type Organization } from '@/lib/testing/organizations'
import { newEmail, newPerson, visitor } from '@/lib/testing/people'
import { startSmtpServer, type SmtpServer } from '@/lib/testing/smtp'
import { acceptInvitation, findInvitationForSignUp, getInvitationPage } from './answer'
import { inviteMembers } from './invite'
import { issueMailedLinks } from './links'
import { listInvitationsInput } from './schema'
import { copyInvitationLink, listInvitations, resendInvitation, revokeInvitation } from './service'

// An installation that sends mail: settings are read once in each test file, after this.
let smtp: SmtpServer
beforeAll(async () => {
  smtp = await startSmtpServer()
  vi.stubEnv('SMTP_URL', smtp.url)
})
afterAll(async () => {
  await smtp.stop()
  vi.unstubAllEnvs()
})

const firstTry = { attempt: 1, isLast: false }

describe('an invitation and its mail are one', () => {
  test('both are written together: a message, and a job that is tried for a day', async () => {
    const organization = await newOrganization()
    const { email } = await inviteTo(organization)
    expect(await mailOf(email)).toMatchObject([{ status: 'QUEUED', account_id: organization.accountId }])
    expect(await jobsOf(email)).toEqual([{ max_attempts: triesInADay }])
  })

  test('and rolled back together: no link, no message, no job', async () => {
    const organization = await newOrganization()
    const { invitationId, email, token } = await inviteTo(organization)
    const facts = {
      organizationName: 'Acme',
      inviterName: 'Ada',
      roleName: 'Member',
      isPersonal: false,
      workspaces: [],
      message: '',
      expiresAt: new Date(),
    }
    const change = withTransaction(async (tx) => {
      await issueMailedLinks(tx, organization.accountId, [{ invitationId, email, isKnown: false }], facts)
      throw new Error('rolled back')
    })
    await expect(change).rejects.toThrow('rolled back')
    expect(await mailOf(email)).toHaveLength(1)
    expect(await jobsOf(email)).toHaveLength(1)
    expect(await getInvitationPage(visitor(), token)).toMatchObject({ state: 'open' })
  })

  test('an invitation that cannot be recorded is not mailed', async () => {
    const organization = await newOrganization()
    const email = newEmail()
    // No text of the database holds a NUL: writing the event fails.
    const ctx = { ...organization.administrator.ctx, userAgent: 'a\0b' }
    const input = {
      accountId: organization.accountId,
      emails: [email],
      roleId: organization.roles.MEMBER,
      workspaces: [],
      message: '',
    }
    await expect(inviteMembers(ctx, input)).rejects.toThrow()
    expect(await mailOf(email)).toEqual([])
    expect(await query('select 1 from invitation where account_id = $1', [organization.accountId])).toEqual(
      [],
    )
  })

  test('the mail that arrives has the link that opens the invitation', async () => {
    const organization = await newOrganization()
    const { email, token } = await inviteTo(organization, { message: 'Join us!' })
    await deliver(email)
    const { mail } = await smtp.waitForMail(email)
    expect(mail.text).toContain(`/invitations/${token}`)
    expect(mail.text).toContain('Join us!')
    const { rows } = await listInvitations(
      organization.administrator.ctx,
      listInvitationsInput.parse({ accountId: organization.accountId }),
    )
    expect(rows[0]?.delivery).toMatchObject({
      kind: 'MAILED',
      status: 'SENT',
      response: '250 OK: message queued',
      at: expect.any(String),
    })
  })

  test('the list shows what the mail server said when it refused', async () => {
    const organization = await newOrganization()
    const { email } = await inviteTo(organization)
    smtp.failNext({ stage: 'RCPT', code: 550, text: '5.1.1 no such mailbox' })
    await deliver(email)
    const { rows } = await listInvitations(
      organization.administrator.ctx,
      listInvitationsInput.parse({ accountId: organization.accountId }),
    )
    expect(rows[0]?.delivery).toMatchObject({
      kind: 'MAILED',
      status: 'FAILED',
      response: expect.stringContaining('no such mailbox'),
    })
  })
})

describe('a mail whose link is dead never leaves', () => {
  test.each([
    ['revoking', revokeInvitation],
    ['copying a link', copyInvitationLink],
    ['resending', resendInvitation],
  ])('after %s', async (_, change) => {
    const organization = await newOrganization()
    const { email, invitationId, token } = await inviteTo(organization)
    const [first] = await mailOf(email)
    await change(organization.administrator.ctx, { accountId: organization.accountId, invitationId })
    expect((await mailOf(email))[0]).toMatchObject({ id: first?.id, status: 'CANCELLED', sealed_token: null })
    expect(await query('select 1 from graphile_worker._private_jobs where key = $1', [first?.id])).toEqual([])
    // Had its job begun at that moment, it would find nothing to send.
    await sendMail({ mailId: first?.id ?? '' }, firstTry)
    expect(smtp.received.some(({ raw }) => raw.includes(token))).toBe(false)
  })

  test('a mail that has left stays as it is', async () => {
    const organization = await newOrganization()
    const { email, invitationId } = await inviteTo(organization)
    await deliver(email)
    await revokeInvitation(organization.administrator.ctx, {
      accountId: organization.accountId,
      invitationId,
    })
    expect(await mailOf(email)).toMatchObject([{ status: 'SENT' }])
  })
})

describe('a link that came by mail proves the mailbox', () => {
  test('accepting through it verifies the address, and records that', async () => {
    const { organization, guest, token } = await invited()
    await deliver(guest.user.email)
    expect(await getInvitationPage(guest.ctx, token)).toMatchObject({ viewer: 'invited' })
    await acceptInvitation(guest.ctx, { token })
    expect(await isVerified(guest.user.id)).toBe(true)
    expect((await eventsOf(guest.accountId)).at(-1)).toMatchObject({ action: 'user.email_verified' })
    expect((await eventsOf(organization.accountId)).map(({ action }) => action)).toContain(
      'membership.created',
    )
  })

  test('a new person who signs up through it needs no other proof', async () => {
    const organization = await newOrganization()
    const { email, token } = await inviteTo(organization)
    await deliver(email)
    expect(await findInvitationForSignUp(database(), token, new Date())).toEqual({ email, isMailed: true })
  })
})

describe('a link that was copied, or has not left yet, proves nothing', () => {
  test.each([
    [
      'copied',
      async (organization: Organization, invitationId: string) => {
        const { url } = await copyInvitationLink(organization.administrator.ctx, {
          accountId: organization.accountId,
          invitationId,
        })
        return url.split('/').at(-1) ?? ''
      },
    ],
    ['still in the outbox', () => Promise.resolve(null)],
  ])('%s: the address has to be verified first, and nothing is used up', async (_, renew) => {
    const { organization, guest, token: mailed, invitationId } = await invited()
    const token = (await renew(organization, invitationId)) ?? mailed
    expect(await findInvitationForSignUp(database(), token, new Date())).toEqual({
      email: guest.user.email,
      isMailed: false,
    })
    expect(await getInvitationPage(guest.ctx, token)).toMatchObject({ viewer: 'unverified' })
    await expect(acceptInvitation(guest.ctx, { token })).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'email_not_verified',
    })
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'change.refused',
      info: { reason: 'email_not_verified' },
    })
    await query('update "user" set email_verified_at = now() where id = $1', [guest.user.id])
    await acceptInvitation(guest.ctx, { token })
    expect(
      await query('select 1 from membership where account_id = $1 and user_id = $2', [
        organization.accountId,
        guest.user.id,
      ]),
    ).toHaveLength(1)
  })
})

test('people of the same accounts who accept a mailed link and sign in at once do not lock each other out', async () => {
  const organizations = await Promise.all([1, 2, 3].map(() => newOrganization()))
  const guest = await newPerson({ isEmailVerified: false })
  const colleague = await newPerson({ isEmailVerified: false })
  const [target, ...others] = organizations
  if (!target) throw new Error('there are three')
  for (const organization of others)
    for (const person of [guest, colleague])
      await newMember(organization, organization.roles.MEMBER, { person })
  await newMember(target, target.roles.MEMBER, { person: colleague })
  const { token } = await inviteTo(target, { email: guest.user.email })
  await deliver(guest.user.email)
  const signIn = () => withTransaction((tx) => startSession(tx, visitor(), colleague.user))
  await Promise.all([
    ...Array.from({ length: 5 }, signIn),
    acceptInvitation(guest.ctx, { token }),
    ...Array.from({ length: 5 }, signIn),
  ])
  expect(await isVerified(guest.user.id)).toBe(true)
})

async function invited() {
  const organization = await newOrganization()
  const guest = await newPerson({ isEmailVerified: false })
  const { invitationId } = await inviteTo(organization, { email: guest.user.email })
  return { organization, guest, invitationId, token: await tokenOf(guest.user.email) }
}

type Mail = { id: string; status: string; account_id: string; sealed_token: string | null }

async function mailOf(recipient: string): Promise<Mail[]> {
  return query<Mail>(
    'select id, status, account_id, sealed_token from mail where recipient = $1 order by created_at, id',
    [recipient],
  )
}

async function jobsOf(recipient: string) {
  return query(
    'select max_attempts from graphile_worker._private_jobs where key in (select id::text from mail where recipient = $1)',
    [recipient],
  )
}

/** Runs the job of the newest mail to an address, as the worker would. */
async function deliver(recipient: string): Promise<void> {
  const id = (await mailOf(recipient)).at(-1)?.id
  if (!id) throw new Error(`no mail to ${recipient}`)
  await sendMail({ mailId: id }, firstTry)
}

async function isVerified(userId: string): Promise<boolean> {
  return (
    (await query('select 1 from "user" where id = $1 and email_verified_at is not null', [userId])).length ===
    1
  )
}
