import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { setPlan } from '@/lib/accounts/operate'
import { systemContext } from '@/lib/authz/session'
import { verifyAuditChain } from '@/lib/audit/service'
import { database } from '@/lib/db/transaction'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newMapping } from '@/lib/testing/groups'
import { startOidcProvider, type OidcTestProvider } from '@/lib/testing/identity-providers/oidc'
import { newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { requestWith, visitor } from '@/lib/testing/people'
import {
  goToProvider,
  newBrowser,
  newOidcConnection,
  sessionOf,
  signInThrough,
} from '@/lib/testing/single-sign-on'
import { activateRow, newDomain, newDomainRow } from '@/lib/testing/sso'
import { getOrganizationSignIn, startByEmail, startByOrganization, startConnectionTest } from './attempts'
import { activateSsoConnection, disableSsoConnection, enableSsoConnection } from './connection-states'
import { noteDiscovery } from './connection-store'
import { getSsoConnection, listSsoConnections } from './connection-views'
import { updateSsoConnection } from './connection-update'
import { createOidcConnection, createSamlConnection, deleteSsoConnection } from './connections'
import {
  addSsoCertificate,
  prepareSsoKey,
  refreshSsoMetadata,
  removeSsoCertificate,
  rotateSsoKey,
} from './keys'

vi.hoisted(() => vi.stubEnv('SSO_ALLOW_PRIVATE', 'true'))

let provider: OidcTestProvider
beforeAll(async () => {
  provider = await startOidcProvider()
})
afterAll(() => provider.stop())
beforeEach(() => {
  provider.isDown = false
})

async function newCompany() {
  const organization = await newOrganization()
  const domain = newDomain()
  const connectionId = await newOidcConnection(organization, provider, { domain })
  provider.people.set(domain, { subject: domain, email: `nia@${domain}`, groups: ['platform'] })
  provider.signedIn = domain
  const of = { accountId: organization.accountId, connectionId }
  return { organization, domain, connectionId, of, ctx: organization.administrator.ctx }
}

describe('a change', () => {
  test('of the secret counts at once, is told without it, and takes the test back', async () => {
    const { organization, connectionId, of, ctx } = await newCompany()
    await updateSsoConnection(ctx, { ...of, clientSecret: 'another' })
    expect(await goToProvider(organization, { connectionId })).toMatchObject({ refused: 'answer_refused' })
    expect((await eventsOf(of.accountId)).at(-1)?.message).toContain('invalid_client')
    expect(await getSsoConnection(ctx, of)).toMatchObject({ state: 'ACTIVE', tested_at: null, test: null })
    await updateSsoConnection(ctx, { ...of, clientSecret: provider.clientSecret })
    sessionOf(await signInThrough(organization, { connectionId }))
    const told = (await eventsOf(of.accountId)).filter(({ action }) => action === 'sso_connection.updated')
    expect(told).toMatchObject([{ info: { secret_changed: true } }, { info: { secret_changed: true } }])
    expect(JSON.stringify(told)).not.toContain(provider.clientSecret)
  })

  test('of what says who people are is refused once it is active; of a draft it is made', async () => {
    const { organization, of, ctx } = await newCompany()
    const other = await startOidcProvider()
    for (const trust of [{ clientId: 'another' }, { issuer: other.issuer }])
      await expect(updateSsoConnection(ctx, { ...of, ...trust })).rejects.toMatchObject({
        reason: 'trust_fixed',
      })
    const draft = await newOidcConnection(organization, provider, { name: 'Draft' })
    await query(`update sso_connection set state = 'DRAFT' where id = $1`, [draft])
    await updateSsoConnection(ctx, { ...of, connectionId: draft, issuer: other.issuer, clientId: 'another' })
    expect(await getSsoConnection(ctx, { ...of, connectionId: draft })).toMatchObject({
      issuer: other.issuer,
      client_id: 'another',
      tested_at: null,
    })
    // As a sign-in that was begun before and heard of the former issuer only now.
    const former = { accountId: of.accountId, id: draft, issuer: provider.issuer }
    const heard = { discovered: { issuer: provider.issuer }, discoveredAt: new Date() }
    await noteDiscovery(database(), former, heard)
    expect(
      await query(`select discovered ->> 'issuer' as issuer from sso_connection where id = $1`, [draft]),
    ).toEqual([{ issuer: other.issuer }])
    expect(await actionsOf(of.accountId)).toContain('change.refused')
    await other.stop()
  })

  test('by somebody who saw it as it was before another’s change is refused', async () => {
    const { of, ctx } = await newCompany()
    const { version } = await getSsoConnection(ctx, of)
    const tried = await Promise.allSettled([
      updateSsoConnection(ctx, { ...of, expectedVersion: version, name: 'One' }),
      updateSsoConnection(ctx, { ...of, expectedVersion: version, name: 'Other' }),
    ])
    expect(tried.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(tried.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'precondition_failed', reason: 'changed_meanwhile' },
    })
  })

  test('of the secret leaves going what was begun', async () => {
    const { organization, connectionId, of, ctx } = await newCompany()
    const { handle } = organization
    const begin = async () => {
      const browser = newBrowser()
      const { url } = await startByOrganization(visitor(), { handle, connectionId }, browser)
      return async () => (await browser.visit(url)).url.searchParams.get('refused')
    }
    const goOn = await begin()
    await updateSsoConnection(ctx, { ...of, clientSecret: provider.clientSecret })
    expect(await goOn()).toBeNull()
  })

  test('makes nobody an Administrator, and takes no field of the other kind', async () => {
    const { organization, of, ctx } = await newCompany()
    const roleId = organization.roles.ADMINISTRATOR
    await expect(updateSsoConnection(ctx, { ...of, roleId })).rejects.toMatchObject({
      reason: 'administrator_by_provider',
    })
    await expect(updateSsoConnection(ctx, { ...of, allowsUnsolicited: true })).rejects.toMatchObject({
      reason: 'wrong_kind',
    })
  })
})

test('switched off lets nobody in and ends the sessions that it opened; switched on it needs a test of what it is now', async () => {
  const { organization, connectionId, of, ctx } = await newCompany()
  const session = sessionOf(await signInThrough(organization, { connectionId }))
  const { browser, attempt } = await goToProvider(organization, { connectionId })
  expect(attempt).not.toBeNull()
  await disableSsoConnection(ctx, of)
  expect((await requestWith(session)).actor.kind).toBe('ANONYMOUS')
  await expect(goToProvider(organization, { connectionId, browser })).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(getOrganizationSignIn(organization.handle)).rejects.toMatchObject({ code: 'not_found' })
  await updateSsoConnection(ctx, { ...of, clientSecret: provider.clientSecret })
  await expect(enableSsoConnection(ctx, of)).rejects.toMatchObject({ reason: 'not_tested' })
  await query('update sso_connection set tested_at = now() where id = $1', [connectionId])
  await enableSsoConnection(ctx, of)
  expect(await getOrganizationSignIn(organization.handle)).toEqual({
    organizationName: organization.name,
    connections: [{ id: connectionId, name: 'Company login' }],
  })
  const told = (await eventsOf(of.accountId)).filter(({ action }) => /disabled|activated/.test(action))
  expect(told).toMatchObject([
    { action: 'sso_connection.disabled', info: { ended_sessions: 1 } },
    { action: 'sso_connection.activated' },
  ])
})

test('deleting says what goes, and it goes: people stay, known through it no longer', async () => {
  const { organization, domain, connectionId, of, ctx } = await newCompany()
  await newMapping(organization, { group: 'platform' })
  const session = sessionOf(await signInThrough(organization, { connectionId }))
  const view = await getSsoConnection(ctx, of)
  expect(view.consequences).toEqual({
    people: 1,
    people_without_password: 1,
    sessions: 1,
    domains: 1,
    groups: 1,
  })
  await deleteSsoConnection(ctx, of)
  expect((await requestWith(session)).actor.kind).toBe('ANONYMOUS')
  expect(await listSsoConnections(ctx, of)).toEqual([])
  expect(await query('select connection_id from sso_domain where domain = $1', [domain])).toEqual([
    { connection_id: null },
  ])
  expect(await query('select 1 from membership_group where source_id = $1', [connectionId])).toEqual([])
  expect(await query('select 1 from "user" where email = $1', [`nia@${domain}`])).toHaveLength(1)
  expect((await eventsOf(of.accountId)).at(-1)).toMatchObject({
    action: 'sso_connection.deleted',
    info: { people: 1, ended_sessions: 1, domains: [domain] },
  })
  expect(await verifyAuditChain(of.accountId)).toMatchObject({ intact: true })
})

test('the last way into an organization that requires single sign-on is neither switched off nor deleted', async () => {
  const { organization, of, ctx } = await newCompany()
  await query('update account set is_sso_required = true where id = $1', [of.accountId])
  for (const end of [disableSsoConnection, deleteSsoConnection])
    await expect(end(ctx, of)).rejects.toMatchObject({ reason: 'would_lock_out' })
  expect((await getSsoConnection(ctx, of)).can).toMatchObject({
    delete: { allowed: false, reason: 'would_lock_out' },
    disable: { allowed: false, reason: 'would_lock_out' },
  })
  const second = await newOidcConnection(organization, provider, { name: 'Second' })
  await expect(disableSsoConnection(ctx, of)).rejects.toMatchObject({ code: 'conflict' })
  await newDomainRow(organization, newDomain(), { connectionId: second })
  await disableSsoConnection(ctx, of)
  expect(await actionsOf(of.accountId)).toContain('sso_connection.disabled')
})

test('an active connection takes the proven domains that have none, and not those of another', async () => {
  const { organization, domain, of, ctx } = await newCompany()
  const free = newDomain()
  await newDomainRow(organization, free)
  const second = await newOidcConnection(organization, provider, { name: 'Second' })
  await query(`update sso_connection set state = 'DRAFT' where id = $1`, [second])
  await activateSsoConnection(ctx, { ...of, connectionId: second })
  const lists = await listSsoConnections(ctx, of)
  expect(lists.map(({ domains }) => domains)).toEqual([[domain], [free]])
})

test('a provider that is down when somebody begins by their address leaves one event', async () => {
  const { domain, of } = await newCompany()
  provider.isDown = true
  await expect(startByEmail(visitor(), { email: `nia@${domain}` }, newBrowser())).rejects.toMatchObject({
    reason: 'provider_unreachable',
  })
  expect((await actionsOf(of.accountId)).at(-1)).toBe('sso_connection.sign_in_refused')
})

describe('what an Administrator enters', () => {
  const entered = (organization: Organization, issuer: string) =>
    createOidcConnection(organization.administrator.ctx, {
      accountId: organization.accountId,
      name: 'Company login',
      admission: 'DOMAIN',
      groupsClaim: 'groups',
      issuer,
      clientId: 'x',
      clientSecret: 'x',
    })

  test('that is no issuer is told on the field', async () => {
    const organization = await newOrganization()
    await expect(entered(organization, 'http://127.0.0.1:1')).rejects.toMatchObject({
      reason: 'provider_unreachable',
      fields: { issuer: expect.stringContaining('refused') },
    })
    await expect(entered(organization, `${provider.issuer}/elsewhere`)).rejects.toMatchObject({
      reason: 'discovery_failed',
    })
  })

  test('on a private address is asked nothing, unless the operator allows it', async () => {
    vi.stubEnv('SSO_ALLOW_PRIVATE', 'false')
    vi.resetModules()
    const { requireAskable } = await import('./provider-requests')
    for (const url of [
      provider.issuer,
      'https://localhost/',
      'https://169.254.169.254/',
      'http://93.184.216.34/',
    ])
      await expect(requireAskable({ issuer: url })).rejects.toMatchObject({ reason: 'address_refused' })
    const { discoverProvider } = await import('./oidc')
    const asked = provider.asked.length
    expect(await discoverProvider(provider.issuer)).toMatchObject({ ok: false })
    expect(provider.asked).toHaveLength(asked)
    vi.stubEnv('SSO_ALLOW_PRIVATE', 'true')
    vi.resetModules()
  })
})

describe('denials', () => {
  const all = [
    (ctx: Ctx, of: Of) =>
      createOidcConnection(ctx, {
        ...newOne(of),
        issuer: 'https://x.example',
        clientId: 'x',
        clientSecret: 'x',
      }),
    (ctx: Ctx, of: Of) =>
      createSamlConnection(ctx, {
        ...newOne(of),
        certificates: [],
        allowsUnsolicited: false,
        metadata: '<x/>',
      }),
    (ctx: Ctx, of: Of) => updateSsoConnection(ctx, { ...of, name: 'Taken over' }),
    activateSsoConnection,
    disableSsoConnection,
    enableSsoConnection,
    deleteSsoConnection,
    (ctx: Ctx, of: Of) => addSsoCertificate(ctx, { ...of, certificate: '' }),
    (ctx: Ctx, of: Of) => removeSsoCertificate(ctx, { ...of, fingerprint: 'a'.repeat(64) }),
    refreshSsoMetadata,
    prepareSsoKey,
    rotateSsoKey,
    (ctx: Ctx, of: Of) => startConnectionTest(ctx, of, newBrowser()),
  ]
  type Ctx = Parameters<typeof activateSsoConnection>[0]
  type Of = { accountId: string; connectionId: string }
  const newOne = ({ accountId }: Of) => ({
    accountId,
    name: 'Taken over',
    admission: 'DOMAIN' as const,
    groupsClaim: 'groups',
  })

  test('members read nothing and change nothing; who may read changes nothing', async () => {
    const { organization, of } = await newCompany()
    const member = await newMember(organization, organization.roles.USER)
    for (const ask of [...all, getSsoConnection, listSsoConnections])
      await expect(ask(member.ctx, of)).rejects.toMatchObject({
        code: 'forbidden',
        reason: 'missing_permission',
      })
  })

  test('Administrators of other organizations find nothing, nor do strangers', async () => {
    const { of } = await newCompany()
    const other = await newOrganization()
    for (const ask of [...all, getSsoConnection, listSsoConnections]) {
      await expect(ask(other.administrator.ctx, of)).rejects.toMatchObject({ code: 'not_found' })
      await expect(ask(visitor(), of)).rejects.toMatchObject({ code: 'unauthenticated' })
    }
    for (const ask of [...all.slice(2), getSsoConnection])
      await expect(ask(other.administrator.ctx, { ...of, accountId: other.accountId })).rejects.toMatchObject(
        {
          code: 'not_found',
        },
      )
  })

  test('on a plan without single sign-on nothing is begun, and what is there goes on and can end', async () => {
    const { organization, connectionId, of, ctx } = await newCompany()
    const draft = await newOidcConnection(organization, provider, { name: 'Draft' })
    await query(`update sso_connection set state = 'DRAFT' where id = $1`, [draft])
    await setPlan(systemContext('The tests'), { handle: organization.handle, plan: 'STANDARD' })
    for (const begin of [all[0], all[1]])
      await expect(begin?.(ctx, of)).rejects.toMatchObject({ reason: 'plan_required' })
    await expect(activateSsoConnection(ctx, { ...of, connectionId: draft })).rejects.toMatchObject({
      reason: 'plan_required',
    })
    const drafted = { ...of, connectionId: draft }
    await expect(startConnectionTest(ctx, drafted, newBrowser())).rejects.toMatchObject({
      reason: 'plan_required',
    })
    expect((await getSsoConnection(ctx, drafted)).can.test).toMatchObject({ reason: 'plan_required' })
    // What people come through can be tested.
    expect((await getSsoConnection(ctx, of)).can.test).toEqual({ allowed: true })
    sessionOf(await signInThrough(organization, { connectionId }))
    await updateSsoConnection(ctx, { ...of, name: 'Renamed' })
    expect((await listSsoConnections(ctx, of)).map(({ name }) => name)).toContain('Renamed')
    await disableSsoConnection(ctx, of)
    await activateRow(connectionId)
    await deleteSsoConnection(ctx, of)
  })
})
