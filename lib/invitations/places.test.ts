import { describe, expect, test } from 'vitest'
import { setPlan } from '@/lib/accounts/operate'
import { systemContext } from '@/lib/authz/session'
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
} from '@/lib/testing/organizations'
import { newEmail, newPerson } from '@/lib/testing/people'
import { acceptInvitation } from './answer'
import { inviteMembers } from './invite'
import { copyInvitationLink, resendInvitation } from './service'

// STANDARD has places for ten members; the one who creates the organization takes the first.
const standard = 10

describe('places of the plan (R12)', () => {
  test('members and pending invitations take them, and the addresses past the last are refused one by one', async () => {
    const organization = await newOrganization({ plan: 'STANDARD' })
    for (let member = 0; member < 4; member += 1) await newMember(organization, organization.roles.MEMBER)
    const outcomes = await invite(organization, 7)
    expect(outcomes).toEqual([
      ...Array<string>(5).fill('invited'),
      'plan_limit_reached',
      'plan_limit_reached',
    ])
    expect(await invite(organization, 1)).toEqual(['plan_limit_reached'])
    expect(await takenIn(organization)).toBe(standard)
  })

  test('an address refused for want of a place is recorded as a refusal and mailed nothing', async () => {
    const organization = await newOrganization({ plan: 'STANDARD' })
    await invite(organization, 9)
    const email = newEmail()
    await inviteMembers(organization.administrator.ctx, inputOf(organization, [email]))
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'change.refused',
      info: { email, reason: 'plan_limit_reached' },
    })
    expect(await query('select 1 from mail where recipient = $1', [email])).toEqual([])
  })

  test('twenty invitations in parallel never exceed them', async () => {
    const organization = await newOrganization({ plan: 'STANDARD' })
    const outcomes = (await Promise.all(Array.from({ length: 10 }, () => invite(organization, 2)))).flat()
    expect(outcomes.filter((outcome) => outcome === 'invited')).toHaveLength(9)
    expect(outcomes.filter((outcome) => outcome === 'plan_limit_reached')).toHaveLength(11)
    expect(await takenIn(organization)).toBe(standard)
  })

  test('inviting again takes no second place, and neither does a member or a malformed address', async () => {
    const organization = await newOrganization({ plan: 'STANDARD' })
    const emails = Array.from({ length: 9 }, newEmail)
    await inviteMembers(organization.administrator.ctx, inputOf(organization, emails))
    const again = inputOf(organization, [...emails, organization.administrator.user.email, 'nonsense'])
    const { outcomes } = await inviteMembers(organization.administrator.ctx, again)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      ...Array<string>(9).fill('reinvited'),
      'already_member',
      'invalid_email',
    ])
  })

  test('an expired invitation frees its place, and takes one again when its clock restarts', async () => {
    const organization = await newOrganization({ plan: 'STANDARD' })
    const expired = await inviteTo(organization)
    await expire(expired.invitationId)
    expect(await invite(organization, 10)).toEqual([
      ...Array<string>(9).fill('invited'),
      'plan_limit_reached',
    ])
    const { ctx } = organization.administrator
    const input = { accountId: organization.accountId, invitationId: expired.invitationId }
    for (const renew of [resendInvitation, copyInvitationLink]) {
      await expect(renew(ctx, input)).rejects.toMatchObject({
        code: 'conflict',
        reason: 'plan_limit_reached',
      })
    }
    const { outcomes } = await inviteMembers(ctx, inputOf(organization, [expired.email]))
    expect(outcomes).toMatchObject([{ outcome: 'plan_limit_reached' }])
    expect(await takenIn(organization)).toBe(standard)
  })

  test('a revoked or declined invitation frees its place', async () => {
    const organization = await newOrganization({ plan: 'STANDARD' })
    await invite(organization, 9)
    await query(
      `update invitation set status = 'REVOKED', resolved_at = now() where id in (select id from invitation where account_id = $1 limit 2)`,
      [organization.accountId],
    )
    expect(await invite(organization, 3)).toEqual(['invited', 'invited', 'plan_limit_reached'])
  })

  test('an open invitation that holds its place is resent in a full organization', async () => {
    const organization = await newOrganization({ plan: 'STANDARD' })
    const { invitationId } = await inviteTo(organization)
    await invite(organization, 8)
    const input = { accountId: organization.accountId, invitationId }
    await expect(resendInvitation(organization.administrator.ctx, input)).resolves.toBeDefined()
  })

  test('going down a plan keeps everybody, and refuses only what would add to the excess', async () => {
    const organization = await newOrganization()
    for (let member = 0; member < 9; member += 1) await newMember(organization, organization.roles.MEMBER)
    const guest = await newPerson()
    await inviteTo(organization, { email: guest.user.email })
    await setPlan(systemContext('The tests'), { handle: organization.handle, plan: 'STANDARD' })
    await expect(
      acceptInvitation(guest.ctx, { token: await tokenOf(guest.user.email) }),
    ).rejects.toMatchObject({
      code: 'conflict',
      reason: 'plan_limit_reached',
    })
    expect(await membersOf(organization)).toBe(standard)
    expect(
      await query(`select status from invitation where account_id = $1`, [organization.accountId]),
    ).toEqual([{ status: 'PENDING' }])
    await setPlan(systemContext('The tests'), { handle: organization.handle, plan: 'ORGANIZATION' })
    await acceptInvitation(guest.ctx, { token: await tokenOf(guest.user.email) })
    expect(await membersOf(organization)).toBe(standard + 1)
  })

  test('accepting in parallel past the plan, after going down, fills the last place once', async () => {
    const organization = await newOrganization()
    for (let member = 0; member < 8; member += 1) await newMember(organization, organization.roles.MEMBER)
    const guests = await Promise.all([1, 2, 3, 4].map(() => newPerson()))
    for (const { user } of guests) await inviteTo(organization, { email: user.email })
    await setPlan(systemContext('The tests'), { handle: organization.handle, plan: 'STANDARD' })
    const tokens = await Promise.all(guests.map(({ user }) => tokenOf(user.email)))
    const answers = await Promise.allSettled(
      guests.map(({ ctx }, index) => acceptInvitation(ctx, { token: tokens[index] ?? '' })),
    )
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await membersOf(organization)).toBe(standard)
  })

  test('a plan without a limit has a place for everybody', async () => {
    const organization = await newOrganization({ plan: 'ENTERPRISE' })
    expect(await invite(organization, 30)).toEqual(Array<string>(30).fill('invited'))
  })
})

async function invite(organization: Organization, people: number): Promise<string[]> {
  const emails = Array.from({ length: people }, newEmail)
  const { outcomes } = await inviteMembers(
    after(organization.administrator.ctx, 1_000),
    inputOf(organization, emails),
  )
  return outcomes.map(({ outcome }) => outcome)
}

function inputOf({ accountId, roles }: Organization, emails: string[]) {
  return { accountId, emails, roleId: roles.MEMBER, workspaces: [], message: '' }
}

async function expire(invitationId: string): Promise<void> {
  await query('update invitation set expires_at = $2 where id = $1', [
    invitationId,
    new Date(Date.now() - day),
  ])
}

async function takenIn(organization: Organization): Promise<number> {
  const open = await query(
    `select 1 from invitation where account_id = $1 and status = 'PENDING' and expires_at > now()`,
    [organization.accountId],
  )
  return open.length + (await membersOf(organization))
}

async function membersOf({ accountId }: Organization): Promise<number> {
  return (await query('select 1 from membership where account_id = $1', [accountId])).length
}
