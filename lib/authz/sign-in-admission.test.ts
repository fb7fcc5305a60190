import { beforeEach, describe, expect, test } from 'vitest'
import { rotateUserKey } from '@/lib/api-keys/user-keys'
import { listAccounts, renameOrganization } from '@/lib/accounts/service'
import { createRouter } from '@/lib/http/router'
import { listMembersInput } from '@/lib/members/schema'
import { listMembers } from '@/lib/members/service'
import { database } from '@/lib/db/transaction'
import { newServiceAccountWithKey, newUserApiKey, requestWithKey } from '@/lib/testing/api-keys'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { askGraphql } from '@/lib/testing/graphql'
import { after, newMember, newOrganization, type Person } from '@/lib/testing/organizations'
import { newPerson, requestWith, sessionCookieOf } from '@/lib/testing/people'
import {
  newConnectionRow,
  newCoveredMember,
  newDomain,
  newDomainRow,
  newStrictOrganization,
  proveSession,
  type SsoOrganization,
} from '@/lib/testing/sso'
import { newWorkspace } from '@/lib/testing/workspaces'
import { listAccountsWithPermission } from '@/lib/wire/me'
import { listMyWorkspaces, listShortcuts, noteVisit } from '@/lib/workspaces/home'
import { listMyWorkspacesInput } from '@/lib/workspaces/schema'
import { authorizeAccount } from './access'
import type { Ctx } from './context'
import { sessionCookieName } from './session-cookie'
import { authorizeWorkspace } from './workspace-standing'

const minute = 60_000

let acme: SsoOrganization
let accountId: string
let grace: Person & { membershipId: string }
beforeEach(async () => {
  acme = await newStrictOrganization()
  ;({ accountId } = acme)
  grace = await newCoveredMember(acme, acme.roles.USER)
})

async function entryOf(ctx: Ctx, of = accountId): Promise<string> {
  return authorizeAccount(ctx, database(), of, 'read:organization').then(
    () => 'in',
    (error: { code: string; reason?: string }) => error.reason ?? error.code,
  )
}

const prove = (sessionId: string, at?: Date) => proveSession(acme, sessionId, at)

describe('where single sign-on is required', () => {
  test('a password opens nothing to those of a proven domain, and single sign-on does, from the next request on', async () => {
    expect(await entryOf(grace.ctx)).toBe('sso_required')
    await prove(grace.sessionId)
    expect(await entryOf(grace.ctx)).toBe('in')
    await query('delete from sso_proof where session_id = $1', [grace.sessionId])
    expect(await entryOf(grace.ctx)).toBe('sso_required')
  })

  test('it is no matter how the address is written', async () => {
    const domain = newDomain()
    await newDomainRow(acme, `xn--bcher-kva.${domain}`)
    const person = await newPerson({ email: `hans@BÜCHER.${domain}` })
    const hans = await newMember(acme, acme.roles.MEMBER, { person })
    expect(await entryOf(hans.ctx)).toBe('sso_required')
  })

  test.each<[string, (domain: string) => string]>([
    ['another domain', newDomain],
    ['a domain below it', (domain) => `mail.${domain}`],
    ['a domain that ends like it', (domain) => `x${domain}`],
    ['the domain above it', (domain) => domain.replace(/^[^.]+\./, '')],
  ])('a password opens it to members of %s', async (_, domainOf) => {
    const person = await newPerson({ email: `p@${domainOf(acme.domain)}` })
    expect(await entryOf((await newMember(acme, acme.roles.MEMBER, { person })).ctx)).toBe('in')
  })

  test('a domain that is not proven, or that another organization has proven, asks nothing of anybody', async () => {
    await query('update sso_domain set verified_at = null where account_id = $1', [accountId])
    await newDomainRow(await newOrganization(), acme.domain)
    expect(await entryOf(grace.ctx)).toBe('in')
  })

  test('the single sign-on of another organization, or of a connection that is disabled, is none', async () => {
    const other = await newStrictOrganization('Globex')
    await proveSession(other, grace.sessionId)
    expect(await entryOf(grace.ctx)).toBe('sso_required')
    const disabled = await newConnectionRow(acme, { state: 'DISABLED' })
    await proveSession({ accountId, connectionId: disabled }, grace.sessionId)
    expect(await entryOf(grace.ctx)).toBe('sso_required')
  })

  test('one session of a person proves nothing for another of theirs', async () => {
    const second = await newSession(grace)
    await prove(grace.sessionId)
    expect(await entryOf(second)).toBe('sso_required')
  })

  test('their other organizations open as before', async () => {
    const other = await newOrganization()
    await newMember(other, other.roles.MEMBER, { person: grace })
    expect(await entryOf(grace.ctx, other.accountId)).toBe('in')
  })

  test('a stranger and a suspended member find nothing', async () => {
    const stranger = await newPerson({ email: `x@${acme.domain}` })
    expect(await entryOf(stranger.ctx)).toBe('not_found')
    await query(`update membership set status = 'SUSPENDED' where id = $1`, [grace.membershipId])
    expect(await entryOf(grace.ctx)).toBe('not_found')
  })

  test('a session that is not there opens nothing', async () => {
    const { actor } = grace.ctx
    if (actor.kind !== 'USER') throw new Error('somebody else')
    const gone = ['', '00000000-0000-4000-8000-000000000000'].map((sessionId) => ({
      ...grace.ctx,
      actor: { ...actor, sessionId },
    }))
    for (const ctx of gone) expect(await entryOf(ctx)).toBe('sso_required')
    await query('update account set is_sso_required = false, session_minutes = 60 where id = $1', [accountId])
    for (const ctx of gone) expect(await entryOf(ctx)).toBe('session_too_old')
  })
})

describe('every door asks', () => {
  const router = createRouter(() => Promise.resolve(null))
  let workspaceId: string
  beforeEach(async () => {
    workspaceId = await newWorkspace(acme, 'Vault')
  })

  test('services of the account, of a workspace, and changes, whose refusal is recorded', async () => {
    const asks = [
      () => listMembers(grace.ctx, listMembersInput.parse({ accountId })),
      () => authorizeWorkspace(grace.ctx, database(), { accountId, workspaceId }, 'read:workspace'),
      () => renameOrganization(grace.ctx, { accountId, name: 'Acme' }),
    ]
    for (const ask of asks)
      await expect(ask()).rejects.toMatchObject({ code: 'forbidden', reason: 'sso_required' })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'change.refused',
      info: { reason: 'sso_required' },
    })
    await prove(grace.sessionId)
    for (const ask of asks.slice(0, 2)) await expect(ask()).resolves.toBeTruthy()
    await expect(asks[2]?.()).rejects.toMatchObject({ reason: 'missing_permission' })
  })

  test('REST says why, with 403', async () => {
    const cookie = `${sessionCookieName()}=${await sessionCookieOf(grace.sessionId)}`
    const path = `/api/accounts/${accountId}/workspaces`
    const ask = () => router.request(path, { headers: { cookie } })
    const refused = await ask()
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ code: 'forbidden', reason: 'sso_required' })
    await prove(grace.sessionId)
    expect((await ask()).status).toBe(200)
  })

  test('lists over accounts leave its workspaces out, and name it with what is needed', async () => {
    const other = await newOrganization({ name: 'Globex' })
    await newMember(other, other.roles.USER, { person: grace })
    await newWorkspace(other, 'Open')
    await prove(grace.sessionId)
    await noteVisit(grace.ctx, { accountId, workspaceId })
    const seen = async () => ({
      workspaces: (await listMyWorkspaces(grace.ctx, listMyWorkspacesInput.parse({}))).rows.map(
        ({ name }) => name,
      ),
      recent: (await listShortcuts(grace.ctx)).recent.length,
      accounts: (await listAccounts(grace.ctx)).map((one) => [one.name, one.sign_in_needed]),
      reading: (await listAccountsWithPermission(grace.ctx, 'read:flow')).includes(accountId),
    })
    expect(await seen()).toEqual({
      workspaces: ['Vault', 'Open'],
      recent: 1,
      accounts: [
        ['Grace Hopper', null],
        ['Acme', null],
        ['Globex', null],
      ],
      reading: true,
    })
    await query('delete from sso_proof where session_id = $1', [grace.sessionId])
    expect(await seen()).toEqual({
      workspaces: ['Open'],
      recent: 0,
      accounts: [
        ['Grace Hopper', null],
        ['Acme', 'sso_required'],
        ['Globex', null],
      ],
      reading: false,
    })
  })
})

describe('keys', () => {
  test('made for the account before, and those of service accounts, go on', async () => {
    await query('update account set is_sso_required = false where id = $1', [accountId])
    const { key } = await newUserApiKey(grace.ctx, { accountId })
    const robot = await newServiceAccountWithKey(acme)
    await query('update account set is_sso_required = true where id = $1', [accountId])
    for (const one of [key, robot.key.key]) expect(await entryOf(await requestWithKey(one))).toBe('in')
  })

  test('made for all accounts by a session without it do not open the account, in any door', async () => {
    const { key } = await newUserApiKey(grace.ctx)
    expect(await entryOf(await requestWithKey(key))).toBe('sso_required')
    const { errors } = await askGraphql('{ organization { name } }', { key, organization: acme.handle })
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('this key was made for all your accounts'),
      extensions: { code: 'forbidden', reason: 'sso_required' },
    })
    expect((await listMyWorkspaces(await requestWithKey(key), listMyWorkspacesInput.parse({}))).rows).toEqual(
      [],
    )
  })

  test('made for all accounts by a session that came through it do, and those they make and rotate', async () => {
    await prove(grace.sessionId)
    const made = await newUserApiKey(grace.ctx)
    const carried = await requestWithKey(made.key)
    expect(await entryOf(carried)).toBe('in')
    const child = await newUserApiKey(carried)
    expect(await entryOf(await requestWithKey(child.key))).toBe('in')
    const rotate = (ctx: Ctx, apiKeyId: string) => rotateUserKey(ctx, { apiKeyId, overlapHours: 0 })
    const rotated = await rotate(grace.ctx, made.id)
    expect(await entryOf(await requestWithKey(rotated.key))).toBe('in')
    // A password's session takes a key over, and its reach shrinks to what that session opens.
    const password = await newSession(grace)
    const taken = await rotate(password, rotated.id)
    expect(await entryOf(await requestWithKey(taken.key))).toBe('sso_required')
  })

  test('for the account are neither made nor rotated by a session or key that does not open it', async () => {
    await prove(grace.sessionId)
    const bound = await newUserApiKey(grace.ctx, { accountId })
    const password = await newSession(grace)
    const wide = await newUserApiKey(password)
    for (const ctx of [password, await requestWithKey(wide.key)]) {
      const refused = { code: 'forbidden', reason: 'sso_required' }
      await expect(newUserApiKey(ctx, { accountId })).rejects.toMatchObject(refused)
      await expect(rotateUserKey(ctx, { apiKeyId: bound.id, overlapHours: 0 })).rejects.toMatchObject(refused)
    }
    expect(await entryOf(await requestWithKey(bound.key))).toBe('in')
  })

  test('end with the membership', async () => {
    await prove(grace.sessionId)
    const { key } = await newUserApiKey(grace.ctx)
    await query('delete from membership where id = $1', [grace.membershipId])
    expect(await entryOf(await requestWithKey(key))).toBe('not_found')
  })
})

describe('how long a session opens the account', () => {
  const limit = (minutes: number) =>
    query('update account set session_minutes = $2 where id = $1', [accountId, minutes])

  test('is counted from single sign-on, where it came through that', async () => {
    await limit(30)
    await prove(grace.sessionId)
    expect(await entryOf(after(grace.ctx, 29 * minute))).toBe('in')
    expect(await entryOf(after(grace.ctx, 31 * minute))).toBe('session_too_old')
    await prove(grace.sessionId, new Date(Date.now() + 20 * minute))
    expect(await entryOf(after(grace.ctx, 31 * minute))).toBe('in')
  })

  test('from signing in for the others, whether single sign-on is required or not', async () => {
    await limit(30)
    const guest = await newMember(acme, acme.roles.MEMBER)
    for (const isRequired of [true, false]) {
      await query('update account set is_sso_required = $2 where id = $1', [accountId, isRequired])
      expect(await entryOf(after(guest.ctx, 29 * minute))).toBe('in')
      expect(await entryOf(after(guest.ctx, 31 * minute))).toBe('session_too_old')
    }
    const { rows } = await listMyWorkspaces(after(guest.ctx, 31 * minute), listMyWorkspacesInput.parse({}))
    expect(rows).toEqual([])
    const accounts = await listAccounts(after(guest.ctx, 31 * minute))
    expect(accounts.find(({ id }) => id === accountId)).toMatchObject({ sign_in_needed: 'session_too_old' })
  })

  test('says first what a fresh password would not change', async () => {
    await limit(30)
    expect(await entryOf(after(grace.ctx, 31 * minute))).toBe('sso_required')
  })

  test('does not concern keys, nor what an old session would give them', async () => {
    await limit(30)
    await prove(grace.sessionId)
    const { key } = await newUserApiKey(grace.ctx, { accountId })
    expect(await entryOf(after(await requestWithKey(key), 31 * minute))).toBe('in')
    const late = await newUserApiKey(after(grace.ctx, 31 * minute))
    expect(await entryOf(await requestWithKey(late.key))).toBe('sso_required')
  })
})

/** The context of another session of a person's, opened by a password. */
async function newSession({ user }: Person): Promise<Ctx> {
  const [row] = await query<{ id: string }>(
    `insert into session (id, user_id, expires_at) values (gen_random_uuid(), $1, now() + interval '1 day') returning id`,
    [user.id],
  )
  return requestWith(row?.id ?? '')
}
