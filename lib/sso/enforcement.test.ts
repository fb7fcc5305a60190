import { beforeEach, describe, expect, test } from 'vitest'
import { acceptInvitation } from '@/lib/invitations/answer'
import { changeMemberRole } from '@/lib/members/manage'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { systemContext } from '@/lib/authz/session'
import { database } from '@/lib/db/transaction'
import { signIn } from '@/lib/sessions/sign-in'
import { newUserApiKey, requestWithKey } from '@/lib/testing/api-keys'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { after, inviteTo, newMember, newOrganization, type Person } from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { goodPassword, newPerson, requestWith, visitor } from '@/lib/testing/people'
import { runQueued } from '@/lib/testing/queued-jobs'
import {
  newConnectionRow,
  newCoveredMember,
  newSsoOrganization,
  proveSession,
  type SsoOrganization,
} from '@/lib/testing/sso'
import { newWorkspace } from '@/lib/testing/workspaces'
import { listMyWorkspaces } from '@/lib/workspaces/home'
import { listMyWorkspacesInput } from '@/lib/workspaces/schema'
import { disableSsoConnection } from './connection-states'
import { deleteSsoConnection } from './connections'
import {
  getSsoEnforcement,
  liftSingleSignOn,
  requireSingleSignOn,
  setBreakGlass,
  setSessionLength,
} from './enforcement'
import { liftSingleSignOnFor } from './operate'

let acme: SsoOrganization
let accountId: string
let ada: Person
beforeEach(async () => {
  acme = await newSsoOrganization()
  ;({ accountId, administrator: ada } = acme)
})

async function entryOf(ctx: Ctx): Promise<string> {
  return authorizeAccount(ctx, database(), accountId, 'read:organization').then(
    () => 'in',
    (error: { code: string; reason?: string }) => error.reason ?? error.code,
  )
}

const membershipOf = async ({ user }: Person) => {
  const [row] = await query<{ id: string }>(
    'select id from membership where account_id = $1 and user_id = $2',
    [accountId, user.id],
  )
  return row?.id ?? ''
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

async function requireIt(): Promise<void> {
  await proveSession(acme, ada.sessionId)
  await requireSingleSignOn(ada.ctx, { accountId })
}

describe('single sign-on is required', () => {
  test('by who came through it in the last hour, and ends the access of other sessions at once', async () => {
    const grace = await newCoveredMember(acme)
    const guest = await newMember(acme, acme.roles.MEMBER)
    expect(await entryOf(grace.ctx)).toBe('in')
    await requireIt()
    expect(await entryOf(ada.ctx)).toBe('in')
    expect(await entryOf(grace.ctx)).toBe('sso_required')
    expect(await entryOf(guest.ctx)).toBe('in')
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'account.sso_required',
      message: 'Ada Lovelace made Acme require single sign-on',
      info: { members: 2 },
    })
    expect(await requireSingleSignOn(ada.ctx, { accountId })).toEqual({ is_required: true })
    expect((await actionsOf(accountId)).filter((action) => action === 'account.sso_required')).toHaveLength(1)

    await liftSingleSignOn(ada.ctx, { accountId })
    expect(await entryOf(grace.ctx)).toBe('in')
    expect(await actionsOf(accountId)).toContain('account.sso_lifted')
  })

  test('not by who did not, or more than an hour ago, or in another session of theirs', async () => {
    const refused = { code: 'conflict', reason: 'sso_not_proven' }
    await expect(requireSingleSignOn(ada.ctx, { accountId })).rejects.toMatchObject(refused)
    await proveSession(acme, ada.sessionId, minutesAgo(61))
    await expect(requireSingleSignOn(ada.ctx, { accountId })).rejects.toMatchObject(refused)
    const { sessionId } = await signIn(visitor(), { email: ada.user.email, password: goodPassword })
    await proveSession(acme, sessionId)
    await expect(requireSingleSignOn(ada.ctx, { accountId })).rejects.toMatchObject(refused)
    expect((await getSsoEnforcement(ada.ctx, { accountId })).can.require).toMatchObject({
      reason: 'sso_not_proven',
    })
    expect(await requireSingleSignOn(await requestWith(sessionId), { accountId })).toEqual({
      is_required: true,
    })
  })

  test('by a key of who did', async () => {
    const { key } = await newUserApiKey(ada.ctx, { accountId })
    await proveSession(acme, ada.sessionId, minutesAgo(59))
    expect(await requireSingleSignOn(await requestWithKey(key), { accountId })).toEqual({ is_required: true })
  })

  test.each([
    ['the connection is disabled', `update sso_connection set state = 'DISABLED' where account_id = $1`],
    ['the domain is not proven', 'update sso_domain set verified_at = null where account_id = $1'],
    ['no connection speaks for it', 'update sso_domain set connection_id = null where account_id = $1'],
  ])('not while %s', async (_, statement) => {
    await proveSession(acme, ada.sessionId)
    await query(statement, [accountId])
    await expect(requireSingleSignOn(ada.ctx, { accountId })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'sso_not_ready',
    })
  })

  test('not through a connection that speaks for no domain', async () => {
    const other = await newConnectionRow(acme)
    await proveSession({ accountId, connectionId: other }, ada.sessionId)
    await expect(requireSingleSignOn(ada.ctx, { accountId })).rejects.toMatchObject({
      reason: 'sso_not_proven',
    })
  })

  test('while it is, the last way in cannot be taken away', async () => {
    await requireIt()
    const of = { accountId, connectionId: acme.connectionId }
    for (const end of [disableSsoConnection, deleteSsoConnection])
      await expect(end(ada.ctx, of)).rejects.toMatchObject({ code: 'conflict', reason: 'would_lock_out' })
    expect(await entryOf(ada.ctx)).toBe('in')
    await liftSingleSignOn(ada.ctx, { accountId })
    await disableSsoConnection(ada.ctx, of)
  })

  test('the operator lifts it when nobody gets in any more; nobody else does', async () => {
    await requireIt()
    const handle = acme.handle
    await expect(liftSingleSignOnFor(ada.ctx, { handle })).rejects.toMatchObject({ code: 'not_found' })
    const operator = systemContext('The command line')
    expect(await liftSingleSignOnFor(operator, { handle })).toEqual({ handle, wasRequired: true })
    expect(await liftSingleSignOnFor(operator, { handle })).toEqual({ handle, wasRequired: false })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'account.sso_lifted',
      actor_kind: 'SYSTEM',
    })
  })

  test('going down to a plan without it keeps it, and lets it be lifted but not required again', async () => {
    const grace = await newCoveredMember(acme)
    await requireIt()
    await query(`update account set plan = 'STANDARD' where id = $1`, [accountId])
    expect(await entryOf(grace.ctx)).toBe('sso_required')
    await setSessionLength(ada.ctx, { accountId, minutes: null })
    await expect(setSessionLength(ada.ctx, { accountId, minutes: 60 })).rejects.toMatchObject({
      reason: 'plan_required',
    })
    await liftSingleSignOn(ada.ctx, { accountId })
    await expect(requireSingleSignOn(ada.ctx, { accountId })).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'plan_required',
    })
  })

  test('signing in by a password and accepting a mailed invitation open everything but the organization', async () => {
    await requireIt()
    const person = await newPerson({ email: `new@${acme.domain}` })
    const { token } = await inviteTo(acme, { email: person.user.email })
    await acceptInvitation(person.ctx, { token })
    expect(await entryOf(person.ctx)).toBe('sso_required')
    const { sessionId } = await signIn(visitor(), { email: person.user.email, password: goodPassword })
    expect(await entryOf(await requestWith(sessionId))).toBe('sso_required')
  })

  test('tells whom it concerns', async () => {
    const grace = await newCoveredMember(acme)
    await newCoveredMember(acme)
    await newMember(acme, acme.roles.MEMBER)
    await query(
      `insert into sso_identity (account_id, id, connection_id, subject, user_id, email) values ($1, gen_random_uuid(), $2, 's', $3, 'x')`,
      [accountId, acme.connectionId, grace.user.id],
    )
    const told = {
      members: 3,
      members_without_identity: 2,
      is_recoverable: false,
      is_required: false,
      break_glass: [],
    }
    expect(await getSsoEnforcement(ada.ctx, { accountId })).toMatchObject(told)
    await newMember(acme, acme.roles.ADMINISTRATOR)
    expect(await getSsoEnforcement(ada.ctx, { accountId })).toMatchObject({ is_recoverable: true })
  })
})

describe('break-glass', () => {
  let berta: Person
  beforeEach(async () => {
    berta = await newCoveredMember(acme, acme.roles.ADMINISTRATOR)
    await setBreakGlass(ada.ctx, { accountId, membershipIds: [await membershipOf(berta)] })
    await requireIt()
  })
  const uses = async () =>
    (await eventsOf(accountId)).filter(({ action }) => action === 'account.break_glass_used')
  const mailed = async (person: Person) => {
    await runQueued('mail_break_glass_use', (use) => use.accountId === accountId)
    return (await mailsTo(person.user.email)).filter(({ template }) => template === 'break_glass_used')
  }

  test('lets a named Administrator in by a password: recorded and mailed to all of them, once for each session', async () => {
    expect(await uses()).toEqual([])
    const asked = await Promise.all([1, 2, 3].map(() => entryOf(berta.ctx)))
    expect(asked).toEqual(['in', 'in', 'in'])
    expect(await entryOf(after(berta.ctx, 1_000))).toBe('in')
    expect(await uses()).toMatchObject([
      { message: 'Grace Hopper opened Acme with a password, as a break-glass Administrator' },
    ])
    for (const person of [ada, berta]) expect(await mailed(person)).toHaveLength(1)
    expect((await mailed(ada))[0]?.props).toMatchObject({
      administratorEmail: berta.user.email,
      organization: { name: 'Acme' },
      device: 'Firefox on Linux',
    })
    const { sessionId } = await signIn(visitor(), { email: berta.user.email, password: goodPassword })
    expect(await entryOf(await requestWith(sessionId))).toBe('in')
    expect(await uses()).toHaveLength(2)
    expect(await mailed(ada)).toHaveLength(2)
  })

  test('shows what is in the organization in no list before it was opened, which is recorded', async () => {
    const workspaceId = await newWorkspace(acme, 'Secrets')
    const listed = async () =>
      (await listMyWorkspaces(berta.ctx, listMyWorkspacesInput.parse({ search: 'Secrets' }))).rows.map(
        ({ id }) => id,
      )
    expect(await listed()).toEqual([])
    expect(await uses()).toEqual([])
    expect(await entryOf(berta.ctx)).toBe('in')
    expect(await listed()).toEqual([workspaceId])
    expect(await uses()).toHaveLength(1)
  })

  test('is recorded once when a change is the first thing that is asked', async () => {
    await liftSingleSignOn(berta.ctx, { accountId })
    const actions = (await actionsOf(accountId)).slice(-2)
    expect(actions).toEqual(['account.break_glass_used', 'account.sso_lifted'])
  })

  test('is not used where single sign-on was', async () => {
    await proveSession(acme, berta.sessionId)
    expect(await entryOf(berta.ctx)).toBe('in')
    expect(await uses()).toEqual([])
  })

  test('ends with the role, and does not come back with it', async () => {
    const membershipId = await membershipOf(berta)
    await changeMemberRole(ada.ctx, { accountId, membershipId, roleId: acme.roles.USER })
    expect(await entryOf(berta.ctx)).toBe('sso_required')
    await changeMemberRole(ada.ctx, { accountId, membershipId, roleId: acme.roles.ADMINISTRATOR })
    expect(await entryOf(berta.ctx)).toBe('sso_required')
    expect((await getSsoEnforcement(ada.ctx, { accountId })).break_glass).toEqual([])
  })

  test('is for named Administrators of the organization alone', async () => {
    const third = await newCoveredMember(acme, acme.roles.ADMINISTRATOR)
    expect(await entryOf(third.ctx)).toBe('sso_required')
    const member = await newCoveredMember(acme)
    await expect(
      setBreakGlass(ada.ctx, { accountId, membershipIds: [member.membershipId] }),
    ).rejects.toMatchObject({
      code: 'conflict',
      reason: 'not_an_administrator',
    })
    const foreign = await newOrganization()
    const [row] = await query<{ id: string }>('select id from membership where account_id = $1', [
      foreign.accountId,
    ])
    await expect(setBreakGlass(ada.ctx, { accountId, membershipIds: [row?.id ?? ''] })).rejects.toMatchObject(
      {
        code: 'not_found',
      },
    )
  })

  test('is set as a whole, told in the log, and not over somebody else’s change', async () => {
    const [own, hers] = [await membershipOf(ada), await membershipOf(berta)]
    await expect(
      setBreakGlass(ada.ctx, { accountId, membershipIds: [own], expectedMembershipIds: [] }),
    ).rejects.toMatchObject({ reason: 'changed_meanwhile' })
    await setBreakGlass(ada.ctx, { accountId, membershipIds: [own], expectedMembershipIds: [hers] })
    const { break_glass: named, is_recoverable } = await getSsoEnforcement(ada.ctx, { accountId })
    expect([named.map(({ membership_id }) => membership_id), is_recoverable]).toEqual([[own], true])
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'account.break_glass_changed',
      message: 'Ada Lovelace let Ada Lovelace into Acme by a password',
      info: { before: [{ id: hers }], after: [{ id: own }] },
    })
  })
})

test('how long sessions open it is set, told in the log, and not over somebody else’s change', async () => {
  await setSessionLength(ada.ctx, { accountId, minutes: 480, expectedMinutes: null })
  expect((await eventsOf(accountId)).at(-1)).toMatchObject({
    action: 'account.session_length_changed',
    info: { before: { session_minutes: null }, after: { session_minutes: 480 } },
  })
  await expect(
    setSessionLength(ada.ctx, { accountId, minutes: 60, expectedMinutes: null }),
  ).rejects.toMatchObject({ reason: 'changed_meanwhile' })
  expect(await getSsoEnforcement(ada.ctx, { accountId })).toMatchObject({ session_minutes: 480 })
})
