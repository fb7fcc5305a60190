import { beforeEach, describe, expect, test } from 'vitest'
import { createUserKey, createUserKeyFor } from '@/lib/api-keys/user-keys'
import { mailKeyNotices } from '@/lib/api-keys/notices'
import { createServiceAccountKeyFor } from '@/lib/api-keys/service-account-keys'
import { installationId } from '@/lib/audit/installation'
import { systemContext } from '@/lib/authz/session'
import { inviteMembers } from '@/lib/invitations/invite'
import { describeResetLink } from '@/lib/passwords/service'
import { signUpThroughInvitation } from '@/lib/sign-ups/invited-sign-up'
import { eventsOf } from '@/lib/testing/audit'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import {
  after,
  day,
  inviteTo,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { goodPassword, newEmail, requestWith, visitor } from '@/lib/testing/people'
import { newWorkspace } from '@/lib/testing/workspaces'
import { previewTransfer, transferWorkspace } from '@/lib/workspaces/transfer'
import { reactivateUser, startPasswordReset, suspendUser } from './change-users'
import { reactivateAccount, suspendAccount } from './suspend-accounts'

// What is not a request with a key or a session to a route: lib/http/suspension.test.ts walks those.

const commandLine = systemContext('The tests')
const accountSuspended = { code: 'forbidden', reason: 'account_suspended' }
const userSuspended = { code: 'forbidden', reason: 'user_suspended' }

const inAWeek = new Date(Date.now() + 7 * day)

let organization: Organization
const mailOfKeys = () => mailKeyNotices(inAWeek, [ada.user.id, organization.accountId])
let ada: Person
beforeEach(async () => {
  organization = await newOrganization()
  ada = organization.administrator
  await newMember(organization, organization.roles.ADMINISTRATOR, { name: 'Alan Turing' })
})

describe('a suspended account', () => {
  const suspend = () => suspendAccount(commandLine, { handle: organization.handle })

  test('takes no workspace of another account, nor gives one away', async () => {
    const other = await newOrganization({ name: 'Globex', administrator: ada })
    const workspaceId = await newWorkspace(other, 'Vault')
    const theirs = await newWorkspace(organization, 'Archive')
    await suspend()
    const here = { accountId: other.accountId, workspaceId }
    const away = { accountId: organization.accountId, workspaceId: theirs }
    for (const [from, to] of [
      [here, organization.accountId],
      [away, other.accountId],
    ] as const) {
      await expect(previewTransfer(ada.ctx, { ...from, to })).rejects.toMatchObject(accountSuspended)
      const transfer = { ...from, toAccountId: to, handle: 'vault' }
      await expect(transferWorkspace(ada.ctx, transfer)).rejects.toMatchObject(accountSuspended)
    }
    expect(await query('select account_id from workspace where id = $1', [workspaceId])).toEqual([
      { account_id: other.accountId },
    ])
  })

  test('invites nobody, and signs nobody up through what it invited to before', async () => {
    const { token: invitation } = await inviteTo(organization)
    await suspend()
    const { accountId, roles } = organization
    const asked = { accountId, emails: [newEmail()], roleId: roles.MEMBER, workspaces: [], message: '' }
    await expect(inviteMembers(ada.ctx, asked)).rejects.toMatchObject(accountSuspended)
    const signedUp = signUpThroughInvitation(visitor(), { invitation, name: 'Grace', password: goodPassword })
    await expect(signedUp).rejects.toMatchObject({ reason: 'invitation_not_open' })
  })

  test('gets no key that acts in it alone', async () => {
    await suspend()
    const made = createUserKey(ada.ctx, {
      name: 'Laptop',
      accountId: organization.accountId,
      expiresAt: null,
    })
    await expect(made).rejects.toMatchObject(accountSuspended)
  })

  test('has nobody mailed of keys that end; once it is in use again they are', async () => {
    const robot = await newServiceAccountWithKey(organization)
    const bound = { expiresAt: after(ada.ctx, 20 * day).now, accountId: organization.accountId }
    await newUserApiKey(ada.ctx, bound)
    await query('update api_key set expires_at = $2 where id = $1', [robot.key.id, bound.expiresAt])
    await suspend()
    await mailOfKeys()
    expect(await keyMailsTo(ada)).toEqual([])
    await reactivateAccount(commandLine, { handle: organization.handle })
    await mailOfKeys()
    expect(await keyMailsTo(ada)).toHaveLength(2)
  })
})

describe('a suspended person', () => {
  const suspend = () => suspendUser(commandLine, { userId: ada.user.id })

  test('sees why behind a link to reset the password', async () => {
    await startPasswordReset(commandLine, { userId: ada.user.id })
    const token = (await mailsTo(ada.user.email)).at(-1)?.token ?? ''
    await suspend()
    const told = await describeResetLink(visitor(), token)
    expect(told).toMatchObject({ state: 'dead', message: expect.stringContaining('You are suspended') })
  })

  test('gets no key: not by a request that is under way, as a command line asks in the browser, nor from the operator', async () => {
    const terms = { name: 'Terminal', accountId: null, expiresAt: null }
    await suspend()
    await expect(createUserKey(ada.ctx, terms)).rejects.toMatchObject(userSuspended)
    await expect(createUserKeyFor(commandLine, ada.user, terms)).rejects.toMatchObject(userSuspended)
    // The page where command lines send people is for who is signed in.
    expect((await requestWith(ada.sessionId)).actor.kind).toBe('ANONYMOUS')
  })

  test('is not mailed of keys that end, their own or of service accounts; once reactivated they are', async () => {
    const robot = await newServiceAccountWithKey(organization)
    const { now } = after(ada.ctx, 20 * day)
    await newUserApiKey(ada.ctx, { expiresAt: now })
    await query('update api_key set expires_at = $2 where id = $1', [robot.key.id, now])
    await suspend()
    await mailOfKeys()
    expect(await keyMailsTo(ada)).toEqual([])
    await reactivateUser(commandLine, { userId: ada.user.id })
    await mailOfKeys()
    // Of the service account's the other Administrator was told meanwhile.
    expect(await keyMailsTo(ada)).toHaveLength(1)
  })
})

test('keys that the operator makes are in the log of the account and in the installation’s', async () => {
  const { accountId } = organization
  const robot = await newServiceAccountWithKey(organization)
  const [named] = await query<{ name: string }>('select name from service_account where id = $1', [
    robot.serviceAccountId,
  ])
  const terms = { name: 'By the operator', expiresAt: null }
  const made = [
    await createUserKeyFor(commandLine, ada.user, { ...terms, accountId: null }),
    await createUserKeyFor(commandLine, ada.user, { ...terms, accountId }),
    await createServiceAccountKeyFor(commandLine, {
      ...terms,
      accountId,
      serviceAccount: named?.name ?? '',
    }),
  ]
  for (const log of [accountId, installationId]) {
    const events = (await eventsOf(log)).filter(({ action }) => action === 'api_key.created')
    for (const { id } of made)
      expect(events.find(({ object_id }) => object_id === id)).toMatchObject({
        actor_kind: 'SYSTEM',
      })
  }
  const own = await newUserApiKey(ada.ctx)
  expect((await eventsOf(installationId)).map(({ object_id }) => object_id)).not.toContain(own.id)
})

async function keyMailsTo({ user }: Person) {
  return (await mailsTo(user.email)).filter(({ template }) => template.startsWith('api_key_exp'))
}
