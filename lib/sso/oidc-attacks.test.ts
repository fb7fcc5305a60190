import { createSecretKey, generateKeyPairSync } from 'node:crypto'
import { SignJWT, UnsecuredJWT, type JWK } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  signedIdToken,
  startOidcProvider,
  type OidcTestProvider,
  type Tampering,
} from '@/lib/testing/identity-providers/oidc'
import { newOrganization, type Organization } from '@/lib/testing/organizations'
import { visitor } from '@/lib/testing/people'
import {
  goToProvider,
  newBrowser,
  newOidcConnection,
  sessionOf,
  signInThrough,
} from '@/lib/testing/single-sign-on'
import { newDomain } from '@/lib/testing/sso'
import { receiveOidcAnswer } from './answers'
import { startByOrganization } from './attempts'

vi.hoisted(() => vi.stubEnv('SSO_ALLOW_PRIVATE', 'true'))

let provider: OidcTestProvider
let organization: Organization
let connectionId: string
let email: string

beforeAll(async () => {
  provider = await startOidcProvider()
  organization = await newOrganization()
  const domain = newDomain()
  email = `victim@${domain}`
  connectionId = await newOidcConnection(organization, provider, { domain })
  provider.people.set('victim', { subject: 'victim', email })
  provider.signedIn = 'victim'
  sessionOf(await signInThrough(organization, { connectionId }))
})
afterAll(() => provider.stop())
beforeEach(() => Object.assign(provider, { tamper: null, downAt: null, signedIn: 'victim' }))

async function expectRefused(attack: () => Promise<unknown>, reason: string, detail: RegExp): Promise<void> {
  const [before, logged] = [await sessions(), (await actionsOf(organization.accountId)).length]
  expect(await attack()).toMatchObject({ refused: reason })
  expect(await sessions()).toEqual(before)
  const events = (await eventsOf(organization.accountId)).slice(logged)
  expect(events).toMatchObject([
    { action: 'sso_connection.sign_in_refused', object_id: connectionId, info: { reason } },
  ])
  expect(events[0]?.message).toMatch(detail)
}

async function sessions() {
  return query(
    'select s.id from session s join membership m on m.user_id = s.user_id and m.account_id = $1 order by 1',
    [organization.accountId],
  )
}

const attack = () => goToProvider(organization, { connectionId })
const now = () => Math.floor(Date.now() / 1_000)

test('an ID token that the tests sign themselves is taken, so that what they change is what is refused', async () => {
  provider.tamper = ({ claims, signing }) => signedIdToken(signing, claims)
  expect((await attack()).attempt).not.toBeNull()
})

describe('an ID token', () => {
  test.each<[string, RegExp, Tampering]>([
    [
      'with another nonce',
      /nonce/,
      ({ claims, signing }) => signedIdToken(signing, { ...claims, nonce: 'another' }),
    ],
    [
      'without a nonce',
      /nonce/,
      ({ claims: { nonce, ...claims }, signing }) => (nonce ? signedIdToken(signing, claims) : 'none'),
    ],
    [
      'of another issuer',
      /iss/,
      ({ claims, signing }) => signedIdToken(signing, { ...claims, iss: 'https://another.example' }),
    ],
    [
      'for another audience',
      /aud/,
      ({ claims, signing }) => signedIdToken(signing, { ...claims, aud: 'another' }),
    ],
    [
      'for several, whose party is another',
      /azp/,
      ({ claims, signing }) =>
        signedIdToken(signing, { ...claims, aud: [provider.clientId, 'another'], azp: 'another' }),
    ],
    [
      'whose authorized party is another',
      /azp/,
      ({ claims, signing }) => signedIdToken(signing, { ...claims, azp: 'another' }),
    ],
    [
      'that has expired',
      /timestamp|exp/,
      ({ claims, signing }) => signedIdToken(signing, { ...claims, exp: now() - 90 }),
    ],
    [
      'of the future',
      /nbf|timestamp/,
      ({ claims, signing }) => signedIdToken(signing, { ...claims, nbf: now() + 90 }),
    ],
    ['without a signature (alg none)', /alg/, ({ claims }) => new UnsecuredJWT(claims).encode()],
    [
      'signed with the public key as a secret (key confusion)',
      /alg/,
      ({ claims, signing: { publicKey, kid } }) => {
        const secret = createSecretKey(Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })))
        return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).sign(secret)
      },
    ],
    [
      'signed with the client’s secret',
      /alg/,
      ({ claims, signing: { kid } }) =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', kid })
          .sign(createSecretKey(Buffer.from(provider.clientSecret))),
    ],
    [
      'signed with a key that the provider does not publish',
      /signature|key/,
      ({ claims, signing }) =>
        signedIdToken({ ...signing, ...generateKeyPairSync('rsa', { modulusLength: 2_048 }) }, claims),
    ],
    [
      'by a key id that is not published',
      /key/,
      ({ claims, signing }) => signedIdToken({ ...signing, kid: 'another' }, claims),
    ],
    [
      'that brings its own key',
      /signature|key/,
      ({ claims }) => {
        const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
        return new SignJWT(claims)
          .setProtectedHeader({
            alg: 'RS256',
            kid: 'own',
            jku: 'https://own.example/keys',
            // As jose types it, which Node's own type of the same thing is not assignable to.
            jwk: publicKey.export({ format: 'jwk' }) as JWK,
          })
          .sign(privateKey)
      },
    ],
    [
      'of somebody else than the access token',
      /sub/,
      ({ claims, signing }) => signedIdToken(signing, { ...claims, sub: 'mallory' }),
    ],
    ['that is none', /./, () => 'x.y.z'],
  ])('%s is refused', async (name, detail, tamper) => {
    provider.tamper = tamper
    const isOfTime = /expired|future/.test(name)
    await expectRefused(attack, isOfTime ? 'answer_out_of_time' : 'answer_refused', detail)
  })

  test('is taken within a minute of its end', async () => {
    provider.tamper = ({ claims, signing }) => signedIdToken(signing, { ...claims, exp: now() - 30 })
    expect((await attack()).attempt).not.toBeNull()
  })
})

/** The answer of the provider to a sign-in that was begun here, before it is brought to us. */
async function answerOf(from: {
  organization: Organization
  connectionId: string
}): Promise<URLSearchParams> {
  const { url } = await startByOrganization(
    visitor(),
    { handle: from.organization.handle, connectionId: from.connectionId },
    newBrowser(),
  )
  const cookies: string[] = []
  for (let next = url, hops = 0; hops < 6; hops += 1) {
    const response = await fetch(next, { redirect: 'manual', headers: { cookie: cookies.join('; ') } })
    cookies.push(...response.headers.getSetCookie().map((set) => set.split(';')[0] ?? ''))
    const location = new URL(response.headers.get('location') ?? '', next)
    if (location.pathname.endsWith('/callback')) return location.searchParams
    next = location.href
  }
  throw new Error('the provider did not answer')
}

async function bring(query: URLSearchParams, to = connectionId) {
  const received = await receiveOidcAnswer(visitor(), { connectionId: to, query })
  return { refused: received.state === 'refused' ? received.reason : null }
}

function changed(query: URLSearchParams, change: Record<string, string>): URLSearchParams {
  return new URLSearchParams({ ...Object.fromEntries(query), ...change })
}

describe('an answer', () => {
  test('with another state, or none, is refused', async () => {
    const answer = await answerOf({ organization, connectionId })
    for (const query of [
      changed(answer, { state: 'another' }),
      new URLSearchParams({ code: answer.get('code') ?? '' }),
    ])
      await expectRefused(() => bring(query), 'attempt_unknown', /state/)
    const twice = new URLSearchParams(answer)
    twice.append('state', 'another')
    await expectRefused(() => bring(twice), 'attempt_unknown', /state/)
    expect(await bring(answer)).toEqual({ refused: null })
  })

  test('that says it is of another issuer, or of none where the provider always says it, is refused', async () => {
    const other = changed(await answerOf({ organization, connectionId }), { iss: 'https://another.example' })
    await expectRefused(() => bring(other), 'answer_refused', /iss/)
    const none = await answerOf({ organization, connectionId })
    none.delete('iss')
    await expectRefused(() => bring(none), 'answer_refused', /iss/)
  })

  test('is taken once, in whichever process: its state and its code', async () => {
    const answer = await answerOf({ organization, connectionId })
    const outcomes = await Promise.all([bring(answer), bring(answer)])
    expect(outcomes.filter(({ refused }) => refused === null)).toHaveLength(1)
    vi.resetModules()
    const another = await import('./answers')
    const logged = (await actionsOf(organization.accountId)).length
    const again = await another.receiveOidcAnswer(visitor(), { connectionId, query: answer })
    expect(again).toMatchObject({ state: 'refused', reason: 'attempt_unknown' })
    expect((await actionsOf(organization.accountId)).slice(logged)).toEqual([
      'sso_connection.sign_in_refused',
    ])
    // The code in the answer to another sign-in: it was spent, and its verifier is another one.
    const other = await answerOf({ organization, connectionId })
    const reused = changed(other, { code: answer.get('code') ?? '' })
    await expectRefused(() => bring(reused), 'answer_refused', /invalid_grant/)
    const injected = await answerOf({ organization, connectionId })
    const fresh = await answerOf({ organization, connectionId })
    const foreign = changed(injected, { code: fresh.get('code') ?? '' })
    await expectRefused(() => bring(foreign), 'answer_refused', /invalid_grant/)
  })

  test('of another connection is refused: each has an address of its own (mixed-up provider)', async () => {
    const evil = await startOidcProvider()
    const theirs = await newOidcConnection(organization, evil, { name: 'Evil' })
    const answer = await answerOf({ organization, connectionId })
    // What was begun at the honest provider is brought to the address of the other one, whose token endpoint would get the code.
    const logged = (await actionsOf(organization.accountId)).length
    expect(await bring(answer, theirs)).toEqual({ refused: 'attempt_unknown' })
    expect(evil.asked).not.toContain('/token')
    expect((await actionsOf(organization.accountId)).slice(logged)).toEqual([
      'sso_connection.sign_in_refused',
    ])
    await evil.stop()
  })

  test('that says no, says so', async () => {
    const answer = await answerOf({ organization, connectionId })
    const refused = new URLSearchParams({
      state: answer.get('state') ?? '',
      iss: provider.issuer,
      error: 'access_denied',
    })
    await expectRefused(() => bring(refused), 'provider_refused', /access_denied/)
  })

  test('comes too late after twenty minutes', async () => {
    const answer = await answerOf({ organization, connectionId })
    const ctx = visitor({ now: new Date(Date.now() + 21 * 60_000) })
    const received = await receiveOidcAnswer(ctx, { connectionId, query: answer })
    expect(received).toMatchObject({ state: 'refused', reason: 'attempt_unknown' })
  })
})

test('two providers that claim the same address: only the one of its proven domain is believed', async () => {
  const evil = await startOidcProvider()
  const theirs = await newOrganization()
  const evilConnection = await newOidcConnection(theirs, evil, { domain: newDomain() })
  const inSame = await newOidcConnection(organization, evil, { name: 'Second' })
  evil.people.set('liar', { subject: 'liar', email, isEmailVerified: true })
  evil.signedIn = 'liar'
  const before = await sessions()
  const logged = (await actionsOf(theirs.accountId)).length
  await expect(signInThrough(theirs, { connectionId: evilConnection })).rejects.toMatchObject({
    reason: 'address_not_proven',
  })
  expect((await actionsOf(theirs.accountId)).slice(logged)).toEqual(['sso_connection.sign_in_refused'])
  expect(await signInThrough(organization, { connectionId: inSame })).toMatchObject({ state: 'prove' })
  expect(await sessions()).toEqual(before)
  expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
    action: 'sso_connection.sign_in_refused',
    info: { reason: 'proof_needed', email },
  })
  await evil.stop()
})
