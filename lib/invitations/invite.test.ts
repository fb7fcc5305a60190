import { describe, expect, test } from 'vitest'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  after,
  day,
  inviteTo,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { newEmail, newPerson } from '@/lib/testing/people'
import { inviteMembers } from './invite'
import { inviteMembersInput } from './schema'

describe('many addresses in one go', () => {
  test('a new person, an existing one, a member and a malformed address each get their outcome, in the order given', async () => {
    const organization = await newOrganization()
    const [existing, member] = [await newPerson(), await newMember(organization, organization.roles.MEMBER)]
    const newcomer = newEmail()
    const given = [newcomer, 'not an address', existing.user.email, member.user.email]
    const outcomes = await invite(organization, given)
    expect(outcomes.map(({ email, outcome }) => [email, outcome])).toEqual([
      [newcomer, 'invited'],
      ['not an address', 'invalid_email'],
      [existing.user.email, 'invited'],
      [member.user.email, 'already_member'],
    ])
    for (const { message } of outcomes) expect(message).toMatch(/[.]$/)
    expect(await pendingOf(organization)).toEqual([newcomer, existing.user.email].sort())
    expect((await mailsTo(newcomer)).map(({ template }) => template)).toEqual(['invitation'])
    expect((await mailsTo(existing.user.email)).map(({ template }) => template)).toEqual([
      'invitation_existing_user',
    ])
    expect(await mailsTo(member.user.email)).toEqual([])
  })

  test('what is pasted is one address each, duplicates collapse, and names in front are left away', async () => {
    const organization = await newOrganization()
    const [ada, bob] = [newEmail(), newEmail()]
    const { emails } = inviteMembersInput.parse({
      accountId: organization.accountId,
      roleId: organization.roles.MEMBER,
      emails: `"Lovelace, Ada" <${ada}>; ${bob}\n${ada.toUpperCase()}, nonsense nonsense`,
    })
    const outcomes = await invite(organization, emails)
    expect(outcomes.map(({ email, outcome }) => [email, outcome])).toEqual([
      [ada, 'invited'],
      [bob, 'invited'],
      ['nonsense', 'invalid_email'],
    ])
  })

  test('addresses that are equal but for case, script of the domain or width are one person', async () => {
    const organization = await newOrganization()
    const local = `ada-${Date.now()}`
    const spellings = [
      `${local}@BÜCHER.example`,
      `${local.toUpperCase()}@xn--bcher-kva.example`,
      `${local}＠bücher.example`,
    ]
    expect(await invite(organization, spellings)).toMatchObject([{ outcome: 'invited' }])
    expect(await invite(organization, spellings.slice(1, 2))).toMatchObject([{ outcome: 'reinvited' }])
    expect(await pendingOf(organization)).toHaveLength(1)
  })

  test('a plus sign makes another address', async () => {
    const organization = await newOrganization()
    const email = newEmail()
    expect(await invite(organization, [email, email.replace('@', '+work@')])).toMatchObject([
      { outcome: 'invited' },
      { outcome: 'invited' },
    ])
  })

  test('a member is recognised by any spelling, and a suspended one is a member too', async () => {
    const organization = await newOrganization()
    const member = await newMember(organization, organization.roles.MEMBER, { status: 'SUSPENDED' })
    expect(await invite(organization, [member.user.email.toUpperCase()])).toMatchObject([
      { outcome: 'already_member' },
    ])
  })

  test('an address of 50,000 characters is refused by itself', async () => {
    const organization = await newOrganization()
    const outcomes = await invite(organization, ['x'.repeat(50_000), newEmail()])
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['invalid_email', 'invited'])
  })

  test('when all are malformed nothing happens', async () => {
    const organization = await newOrganization()
    const before = await eventsOf(organization.accountId)
    expect(await invite(organization, ['a@', '@b', 'a b@c.de'])).toMatchObject([
      { outcome: 'invalid_email' },
      { outcome: 'invalid_email' },
      { outcome: 'invalid_email' },
    ])
    expect(await eventsOf(organization.accountId)).toEqual(before)
  })

  test('500 at once are one transaction with an event and a mail each', async () => {
    const organization = await newOrganization()
    const emails = Array.from({ length: 500 }, newEmail)
    const outcomes = await invite(organization, emails)
    expect(outcomes.map(({ email }) => email)).toEqual(emails)
    expect(
      (await eventsOf(organization.accountId)).filter(({ action }) => action === 'invitation.created'),
    ).toHaveLength(500)
    expect(await query('select 1 from mail where account_id = $1', [organization.accountId])).toHaveLength(
      500,
    )
  })
})

describe('inviting again', () => {
  test('takes the new role, message and inviter, restarts the clock and kills the former mail', async () => {
    const organization = await newOrganization()
    const { email, invitationId } = await inviteTo(organization, { message: 'First' })
    const colleague = await newMember(organization, organization.roles.ADMINISTRATOR, {
      name: 'Grace Hopper',
    })
    const later = { ...after(colleague.ctx, 3 * day) }
    const [outcome] = await invite(organization, [email], {
      by: later,
      roleId: organization.roles.USER,
      message: 'Second',
    })
    expect(outcome).toMatchObject({ outcome: 'reinvited', invitationId })
    const [row] = await query(
      'select role_id, message, invited_by_name, status, expires_at from invitation where id = $1',
      [invitationId],
    )
    expect(row).toEqual({
      role_id: organization.roles.USER,
      message: 'Second',
      invited_by_name: 'Grace Hopper',
      status: 'PENDING',
      expires_at: after(later, 7 * day).now,
    })
    expect((await mailsTo(email)).map(({ token }) => token !== null)).toEqual([false, true])
  })

  test('an address whose invitation was answered gets a new invitation', async () => {
    const organization = await newOrganization()
    const { email, invitationId } = await inviteTo(organization)
    await query(`update invitation set status = 'DECLINED', resolved_at = now() where id = $1`, [
      invitationId,
    ])
    const [outcome] = await invite(organization, [email])
    expect(outcome?.outcome).toBe('invited')
    expect(outcome?.invitationId).not.toBe(invitationId)
  })

  test('eleven times in an hour is once too often, and the others go through', async () => {
    const organization = await newOrganization()
    const email = newEmail()
    for (let time = 0; time < 10; time += 1) await invite(organization, [email])
    expect(await invite(organization, [email, newEmail()])).toMatchObject([
      { outcome: 'rate_limited' },
      { outcome: 'invited' },
    ])
    expect(await mailsTo(email)).toHaveLength(10)
    expect(await invite(await newOrganization(), [email])).toMatchObject([{ outcome: 'invited' }])
  })
})

describe('who may invite as what', () => {
  test('a role of another account, one for workspaces and one that does not exist are refused', async () => {
    const organization = await newOrganization()
    const other = await newOrganization()
    for (const roleId of [other.roles.MEMBER, organization.accountId]) {
      await expect(invite(organization, [newEmail()], { roleId })).rejects.toMatchObject({
        code: 'not_found',
        reason: 'role_not_found',
      })
    }
    await expect(
      invite(organization, [newEmail()], { roleId: organization.roles.OWNER }),
    ).rejects.toMatchObject({ code: 'invalid_input', fields: { roleId: expect.any(String) } })
    expect(await pendingOf(organization)).toEqual([])
  })

  test('a role that holds more than the inviter is not handed out (R2), and the refusal is recorded', async () => {
    const { organization, recruiter } = await withRecruiter()
    for (const roleId of [organization.roles.ADMINISTRATOR, organization.roles.USER]) {
      await expect(invite(organization, [newEmail()], { by: recruiter.ctx, roleId })).rejects.toMatchObject({
        code: 'forbidden',
        reason: 'exceeds_own_permissions',
      })
    }
    expect(await pendingOf(organization)).toEqual([])
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'change.refused',
      info: { reason: 'exceeds_own_permissions' },
    })
    expect(await invite(organization, [newEmail()], { by: recruiter.ctx })).toMatchObject([
      { outcome: 'invited' },
    ])
  })

  test('an invitation to a higher role is not changed to a lower one (R3): it stays, and the refusal is recorded', async () => {
    const { organization, recruiter } = await withRecruiter()
    const { email, invitationId, token } = await inviteTo(organization, {
      roleId: organization.roles.ADMINISTRATOR,
    })
    const outcomes = await invite(organization, [email, newEmail()], { by: recruiter.ctx })
    expect(outcomes).toMatchObject([{ outcome: 'outranked' }, { outcome: 'invited' }])
    expect(await query('select role_id from invitation where id = $1', [invitationId])).toEqual([
      { role_id: organization.roles.ADMINISTRATOR },
    ])
    expect((await mailsTo(email)).map((mail) => mail.token)).toEqual([token])
    const refused = (await eventsOf(organization.accountId)).filter(
      ({ action }) => action === 'change.refused',
    )
    expect(refused).toMatchObject([{ object_id: invitationId, info: { email, reason: 'outranked' } }])
  })

  test.each([
    ['MEMBER', 'forbidden'],
    ['USER', 'forbidden'],
    ['READ_ONLY_USER', 'forbidden'],
  ] as const)('a %s may not invite', async (role, code) => {
    const organization = await newOrganization()
    const member = await newMember(organization, organization.roles[role])
    await expect(invite(organization, [newEmail()], { by: member.ctx })).rejects.toMatchObject({
      code,
      permission: 'create:invitation',
    })
    expect(await pendingOf(organization)).toEqual([])
  })

  test('a suspended Administrator may not even know that the organization exists', async () => {
    const organization = await newOrganization()
    const suspended = await newMember(organization, organization.roles.ADMINISTRATOR, { status: 'SUSPENDED' })
    const before = await eventsOf(organization.accountId)
    await expect(invite(organization, [newEmail()], { by: suspended.ctx })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await eventsOf(organization.accountId)).toEqual(before)
  })

  test('nobody is invited to a personal account, not even by its owner', async () => {
    const owner = await newPerson()
    const [role] = await query<{ id: string }>(
      `select id from role where account_id = $1 and built_in = 'ADMINISTRATOR'`,
      [owner.accountId],
    )
    const input = {
      accountId: owner.accountId,
      emails: [newEmail()],
      roleId: role?.id ?? '',
      workspaces: [],
      message: '',
    }
    await expect(inviteMembers(owner.ctx, input)).rejects.toMatchObject({
      code: 'conflict',
      reason: 'personal_account',
    })
    expect(await query('select 1 from invitation where account_id = $1', [owner.accountId])).toEqual([])
  })
})

describe('the events', () => {
  test('one for each address that was invited, with its role and end, and none for the others', async () => {
    const organization = await newOrganization()
    const { email } = await inviteTo(organization)
    const member = await newMember(organization, organization.roles.MEMBER)
    const newcomer = newEmail()
    const before = (await eventsOf(organization.accountId)).length
    await invite(organization, [newcomer, email, 'nonsense', member.user.email])
    expect((await eventsOf(organization.accountId)).slice(before)).toMatchObject([
      {
        action: 'invitation.created',
        message: `Ada Lovelace invited ${newcomer} as Member`,
        info: { email: newcomer, role: 'Member' },
      },
      { action: 'invitation.resent', message: `Ada Lovelace invited ${email} again as Member` },
    ])
  })

  test('hold no secret of a link', async () => {
    const organization = await newOrganization()
    const { token } = await inviteTo(organization)
    expect(JSON.stringify(await eventsOf(organization.accountId))).not.toContain(token)
    const [row] = await query(
      `select coalesce((select string_agg(m::text, '') from mail m), '') || (select string_agg(l::text, '') from invitation_link l)
              || coalesce((select string_agg(j::text, '') from graphile_worker._private_jobs j), '') as text`,
    )
    expect(row?.text).not.toContain(token)
  })
})

type Invitation = { by?: Person['ctx']; roleId?: string; message?: string }

async function invite(
  organization: Organization,
  emails: string[],
  { by, roleId, message = '' }: Invitation = {},
) {
  const input = {
    accountId: organization.accountId,
    emails,
    roleId: roleId ?? organization.roles.MEMBER,
    workspaces: [],
    message,
  }
  return (await inviteMembers(by ?? organization.administrator.ctx, input)).outcomes
}

/** An organization and a member whose custom role may invite and little else. */
async function withRecruiter() {
  const organization = await newOrganization()
  const roleId = await newCustomRole(organization, ['read:invitation', 'create:invitation', 'read:member'])
  return { organization, recruiter: await newMember(organization, roleId) }
}

async function pendingOf({ accountId }: Organization): Promise<string[]> {
  const rows = await query<{ email: string }>(
    `select email from invitation where account_id = $1 and status = 'PENDING' order by email`,
    [accountId],
  )
  return rows.map(({ email }) => email)
}
