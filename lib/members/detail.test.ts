import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { countStatements } from '@/lib/testing/count-statements'
import { query } from '@/lib/testing/database'
import {
  after,
  day,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
} from '@/lib/testing/organizations'
import { newPerson, requestWith } from '@/lib/testing/people'
import { newServiceAccount, newUserKey } from '@/lib/testing/workspaces'
import { getMember } from './detail'
import { memberDetail } from './schema'

type Member = Awaited<ReturnType<typeof newMember>>

let organization: Organization
let elsewhere: Organization
let ada: Member
let reader: Member
beforeAll(async () => {
  organization = await newOrganization()
  elsewhere = await newOrganization()
  ada = await newMember(organization, organization.roles.USER, { name: 'Ada of Acme' })
  reader = await newMember(organization, organization.roles.READ_ONLY_USER)
})

function detailOf(viewer: { ctx: Member['ctx'] }, membershipId: string) {
  return getMember(viewer.ctx, { accountId: organization.accountId, membershipId })
}

describe('a member', () => {
  test('comes with their role, what the viewer may do with them, and in the documented shape', async () => {
    const detail = await detailOf(organization.administrator, ada.membershipId)
    expect(memberDetail.parse(detail)).toEqual(detail)
    expect(detail).toMatchObject({
      name: 'Ada of Acme',
      email: ada.user.email,
      role_name: 'User',
      role_description: expect.stringContaining('daily work'),
      role_is_built_in: true,
      role_allows: { organization: 4, workspace: 48, is_ceiling: false },
      status: 'ACTIVE',
      is_viewer: false,
      can: { changeRole: { allowed: true }, reactivate: { allowed: false, reason: 'already_active' } },
    })
    expect(await detailOf(reader, ada.membershipId)).toMatchObject({
      can: { suspend: { allowed: false, permission: 'update:member' } },
    })
    expect(await detailOf(ada, ada.membershipId)).toMatchObject({ is_viewer: true })
  })

  test('with a custom role has its own description, and none where nobody wrote one', async () => {
    const roleId = await newCustomRole(organization, ['read:flow', 'read:workspace'])
    const member = await newMember(organization, roleId)
    const { role_is_built_in, role_description } = await detailOf(
      organization.administrator,
      member.membershipId,
    )
    expect([role_is_built_in, role_description]).toEqual([false, ''])
  })

  test('is not found elsewhere, when removed, or when it is a service account', async () => {
    const { membershipId } = await newServiceAccount(organization, organization.roles.MEMBER)
    const removed = await newMember(organization, organization.roles.MEMBER)
    await query('delete from membership where id = $1', [removed.membershipId])
    const foreign = await newMember(elsewhere, elsewhere.roles.MEMBER)
    for (const id of [membershipId, removed.membershipId, foreign.membershipId, randomUUID()]) {
      await expect(detailOf(organization.administrator, id)).rejects.toMatchObject({
        code: 'not_found',
        reason: 'member_not_found',
      })
    }
  })

  test('is read in three statements, the session among them', async () => {
    const { result, statements } = await countStatements(async () =>
      detailOf({ ctx: await requestWith(organization.administrator.sessionId) }, ada.membershipId),
    )
    expect(result.name).toBe('Ada of Acme')
    expect(statements).toHaveLength(3)
  })
})

describe('keys', () => {
  test('are those that act in this account, the newest first, without secrets', async () => {
    const member = await newMember(organization, organization.roles.USER)
    const { id: userId } = member.user
    const bound = await newUserKey(userId, organization.accountId, 'Deploys')
    const everywhere = await newUserKey(userId, null, 'Laptop')
    const revoked = await newUserKey(userId, null, 'Lost')
    await newUserKey(userId, elsewhere.accountId, 'Of another account')
    await query('update api_key set revoked_at = now() where id = $1', [revoked])
    await query(
      `update api_key set created_at = '2026-01-02T03:04:05Z', expires_at = '2026-05-06T07:08:09Z' where id = $1`,
      [bound],
    )
    await query(
      `insert into api_key_use (api_key_id, last_used_at) values ($1, '2026-03-04T05:06:07.008Z')`,
      [bound],
    )
    const { keys } = await detailOf(organization.administrator, member.membershipId)
    expect(keys).toMatchObject([
      {
        id: everywhere,
        name: 'Laptop',
        expires_at: null,
        is_expired: false,
        last_used_at: null,
        is_bound: false,
      },
      {
        id: bound,
        name: 'Deploys',
        created_at: '2026-01-02T03:04:05.000Z',
        expires_at: '2026-05-06T07:08:09.000Z',
        is_expired: true,
        last_used_at: '2026-03-04T05:06:07.008Z',
        is_bound: true,
      },
    ])
    expect(JSON.stringify(keys)).not.toMatch(/hash/i)
  })

  test('and sessions are for the member and for whoever holds update:member', async () => {
    const manager = await newMember(organization, await newCustomRole(organization, ['update:member']))
    await newUserKey(ada.user.id, null)
    for (const viewer of [organization.administrator, ada, manager]) {
      const { keys, sessions } = await detailOf(viewer, ada.membershipId)
      expect([keys?.length, sessions?.live]).toEqual([1, 1])
    }
    for (const viewer of [reader, await newMember(organization, organization.roles.USER)]) {
      const { keys, sessions } = await detailOf(viewer, ada.membershipId)
      expect([keys, sessions]).toEqual([null, null])
    }
  })
})

test('live sessions are those neither revoked nor expired, with their last use and nothing else', async () => {
  const member = await newMember(organization, organization.roles.MEMBER)
  const { ctx } = organization.administrator
  const sessionsAt = async (milliseconds: number) =>
    (await detailOf({ ctx: after(ctx, milliseconds) }, member.membershipId)).sessions
  await query(`update session set last_used_at = '2026-03-04T05:06:07.008Z' where id = $1`, [
    member.sessionId,
  ])
  expect(await sessionsAt(0)).toEqual({ live: 1, last_used_at: '2026-03-04T05:06:07.008Z' })
  expect(await sessionsAt(400 * day)).toEqual({ live: 0, last_used_at: null })
  await query('update session set revoked_at = now() where id = $1', [member.sessionId])
  expect(await sessionsAt(0)).toEqual({ live: 0, last_used_at: null })
})

test('a stranger finds no member, and is told nothing', async () => {
  const stranger = await newPerson()
  await expect(detailOf(stranger, ada.membershipId)).rejects.toMatchObject({ code: 'not_found' })
  await expect(detailOf(elsewhere.administrator, ada.membershipId)).rejects.toMatchObject({
    code: 'not_found',
  })
})
