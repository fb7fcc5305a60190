import { beforeEach, describe, expect, test } from 'vitest'
import { listAccounts } from '@/lib/accounts/service'
import { listUserKeys } from '@/lib/api-keys/user-keys'
import { authorizeAccount, requirePerson } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { tenantOf } from '@/lib/graphql/tenant'
import { createRouter } from '@/lib/http/router'
import { acceptInvitation } from '@/lib/invitations/answer'
import { changeMemberRole } from '@/lib/members/manage'
import { listSessions, signOut } from '@/lib/sessions/service'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  inviteTo,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newPerson, sessionCookieOf } from '@/lib/testing/people'
import { bindSession } from '@/lib/testing/sso'
import { newWorkspace } from '@/lib/testing/workspaces'
import { changeName } from '@/lib/users/service'
import { listMyWorkspaces, listShortcuts, noteVisit } from '@/lib/workspaces/home'
import { listMyWorkspacesInput } from '@/lib/workspaces/schema'

// Ada administers two organizations; the session was opened by the single sign-on of the first alone.
let acme: Organization
let globex: Organization
let ada: Person
let bound: Ctx
let workspaceId: string
beforeEach(async () => {
  acme = await newOrganization()
  ada = acme.administrator
  globex = await newOrganization({ administrator: ada, name: 'Globex' })
  workspaceId = await newWorkspace(acme, 'Vault')
  const elsewhere = { accountId: globex.accountId, workspaceId: await newWorkspace(globex, 'Reactor') }
  await noteVisit(ada.ctx, elsewhere)
  await noteVisit(ada.ctx, { accountId: acme.accountId, workspaceId })
  bound = await bindSession(acme, ada.sessionId)
})

test('opens its organization with all one may do there', async () => {
  const { accountId } = acme
  expect(requirePerson(bound)).toMatchObject({ boundAccountId: accountId, isOperator: false })
  await authorizeWorkspace(bound, database(), { accountId, workspaceId }, 'delete:workspace')
  const { membershipId } = await newMember(acme, acme.roles.MEMBER)
  await changeMemberRole(bound, { accountId, membershipId, roleId: acme.roles.USER })
  expect((await eventsOf(accountId)).at(-1)).toMatchObject({ action: 'membership.role_changed' })
})

test('is a stranger in the others, by id, handle and workspace', async () => {
  const { accountId } = globex
  const asked = authorizeAccount(bound, database(), accountId, 'read:organization')
  await expect(asked).rejects.toMatchObject({ code: 'not_found' })
  expect(await tenantOf(bound, undefined)).toBe(acme.accountId)
})

test('lists show its organization alone', async () => {
  expect((await listAccounts(bound)).map(({ name }) => name)).toEqual(['Acme'])
  const { rows } = await listMyWorkspaces(bound, listMyWorkspacesInput.parse({}))
  expect(rows.map(({ name }) => name)).toEqual(['Vault'])
  expect((await listShortcuts(bound)).recent.map(({ name }) => name)).toEqual(['Vault'])
})

describe('what concerns all accounts is refused', () => {
  const asks: [string, (ctx: Ctx) => Promise<unknown>][] = [
    ['keys for all accounts', (ctx) => newUserApiKey(ctx)],
    ['keys for its own', (ctx) => newUserApiKey(ctx, { accountId: acme.accountId })],
    ['the list of keys', (ctx) => listUserKeys(ctx, { limit: 10 })],
    ['the list of sessions', listSessions],
    ['the name', (ctx) => changeName(ctx, { name: 'Eve' })],
  ]
  test.each(asks)('%s', async (_, ask) => {
    await expect(ask(bound)).rejects.toMatchObject({ code: 'forbidden', reason: 'session_bound' })
  })

  test('REST answers for its own account, and says why not for the rest', async () => {
    const router = createRouter(() => Promise.resolve(null))
    const cookie = `${sessionCookieName()}=${await sessionCookieOf(ada.sessionId)}`
    const ask = async (path: string) => {
      const answer = await router.request(path, { headers: { cookie } })
      return { status: answer.status, body: await answer.json() }
    }
    expect(await ask('/api/me/accounts')).toMatchObject({ status: 200, body: [{ name: 'Acme' }] })
    expect(await ask(`/api/accounts/${acme.accountId}/workspaces`)).toMatchObject({ status: 200 })
    expect(await ask(`/api/accounts/${globex.accountId}/workspaces`)).toMatchObject({ status: 404 })
    expect(await ask('/api/me/sessions')).toMatchObject({ status: 403, body: { reason: 'session_bound' } })
  })
})

test('it accepts an invitation of its organization, and of no other', async () => {
  const person = await newPerson()
  const ctx = await bindSession(acme, person.sessionId)
  const email = person.user.email
  const other = await inviteTo(globex, { email })
  await expect(acceptInvitation(ctx, { token: other.token })).rejects.toMatchObject({
    reason: 'session_bound',
  })
  const own = await inviteTo(acme, { email })
  expect(await acceptInvitation(ctx, { token: own.token })).toMatchObject({ handle: acme.handle })
  await authorizeAccount(ctx, database(), acme.accountId, 'read:organization')
})

test('it is signed out like any other, and ends with its organization', async () => {
  await signOut(bound)
  const [row] = await query<{ revoked: boolean }>(
    'select revoked_at is not null as revoked from session where id = $1',
    [ada.sessionId],
  )
  expect(row?.revoked).toBe(true)
})
