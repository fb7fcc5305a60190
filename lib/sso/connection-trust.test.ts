import { randomUUID, X509Certificate } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newSamlKey, startSamlProvider, type SamlTestProvider } from '@/lib/testing/identity-providers/saml'
import { newOrganization } from '@/lib/testing/organizations'
import { requestWith, visitor } from '@/lib/testing/people'
import { askRoute } from '@/lib/testing/route-requests'
import {
  goToProvider,
  newBrowser,
  newSamlConnection,
  returnFrom,
  sessionOf,
  signInThrough,
} from '@/lib/testing/single-sign-on'
import { newDomain } from '@/lib/testing/sso'
import { startByOrganization, startConnectionTest } from './attempts'
import { completeSingleSignOn } from './complete'
import { updateSsoConnection } from './connection-update'
import { getSsoConnection } from './connection-views'
import {
  addSsoCertificate,
  prepareSsoKey,
  refreshSsoMetadata,
  removeSsoCertificate,
  rotateSsoKey,
} from './keys'
import { ourSideOf } from './our-side'

vi.hoisted(() => vi.stubEnv('SSO_ALLOW_PRIVATE', 'true'))

let provider: SamlTestProvider
beforeAll(async () => {
  provider = await startSamlProvider()
})
afterAll(() => provider.stop())
beforeEach(() => Object.assign(provider, { isDown: false, change: {} }))

async function newCompany() {
  const organization = await newOrganization()
  const domain = newDomain()
  const connectionId = await newSamlConnection(organization, provider, { domain })
  const subject = randomUUID()
  provider.people.set(subject, { subject, email: `nia@${domain}`, name: 'Nia Newcomer' })
  provider.signedIn = subject
  const of = { accountId: organization.accountId, connectionId }
  return { organization, connectionId, subject, of, ctx: organization.administrator.ctx }
}

type Company = Awaited<ReturnType<typeof newCompany>>

/** Takes the provider's certificate away, for one that it does not sign with. */
async function distrust({ ctx, of }: Company): Promise<void> {
  await addSsoCertificate(ctx, { ...of, certificate: newSamlKey().certificate })
  const fingerprint = new X509Certificate(provider.key.certificate).fingerprint256
  await removeSsoCertificate(ctx, { ...of, fingerprint: fingerprint.replaceAll(':', '').toLowerCase() })
}

async function goToTest({ ctx, of }: Company) {
  const browser = newBrowser()
  const { url } = await startConnectionTest(ctx, of, browser)
  const attempt = (await browser.visit(url)).url.searchParams.get('attempt') ?? ''
  return { browser, attempt }
}

describe('removing a certificate', () => {
  test('ends what was answered under it and not yet completed', async () => {
    const company = await newCompany()
    const { attempt, browser } = await goToProvider(company.organization, company)
    await distrust(company)
    const completing = completeSingleSignOn(visitor(), { attempt: attempt ?? '' }, browser)
    await expect(completing).rejects.toMatchObject({ reason: 'attempt_unknown' })
  })

  test('while an answer comes that it signed opens nothing, whichever is first', async () => {
    const companies = await Promise.all(Array.from({ length: 6 }, newCompany))
    const begun = []
    for (const company of companies) {
      const browser = newBrowser()
      const { handle } = company.organization
      const { connectionId, subject } = company
      const { url } = await startByOrganization(visitor(), { handle, connectionId }, browser)
      provider.signedIn = subject
      await addSsoCertificate(company.ctx, { ...company.of, certificate: newSamlKey().certificate })
      begun.push({ company, browser, url })
    }
    const fingerprint = new X509Certificate(provider.key.certificate).fingerprint256
    const removed = { fingerprint: fingerprint.replaceAll(':', '').toLowerCase() }
    const entered = await Promise.all(
      begun.map(async ({ company, browser, url }, round) => {
        const removing = async () => {
          await setTimeout(round * 15)
          return removeSsoCertificate(company.ctx, { ...company.of, ...removed })
        }
        const [{ attempt }] = await Promise.all([returnFrom(browser, url), removing()])
        if (attempt === null) return 'refused'
        return completeSingleSignOn(visitor(), { attempt }, browser).catch(() => 'refused')
      }),
    )
    expect(entered).toEqual(companies.map(() => 'refused'))
  })

  test('keeps out nobody who comes back with another one that is trusted', async () => {
    const company = await newCompany()
    const browser = newBrowser()
    const { handle } = company.organization
    const { connectionId } = company
    const { url } = await startByOrganization(visitor(), { handle, connectionId }, browser)
    const next = newSamlKey()
    await addSsoCertificate(company.ctx, { ...company.of, certificate: next.certificate })
    const fingerprint = new X509Certificate(provider.key.certificate).fingerprint256
    await removeSsoCertificate(company.ctx, {
      ...company.of,
      fingerprint: fingerprint.replaceAll(':', '').toLowerCase(),
    })
    provider.change = { key: next.privateKey, cert: next.certificate }
    const { attempt } = await returnFrom(browser, url)
    expect(sessionOf(await completeSingleSignOn(visitor(), { attempt: attempt ?? '' }, browser))).toBeTruthy()
  })

  test('ends a test that was answered under it', async () => {
    const company = await newCompany()
    const { attempt, browser } = await goToTest(company)
    await distrust(company)
    const completing = completeSingleSignOn(company.ctx, { attempt }, browser)
    await expect(completing).rejects.toMatchObject({ reason: 'attempt_unknown' })
    expect(await getSsoConnection(company.ctx, company.of)).toMatchObject({ tested_at: null })
  })
})

describe('adding a certificate', () => {
  test('lets those who are signing in go on, and a test begin anew', async () => {
    const company = await newCompany()
    const { attempt, browser } = await goToProvider(company.organization, company)
    const tested = await goToTest(company)
    await addSsoCertificate(company.ctx, { ...company.of, certificate: newSamlKey().certificate })
    expect(sessionOf(await completeSingleSignOn(visitor(), { attempt: attempt ?? '' }, browser))).toBeTruthy()
    await expect(
      completeSingleSignOn(company.ctx, { attempt: tested.attempt }, tested.browser),
    ).rejects.toMatchObject({ reason: 'attempt_unknown' })
  })

  test('that is trusted already, or reading the same metadata again, leaves the test as it is', async () => {
    const { of, ctx } = await newCompany()
    const before = await getSsoConnection(ctx, of)
    expect(before.tested_at).not.toBeNull()
    await addSsoCertificate(ctx, { ...of, certificate: provider.key.certificate })
    await refreshSsoMetadata(ctx, of)
    const { tested_at, version } = await getSsoConnection(ctx, of)
    expect({ tested_at, version }).toEqual({ tested_at: before.tested_at, version: before.version })
    expect(await actionsOf(of.accountId)).not.toContain('sso_connection.updated')
  })
})

test('our key is changed any number of times', async () => {
  const { organization, connectionId, of, ctx } = await newCompany()
  for (let time = 0; time < 4; time += 1) {
    await prepareSsoKey(ctx, of)
    // Rows lie in whatever order there was room for them, and statements go by it: here the key that signs lies behind the next one.
    await query(
      `with signing as (delete from sso_key where connection_id = $1 and is_current returning *)
       insert into sso_key select * from signing`,
      [connectionId],
    )
    await rotateSsoKey(ctx, of)
  }
  const { keys } = (await getSsoConnection(ctx, of)).our_side
  expect(keys.map(({ is_signing }) => is_signing)).toEqual([true])
  expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
})

test('a change to what is there already changes nothing', async () => {
  const company = await newCompany()
  const { of, ctx } = company
  const { attempt, browser } = await goToProvider(company.organization, company)
  const before = await getSsoConnection(ctx, of)
  provider.isDown = true
  const same = {
    name: before.name,
    admission: before.admission,
    roleId: before.role.id,
    groupsClaim: before.groups_claim,
    entityId: before.issuer,
    metadataUrl: before.metadata_url,
    signInUrl: provider.signInUrl,
    signOutUrl: before.sign_out_url,
    allowsUnsolicited: before.allows_unsolicited,
  }
  expect(await updateSsoConnection(ctx, { ...of, ...same })).toEqual({
    id: of.connectionId,
    version: before.version,
  })
  await updateSsoConnection(ctx, { ...of, ...same, name: 'Renamed' })
  const after = await getSsoConnection(ctx, of)
  expect(after).toMatchObject({ name: 'Renamed', tested_at: before.tested_at, version: before.version + 1 })
  expect(
    (await actionsOf(of.accountId)).filter((action) => action === 'sso_connection.updated'),
  ).toHaveLength(1)
  expect(sessionOf(await completeSingleSignOn(visitor(), { attempt: attempt ?? '' }, browser))).toBeTruthy()
})

test('a change of the provider’s page ends what was begun as it was', async () => {
  const company = await newCompany()
  const { attempt, browser } = await goToProvider(company.organization, company)
  await updateSsoConnection(company.ctx, { ...company.of, signInUrl: `${provider.signInUrl}?moved` })
  await expect(completeSingleSignOn(visitor(), { attempt: attempt ?? '' }, browser)).rejects.toMatchObject({
    reason: 'attempt_unknown',
  })
})

test('people sign in while the metadata of their provider, which are elsewhere, cannot be read', async () => {
  const { organization, connectionId } = await newCompany()
  await query(`update sso_connection set metadata_url = 'http://127.0.0.1:1/metadata' where id = $1`, [
    connectionId,
  ])
  expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
})

describe('a request to sign somebody out', () => {
  test('is taken once', async () => {
    const { organization, connectionId, subject, of } = await newCompany()
    const url = provider.logoutUrl(ourSideOf(connectionId).logoutUrl, { nameId: subject })
    await newBrowser().visit(url)
    const session = sessionOf(await signInThrough(organization, { connectionId }))
    expect((await newBrowser().visit(url)).url.searchParams.get('refused')).toBe('answer_refused')
    expect((await requestWith(session)).actor.kind).toBe('USER')
    expect((await eventsOf(of.accountId)).at(-1)).toMatchObject({
      action: 'sso_connection.sign_in_refused',
      info: { detail: expect.stringContaining('used before') },
    })
  })

  test('whose end cannot be read is refused', async () => {
    const { organization, connectionId, subject } = await newCompany()
    const session = sessionOf(await signInThrough(organization, { connectionId }))
    const url = provider.logoutUrl(ourSideOf(connectionId).logoutUrl, {
      nameId: subject,
      notOnOrAfter: 'tomorrow',
    })
    expect((await newBrowser().visit(url)).url.searchParams.get('refused')).toBe('answer_refused')
    expect((await requestWith(session)).actor.kind).toBe('USER')
  })
})

test('REST answers what was made, and deletes no connection that was changed meanwhile', async () => {
  const { organization, of, ctx } = await newCompany()
  const key = await newUserApiKey(ctx)
  const at = `/api/accounts/${of.accountId}/sso/connections/${of.connectionId}`
  const ask = async (method: string, path: string, body?: object) =>
    askRoute({ method }, { address: `${at}${path}`, key: key.key, body: body && JSON.stringify(body) })
  const { certificate } = newSamlKey()
  const fingerprint = new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase()
  expect(await ask('post', '/certificates', { certificate })).toMatchObject({
    status: 201,
    body: { id: of.connectionId, version: 2, fingerprint },
  })
  const prepared = await ask('post', '/keys')
  const { keys } = (await getSsoConnection(ctx, of)).our_side
  expect(prepared).toMatchObject({ status: 201, body: { version: 3, key_id: keys[1]?.id } })
  expect(await ask('delete', '?expected_version=2')).toMatchObject({
    status: 412,
    body: { reason: 'changed_meanwhile' },
  })
  expect(await ask('delete', '?expected_version=3')).toMatchObject({ status: 200 })
  expect(await actionsOf(organization.accountId)).toContain('sso_connection.deleted')
})
