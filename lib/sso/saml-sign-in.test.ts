import { randomUUID, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newSamlKey, startSamlProvider, type SamlTestProvider } from '@/lib/testing/identity-providers/saml'
import type { ProviderPerson } from '@/lib/testing/identity-providers/people'
import { newOrganization } from '@/lib/testing/organizations'
import { requestWith, visitor } from '@/lib/testing/people'
import { askRoute } from '@/lib/testing/route-requests'
import {
  goToProvider,
  newBrowser,
  newSamlConnection,
  sessionOf,
  signInThrough,
} from '@/lib/testing/single-sign-on'
import { newDomain } from '@/lib/testing/sso'
import { completeSingleSignOn } from './complete'
import { getSsoConnection } from './connection-views'
import { createSamlConnection } from './connections'
import {
  addSsoCertificate,
  prepareSsoKey,
  refreshSsoMetadata,
  removeSsoCertificate,
  rotateSsoKey,
} from './keys'
import { findSingleLogout } from './logout'
import { ourSideOf } from './our-side'

vi.hoisted(() => vi.stubEnv('SSO_ALLOW_PRIVATE', 'true'))

let provider: SamlTestProvider
let fresh: Partial<SamlTestProvider>
beforeAll(async () => {
  provider = await startSamlProvider()
  fresh = { key: provider.key, published: [provider.key.certificate] }
})
afterAll(() => provider.stop())
beforeEach(() => {
  Object.assign(provider, fresh, {
    isDown: false,
    change: {},
    alter: null,
    requestCertificates: [],
    signedOut: [],
  })
})

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

async function newCompany(change: Parameters<typeof newSamlConnection>[2] = {}) {
  const organization = await newOrganization()
  const domain = newDomain()
  const connectionId = await newSamlConnection(organization, provider, { domain, ...change })
  return { organization, domain, connectionId, of: { accountId: organization.accountId, connectionId } }
}

describe('a SAML connection', () => {
  test.each(['metadataUrl', 'metadata', 'fields'] as const)('is made by %s', async (way) => {
    const organization = await newOrganization()
    const { accountId, administrator } = organization
    const { entityId, signInUrl, signOutUrl, key } = provider
    const given = {
      metadataUrl: { metadataUrl: provider.metadataUrl },
      metadata: { metadata: provider.metadata() },
      fields: { entityId, signInUrl, signOutUrl, certificates: [key.certificate] },
    }[way]
    const { id: connectionId } = await createSamlConnection(administrator.ctx, {
      accountId,
      name: 'Company login',
      admission: 'DOMAIN',
      groupsClaim: 'groups',
      certificates: [],
      allowsUnsolicited: false,
      ...given,
    })
    const view = await getSsoConnection(administrator.ctx, { accountId, connectionId })
    expect(view).toMatchObject({
      kind: 'SAML',
      state: 'DRAFT',
      issuer: entityId,
      sign_in_url: signInUrl,
      sign_out_url: signOutUrl,
      certificates: [
        {
          fingerprint: new X509Certificate(key.certificate).fingerprint256.replaceAll(':', '').toLowerCase(),
        },
      ],
      our_side: {
        acs_url: `http://roster.test:3000/api/sso/${connectionId}/acs`,
        entity_id: `http://roster.test:3000/api/sso/${connectionId}/metadata`,
        keys: [{ is_signing: true }],
      },
    })
    expect(JSON.stringify(view)).not.toContain('PRIVATE KEY')
    expect(await actionsOf(accountId)).toContain('sso_connection.created')
  })

  test('publishes our side as metadata: addresses, certificates, and that assertions are to be signed', async () => {
    const { connectionId } = await newCompany()
    const { text, headers } = await askRoute(
      { method: 'get' },
      { address: `/api/sso/${connectionId}/metadata` },
    )
    const { acsUrl, entityId, logoutUrl } = ourSideOf(connectionId)
    for (const part of [
      acsUrl,
      `entityID="${entityId}"`,
      logoutUrl,
      'WantAssertionsSigned="true"',
      'X509Certificate>MI',
      'HTTP-Redirect',
    ])
      expect(text).toContain(part)
    expect(headers.get('content-type')).toContain('application/samlmetadata+xml')
    expect((await askRoute({ method: 'get' }, { address: `/api/sso/${randomUUID()}/metadata` })).status).toBe(
      404,
    )
  })
})

describe('signing in', () => {
  test('makes the user and the membership, takes groups along, and is the same person the next time', async () => {
    const { organization, domain, connectionId } = await newCompany()
    const { email, subject } = person({ domain, groups: ['platform', 'ops'] })
    const completed = await signInThrough(organization, { connectionId, returnTo: '/organizations/acme' })
    expect(completed).toMatchObject({ next: '/organizations/acme' })
    const ctx = await requestWith(sessionOf(completed))
    expect(ctx.actor).toMatchObject({ email, name: 'Nia Newcomer', boundAccountId: null })
    provider.people.set(subject, { subject, email: `other-${email}`, groups: ['ops'] })
    const again = await requestWith(sessionOf(await signInThrough(organization, { connectionId })))
    expect(again.actor).toMatchObject({ email })
    expect(await query('select "group" from membership_group where source_id = $1', [connectionId])).toEqual([
      { group: 'ops' },
    ])
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'user.signed_in',
      info: { sso_connection_id: connectionId },
    })
  })

  test('asks with a request that our key signed', async () => {
    const { organization, domain, connectionId, of } = await newCompany()
    person({ domain })
    const { our_side } = await getSsoConnection(organization.administrator.ctx, of)
    provider.requestCertificates = our_side.keys.map(({ certificate }) => certificate)
    expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
    provider.requestCertificates = [newSamlKey().certificate]
    await expect(signInThrough(organization, { connectionId })).rejects.toThrow(/no request that is taken/)
  })

  test('takes a response that is signed as a whole as well', async () => {
    const { organization, domain, connectionId } = await newCompany()
    person({ domain })
    provider.change = { signResponse: true }
    expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
  })

  test('that nobody asked for is refused, unless the connection allows it', async () => {
    const { connectionId, domain, organization } = await newCompany()
    person({ domain })
    const { acsUrl, entityId: audience } = ourSideOf(connectionId)
    const xml = await provider.respond({ acsUrl, audience, requestId: null, relayState: '' })
    const body = new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64') }).toString()
    const answer = await askRoute({ method: 'post' }, { address: new URL(acsUrl).pathname, body })
    expect([answer.status, answer.headers.get('location'), answer.headers.getSetCookie()]).toEqual([
      303,
      '/sso/complete?refused=unsolicited',
      [],
    ])
    expect((await actionsOf(organization.accountId)).at(-1)).toBe('sso_connection.sign_in_refused')
  })

  test('is refused when the provider is down, where that can be told by its metadata', async () => {
    const { organization, connectionId } = await newCompany()
    provider.isDown = true
    await expect(goToProvider(organization, { connectionId })).rejects.toMatchObject({
      reason: 'provider_unreachable',
    })
  })

  test('that the provider refuses says so', async () => {
    const { organization, domain, connectionId } = await newCompany()
    person({ domain })
    provider.change = { samlStatusCode: 'urn:oasis:names:tc:SAML:2.0:status:Responder' }
    expect(await goToProvider(organization, { connectionId })).toMatchObject({ refused: 'provider_refused' })
    expect((await eventsOf(organization.accountId)).at(-1)?.message).toContain(
      'The provider answered Responder.',
    )
  })
})

describe('certificates', () => {
  test('of the provider take the place of one another while people sign in', async () => {
    const { organization, domain, connectionId, of } = await newCompany()
    const { ctx } = organization.administrator
    const [old, next] = [provider.key, newSamlKey()]
    const enter = async (key: typeof old) => {
      person({ domain })
      provider.key = key
      return signInThrough(organization, { connectionId })
    }
    expect(sessionOf(await enter(old))).toBeTruthy()
    await expect(enter(next)).rejects.toThrow('answer_refused')
    await addSsoCertificate(ctx, { ...of, certificate: next.certificate })
    for (const key of [old, next, old]) expect(sessionOf(await enter(key))).toBeTruthy()
    const { certificates } = await getSsoConnection(ctx, of)
    const fingerprintOf = (pem: string) =>
      new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()
    expect(certificates).toHaveLength(2)
    await removeSsoCertificate(ctx, { ...of, fingerprint: fingerprintOf(old.certificate) })
    await expect(enter(old)).rejects.toThrow('answer_refused')
    expect(sessionOf(await enter(next))).toBeTruthy()
    await expect(
      removeSsoCertificate(ctx, { ...of, fingerprint: fingerprintOf(next.certificate) }),
    ).rejects.toMatchObject({
      reason: 'last_certificate',
    })
    expect(
      (await actionsOf(organization.accountId)).filter((action) => action === 'sso_connection.updated'),
    ).toHaveLength(2)
  })

  test('that are new in the metadata are trusted when they are read again', async () => {
    const { organization, domain, connectionId, of } = await newCompany()
    provider.key = newSamlKey()
    provider.published = [...provider.published, provider.key.certificate]
    await refreshSsoMetadata(organization.administrator.ctx, of)
    person({ domain })
    expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
    expect((await eventsOf(organization.accountId)).map(({ action }) => action)).toContain(
      'sso_connection.updated',
    )
    const own = provider.entityId
    provider.entityId = 'urn:another'
    await expect(refreshSsoMetadata(organization.administrator.ctx, of)).rejects.toMatchObject({
      reason: 'trust_fixed',
    })
    provider.entityId = own
  })

  test('of ours take the place of one another: the next one is published before it signs', async () => {
    const { organization, domain, connectionId, of } = await newCompany()
    const { ctx } = organization.administrator
    const keys = async () => (await getSsoConnection(ctx, of)).our_side.keys
    const [first] = await keys()
    await expect(rotateSsoKey(ctx, of)).rejects.toMatchObject({ reason: 'no_key_prepared' })
    await prepareSsoKey(ctx, of)
    await expect(prepareSsoKey(ctx, of)).rejects.toMatchObject({ reason: 'key_prepared' })
    const both = await keys()
    expect(both.map(({ is_signing }) => is_signing)).toEqual([true, false])
    provider.requestCertificates = both.map(({ certificate }) => certificate)
    person({ domain })
    expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
    await rotateSsoKey(ctx, of)
    expect(sessionOf(await signInThrough(organization, { connectionId }))).toBeTruthy()
    const [only, ...others] = await keys()
    expect([only?.id === first?.id, only?.is_signing, others]).toEqual([false, true, []])
    expect(
      (await actionsOf(organization.accountId)).filter((action) => action === 'sso_connection.updated'),
    ).toHaveLength(2)
  })
})

describe('single logout', () => {
  test('begun here sends the browser to the provider, with a request that our key signed', async () => {
    const { organization, domain, connectionId } = await newCompany()
    const { subject } = person({ domain })
    const ctx = await requestWith(sessionOf(await signInThrough(organization, { connectionId })))
    const url = await findSingleLogout(ctx)
    expect(url).toContain(provider.signOutUrl)
    expect(new URL(url ?? '').searchParams.get('SigAlg')).toContain('rsa-sha256')
    await fetch(url ?? '')
    expect(provider.signedOut).toEqual([subject])
    expect(await findSingleLogout(organization.administrator.ctx)).toBeNull()
  })

  test('begun at the provider ends the sessions of that person and of that session index', async () => {
    const { organization, domain, connectionId } = await newCompany()
    const { logoutUrl } = ourSideOf(connectionId)
    const { subject } = person({ domain })
    const first = sessionOf(await signInThrough(organization, { connectionId }))
    provider.change = { sessionIndex: '_another' }
    const second = sessionOf(await signInThrough(organization, { connectionId }))
    person({ domain })
    const other = sessionOf(await signInThrough(organization, { connectionId }))
    const send = async (url: string) => (await newBrowser().visit(url)).url
    expect(
      (await send(provider.logoutUrl(logoutUrl, { nameId: subject, sessionIndex: `_${subject}` }))).pathname,
    ).toBe('/sign-out')
    const isLive = async (id: string) => (await requestWith(id)).actor.kind === 'USER'
    expect([await isLive(first), await isLive(second), await isLive(other)]).toEqual([false, true, true])
    await send(provider.logoutUrl(logoutUrl, { nameId: subject }))
    expect([await isLive(second), await isLive(other)]).toEqual([false, true])
    expect(provider.signedOut).toEqual(['answer', 'answer'])
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({ action: 'user.signed_out' })
  })

  test('with a wrong signature, without one, or of another connection ends nothing and leaves one event', async () => {
    const { organization, domain, connectionId } = await newCompany()
    const other = await newCompany()
    const { logoutUrl } = ourSideOf(connectionId)
    const { subject } = person({ domain })
    const session = sessionOf(await signInThrough(organization, { connectionId }))
    const good = provider.logoutUrl(logoutUrl, { nameId: subject })
    for (const url of [
      provider.logoutUrl(logoutUrl, { nameId: subject, key: newSamlKey() }),
      good.replace(/&SigAlg.*/, ''),
      good.replace('SAMLRequest=', 'SAMLRequest=aaaa'),
      `${good}&SAMLRequest=aaaa`,
      provider
        .logoutUrl(ourSideOf(other.connectionId).logoutUrl, { nameId: subject })
        .replace(other.connectionId, connectionId),
    ]) {
      const before = (await actionsOf(organization.accountId)).length
      const landed = await newBrowser().visit(url)
      expect(landed.url.searchParams.get('refused')).toBe('answer_refused')
      expect((await actionsOf(organization.accountId)).slice(before)).toEqual([
        'sso_connection.sign_in_refused',
      ])
    }
    expect((await requestWith(session)).actor.kind).toBe('USER')
  })
})

test('an answer is completed once, in the browser that began alone', async () => {
  const { organization, domain, connectionId } = await newCompany()
  person({ domain })
  const { browser, attempt } = await goToProvider(organization, { connectionId })
  const input = { attempt: attempt ?? '' }
  const others = [
    { other: null, reason: 'cookie_missing' },
    { other: newBrowser(), reason: 'attempt_unknown' },
    { other: { token: 'x' }, reason: 'attempt_unknown' },
  ]
  for (const { other, reason } of others)
    await expect(completeSingleSignOn(visitor(), input, other)).rejects.toMatchObject({ reason })
  expect(sessionOf(await completeSingleSignOn(visitor(), input, browser))).toBeTruthy()
  // What became of it is told to the browser that began, and to no other.
  const later = [
    { asking: browser, reason: 'attempt_finished' },
    { asking: newBrowser(), reason: 'attempt_unknown' },
    { asking: null, reason: 'attempt_unknown' },
  ]
  for (const { asking, reason } of later)
    await expect(completeSingleSignOn(visitor(), input, asking)).rejects.toMatchObject({ reason })
})
