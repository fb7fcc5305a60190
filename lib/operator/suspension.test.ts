import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { listAccounts, renameOrganization } from '@/lib/accounts/service'
import { installationId } from '@/lib/audit/installation'
import { verifyAuditChain } from '@/lib/audit/service'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { systemContext } from '@/lib/authz/session'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { acceptInvitation, getInvitationPage } from '@/lib/invitations/answer'
import { mailPasswordReset, resetPassword } from '@/lib/passwords/service'
import { signIn } from '@/lib/sessions/sign-in'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { newServiceAccountWithKey, newUserApiKey, requestWithKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import { askGraphql } from '@/lib/testing/graphql'
import {
  inviteTo,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { goodPassword, newPerson, requestWith, visitor } from '@/lib/testing/people'
import { mailsTo } from '@/lib/testing/outbox'
import { askRoute } from '@/lib/testing/route-requests'
import { newWorkspace } from '@/lib/testing/workspaces'
import { listMyWorkspacesInput } from '@/lib/workspaces/schema'
import { listMyWorkspaces } from '@/lib/workspaces/home'
import { endSessionsOfUser, reactivateUser, startPasswordReset, suspendUser } from './change-users'
import { reactivateAccount, suspendAccount } from './suspend-accounts'

const commandLine = systemContext('The tests')

let organization: Organization
let ada: Person
beforeEach(async () => {
  organization = await newOrganization()
  ada = organization.administrator
  // Of whom one may be suspended.
  await newMember(organization, organization.roles.ADMINISTRATOR, { name: 'Alan Turing' })
})

describe('a suspended account', () => {
  const suspended = { code: 'forbidden', reason: 'account_suspended' }

  test('lets nobody in from the next request on, and everybody again once it is reactivated', async () => {
    const workspaceId = await newWorkspace(organization, 'Vault')
    const { accountId, handle } = organization
    const mia = await newMember(organization, organization.roles.MEMBER)
    await suspendAccount(commandLine, { handle })
    for (const { ctx } of [ada, mia])
      await expect(authorizeAccount(ctx, database(), accountId, 'read:organization')).rejects.toMatchObject(
        suspended,
      )
    const opened = authorizeWorkspace(ada.ctx, database(), { accountId, workspaceId }, 'read:workspace')
    await expect(opened).rejects.toMatchObject(suspended)
    expect(await workspacesOf(ada.ctx)).toEqual([])
    const renamed = renameOrganization(ada.ctx, { accountId, name: 'Taken over' })
    await expect(renamed).rejects.toMatchObject(suspended)
    await reactivateAccount(commandLine, { handle })
    expect(await workspacesOf(ada.ctx)).toEqual(['Vault'])
    const { account } = await authorizeAccount(ada.ctx, database(), accountId, 'read:organization')
    expect(account.name).toBe('Acme')
  })

  test('says why, to its members alone', async () => {
    await suspendAccount(commandLine, { handle: organization.handle })
    const stranger = await newPerson()
    const asked = (ctx: Ctx) => authorizeAccount(ctx, database(), organization.accountId, 'read:organization')
    await expect(asked(ada.ctx)).rejects.toThrow(/Acme is suspended.*Ask the operator/)
    await expect(asked(stranger.ctx)).rejects.toMatchObject({ code: 'not_found' })
    const [own] = (await listAccounts(ada.ctx)).filter(({ id }) => id === organization.accountId)
    expect(own).toMatchObject({ is_suspended: true })
  })

  test('refuses keys of people and of service accounts at every door', async () => {
    const robot = await newServiceAccountWithKey(organization)
    const { key } = await newUserApiKey(ada.ctx)
    await suspendAccount(commandLine, { handle: organization.handle })
    for (const one of [robot.key.key, key]) {
      const address = `/api/accounts/${organization.accountId}/members`
      const answer = await askRoute({ method: 'get' }, { address, key: one })
      expect([answer.status, answer.body]).toMatchObject([403, { reason: 'account_suspended' }])
      const asked = { key: one, organization: organization.accountId }
      const { errors } = await askGraphql('{ user_view_same_tenant { id } }', asked)
      expect(errors?.[0]?.extensions).toMatchObject(suspended)
    }
  })

  test('cannot be joined: its invitations wait, and say so', async () => {
    const grace = await newPerson()
    const { token } = await inviteTo(organization, { email: grace.user.email })
    await suspendAccount(commandLine, { handle: organization.handle })
    expect(await getInvitationPage(visitor(), token)).toMatchObject({ state: 'suspended' })
    const accepted = acceptInvitation(grace.ctx, { token })
    await expect(accepted).rejects.toMatchObject({ code: 'conflict', reason: 'account_suspended' })
    await reactivateAccount(commandLine, { handle: organization.handle })
    await acceptInvitation(grace.ctx, { token })
    expect((await listAccounts(grace.ctx)).map(({ id }) => id)).toContain(organization.accountId)
  })

  test('is suspended once, however often and by however many at once', async () => {
    const operators = await Promise.all([newOperator(), newOperator(), newOperator()])
    const { handle, accountId } = organization
    const answers = await Promise.all(operators.map(({ ctx }) => suspendAccount(ctx, { handle })))
    expect(new Set(answers.map((one) => one.suspended_at)).size).toBe(1)
    expect((await actionsOf(accountId)).filter((action) => action === 'account.suspended')).toHaveLength(1)
  })

  test('a change that waits for the account when it is suspended is refused under the lock', async () => {
    const { handle, accountId } = organization
    const before = { accountId, name: 'Renamed' }
    const [renamed, stopped] = await Promise.allSettled([
      renameOrganization(ada.ctx, before),
      suspendAccount(commandLine, { handle }),
    ])
    expect(stopped.status).toBe('fulfilled')
    const actions = (await actionsOf(accountId)).filter((action) => action !== 'change.refused').slice(-2)
    const expected =
      renamed.status === 'fulfilled' ? ['account.renamed', 'account.suspended'] : ['account.suspended']
    expect(actions.slice(-expected.length)).toEqual(expected)
  })
})

describe('a suspended person', () => {
  test('is let in nowhere: sessions end, the password and the keys are refused, and reset links too', async () => {
    const { key } = await newUserApiKey(ada.ctx)
    await startPasswordReset(commandLine, { userId: ada.user.id })
    const token = (await mailsTo(ada.user.email)).at(-1)?.token ?? ''
    const { ended_sessions, only_administrator_of } = await suspendUser(commandLine, { userId: ada.user.id })
    expect({ ended_sessions, only_administrator_of }).toEqual({
      ended_sessions: 1,
      only_administrator_of: [],
    })
    expect((await requestWith(ada.sessionId)).actor.kind).toBe('ANONYMOUS')
    await expect(requestWithKey(key)).rejects.toMatchObject({
      code: 'unauthenticated',
      reason: 'user_suspended',
    })
    const reset = resetPassword(visitor(), { token, password: 'another-plum-orbit' })
    await expect(reset).rejects.toMatchObject({ code: 'forbidden', reason: 'user_suspended' })
    await expect(signInAs(ada)).rejects.toMatchObject({ code: 'forbidden', reason: 'user_suspended' })
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'change.refused',
      message: expect.stringContaining('was refused to sign in: You are suspended'),
    })
    await reactivateUser(commandLine, { userId: ada.user.id })
    await signInAs(ada)
    await requestWithKey(key)
  })

  test('is nobody with any session that is left', async () => {
    await suspendUser(commandLine, { userId: ada.user.id })
    await query('update session set revoked_at = null where id = $1', [ada.sessionId])
    expect((await requestWith(ada.sessionId)).actor.kind).toBe('ANONYMOUS')
  })

  test('is told so only with the right password', async () => {
    await suspendUser(commandLine, { userId: ada.user.id })
    const wrong = signIn(visitor(), { email: ada.user.email, password: 'not-the-password' })
    await expect(wrong).rejects.toMatchObject({ reason: 'wrong_credentials' })
  })

  test('gets no link to reset a password, asked for by anybody', async () => {
    await suspendUser(commandLine, { userId: ada.user.id })
    const before = (await mailsTo(ada.user.email)).length
    const { requestId, ipAddress, userAgent, now } = visitor()
    await mailPasswordReset({
      id: randomUUID(),
      emailKey: ada.user.email,
      request: { requestId, ipAddress, userAgent, at: now.toISOString() },
    })
    const started = startPasswordReset(commandLine, { userId: ada.user.id })
    await expect(started).rejects.toMatchObject({ code: 'conflict', reason: 'user_suspended' })
    expect(await mailsTo(ada.user.email)).toHaveLength(before)
  })

  test('whose request is under way accepts no invitation', async () => {
    const grace = await newPerson()
    const { token } = await inviteTo(organization, { email: grace.user.email })
    await suspendUser(commandLine, { userId: grace.user.id })
    await expect(acceptInvitation(grace.ctx, { token })).rejects.toMatchObject({ reason: 'user_suspended' })
  })

  test('a session that begins at the same moment opens nothing', async () => {
    const [begun] = await Promise.allSettled([
      signInAs(ada),
      suspendUser(commandLine, { userId: ada.user.id }),
    ])
    const sessionId = begun.status === 'fulfilled' ? begun.value.sessionId : randomUUID()
    expect((await requestWith(sessionId)).actor.kind).toBe('ANONYMOUS')
  })
})

describe('operators', () => {
  test('cannot suspend themselves, nor the only one there is', async () => {
    const operator = await newOperator()
    const asked = suspendUser(operator.ctx, { userId: operator.user.id })
    await expect(asked).rejects.toMatchObject({ code: 'conflict', reason: 'own_user' })
    const told = (await eventsOf(installationId)).filter(({ object_id }) => object_id === operator.user.id)
    expect(told.at(-1)).toMatchObject({ action: 'change.refused' })
  })

  test('of two who suspend each other at once, one stays', async () => {
    const [one, other] = await Promise.all([newOperator(), newOperator()])
    const tried = await Promise.allSettled([
      suspendUser(one.ctx, { userId: other.user.id }),
      suspendUser(other.ctx, { userId: one.user.id }),
    ])
    expect(tried.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('sign somebody out of every browser, and mail them a link that they never see', async () => {
    const operator = await newOperator()
    const { ended_sessions } = await endSessionsOfUser(operator.ctx, { userId: ada.user.id })
    expect(ended_sessions).toBe(1)
    expect((await requestWith(ada.sessionId)).actor.kind).toBe('ANONYMOUS')
    const started = await startPasswordReset(operator.ctx, { userId: ada.user.id })
    expect(started).toEqual({ id: ada.user.id, email: ada.user.email })
    await signInAs(ada)
  })

  test('leave an event of everything in the account it concerns and in the installation’s own log', async () => {
    const operator = await newOperator()
    const { handle, accountId } = organization
    const userId = ada.user.id
    await suspendAccount(operator.ctx, { handle })
    await reactivateAccount(operator.ctx, { handle })
    await startPasswordReset(operator.ctx, { userId })
    await endSessionsOfUser(operator.ctx, { userId })
    await suspendUser(operator.ctx, { userId })
    await reactivateUser(operator.ctx, { userId })
    const expected = [
      'account.suspended',
      'account.reactivated',
      'user.password_reset_requested',
      'user.sessions_ended',
      'user.suspended',
      'user.reactivated',
    ]
    expect((await actionsOf(accountId)).slice(-expected.length)).toEqual(expected)
    const own = (await eventsOf(installationId)).filter(({ object_id }) =>
      [accountId, userId].includes(object_id),
    )
    expect(own.map(({ action }) => action)).toEqual(expected)
    expect(own[0]).toMatchObject({ actor_kind: 'USER', info: { account_id: accountId } })
    for (const id of [accountId, installationId])
      expect(await verifyAuditChain(id)).toMatchObject({ intact: true })
  })
})

describe('denials', () => {
  const orders: Record<string, (ctx: Ctx) => Promise<unknown>> = {
    suspendAccount: (ctx) => suspendAccount(ctx, { handle: organization.handle }),
    reactivateAccount: (ctx) => reactivateAccount(ctx, { handle: organization.handle }),
    suspendUser: (ctx) => suspendUser(ctx, { userId: ada.user.id }),
    reactivateUser: (ctx) => reactivateUser(ctx, { userId: ada.user.id }),
    endSessionsOfUser: (ctx) => endSessionsOfUser(ctx, { userId: ada.user.id }),
    startPasswordReset: (ctx) => startPasswordReset(ctx, { userId: ada.user.id }),
  }

  test.each(Object.keys(orders))('%s is not there for anybody but operators', async (name) => {
    const stranger = await newPerson()
    await query('update "user" set is_operator = false where id = any($1)', [[stranger.user.id, ada.user.id]])
    const robot = await requestWithKey((await newServiceAccountWithKey(organization)).key.key)
    const before = await actionsOf(organization.accountId)
    for (const ctx of [await requestWith(stranger.sessionId), await requestWith(ada.sessionId), robot])
      await expect(orders[name]?.(ctx)).rejects.toMatchObject({ code: 'not_found' })
    await expect(orders[name]?.(visitor())).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await actionsOf(organization.accountId)).toEqual(before)
    expect((await requestWith(ada.sessionId)).actor.kind).toBe('USER')
  })

  test('an operator who was suspended is none any more, in whatever request', async () => {
    const operator = await newOperator()
    await newOperator()
    await suspendUser(commandLine, { userId: operator.user.id })
    await expect(orders['suspendAccount']?.(operator.ctx)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('being operator opens no account', async () => {
    const operator = await newOperator()
    const { accountId } = organization
    const asked = authorizeAccount(operator.ctx, database(), accountId, 'read:organization')
    await expect(asked).rejects.toMatchObject({ code: 'not_found' })
  })
})

async function newOperator(): Promise<Person> {
  const person = await newPerson({ name: 'Olga Operator' })
  await query('update "user" set is_operator = true where id = $1', [person.user.id])
  return { ...person, ctx: await requestWith(person.sessionId) }
}

async function signInAs({ user }: Person) {
  return signIn(visitor(), { email: user.email, password: goodPassword })
}

async function workspacesOf(ctx: Ctx): Promise<string[]> {
  const { rows } = await listMyWorkspaces(ctx, listMyWorkspacesInput.parse({}))
  return rows.map(({ name }) => name)
}
