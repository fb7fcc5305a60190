import { describe, expect, test } from 'vitest'
import { deleteOrganization } from '@/lib/accounts/service'
import { database } from '@/lib/db/transaction'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  after,
  day,
  inviteTo,
  newMember,
  newOrganization,
  tokenOf,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newPerson, visitor } from '@/lib/testing/people'
import { newToken } from '@/lib/tokens'
import { acceptInvitation, declineInvitation, findInvitationForSignUp, getInvitationPage } from './answer'
import { resendInvitation, revokeInvitation } from './service'

// This installation sends no mail: its links stay in the outbox. See with-mail.test.ts for one that does.

describe('accepting', () => {
  test('makes the invited person a member with the invitation’s role, and records both', async () => {
    const { organization, guest, token, invitationId } = await invited({ role: 'USER' })
    const answer = await acceptInvitation(guest.ctx, { token })
    const { handle, name: organizationName } = organization
    expect(answer).toEqual({ handle, organizationName, accountKind: 'ORGANIZATION' })
    expect(await membershipsOf(organization, guest)).toMatchObject([
      {
        role_id: organization.roles.USER,
        kind: 'USER',
        status: 'ACTIVE',
        principal_name: guest.user.name,
        principal_email: guest.user.email,
        invited_by_user_id: organization.administrator.user.id,
      },
    ])
    expect(await statusOf(invitationId)).toEqual({ status: 'ACCEPTED', resolved_at: guest.ctx.now })
    expect((await eventsOf(organization.accountId)).slice(-2)).toMatchObject([
      {
        action: 'invitation.accepted',
        object_id: invitationId,
        info: { email: guest.user.email, role: 'User' },
      },
      { action: 'membership.created', message: `${guest.user.email} became a member as User` },
    ])
  })

  test('once: the second time says that it was accepted', async () => {
    const { guest, token, organization } = await invited()
    await acceptInvitation(guest.ctx, { token })
    await expect(acceptInvitation(guest.ctx, { token })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'invitation_accepted',
    })
    expect(await membershipsOf(organization, guest)).toHaveLength(1)
  })

  test('takes name and address as they are now, not as the session knew them', async () => {
    const { organization, guest, token } = await invited()
    await query('update "user" set name = $2 where id = $1', [guest.user.id, 'Countess of Lovelace'])
    await acceptInvitation(guest.ctx, { token })
    expect(await membershipsOf(organization, guest)).toMatchObject([
      { principal_name: 'Countess of Lovelace' },
    ])
  })

  test('somebody who is a member already keeps their role, and the invitation is used up', async () => {
    const { organization, guest, token, invitationId } = await invited({ role: 'ADMINISTRATOR' })
    await newMember(organization, organization.roles.MEMBER, { person: guest })
    await acceptInvitation(guest.ctx, { token })
    expect(await membershipsOf(organization, guest)).toMatchObject([{ role_id: organization.roles.MEMBER }])
    expect(await statusOf(invitationId)).toMatchObject({ status: 'ACCEPTED' })
    expect((await eventsOf(organization.accountId)).map(({ action }) => action)).not.toContain(
      'membership.created',
    )
  })

  test('any spelling of the invited address is the invited person', async () => {
    const organization = await newOrganization()
    const local = `ada-${Date.now()}`
    const guest = await newPerson({ email: `${local}@xn--bcher-kva.example` })
    const { token } = await inviteTo(organization, { email: `${local.toUpperCase()}@BÜCHER.example` })
    await acceptInvitation(guest.ctx, { token })
    expect(await membershipsOf(organization, guest)).toHaveLength(1)
  })

  test('a link that was kept in the outbox does not prove the mailbox', async () => {
    const organization = await newOrganization()
    const guest = await newPerson({ isEmailVerified: false })
    const { token } = await inviteTo(organization, { email: guest.user.email })
    expect(await findInvitationForSignUp(database(), token, new Date())).toEqual({
      email: guest.user.email,
      isMailed: false,
    })
    await acceptInvitation(guest.ctx, { token })
    expect(await query('select email_verified_at from "user" where id = $1', [guest.user.id])).toEqual([
      { email_verified_at: null },
    ])
  })
})

describe('nobody else can answer', () => {
  test('somebody signed in as another is told so, and nothing is used up', async () => {
    const { organization, token, guest, invitationId } = await invited()
    const eve = await newPerson({ name: 'Eve' })
    for (const answer of [acceptInvitation, declineInvitation]) {
      await expect(answer(eve.ctx, { token })).rejects.toMatchObject({
        code: 'forbidden',
        reason: 'invitation_for_another_address',
      })
    }
    expect(await statusOf(invitationId)).toMatchObject({ status: 'PENDING' })
    expect(await membershipsOf(organization, eve)).toEqual([])
    expect((await eventsOf(organization.accountId)).slice(-2)).toMatchObject([
      {
        action: 'change.refused',
        message: expect.stringContaining('Eve was refused to accept an invitation'),
      },
      {
        action: 'change.refused',
        message: expect.stringContaining('Eve was refused to decline an invitation'),
      },
    ])
    await acceptInvitation(guest.ctx, { token })
  })

  test('not even the Administrator who sent it', async () => {
    const { organization, token } = await invited()
    const answer = acceptInvitation(organization.administrator.ctx, { token })
    await expect(answer).rejects.toMatchObject({ reason: 'invitation_for_another_address' })
  })

  test('somebody not signed in cannot accept, whatever the link', async () => {
    const { token, invitationId } = await invited()
    for (const secret of [token, 'nonsense']) {
      await expect(acceptInvitation(visitor(), { token: secret })).rejects.toMatchObject({
        code: 'unauthenticated',
      })
    }
    expect(await statusOf(invitationId)).toMatchObject({ status: 'PENDING' })
  })

  test('the command line cannot either', async () => {
    const { token } = await invited()
    const ctx = visitor({ actor: { kind: 'SYSTEM', name: 'The tests' } })
    await expect(acceptInvitation(ctx, { token })).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('declining', () => {
  test.each([
    ['the invited person', (guest: Person) => guest.ctx],
    ['whoever holds the link and is not signed in', () => visitor()],
  ])('%s declines, once, and it is recorded', async (_, ctxOf) => {
    const { organization, guest, token, invitationId } = await invited()
    expect(await declineInvitation(ctxOf(guest), { token })).toEqual({ organizationName: organization.name })
    expect(await statusOf(invitationId)).toMatchObject({ status: 'DECLINED' })
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'invitation.declined',
      object_id: invitationId,
    })
    const refused = { code: 'conflict', reason: 'invitation_declined' }
    await expect(declineInvitation(ctxOf(guest), { token })).rejects.toMatchObject(refused)
    await expect(acceptInvitation(guest.ctx, { token })).rejects.toMatchObject(refused)
    expect(await membershipsOf(organization, guest)).toEqual([])
  })
})

describe('a dead link says what happened and opens nothing', () => {
  test('revoked', async () => {
    const { organization, guest, token, invitationId } = await invited()
    await revokeInvitation(organization.administrator.ctx, {
      accountId: organization.accountId,
      invitationId,
    })
    await expectDead(guest, token, 'revoked')
  })

  test('expired, from the very millisecond on', async () => {
    const { guest, token, invitationId } = await invited()
    const [row] = await query<{ expires_at: Date }>('select expires_at from invitation where id = $1', [
      invitationId,
    ])
    const end = row?.expires_at ?? new Date()
    expect(await getInvitationPage({ ...guest.ctx, now: new Date(end.getTime() - 1) }, token)).toMatchObject({
      state: 'open',
    })
    await expectDead({ ...guest, ctx: { ...guest.ctx, now: end } }, token, 'expired')
    expect(await statusOf(invitationId)).toMatchObject({ status: 'PENDING' })
  })

  test('replaced by a newer link', async () => {
    const { organization, guest, token, invitationId } = await invited()
    await resendInvitation(organization.administrator.ctx, {
      accountId: organization.accountId,
      invitationId,
    })
    await expectDead(guest, token, 'replaced')
    await acceptInvitation(guest.ctx, { token: await tokenOf(guest.user.email) })
    await expectDead(guest, token, 'accepted')
  })

  test('of an organization that was deleted: no such link', async () => {
    const { organization, guest, token } = await invited()
    await deleteOrganization(organization.administrator.ctx, {
      accountId: organization.accountId,
      handle: organization.handle,
    })
    expect(await getInvitationPage(guest.ctx, token)).toEqual({ state: 'unknown' })
    await expect(acceptInvitation(guest.ctx, { token })).rejects.toMatchObject({
      code: 'not_found',
      reason: 'invitation_not_found',
    })
  })
})

describe('a secret that is not one of ours', () => {
  const broken: [string, (token: string) => string][] = [
    ['cut off', (token) => token.slice(0, -3)],
    ['doubled', (token) => token + token],
    ['of another installation', () => newToken().token],
    ['empty', () => ''],
    ['followed by what a mail program added', (token) => `${token}>`],
    ['with a NUL', (token) => `${token.slice(0, -1)}\0`],
    ['of another case', (token) => swapCase(token)],
  ]
  test.each(broken)('%s: not found, with a sentence, and nothing changes', async (_, spoil) => {
    const { organization, guest, token } = await invited()
    const before = await rowsOf(organization)
    const notFound = {
      code: 'not_found',
      reason: 'invitation_not_found',
      message: expect.stringContaining('cut off on the way'),
    }
    await expect(acceptInvitation(guest.ctx, { token: spoil(token) })).rejects.toMatchObject(notFound)
    await expect(declineInvitation(guest.ctx, { token: spoil(token) })).rejects.toMatchObject(notFound)
    expect(await getInvitationPage(guest.ctx, spoil(token))).toEqual({ state: 'unknown' })
    expect(await findInvitationForSignUp(database(), spoil(token), new Date())).toBeNull()
    expect(await rowsOf(organization)).toEqual(before)
  })
})

describe('the page behind the link', () => {
  test('changes nothing, however often and by whomever it is opened', async () => {
    const { organization, guest, token } = await invited()
    const before = await rowsOf(organization)
    for (const ctx of [visitor(), guest.ctx, (await newPerson()).ctx, after(guest.ctx, 30 * day)])
      await getInvitationPage(ctx, token)
    expect(await rowsOf(organization)).toEqual(before)
  })

  test('shows what is offered, and who looks', async () => {
    const { organization, guest, token } = await invited({ role: 'READ_ONLY_USER', message: 'Welcome!' })
    const page = await getInvitationPage(guest.ctx, token)
    expect(page).toEqual({
      state: 'open',
      accountKind: 'ORGANIZATION',
      workspaces: [],
      organizationName: organization.name,
      invitedBy: 'Ada Lovelace',
      email: guest.user.email,
      roleName: 'Read Only User',
      roleDescription: expect.stringContaining('Sees every workspace'),
      message: 'Welcome!',
      expiresAt: expect.stringMatching(/Z$/),
      viewer: 'invited',
      viewerEmail: guest.user.email,
    })
    expect(await getInvitationPage(visitor(), token)).toMatchObject({
      viewer: 'anonymous',
      viewerEmail: null,
    })
    const eve = await newPerson()
    expect(await getInvitationPage(eve.ctx, token)).toMatchObject({
      viewer: 'somebody_else',
      viewerEmail: eve.user.email,
    })
  })

  test('of a dead invitation leads only the invited person to the organization', async () => {
    const { organization, guest, token } = await invited()
    await acceptInvitation(guest.ctx, { token })
    const name = { state: 'accepted', organizationName: organization.name }
    expect(await getInvitationPage(guest.ctx, token)).toEqual({
      ...name,
      organizationHandle: organization.handle,
    })
    for (const ctx of [visitor(), (await newPerson()).ctx]) {
      expect(await getInvitationPage(ctx, token)).toEqual({ ...name, organizationHandle: null })
    }
  })
})

async function invited(change: { role?: keyof Organization['roles']; message?: string } = {}) {
  const [organization, guest] = [await newOrganization(), await newPerson()]
  const roleId = organization.roles[change.role ?? 'MEMBER']
  const { token, invitationId } = await inviteTo(organization, {
    email: guest.user.email,
    roleId,
    message: change.message ?? '',
  })
  return { organization, guest, token, invitationId }
}

async function expectDead(guest: Person, token: string, state: string): Promise<void> {
  expect(await getInvitationPage(guest.ctx, token)).toMatchObject({ state })
  for (const answer of [acceptInvitation, declineInvitation]) {
    await expect(answer(guest.ctx, { token })).rejects.toMatchObject({
      code: 'conflict',
      reason: `invitation_${state}`,
    })
  }
  expect(await findInvitationForSignUp(database(), token, guest.ctx.now)).toBeNull()
}

async function membershipsOf({ accountId }: Organization, { user }: Person) {
  return query('select * from membership where account_id = $1 and user_id = $2', [accountId, user.id])
}

async function statusOf(invitationId: string) {
  return (await query('select status, resolved_at from invitation where id = $1', [invitationId]))[0]
}

/** Every row that an answer could change. */
async function rowsOf({ accountId }: Organization): Promise<unknown[]> {
  const tables = ['invitation', 'invitation_link', 'membership', 'audit_event', 'audit_chain', 'mail']
  return Promise.all(
    tables.map((table) =>
      query(`select t::text from ${table} t where account_id = $1 order by 1`, [accountId]),
    ),
  )
}

function swapCase(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  )
}
