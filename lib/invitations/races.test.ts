import { beforeEach, describe, expect, test } from 'vitest'
import { deleteOrganization } from '@/lib/accounts/service'
import { verifyAuditChain } from '@/lib/audit/service'
import { AppError } from '@/lib/errors'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  inviteTo,
  newOrganization,
  tokenOf,
  type Invited,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newEmail, newPerson } from '@/lib/testing/people'
import { changeName } from '@/lib/users/service'
import { acceptInvitation, declineInvitation } from './answer'
import { inviteMembers } from './invite'
import { copyInvitationLink, resendInvitation, revokeInvitation } from './service'

let organization: Organization
let guest: Person
let invitation: Invited
beforeEach(renew)

describe('of any number of answers at once exactly one succeeds', () => {
  test('twenty accepts make one membership and one event; nineteen are told that it was accepted', async () => {
    const answers = await settle(Array<Try>(20).fill(accept))
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'invitation_accepted')).toHaveLength(19)
    const actions = await actionsOf(organization.accountId)
    expect(actions.filter((action) => action === 'invitation.accepted')).toHaveLength(1)
    expect(actions.filter((action) => action === 'membership.created')).toHaveLength(1)
    expect(actions.filter((action) => action === 'change.refused')).toHaveLength(19)
    expect(await isMember()).toBe(true)
    expect(await verifyAuditChain(organization.accountId)).toMatchObject({ intact: true })
  })

  test.each([
    ['revoking', () => revoke, 'REVOKED', 'invitation_revoked'],
    ['declining', () => decline, 'DECLINED', 'invitation_declined'],
  ])('accepting and %s', async (_, other, status, reason) => {
    for (const isFirst of [true, false]) {
      await renew()
      const [accepted, answered] = await inEitherOrder(isFirst, accept, other())
      expect([accepted, answered].filter((answer) => answer === 'done')).toHaveLength(1)
      if (accepted === 'done') {
        expect(answered).toBe('invitation_accepted')
        expect(await statusOf()).toBe('ACCEPTED')
      } else {
        expect(accepted).toBe(reason)
        expect(await statusOf()).toBe(status)
      }
      expect(await isMember()).toBe(accepted === 'done')
    }
  })

  test('revoking twenty times', async () => {
    const answers = await settle(Array<Try>(20).fill(revoke))
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'invitation_revoked')).toHaveLength(19)
  })
})

describe('accepting while a new link is made', () => {
  test.each([
    ['resending', () => resend],
    ['copying', () => copy],
  ])('%s: either the old link was in time, or it is replaced', async (_, other) => {
    for (const isFirst of [true, false]) {
      await renew()
      const [accepted, renewed] = await inEitherOrder(isFirst, accept, other())
      if (accepted === 'done') {
        expect(renewed).toBe('invitation_accepted')
      } else {
        expect([accepted, renewed]).toEqual(['invitation_replaced', 'done'])
        expect(await statusOf()).toBe('PENDING')
      }
      expect(await isMember()).toBe(accepted === 'done')
    }
  })

  test('nine resends at once leave one link that works', async () => {
    await settle(Array<Try>(9).fill(resend))
    const links = await query('select is_current from invitation_link where invitation_id = $1', [
      invitation.invitationId,
    ])
    expect(links.filter(({ is_current }) => is_current)).toHaveLength(1)
    await expect(acceptInvitation(guest.ctx, { token: invitation.token })).rejects.toMatchObject({
      reason: 'invitation_replaced',
    })
    expect(
      await query(`select 1 from mail where recipient = $1 and status = 'KEPT'`, [guest.user.email]),
    ).toHaveLength(1)
    await acceptInvitation(guest.ctx, { token: await tokenOf(guest.user.email) })
  })
})

test('an address invited by ten colleagues at once has one invitation', async () => {
  const email = newEmail()
  const invite = () =>
    inviteMembers(organization.administrator.ctx, {
      accountId: organization.accountId,
      emails: [email],
      roleId: organization.roles.MEMBER,
      workspaces: [],
      message: '',
    })
  const outcomes = (await Promise.all(Array.from({ length: 10 }, invite))).flatMap((result) =>
    result.outcomes.map(({ outcome }) => outcome),
  )
  expect(outcomes.filter((outcome) => outcome === 'invited')).toHaveLength(1)
  expect(outcomes.filter((outcome) => outcome === 'reinvited')).toHaveLength(9)
  expect(await query('select 1 from invitation where email = $1', [email])).toHaveLength(1)
})

test('accepting while the organization is deleted ends in one of the two, and leaves no membership of nothing', async () => {
  const remove = () =>
    deleteOrganization(organization.administrator.ctx, {
      accountId: organization.accountId,
      handle: organization.handle,
    })
  const [accepted, deleted] = await settle([accept, remove])
  expect(deleted).toBe('done')
  expect(['done', 'invitation_not_found']).toContain(accepted)
  expect(await query('select 1 from membership where account_id = $1', [organization.accountId])).toEqual([])
})

test('a name that is changed while its owner accepts is the one in the membership', async () => {
  await Promise.all([
    acceptInvitation(guest.ctx, { token: invitation.token }),
    changeName(guest.ctx, { name: 'Countess of Lovelace' }),
  ])
  const names = await query('select distinct principal_name from membership where user_id = $1', [
    guest.user.id,
  ])
  expect(names).toEqual([{ principal_name: 'Countess of Lovelace' }])
})

test('a person who accepts into two organizations at once is a member of both', async () => {
  const other = await newOrganization()
  const { token } = await inviteTo(other, { email: guest.user.email })
  await Promise.all([
    acceptInvitation(guest.ctx, { token: invitation.token }),
    acceptInvitation(guest.ctx, { token }),
  ])
  expect(await query('select 1 from membership where user_id = $1', [guest.user.id])).toHaveLength(3)
})

const accept = () => acceptInvitation(guest.ctx, { token: invitation.token })
const decline = () => declineInvitation(guest.ctx, { token: invitation.token })
const revoke = () => revokeInvitation(organization.administrator.ctx, managed())
const resend = () => resendInvitation(organization.administrator.ctx, managed())
const copy = () => copyInvitationLink(organization.administrator.ctx, managed())

function managed() {
  return { accountId: organization.accountId, invitationId: invitation.invitationId }
}

async function renew(): Promise<void> {
  organization = await newOrganization()
  guest = await newPerson()
  invitation = await inviteTo(organization, { email: guest.user.email })
}

type Try = () => Promise<unknown>

/** Starts all at once; each ends as "done" or with the reason of its refusal. */
async function settle(tries: Try[]): Promise<string[]> {
  return Promise.all(
    tries.map(async (attempt) => {
      try {
        await attempt()
        return 'done'
      } catch (error) {
        if (error instanceof AppError) return error.reason ?? error.code
        throw error
      }
    }),
  )
}

/** The outcomes of both, the one or the other started first. */
async function inEitherOrder(isFirst: boolean, one: Try, other: Try): Promise<string[]> {
  const outcomes = await settle(isFirst ? [one, other] : [other, one])
  return isFirst ? outcomes : outcomes.toReversed()
}

async function statusOf(): Promise<string | undefined> {
  return (
    await query<{ status: string }>('select status from invitation where id = $1', [invitation.invitationId])
  )[0]?.status
}

async function isMember(): Promise<boolean> {
  return (
    (
      await query('select 1 from membership where account_id = $1 and user_id = $2', [
        organization.accountId,
        guest.user.id,
      ])
    ).length === 1
  )
}
