import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startSamlProvider, type SamlTestProvider } from '@/lib/testing/identity-providers/saml'
import { newOrganization } from '@/lib/testing/organizations'
import { newPerson, requestWith, visitor } from '@/lib/testing/people'
import { askRoute } from '@/lib/testing/route-requests'
import { newBrowser, newSamlConnection, sessionOf } from '@/lib/testing/single-sign-on'
import { newDomain } from '@/lib/testing/sso'
import { completeSingleSignOn } from './complete'
import { ourSideOf } from './our-side'

vi.hoisted(() => vi.stubEnv('SSO_ALLOW_PRIVATE', 'true'))

// A hostile tenant's own provider: its page sends a response that nobody asked for, in the browser of whoever looks at it.
let provider: SamlTestProvider
let connectionId: string
let domain: string
beforeAll(async () => {
  provider = await startSamlProvider()
  domain = newDomain()
  const organization = await newOrganization({ name: 'Evil' })
  connectionId = await newSamlConnection(organization, provider, { domain, allowsUnsolicited: true })
})
afterAll(() => provider.stop())

function person(email: string, subject: string = randomUUID()): string {
  provider.people.set(subject, { subject, email, name: 'Mallory' })
  provider.signedIn = subject
  return subject
}

/** What the browser that brings a response gets: where it goes on, and its cookies. */
async function bring() {
  const { acsUrl, entityId: audience } = ourSideOf(connectionId)
  const xml = await provider.respond({ acsUrl, audience, requestId: null, relayState: '' })
  const body = new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64') }).toString()
  const answer = await askRoute({ method: 'post' }, { address: new URL(acsUrl).pathname, body })
  const location = new URL(answer.headers.get('location') ?? '', 'http://x')
  const cookies = answer.headers.getSetCookie().map((cookie) => /^([^=]+)=([^;]*)/.exec(cookie) ?? [])
  const held = Object.fromEntries(cookies.map(([, name = '', value = '']) => [name, value]))
  return { attempt: location.searchParams.get('attempt') ?? '', held, status: answer.status }
}

const cookieName = 'roster.sso-unsolicited'

test('signs nobody in before they said so, knowing to what, as whom, and who is signed out for it', async () => {
  const victim = await newPerson()
  const email = `mallory@${domain}`
  person(email)
  const { attempt, held } = await bring()
  const browser = { unsolicitedToken: held[cookieName] }
  const asked = await completeSingleSignOn(victim.ctx, { attempt }, browser)
  expect(asked).toEqual({
    state: 'confirm',
    organizationName: 'Evil',
    email,
    signedInAs: victim.user.email,
  })
  expect((await requestWith(victim.sessionId)).actor).toMatchObject({ userId: victim.user.id })
  const completed = await completeSingleSignOn(victim.ctx, { attempt, isConfirmed: true }, browser)
  expect((await requestWith(sessionOf(completed))).actor).toMatchObject({ email })
})

test('names whom it would sign in by the address they have here, whatever the provider says that it is', async () => {
  const email = `known-${randomUUID()}@${domain}`
  const subject = person(email)
  const first = await bring()
  const browserOf = ({ held }: typeof first) => ({ unsolicitedToken: held[cookieName] })
  await completeSingleSignOn(visitor(), { attempt: first.attempt, isConfirmed: true }, browserOf(first))
  person('victim@example.com', subject)
  const second = await bring()
  expect(await completeSingleSignOn(visitor(), { attempt: second.attempt }, browserOf(second))).toEqual({
    state: 'confirm',
    organizationName: 'Evil',
    email,
    signedInAs: null,
  })
})

test('is completed by the browser that brought it alone, and leaves alone what that browser has begun', async () => {
  person(`mallory-${randomUUID()}@${domain}`)
  const { attempt, held, status } = await bring()
  expect([status, Object.keys(held)]).toEqual([303, [cookieName]])
  const token = held[cookieName] ?? ''
  const others = [
    { other: null, reason: 'cookie_missing' },
    { other: newBrowser(), reason: 'cookie_missing' },
    { other: { token }, reason: 'cookie_missing' },
    { other: { unsolicitedToken: newBrowser().token }, reason: 'attempt_unknown' },
  ]
  for (const { other, reason } of others)
    for (const isConfirmed of [false, true])
      await expect(completeSingleSignOn(visitor(), { attempt, isConfirmed }, other)).rejects.toMatchObject({
        reason,
      })
})
