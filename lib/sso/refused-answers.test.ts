import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { clientAddressHeader } from '@/lib/authz/session'
import { consume } from '@/lib/rate-limits/service'
import {
  signedIdToken,
  startOidcProvider,
  type OidcTestProvider,
} from '@/lib/testing/identity-providers/oidc'
import { startSamlProvider, type SamlTestProvider } from '@/lib/testing/identity-providers/saml'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { visitor } from '@/lib/testing/people'
import { askRoute } from '@/lib/testing/route-requests'
import { goToProvider, newBrowser, newOidcConnection, newSamlConnection } from '@/lib/testing/single-sign-on'
import { startByOrganization, startConnectionTest } from './attempts'
import { completeSingleSignOn } from './complete'
import { getSsoConnection } from './connection-views'
import { ssoRefusalText } from './refusal-text'

vi.hoisted(() => vi.stubEnv('SSO_ALLOW_PRIVATE', 'true'))

let oidc: OidcTestProvider
let saml: SamlTestProvider
let organization: Organization
let connectionId: string
let samlId: string
beforeAll(async () => {
  ;[oidc, saml, organization] = await Promise.all([
    startOidcProvider(),
    startSamlProvider(),
    newOrganization(),
  ])
  connectionId = await newOidcConnection(organization, oidc)
  samlId = await newSamlConnection(organization, saml)
  for (const provider of [oidc, saml]) {
    provider.people.set('ada', { subject: 'ada', email: 'ada@example.com' })
    provider.signedIn = 'ada'
  }
})
afterAll(() => Promise.all([oidc.stop(), saml.stop()]))
beforeEach(() => {
  oidc.tamper = null
  saml.change = {}
})

const general = ssoRefusalText('attempt_unknown')

/** Where the browser is sent that brings this answer to a sign-in that was begun. */
async function bring(answer: Record<string, string>): Promise<string | null> {
  const { handle } = organization
  const { url } = await startByOrganization(visitor(), { handle, connectionId }, newBrowser())
  const state = new URL(url).searchParams.get('state') ?? ''
  const query = new URLSearchParams({ state, iss: oidc.issuer, ...answer })
  const address = `/api/sso/${connectionId}/callback?${query}`
  const { status, headers } = await askRoute({ method: 'get' }, { address })
  expect(status).toBe(303)
  return headers.get('location')
}

test.each([
  ['access_denied', 'provider_refused'],
  ['login_required', 'provider_refused'],
  ['temporarily_unavailable', 'provider_unreachable'],
  ['server_error', 'provider_unreachable'],
])('an OpenID Connect provider that answers %s is told apart: %s', async (error, reason) => {
  expect(await bring({ error })).toBe(`/sso/complete?refused=${reason}`)
  expect(ssoRefusalText(reason)).not.toBe(general)
})

test('an answer of another time says that the clocks differ', async () => {
  oidc.tamper = ({ claims, signing }) =>
    signedIdToken(signing, { ...claims, exp: Math.floor(Date.now() / 1_000) - 3_600 })
  saml.change = { lifetimeInSeconds: -120 }
  for (const id of [connectionId, samlId])
    expect(await goToProvider(organization, { connectionId: id })).toMatchObject({
      refused: 'answer_out_of_time',
    })
  expect(ssoRefusalText('answer_out_of_time')).toContain('clock')
})

test('a test that comes to nothing leads back to the connection, which tells Administrators why', async () => {
  const { ctx } = organization.administrator
  oidc.tamper = () => 'x.y.z'
  saml.change = { samlStatusCode: 'urn:oasis:names:tc:SAML:2.0:status:AuthnFailed' }
  for (const id of [connectionId, samlId]) {
    const of = { accountId: organization.accountId, connectionId: id }
    const browser = newBrowser()
    const { url } = await startConnectionTest(ctx, of, browser)
    const landed = (await browser.visit(url)).url
    expect(landed.pathname + landed.search).toBe(`/organizations/${organization.handle}/sso?connection=${id}`)
    expect((await getSsoConnection(ctx, of)).problem).toBeTruthy()
  }
})

test('an attempt that took too long says so to the browser that began it, and to no other', async () => {
  const { browser, attempt } = await goToProvider(organization, { connectionId })
  const ctx = visitor({ now: new Date(Date.now() + 21 * 60_000) })
  const input = { attempt: attempt ?? '' }
  await expect(completeSingleSignOn(ctx, input, browser)).rejects.toMatchObject({ reason: 'attempt_expired' })
  for (const other of [newBrowser(), null])
    await expect(completeSingleSignOn(ctx, input, other)).rejects.toMatchObject({ reason: 'attempt_unknown' })
})

describe('a browser gets a page, never JSON', () => {
  const ways = () => [
    { method: 'get', address: `/api/sso/${connectionId}/callback` },
    { method: 'post', address: `/api/sso/${samlId}/acs` },
    { method: 'get', address: `/api/sso/${samlId}/logout` },
    { method: 'post', address: `/api/sso/${samlId}/logout` },
  ]

  test('when its network brought too many answers', async () => {
    const client = '203.0.113.77'
    await consume('sso_answer_client', client, 300)
    for (const { method, address } of ways()) {
      const headers = { [clientAddressHeader]: client }
      const body = method === 'post' ? 'SAMLResponse=x' : undefined
      const answer = await askRoute({ method }, { address, body, headers })
      expect(answer.status, address).toBe(303)
      expect(answer.headers.get('location')).toBe('/sso/complete?refused=too_many_tries')
    }
  })

  test('whatever it brings', async () => {
    for (const connection of [connectionId, samlId, randomUUID(), 'nothing'])
      for (const way of ways())
        for (const rest of [
          '',
          '?code=x&state=y',
          '?SAMLRequest=%00&SAMLResponse=%FF',
          `?x=${'y'.repeat(5_000)}`,
        ]) {
          const address = way.address.replace(/sso\/[^/]+/, `sso/${connection}`) + rest
          const body = way.method === 'post' ? rest.slice(1) : undefined
          const answer = await askRoute(way, { address, body })
          expect(answer.status, address).toBe(303)
          expect(answer.headers.get('location')).toMatch(/^\/(?:sso\/complete\?refused=|sign-in$)/)
        }
  })
})
