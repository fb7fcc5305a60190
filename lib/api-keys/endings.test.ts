import { describe, expect, test } from 'vitest'
import { deleteOrganization } from '@/lib/accounts/service'
import { authorizeAccount } from '@/lib/authz/access'
import { database } from '@/lib/db/transaction'
import { leaveOrganization, reactivateMember, removeMember, suspendMember } from '@/lib/members/manage'
import { changePassword, requestPasswordReset, resetPassword } from '@/lib/passwords/service'
import { newServiceAccountWithKey, newUserApiKey, requestWithKey } from '@/lib/testing/api-keys'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { mailedToken, mailsTo } from '@/lib/testing/outbox'
import { goodPassword, newPerson, visitor } from '@/lib/testing/people'
import { runQueued } from '@/lib/testing/queued-jobs'

/** What a request with the key gets in an account: what the key or the account refuses it with, or "open". */
async function opens(key: string, accountId: string): Promise<string> {
  const work = requestWithKey(key).then((ctx) =>
    authorizeAccount(ctx, database(), accountId, 'read:organization'),
  )
  return work.then(
    () => 'open',
    (error: { reason?: string; code: string }) => error.reason ?? error.code,
  )
}

async function passwordMailOf(email: string) {
  return (await mailsTo(email)).findLast(({ template }) => template === 'password_changed')
}

/** A member with a key for all their accounts and one for the organization, and where they open something. */
async function memberWithKeys(organization: Organization) {
  const { accountId, roles } = organization
  const member = await newMember(organization, roles.MEMBER)
  const everywhere = await newUserApiKey(member.ctx)
  const bound = await newUserApiKey(member.ctx, { accountId })
  const state = async () => [
    await opens(everywhere.key, accountId),
    await opens(bound.key, accountId),
    await opens(everywhere.key, member.accountId),
  ]
  expect(await state()).toEqual(['open', 'open', 'open'])
  return { member, state, of: { accountId, membershipId: member.membershipId } }
}

describe('a member’s keys', () => {
  test('open nothing in the organization while the membership is suspended, and all that they did afterwards', async () => {
    const organization = await newOrganization()
    const { of, state } = await memberWithKeys(organization)
    await suspendMember(organization.administrator.ctx, of)
    expect(await state()).toEqual(['not_found', 'not_found', 'open'])
    await reactivateMember(organization.administrator.ctx, of)
    expect(await state()).toEqual(['open', 'open', 'open'])
  })

  test('open nothing there after a removal; the one made for it is revoked and stays so for who comes back', async () => {
    const organization = await newOrganization()
    const { of, state, member } = await memberWithKeys(organization)
    await removeMember(organization.administrator.ctx, of)
    expect(await state()).toEqual(['not_found', 'api_key_revoked', 'open'])
    await newMember(organization, organization.roles.MEMBER, { person: member })
    expect(await state()).toEqual(['open', 'api_key_revoked', 'open'])
  })

  test('end the same way when they leave', async () => {
    const { member, state, of } = await memberWithKeys(await newOrganization())
    await leaveOrganization(member.ctx, { accountId: of.accountId })
    expect(await state()).toEqual(['not_found', 'api_key_revoked', 'open'])
  })
})

describe('a service account’s keys', () => {
  test('open nothing while it is suspended', async () => {
    const organization = await newOrganization()
    const { key, membershipId } = await newServiceAccountWithKey(organization)
    await query(`update membership set status = 'SUSPENDED' where id = $1`, [membershipId])
    expect(await opens(key.key, organization.accountId)).toBe('service_account_suspended')
  })

  test('are gone with it', async () => {
    const organization = await newOrganization()
    const { key, serviceAccountId } = await newServiceAccountWithKey(organization)
    expect(await opens(key.key, organization.accountId)).toBe('open')
    await query('delete from service_account where id = $1', [serviceAccountId])
    expect(await opens(key.key, organization.accountId)).toBe('invalid_api_key')
    expect(await query('select 1 from api_key where id = $1', [key.id])).toEqual([])
  })
})

test('an organization that is deleted takes all keys made for it along, and no other', async () => {
  const organization = await newOrganization()
  const { accountId, handle, administrator } = organization
  const robot = await newServiceAccountWithKey(organization)
  const bound = await newUserApiKey(administrator.ctx, { accountId })
  const everywhere = await newUserApiKey(administrator.ctx)
  await deleteOrganization(administrator.ctx, { accountId, handle })
  expect(await opens(robot.key.key, accountId)).toBe('invalid_api_key')
  expect(await opens(bound.key, accountId)).toBe('invalid_api_key')
  expect(await opens(everywhere.key, accountId)).toBe('not_found')
  expect(await opens(everywhere.key, administrator.accountId)).toBe('open')
})

describe('a password', () => {
  test('that is reset by a link revokes all keys of the person, which event, mail and answer count', async () => {
    const organization = await newOrganization()
    const { accountId, administrator } = organization
    const { user, accountId: personal, ctx } = administrator
    const [everywhere, bound] = [await newUserApiKey(ctx), await newUserApiKey(ctx, { accountId })]
    const ended = await newUserApiKey(ctx, { expiresAt: new Date(ctx.now.getTime() + 1) })
    const robot = await newServiceAccountWithKey(organization)
    await requestPasswordReset(visitor(), { email: user.email })
    await runQueued('mail_password_reset', ({ emailKey }) => emailKey === user.email)
    const token = await mailedToken(user.email, 'password_reset')
    const answer = await resetPassword(visitor(), { token, password: 'walnut-harbour-sonnet' })
    expect(answer).toEqual({ email: user.email, revokedKeys: 2 })
    expect(await opens(everywhere.key, personal)).toBe('api_key_revoked')
    expect(await opens(bound.key, accountId)).toBe('api_key_revoked')
    expect(await opens(ended.key, personal)).toBe('api_key_expired')
    expect(await opens(robot.key.key, accountId)).toBe('open')
    for (const id of [personal, accountId])
      expect((await eventsOf(id)).at(-1)).toMatchObject({
        action: 'user.password_reset',
        info: { revokedKeys: 2 },
      })
    expect(await passwordMailOf(user.email)).toMatchObject({
      template: 'password_changed',
      props: { revokedKeys: 2 },
    })
  })

  test('that is changed with the current one leaves them', async () => {
    const { ctx, user, accountId } = await newPerson()
    const { key } = await newUserApiKey(ctx)
    await changePassword(ctx, { currentPassword: goodPassword, password: 'walnut-harbour-sonnet' })
    expect(await opens(key, accountId)).toBe('open')
    expect((await passwordMailOf(user.email))?.props).toEqual({ name: user.name, revokedKeys: 0 })
  })
})
