import { describe, expect, test } from 'vitest'
import { deleteOrganization } from '@/lib/accounts/service'
import { recordAudit, verifyAuditChain } from '@/lib/audit/service'
import { withTransaction } from '@/lib/db/transaction'
import { signIn } from '@/lib/sessions/sign-in'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { newServiceAccountWithKey, newUserApiKey, requestWithKey } from '@/lib/testing/api-keys'
import { askGraphql } from '@/lib/testing/graphql'
import { query } from '@/lib/testing/database'
import { newMember, newOrganization } from '@/lib/testing/organizations'
import { goodPassword, newPerson, requestWith, visitor } from '@/lib/testing/people'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'
import { leaveOrganization } from '@/lib/members/manage'
import { deleteOwnUser, exportOwnData, previewUserDeletion } from './deletion'

type Person = Awaited<ReturnType<typeof newPerson>>

function goodbye({ user }: Person) {
  return { email: user.email, currentPassword: goodPassword }
}

describe('somebody who deletes themselves', () => {
  test('is gone with memberships, grants, sessions, keys and the personal account; logs keep the name', async () => {
    const organization = await newOrganization()
    const mia = await newMember(organization, organization.roles.MEMBER, { name: 'Mia Member' })
    const workspaceId = await newWorkspace(organization, 'Vault')
    const { membershipId } = mia
    await newGrant(organization, { workspaceId, membershipId, roleId: organization.roles.RUNNER })
    const { key } = await newUserApiKey(mia.ctx)
    await newUserApiKey(mia.ctx, { accountId: organization.accountId })
    expect(await previewUserDeletion(mia.ctx)).toMatchObject({
      can: { allowed: true },
      organizations: ['Acme'],
      api_keys: 2,
      sessions: 1,
    })
    await deleteOwnUser(mia.ctx, goodbye(mia))
    expect((await requestWith(mia.sessionId)).actor.kind).toBe('ANONYMOUS')
    await expect(requestWithKey(key)).rejects.toMatchObject({ reason: 'invalid_api_key' })
    await expect(signIn(visitor(), { email: mia.user.email, password: goodPassword })).rejects.toMatchObject({
      reason: 'wrong_credentials',
    })
    for (const [table, column] of [
      ['"user"', 'id'],
      ['membership', 'user_id'],
      ['session', 'user_id'],
      ['api_key', 'user_id'],
      ['account', 'owner_user_id'],
    ])
      expect(await query(`select 1 from ${table} where ${column} = $1`, [mia.user.id])).toEqual([])
    const events = (await eventsOf(organization.accountId)).slice(-2)
    expect(events).toMatchObject([
      { action: 'membership.left', info: { ended_grants_count: 1, revoked_keys_count: 1 } },
      { action: 'user.deleted', message: 'Mia Member deleted their account', object_id: mia.user.id },
    ])
    expect((await actionsOf(mia.accountId)).slice(-2)).toEqual(['account.deleted', 'user.deleted'])
    for (const id of [organization.accountId, mia.accountId])
      expect(await verifyAuditChain(id)).toMatchObject({ intact: true })
  })

  test('may come again with the same address', async () => {
    const ada = await newPerson()
    await deleteOwnUser(ada.ctx, goodbye(ada))
    expect((await newPerson({ email: ada.user.email })).user.id).not.toBe(ada.user.id)
  })

  test('takes what the installation keeps about them along, and no secret', async () => {
    const { administrator: ada, accountId } = await newOrganization()
    const { key } = await newUserApiKey(ada.ctx)
    const data = await exportOwnData(ada.ctx)
    expect(data).toMatchObject({
      user: { email: ada.user.email },
      sessions: [{ id: ada.sessionId }],
      api_keys: [{ name: 'Laptop' }],
      memberships: expect.arrayContaining([
        expect.objectContaining({ account_id: accountId, role: 'Administrator' }),
      ]),
    })
    const asked = await askGraphql('{ my_data }', { key, organization: accountId })
    expect(asked.data).toMatchObject({ my_data: { user: { email: ada.user.email } } })
    const text = JSON.stringify(data)
    expect(text).toContain('user.signed_in')
    for (const secret of [key.slice(14), 'argon2', 'hash']) expect(text).not.toContain(secret)
  })

  test('takes along the workspaces of those organizations alone that ask for nothing more than a password', async () => {
    const organization = await newOrganization()
    const { accountId, roles } = organization
    const mia = await newMember(organization, roles.MEMBER)
    const workspaceId = await newWorkspace(organization, 'Nightfall')
    await newGrant(organization, { workspaceId, membershipId: mia.membershipId, roleId: roles.RUNNER })
    expect(JSON.stringify(await exportOwnData(mia.ctx))).toContain('Nightfall')
    await query('update account set is_sso_required = true where id = $1', [accountId])
    expect(JSON.stringify(await exportOwnData(mia.ctx))).not.toContain('Nightfall')
  })

  test('takes nothing along that others did in the personal account', async () => {
    const ada = await newPerson()
    const { accountId } = ada
    const guest = await newPerson({ name: 'Gus Guest' })
    await withTransaction((tx) =>
      recordAudit(tx, guest.ctx, {
        accountId,
        action: 'workspace.updated',
        message: 'Gus Guest renamed a workspace',
        objectTable: 'workspace',
        objectId: guest.user.id,
      }),
    )
    expect(JSON.stringify(await exportOwnData(ada.ctx))).not.toContain('Gus Guest')
  })
})

describe('denials', () => {
  test('deleteOwnUser: the only Administrator of an organization is told of which, and nothing goes', async () => {
    const { administrator: ada, accountId, handle } = await newOrganization({ name: 'Globex' })
    const reason = { code: 'conflict', reason: 'last_administrator' }
    const tried = deleteOwnUser(ada.ctx, goodbye(ada))
    await expect(tried).rejects.toMatchObject(reason)
    await expect(tried).rejects.toThrow(/only Administrator who can sign in of Globex/)
    expect(await previewUserDeletion(ada.ctx)).toMatchObject({
      can: { allowed: false, reason: 'last_administrator' },
    })
    expect((await actionsOf(accountId)).at(-1)).toBe('change.refused')
    expect((await requestWith(ada.sessionId)).actor.kind).toBe('USER')
    await deleteOrganization(ada.ctx, { accountId, handle })
    await deleteOwnUser(ada.ctx, goodbye(ada))
  })

  test('no organization is told the names of the others', async () => {
    const { administrator } = await newOrganization({ name: 'Project Nightfall' })
    const other = await newOrganization()
    await newMember(other, other.roles.MEMBER, { person: administrator })
    await expect(deleteOwnUser(administrator.ctx, goodbye(administrator))).rejects.toThrow(
      'Project Nightfall',
    )
    expect((await eventsOf(other.accountId)).at(-1)).toMatchObject({ action: 'change.refused' })
    expect(JSON.stringify(await eventsOf(other.accountId))).not.toContain('Nightfall')
  })

  test('deleteOwnUser: a wrong password, another address and a service account change nothing', async () => {
    const organization = await newOrganization()
    const mia = await newMember(organization, organization.roles.MEMBER)
    const wrong = deleteOwnUser(mia.ctx, { ...goodbye(mia), currentPassword: 'not the one' })
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_input', reason: 'wrong_password' })
    const other = deleteOwnUser(mia.ctx, { ...goodbye(mia), email: 'other@example.com' })
    await expect(other).rejects.toMatchObject({ code: 'invalid_input', reason: 'email_mismatch' })
    const robot = await requestWithKey((await newServiceAccountWithKey(organization)).key.key)
    await expect(deleteOwnUser(robot, goodbye(mia))).rejects.toMatchObject({ reason: 'users_only' })
    const bound = await newUserApiKey(mia.ctx, { accountId: organization.accountId })
    await expect(deleteOwnUser(await requestWithKey(bound.key), goodbye(mia))).rejects.toMatchObject({
      reason: 'api_key_bound',
    })
    for (const ask of [
      deleteOwnUser(visitor(), goodbye(mia)),
      exportOwnData(visitor()),
      previewUserDeletion(visitor()),
    ])
      await expect(ask).rejects.toMatchObject({ code: 'unauthenticated' })
    expect((await requestWith(mia.sessionId)).actor.kind).toBe('USER')
  })
})

describe('at the same moment', () => {
  test('two Administrators who both go leave one', async () => {
    const organization = await newOrganization()
    const grace = await newMember(organization, organization.roles.ADMINISTRATOR)
    const tried = await Promise.allSettled(
      [organization.administrator, grace].map((person) => deleteOwnUser(person.ctx, goodbye(person))),
    )
    expect(tried.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(tried.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { reason: 'last_administrator' },
    })
  })

  test('one who leaves while another deletes themselves: an Administrator stays', async () => {
    const organization = await newOrganization()
    const grace = await newMember(organization, organization.roles.ADMINISTRATOR)
    const tried = await Promise.allSettled([
      deleteOwnUser(organization.administrator.ctx, goodbye(organization.administrator)),
      leaveOrganization(grace.ctx, { accountId: organization.accountId }),
    ])
    expect(tried.map(({ status }) => status).toSorted()).not.toEqual(['fulfilled', 'fulfilled'])
  })
})
