import { describe, expect, test } from 'vitest'
import { env } from '@/lib/env'
import { paths } from '@/lib/paths'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  after,
  day,
  inviteTo,
  newCustomRole,
  newMember,
  newOrganization,
  tokenOf,
  type Organization,
} from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { newEmail, newPerson, visitor } from '@/lib/testing/people'
import { acceptInvitation, getInvitationPage } from './answer'
import { inviteMembers } from './invite'
import { listInvitationsInput } from './schema'
import { copyInvitationLink, listInvitations, resendInvitation, revokeInvitation } from './service'

describe('resending', () => {
  test('makes a new link with a new clock, mails it, and records it', async () => {
    const organization = await newOrganization()
    const { email, token, ...invitation } = await inviteTo(organization, { message: 'Welcome' })
    const later = after(organization.administrator.ctx, 5 * day)
    expect(await resendInvitation(later, managed(organization, invitation))).toEqual({ email })
    expect(await tokenOf(email)).not.toBe(token)
    expect(await getInvitationPage(visitor(), token)).toMatchObject({ state: 'replaced' })
    expect((await mailsTo(email)).at(-1)?.props).toMatchObject({
      message: 'Welcome',
      expiresAt: after(later, 7 * day).now.toISOString(),
    })
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'invitation.resent',
      object_id: invitation.invitationId,
    })
  })

  test('an expired invitation makes it open again', async () => {
    const organization = await newOrganization()
    const guest = await newPerson()
    const { invitationId } = await inviteTo(organization, { email: guest.user.email })
    const later = after(organization.administrator.ctx, 8 * day)
    await resendInvitation(later, { accountId: organization.accountId, invitationId })
    const accepted = await acceptInvitation(
      { ...guest.ctx, now: after(later, 6 * day).now },
      { token: await tokenOf(guest.user.email) },
    )
    expect(accepted.handle).toBe(organization.handle)
  })

  test('speaks of signing in once the address has an account', async () => {
    const organization = await newOrganization()
    const { email, ...invitation } = await inviteTo(organization)
    await newPerson({ email })
    await resendInvitation(organization.administrator.ctx, managed(organization, invitation))
    expect((await mailsTo(email)).map(({ template }) => template)).toEqual([
      'invitation',
      'invitation_existing_user',
    ])
  })

  test('the eleventh time within an hour has to wait, and says how long', async () => {
    const organization = await newOrganization()
    const invitation = await inviteTo(organization)
    const input = managed(organization, invitation)
    for (let time = 1; time < 10; time += 1) await resendInvitation(organization.administrator.ctx, input)
    for (const renew of [resendInvitation, copyInvitationLink]) {
      await expect(renew(organization.administrator.ctx, input)).rejects.toMatchObject({
        code: 'rate_limited',
        retryAfterSeconds: expect.any(Number),
      })
    }
    await expect(revokeInvitation(organization.administrator.ctx, input)).resolves.toBeDefined()
  })
})

describe('copying the link', () => {
  test('gives it once, kills the mailed one with its mail, and records who has it', async () => {
    const organization = await newOrganization()
    const guest = await newPerson()
    const { token, ...invitation } = await inviteTo(organization, { email: guest.user.email })
    const { url, email } = await copyInvitationLink(
      organization.administrator.ctx,
      managed(organization, invitation),
    )
    expect(email).toBe(guest.user.email)
    const copied = url.slice(`${env().BASE_URL}${paths.invitation('')}`.length)
    expect(copied).toMatch(/^[\w-]{43}$/)
    expect(await getInvitationPage(guest.ctx, token)).toMatchObject({ state: 'replaced' })
    expect(
      await query('select status, sealed_token from mail where recipient = $1', [guest.user.email]),
    ).toEqual([{ status: 'CANCELLED', sealed_token: null }])
    const last = (await eventsOf(organization.accountId)).at(-1)
    expect(last).toMatchObject({ action: 'invitation.link_copied' })
    expect(JSON.stringify(last)).not.toContain(copied)
    await acceptInvitation(guest.ctx, { token: copied })
  })

  test('twice leaves only the second working', async () => {
    const organization = await newOrganization()
    const invitation = await inviteTo(organization)
    const urls = []
    for (let time = 0; time < 2; time += 1)
      urls.push(
        (await copyInvitationLink(organization.administrator.ctx, managed(organization, invitation))).url,
      )
    const states = await Promise.all(
      urls.map(async (url) => (await getInvitationPage(visitor(), url.split('/').at(-1) ?? '')).state),
    )
    expect(states).toEqual(['replaced', 'open'])
  })
})

describe('revoking', () => {
  test('kills the link and withdraws the mail; once, and recorded', async () => {
    const organization = await newOrganization()
    const { token, email, ...invitation } = await inviteTo(organization)
    const input = managed(organization, invitation)
    expect(await revokeInvitation(organization.administrator.ctx, input)).toEqual({ email })
    expect(await getInvitationPage(visitor(), token)).toMatchObject({ state: 'revoked' })
    expect(await query('select status, sealed_token from mail where recipient = $1', [email])).toEqual([
      { status: 'CANCELLED', sealed_token: null },
    ])
    expect(await actionsOf(organization.accountId)).toContain('invitation.revoked')
    for (const change of [revokeInvitation, resendInvitation, copyInvitationLink]) {
      await expect(change(organization.administrator.ctx, input)).rejects.toMatchObject({
        code: 'conflict',
        reason: 'invitation_revoked',
      })
    }
  })

  test('an expired invitation can be revoked, so that it leaves the list', async () => {
    const organization = await newOrganization()
    const invitation = await inviteTo(organization)
    await revokeInvitation(after(organization.administrator.ctx, 30 * day), managed(organization, invitation))
    expect(await listed(organization)).toEqual([])
  })
})

describe('an invitation of another organization', () => {
  test('cannot be resent, copied or revoked through one’s own, and is not told apart from one that never was', async () => {
    const [own, other] = [await newOrganization(), await newOrganization()]
    const { invitationId, token } = await inviteTo(other)
    const before = await actionsOf(other.accountId)
    for (const change of [resendInvitation, copyInvitationLink, revokeInvitation]) {
      const foreign = await refusalOf(
        change(own.administrator.ctx, { accountId: own.accountId, invitationId }),
      )
      const missing = await refusalOf(
        change(own.administrator.ctx, { accountId: own.accountId, invitationId: own.accountId }),
      )
      expect(foreign).toEqual(missing)
      expect(foreign).toMatchObject({ code: 'not_found' })
      await expect(
        change(own.administrator.ctx, { accountId: other.accountId, invitationId }),
      ).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(await getInvitationPage(visitor(), token)).toMatchObject({ state: 'open' })
    expect(await actionsOf(other.accountId)).toEqual(before)
  })
})

describe('who may manage invitations', () => {
  test('one who holds less than the invitation’s role can neither resend nor copy its link (R2), since a link hands the role out', async () => {
    const organization = await newOrganization()
    const roleId = await newCustomRole(organization, ['read:invitation', 'create:invitation'])
    const recruiter = await newMember(organization, roleId)
    const { token, ...invitation } = await inviteTo(organization, {
      roleId: organization.roles.ADMINISTRATOR,
    })
    for (const change of [resendInvitation, copyInvitationLink]) {
      await expect(change(recruiter.ctx, managed(organization, invitation))).rejects.toMatchObject({
        code: 'forbidden',
        reason: 'exceeds_own_permissions',
      })
    }
    expect(await getInvitationPage(visitor(), token)).toMatchObject({ state: 'open' })
    expect((await actionsOf(organization.accountId)).slice(-2)).toEqual(['change.refused', 'change.refused'])
    const { rows } = await listInvitations(
      recruiter.ctx,
      listInvitationsInput.parse({ accountId: organization.accountId }),
    )
    expect(rows[0]?.can).toMatchObject({
      resend: { allowed: false },
      copyLink: { allowed: false },
      revoke: { allowed: false },
    })
  })

  test('to invite is not to revoke, and the other way round', async () => {
    const organization = await newOrganization()
    const inviter = await newMember(
      organization,
      await newCustomRole(organization, ['read:invitation', 'create:invitation']),
    )
    const remover = await newMember(
      organization,
      await newCustomRole(organization, ['read:invitation', 'delete:invitation']),
    )
    const input = managed(organization, await inviteTo(organization))
    await expect(revokeInvitation(inviter.ctx, input)).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'delete:invitation',
    })
    await expect(resendInvitation(remover.ctx, input)).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'create:invitation',
    })
    await resendInvitation(inviter.ctx, input)
    await revokeInvitation(remover.ctx, input)
  })

  test('the page offers exactly what the service allows', async () => {
    const organization = await newOrganization()
    await inviteTo(organization)
    const [row] = await listed(organization)
    expect(row?.can).toEqual({
      resend: { allowed: true },
      copyLink: { allowed: true },
      revoke: { allowed: true },
    })
  })
})

describe('the list', () => {
  test('has the unanswered ones, newest first, expired ones marked, with role, inviter and how the link travels', async () => {
    const organization = await newOrganization()
    const first = await inviteTo(organization, { roleId: organization.roles.USER })
    const second = await inviteTo(organization)
    const revoked = await inviteTo(organization)
    await revokeInvitation(organization.administrator.ctx, managed(organization, revoked))
    await copyInvitationLink(organization.administrator.ctx, managed(organization, second))
    await query(`update invitation set expires_at = now() where id = $1`, [first.invitationId])
    expect(await listed(organization, after(organization.administrator.ctx, day))).toMatchObject([
      {
        email: second.email,
        role_name: 'Member',
        state: 'PENDING',
        delivery: { kind: 'COPIED', status: null, response: null, at: null },
      },
      {
        email: first.email,
        role_name: 'User',
        state: 'EXPIRED',
        invited_by: 'Ada Lovelace',
        delivery: { kind: 'MAILED', status: 'KEPT' },
      },
    ])
  })

  test('pages through all of them, each once, also when many were made at the same moment', async () => {
    const organization = await newOrganization()
    const emails = Array.from({ length: 23 }, newEmail)
    await inviteMembers(organization.administrator.ctx, {
      accountId: organization.accountId,
      emails,
      roleId: organization.roles.MEMBER,
      workspaces: [],
      message: '',
    })
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const input = listInvitationsInput.parse({
        accountId: organization.accountId,
        limit: 5,
        ...(cursor ? { cursor } : {}),
      })
      const page: Awaited<ReturnType<typeof listInvitations>> = await listInvitations(
        organization.administrator.ctx,
        input,
      )
      seen.push(...page.rows.map(({ email }) => email))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toHaveLength(23)
    expect(new Set(seen)).toEqual(new Set(emails))
  })

  test('is searched by any part of the address, whatever its case; % and _ are themselves', async () => {
    const organization = await newOrganization()
    for (const email of [
      'Ada.Lovelace@example.com',
      'grace_hopper@example.com',
      'gracexhopper@example.com',
      '50%off@example.com',
    ]) {
      await inviteTo(organization, { email })
    }
    const search = async (text: string) => {
      const input = listInvitationsInput.parse({ accountId: organization.accountId, search: text })
      return (await listInvitations(organization.administrator.ctx, input)).rows.map(({ email }) => email)
    }
    expect(await search('LOVELACE@')).toEqual(['Ada.Lovelace@example.com'])
    expect(await search('e_h')).toEqual(['grace_hopper@example.com'])
    expect(await search('%')).toEqual(['50%off@example.com'])
    expect(await search('nobody')).toEqual([])
  })

  test('is not for members who may not read invitations, and does not exist for strangers', async () => {
    const organization = await newOrganization()
    const input = listInvitationsInput.parse({ accountId: organization.accountId })
    for (const role of ['MEMBER', 'USER', 'READ_ONLY_USER'] as const) {
      const member = await newMember(organization, organization.roles[role])
      await expect(listInvitations(member.ctx, input)).rejects.toMatchObject({
        code: 'forbidden',
        permission: 'read:invitation',
      })
    }
    await expect(listInvitations((await newPerson()).ctx, input)).rejects.toMatchObject({ code: 'not_found' })
    await expect(listInvitations(visitor(), input)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('refuses a cursor of another list', async () => {
    const organization = await newOrganization()
    const cursor = Buffer.from(JSON.stringify({ key: 'ada', id: organization.accountId })).toString(
      'base64url',
    )
    const input = listInvitationsInput.parse({ accountId: organization.accountId, cursor })
    await expect(listInvitations(organization.administrator.ctx, input)).rejects.toMatchObject({
      code: 'invalid_input',
      reason: 'invalid_cursor',
    })
  })
})

function managed({ accountId }: Organization, { invitationId }: { invitationId: string }) {
  return { accountId, invitationId }
}

async function listed(organization: Organization, ctx = organization.administrator.ctx) {
  return (await listInvitations(ctx, listInvitationsInput.parse({ accountId: organization.accountId }))).rows
}

async function refusalOf(change: Promise<unknown>): Promise<unknown> {
  return change.then(
    () => 'done',
    (error: unknown) => ({ ...(error as object) }), // the fields of an AppError, to compare
  )
}
