import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { listAccounts } from '@/lib/accounts/service'
import { changeMemberRole } from '@/lib/members/manage'
import { signIn } from '@/lib/sessions/sign-in'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { startOidcProvider, type OidcTestProvider } from '@/lib/testing/identity-providers/oidc'
import type { ProviderPerson } from '@/lib/testing/identity-providers/people'
import { inviteTo, newMember, newOrganization } from '@/lib/testing/organizations'
import { goodPassword, newPerson, requestWith, visitor } from '@/lib/testing/people'
import {
  goToProvider,
  newBrowser,
  newOidcConnection,
  sessionOf,
  signInThrough,
} from '@/lib/testing/single-sign-on'
import { newDomain, newDomainRow, newIdentityRow } from '@/lib/testing/sso'
import { startByEmail, startConnectionTest } from './attempts'
import { completeSingleSignOn } from './complete'
import { getSsoConnection } from './connection-views'
import { activateSsoConnection } from './connection-states'
import { createOidcConnection } from './connections'
import { listSsoIdentities, unlinkSsoIdentity } from './identities'

vi.hoisted(() => vi.stubEnv('SSO_ALLOW_PRIVATE', 'true'))

let provider: OidcTestProvider
beforeAll(async () => {
  provider = await startOidcProvider()
})
afterAll(() => provider.stop())
beforeEach(() => Object.assign(provider, { isDown: false, downAt: null, tamper: null }))

/** Somebody at the provider, who signs in there next. */
function person(
  change: Partial<ProviderPerson> & { domain?: string } = {},
): ProviderPerson & { email: string } {
  const { domain = 'example.com', ...given } = change
  const subject = randomUUID()
  const somebody = { subject, email: `p-${subject}@${domain}`, name: 'Nia Newcomer', ...given }
  provider.people.set(somebody.subject, somebody)
  provider.signedIn = somebody.subject
  return somebody
}

async function newCompany(change: Parameters<typeof newOidcConnection>[2] = {}) {
  const organization = await newOrganization()
  const domain = newDomain()
  const connectionId = await newOidcConnection(organization, provider, { domain, ...change })
  return { organization, domain, connectionId }
}

const ofMember = 'select id, role_id from membership where account_id = $1 and principal_email = $2'

async function usersWith(email: string) {
  return query<{ id: string; password_hash: string | null; email_verified_at: Date | null }>(
    'select id, password_hash, email_verified_at from "user" where email = $1',
    [email],
  )
}

describe('a connection', () => {
  test('is a draft until its Administrator signed in through it once, which shows what the provider says', async () => {
    const organization = await newOrganization()
    const { accountId, administrator } = organization
    const { issuer, clientId, clientSecret } = provider
    const domain = newDomain()
    await newDomainRow(organization, domain)
    const { id: connectionId } = await createOidcConnection(administrator.ctx, {
      accountId,
      name: 'Company login',
      admission: 'DOMAIN',
      groupsClaim: 'groups',
      issuer,
      clientId,
      clientSecret,
    })
    const of = { accountId, connectionId }
    await expect(activateSsoConnection(administrator.ctx, of)).rejects.toMatchObject({ reason: 'not_tested' })
    await expect(goToProvider(organization, { connectionId })).rejects.toMatchObject({
      reason: 'no_single_sign_on',
    })
    const { subject } = person({ groups: ['platform', 'ops'] })
    const browser = newBrowser()
    const { url } = await startConnectionTest(administrator.ctx, of, browser)
    const landed = (await browser.visit(url)).url
    const attempt = landed.searchParams.get('attempt') ?? ''
    const input = { attempt }
    await expect(completeSingleSignOn(visitor(), input, browser)).rejects.toMatchObject({
      reason: 'attempt_unknown',
    })
    const tested = await completeSingleSignOn(administrator.ctx, input, browser)
    expect(tested).toEqual({
      state: 'tested',
      next: `/organizations/${organization.handle}/sso?connection=${connectionId}`,
    })
    const view = await getSsoConnection(administrator.ctx, of)
    expect(view).toMatchObject({
      state: 'DRAFT',
      people: 0,
      test: { by: administrator.user.name, subject, groups: ['platform', 'ops'] },
      our_side: { redirect_uri: `http://roster.test:3000/api/sso/${connectionId}/callback`, entity_id: null },
    })
    expect(view.test?.claims).toContainEqual({ name: 'groups', value: 'platform\nops' })
    expect(JSON.stringify(view)).not.toContain(clientSecret)
    await activateSsoConnection(administrator.ctx, of)
    expect(await getSsoConnection(administrator.ctx, of)).toMatchObject({
      state: 'ACTIVE',
      domains: [domain],
    })
    expect((await actionsOf(accountId)).filter((action) => action.startsWith('sso_'))).toEqual([
      'sso_connection.created',
      'sso_connection.tested',
      'sso_connection.activated',
    ])
    const [row] = await query<{ sealed_secret: string }>(
      'select sealed_secret from sso_connection where id = $1',
      [connectionId],
    )
    expect(row?.sealed_secret).not.toContain(clientSecret)
  })
})

describe('a first sign-in', () => {
  test('makes the user with a verified address and no password, and the membership, and says so in the log', async () => {
    const { organization, domain, connectionId } = await newCompany()
    const { email, subject } = person({ domain, groups: ['platform'] })
    const sessionId = sessionOf(await signInThrough(organization, { connectionId }))
    const ctx = await requestWith(sessionId)
    expect(ctx.actor).toMatchObject({
      kind: 'USER',
      email,
      name: 'Nia Newcomer',
      boundAccountId: null,
      isOperator: false,
    })
    const [user] = await usersWith(email)
    expect(user).toMatchObject({ password_hash: null, email_verified_at: expect.any(Date) })
    expect((await listAccounts(ctx)).map(({ id }) => id)).toContain(organization.accountId)
    const events = (await eventsOf(organization.accountId)).slice(-4)
    expect(events).toMatchObject([
      { action: 'sso_identity.linked', info: { subject, password_removed: false } },
      { action: 'membership.created', info: { email, role: 'Member' } },
      { action: 'membership.groups_changed', info: { after: { groups: ['platform'] } } },
      { action: 'user.signed_in', object_id: user?.id, info: { sso_connection_id: connectionId } },
    ])
    const groups = await query('select "group" from membership_group where source_id = $1', [connectionId])
    expect(groups).toEqual([{ group: 'platform' }])
    expect(await query('select 1 from sso_proof where session_id = $1', [sessionId])).toHaveLength(1)
  })

  test('lands where one was going', async () => {
    const { organization, domain, connectionId } = await newCompany()
    person({ domain })
    const completed = await signInThrough(organization, {
      connectionId,
      returnTo: '/organizations/acme/members',
    })
    expect(completed).toMatchObject({ next: '/organizations/acme/members' })
    const elsewhere = await signInThrough(organization, { connectionId, returnTo: '//evil.example/' })
    expect(elsewhere).toMatchObject({ next: '/workspaces' })
  })

  test('by an address goes to the connection of its domain, whoever has it', async () => {
    const { domain, connectionId } = await newCompany()
    for (const email of [`nobody@${domain}`, `NOBODY@${domain.toUpperCase()}`]) {
      const { url } = await startByEmail(visitor(), { email }, newBrowser())
      expect(new URL(url).searchParams.get('redirect_uri')).toContain(connectionId)
      expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256')
    }
    await expect(startByEmail(visitor(), { email: 'a@nowhere.example' }, newBrowser())).rejects.toMatchObject(
      {
        code: 'not_found',
        reason: 'no_single_sign_on',
      },
    )
  })

  test('gives the role that the connection says', async () => {
    const organization = await newOrganization()
    const domain = newDomain()
    const roleId = organization.roles.READ_ONLY_USER
    const connectionId = await newOidcConnection(organization, provider, { domain, roleId })
    const { email } = person({ domain })
    await signInThrough(organization, { connectionId })
    const [member] = await query(
      'select role_id from membership where account_id = $1 and principal_email = $2',
      [organization.accountId, email],
    )
    expect(member).toEqual({ role_id: roleId })
  })

  test('where there is no place makes nobody', async () => {
    const organization = await newOrganization({ plan: 'ORGANIZATION' })
    const domain = newDomain()
    const connectionId = await newOidcConnection(organization, provider, { domain })
    const { email } = person({ domain })
    await query(
      `with people as (insert into "user" (id, email, email_key, name, updated_at)
         select gen_random_uuid(), 'm' || n || $3, 'm' || n || $3, 'M', now() from generate_series(1, 99) n returning id)
       insert into membership (account_id, id, kind, user_id, role_id, status, principal_name, principal_email, updated_at)
       select $1, gen_random_uuid(), 'USER', id, $2, 'ACTIVE', 'M', 'm', now() from people`,
      [organization.accountId, organization.roles.MEMBER, `@${randomUUID()}.example`],
    )
    await expect(signInThrough(organization, { connectionId })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'plan_limit_reached',
    })
    expect(await usersWith(email)).toEqual([])
  })

  test('makes nobody for an address of another domain', async () => {
    const { organization, connectionId } = await newCompany()
    const { email } = person()
    await expect(signInThrough(organization, { connectionId })).rejects.toMatchObject({
      reason: 'address_not_proven',
    })
    expect(await usersWith(email)).toEqual([])
  })
})

describe('a second sign-in', () => {
  test('is the same person, whatever the provider calls their address now', async () => {
    const { organization, domain, connectionId } = await newCompany()
    const { subject, email } = person({ domain, groups: ['platform'] })
    await signInThrough(organization, { connectionId })
    provider.people.set(subject, { subject, email: `renamed-${email}`, groups: ['ops'] })
    const again = await requestWith(sessionOf(await signInThrough(organization, { connectionId })))
    expect(again.actor).toMatchObject({ email })
    expect(await usersWith(`renamed-${email}`)).toEqual([])
    const groups = await query('select "group" from membership_group where source_id = $1', [connectionId])
    expect(groups).toEqual([{ group: 'ops' }])
  })

  test('after the role was changed by hand leaves it', async () => {
    const { organization, domain, connectionId } = await newCompany()
    const { email } = person({ domain })
    await signInThrough(organization, { connectionId })
    const { accountId, roles, administrator } = organization
    const [member] = await query<{ id: string }>(ofMember, [accountId, email])
    const change = { accountId, membershipId: member?.id ?? '', roleId: roles.USER }
    await changeMemberRole(administrator.ctx, change)
    await signInThrough(organization, { connectionId })
    expect(await query(ofMember, [accountId, email])).toMatchObject([{ role_id: roles.USER }])
  })

  test('of two people who hold the same address in turn is refused until the first is disconnected', async () => {
    const { organization, domain, connectionId } = await newCompany()
    const { accountId, administrator } = organization
    const { email, subject } = person({ domain })
    const first = sessionOf(await signInThrough(organization, { connectionId }))
    person({ domain, email })
    await expect(signInThrough(organization, { connectionId })).rejects.toMatchObject({
      reason: 'identity_conflict',
    })
    const [member] = await query<{ id: string }>(ofMember, [accountId, email])
    const membershipId = member?.id ?? ''
    const [identity] = await listSsoIdentities(administrator.ctx, { accountId, membershipId })
    expect(identity).toMatchObject({ subject, email, connection: { id: connectionId } })
    const unlinked = { accountId, identityId: identity?.id ?? '' }
    await expect(unlinkSsoIdentity(await requestWith(first), unlinked)).rejects.toMatchObject({
      code: 'forbidden',
    })
    await unlinkSsoIdentity(administrator.ctx, unlinked)
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'sso_identity.unlinked',
      info: { subject, ended_sessions: 1 },
    })
    expect((await requestWith(first)).actor.kind).toBe('ANONYMOUS')
    expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
  })
})

describe('somebody who has an account already', () => {
  test('is connected to it where the domain is proven', async () => {
    const { organization, domain, connectionId } = await newCompany()
    const { email } = person({ domain })
    const existing = await newPerson({ email: email.toUpperCase(), name: 'Old Name' })
    const ctx = await requestWith(sessionOf(await signInThrough(organization, { connectionId })))
    expect(ctx.actor).toMatchObject({ userId: existing.user.id, name: 'Old Name', boundAccountId: null })
  })

  test('and never verified the address loses what somebody else may have set up with it', async () => {
    const { organization, domain, connectionId } = await newCompany()
    const { email } = person({ domain })
    const squatter = await newPerson({ email, isEmailVerified: false })
    await newIdentityRow(await newOrganization({ administrator: squatter }), squatter)
    expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
    expect((await requestWith(squatter.sessionId)).actor.kind).toBe('ANONYMOUS')
    await expect(signIn(visitor(), { email, password: goodPassword })).rejects.toMatchObject({
      reason: 'wrong_credentials',
    })
    expect(await usersWith(email)).toMatchObject([
      { password_hash: null, email_verified_at: expect.any(Date) },
    ])
    const known = await query('select connection_id from sso_identity where user_id = $1', [squatter.user.id])
    expect(known).toEqual([{ connection_id: connectionId }])
  })

  test('proves it once by the password elsewhere, and comes in bound to the organization from then on', async () => {
    const { organization, connectionId } = await newCompany()
    const mia = await newMember(organization, organization.roles.MEMBER)
    const { email } = mia.user
    person({ email })
    const { browser, attempt } = await goToProvider(organization, { connectionId })
    const input = { attempt: attempt ?? '' }
    const asked = { state: 'prove', email, organizationName: organization.name }
    expect(await completeSingleSignOn(visitor(), input, browser)).toEqual(asked)
    // A session of before, or of somebody else, is no proof.
    expect(await completeSingleSignOn(mia.ctx, input, browser)).toEqual(asked)
    expect(await completeSingleSignOn(organization.administrator.ctx, input, browser)).toEqual(asked)
    const { sessionId } = await signIn(visitor(), { email, password: goodPassword })
    const proven = await completeSingleSignOn(await requestWith(sessionId), input, browser)
    expect(proven).toEqual({ state: 'signed_in', sessionId: null, next: '/workspaces' })
    expect(await query('select 1 from sso_proof where session_id = $1', [sessionId])).toHaveLength(1)
    const bound = await requestWith(sessionOf(await signInThrough(organization, { connectionId })))
    expect(bound.actor).toMatchObject({ userId: mia.user.id, boundAccountId: organization.accountId })
    await expect(completeSingleSignOn(visitor(), input, browser)).rejects.toMatchObject({
      reason: 'attempt_finished',
    })
  })

  test('is not let in where the provider says that it never verified the address', async () => {
    const { organization, domain, connectionId } = await newCompany()
    const { email } = person({ domain, isEmailVerified: false })
    await newPerson({ email })
    await expect(signInThrough(organization, { connectionId })).rejects.toMatchObject({
      reason: 'email_unverified',
    })
  })
})

describe('invited only', () => {
  test('whoever was not invited is told so; whoever was is led to the invitation, whose role counts', async () => {
    const { organization, domain, connectionId } = await newCompany({ admission: 'INVITED' })
    const { email } = person({ domain })
    await expect(signInThrough(organization, { connectionId })).rejects.toMatchObject({
      reason: 'not_invited',
    })
    const { token } = await inviteTo(organization, { email, roleId: organization.roles.USER })
    const fromPage = await signInThrough(organization, { connectionId, returnTo: `/invitations/${token}` })
    expect(fromPage).toMatchObject({ next: `/invitations/${token}` })
    // The link's secret is nowhere in the database.
    const kept = await query('select t::text from sso_attempt t where connection_id = $1', [connectionId])
    expect(kept.length).toBeGreaterThan(0)
    expect(JSON.stringify(kept)).not.toContain(token)
    const ctx = await requestWith(sessionOf(fromPage))
    expect((await listAccounts(ctx)).map(({ id }) => id)).not.toContain(organization.accountId)
    const fromElsewhere = await signInThrough(organization, { connectionId })
    expect(fromElsewhere).toMatchObject({ next: expect.stringMatching(/^\/invitations\/[\w-]{43}$/) })
  })

  test('members come in', async () => {
    const { organization, domain, connectionId } = await newCompany({ admission: 'INVITED' })
    const { email } = person({ domain })
    await newMember(organization, organization.roles.MEMBER, { person: await newPerson({ email }) })
    expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
  })
})

describe('the provider', () => {
  test('may change its keys from one sign-in to the next', async () => {
    const { organization, domain, connectionId } = await newCompany()
    person({ domain })
    expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
    provider.rotateKeys()
    expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
  })

  test('that is down is told within five seconds, and nobody else is affected', async () => {
    const { organization, connectionId } = await newCompany()
    const other = await startOidcProvider()
    const elsewhere = await newOidcConnection(organization, other, { name: 'Other' })
    other.people.set('x', { subject: 'x' })
    other.signedIn = 'x'
    provider.isDown = true
    const startedAt = performance.now()
    await expect(goToProvider(organization, { connectionId })).rejects.toMatchObject({
      reason: 'provider_unreachable',
    })
    expect(performance.now() - startedAt).toBeLessThan(5_500)
    expect((await goToProvider(organization, { connectionId: elsewhere })).attempt).not.toBeNull()
    const { accountId, administrator } = organization
    expect(await getSsoConnection(administrator.ctx, { accountId, connectionId })).toMatchObject({
      problem: 'The connection was lost before there was an answer.',
    })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'sso_connection.sign_in_refused',
      info: { reason: 'provider_unreachable' },
    })
    await other.stop()
  })

  test('that goes down between is told where the browser comes back', async () => {
    const { organization, domain, connectionId } = await newCompany()
    person({ domain })
    provider.downAt = '/token'
    expect(await goToProvider(organization, { connectionId })).toMatchObject({
      attempt: null,
      refused: 'provider_unreachable',
    })
  })
})

describe('who is suspended', () => {
  test.each([
    ['the person', `update "user" set suspended_at = now() where id = $1`, 'user_suspended'],
    ['the member', `update membership set status = 'SUSPENDED' where user_id = $1`, 'member_suspended'],
  ])('%s is told so, and not let in', async (_, statement, reason) => {
    const { organization, domain, connectionId } = await newCompany()
    const { email } = person({ domain })
    await signInThrough(organization, { connectionId })
    const [user] = await usersWith(email)
    await query(statement, [user?.id])
    await expect(signInThrough(organization, { connectionId })).rejects.toMatchObject({ reason })
  })

  test('the organization lets nobody in', async () => {
    const { organization, domain, connectionId } = await newCompany()
    person({ domain })
    const { browser, attempt } = await goToProvider(organization, { connectionId })
    await query('update account set suspended_at = now() where id = $1', [organization.accountId])
    await expect(completeSingleSignOn(visitor(), { attempt: attempt ?? '' }, browser)).rejects.toMatchObject({
      reason: 'account_suspended',
    })
    await expect(goToProvider(organization, { connectionId })).rejects.toMatchObject({ code: 'not_found' })
  })
})
