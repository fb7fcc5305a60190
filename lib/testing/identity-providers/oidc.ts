import { generateKeyPairSync, randomUUID, type JsonWebKey, type KeyObject } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTPayload } from 'jose'
import Provider from 'oidc-provider'
import { z } from 'zod'
import { answerChoice, type ProviderPerson, type SignedIn } from './people'
import { serveProvider } from './serve'

/** Signs claims as the provider would. */
export type Signing = { kid: string; privateKey: KeyObject; publicKey: KeyObject }
/** Makes another ID token of one that the provider is about to answer. */
export type Tampering = (token: { claims: JWTPayload; signing: Signing }) => Promise<string> | string

export type OidcTestProvider = SignedIn & {
  issuer: string
  clientId: string
  clientSecret: string
  people: Map<string, ProviderPerson>
  /** Closes every connection without an answer. */
  isDown: boolean
  /** The same for one path alone. */
  downAt: string | null
  /** How long it waits before it answers anything, for a provider that hangs. */
  delayMilliseconds: number
  /** What it answers to whoever signs in instead of a code, such as `access_denied`. */
  refusal: string | null
  tamper: Tampering | null
  /** The paths that were asked for, in order. */
  asked: string[]
  /** Signs with another key from now on, and publishes no other unless it keeps the former. */
  rotateKeys: (options?: { keepsFormer?: boolean }) => void
  /** Takes another secret of the client from now on, and no more the one before. */
  changeSecret: () => void
  stop: () => Promise<void>
}

/**
 * A real OpenID Connect provider (oidc-provider) with people, for the tests. It takes any redirect address, so that connections can be made
 * after it was started; who signs in is set, or chosen on a page.
 */
export async function startOidcProvider(): Promise<OidcTestProvider> {
  const { origin, stop } = await serveProvider(handle)
  const kept: Kept = { adapter: newAdapter(), cookieKeys: [randomUUID()] }
  const test: OidcTestProvider = {
    issuer: origin,
    clientId: `client-${randomUUID()}`,
    clientSecret: `${randomUUID()}+${randomUUID()}`,
    people: new Map(),
    signedIn: null,
    isDown: false,
    downAt: null,
    delayMilliseconds: 0,
    refusal: null,
    tamper: null,
    asked: [],
    rotateKeys: ({ keepsFormer = false } = {}) => {
      keys = [newSigning(), ...(keepsFormer ? keys.slice(0, 1) : [])]
      provider = newProvider(test, keys, kept)
    },
    changeSecret: () => {
      test.clientSecret = `${randomUUID()}+${randomUUID()}`
      provider = newProvider(test, keys, kept)
    },
    stop,
  }
  // The first one signs.
  let keys: Keys = [newSigning()]
  let provider = newProvider(test, keys, kept)
  return test

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', test.issuer)
    test.asked.push(url.pathname)
    if (test.isDown || test.downAt === url.pathname) return void request.socket.destroy()
    if (test.delayMilliseconds > 0) await setTimeout(test.delayMilliseconds)
    if (url.pathname.startsWith('/interaction/')) return interact(request, response, url)
    if (url.pathname === '/token' && test.tamper) replaceIdToken(response, test.tamper, keys[0])
    return provider.callback()(request, response)
  }

  async function interact(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const accountId = url.searchParams.get('person') ?? test.signedIn
    if (accountId === null)
      return answerChoice(
        response,
        test.people,
        (subject) => `${url.pathname}?person=${encodeURIComponent(subject)}`,
      )
    const result = test.refusal === null ? { login: { accountId } } : { error: test.refusal }
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  }
}

/** An ID token as the provider would sign it, with claims and a header of one's own. */
export async function signedIdToken(
  signing: Signing,
  claims: JWTPayload,
  header: { alg?: string; kid?: string } = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: signing.kid, ...header })
    .sign(signing.privateKey)
}

function newSigning(): Signing {
  return { kid: randomUUID(), ...generateKeyPairSync('rsa', { modulusLength: 2_048 }) }
}

type Keys = [Signing, ...Signing[]]
/** What lasts when the provider gets other keys, so that whoever is signing in goes on. */
type Kept = { adapter: ReturnType<typeof newAdapter>; cookieKeys: string[] }

function newProvider(test: OidcTestProvider, keys: Keys, { adapter, cookieKeys }: Kept): Provider {
  const published = keys.map(({ kid, privateKey }) => {
    const jwk: JsonWebKey = privateKey.export({ format: 'jwk' })
    return { ...jwk, kid, use: 'sig', alg: 'RS256' }
  })
  const provider = new Provider(test.issuer, {
    adapter,
    jwks: { keys: published },
    clients: [
      {
        client_id: test.clientId,
        client_secret: test.clientSecret,
        redirect_uris: [`${test.issuer}/none`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    pkce: { required: () => true },
    cookies: { keys: cookieKeys },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => claimsOf(test, accountId) }),
    loadExistingGrant,
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
      Grant: 600,
    },
  })
  provider.Client.prototype['redirectUriAllowed'] = () => true
  return provider
}

type Stored = { uid?: string; grantId?: string; consumed?: number }

/** What the provider remembers, in memory. */
function newAdapter() {
  const stored = new Map<string, Stored>()
  return (model: string) => {
    const find = (id: string) => Promise.resolve(stored.get(`${model}:${id}`))
    return {
      find,
      findByUid: (uid: string) => {
        const ofModel = [...stored].filter(([key]) => key.startsWith(`${model}:`))
        return Promise.resolve(ofModel.find(([, one]) => one.uid === uid)?.[1])
      },
      findByUserCode: () => Promise.resolve(),
      upsert: (id: string, one: Stored) => {
        stored.set(`${model}:${id}`, one)
        return Promise.resolve()
      },
      consume: async (id: string) => {
        const one = await find(id)
        if (one) one.consumed = Math.floor(Date.now() / 1_000)
      },
      destroy: (id: string) => Promise.resolve(stored.delete(`${model}:${id}`)),
      revokeByGrantId: (grantId: string) => {
        for (const [key, one] of stored) if (one.grantId === grantId) stored.delete(key)
        return Promise.resolve()
      },
    }
  }
}

function claimsOf({ people }: OidcTestProvider, sub: string) {
  const person = people.get(sub)
  return {
    sub,
    ...(person?.email === undefined ? {} : { email: person.email }),
    ...(person?.isEmailVerified === undefined ? {} : { email_verified: person.isEmailVerified }),
    ...(person?.name === undefined ? {} : { name: person.name }),
    ...(person?.groups === undefined ? {} : { groups: person.groups }),
  }
}

type Grant = { addOIDCScope: (scope: string) => void; save: () => Promise<string> }
type GrantContext = {
  oidc: {
    client: { clientId: string }
    session: { accountId: string }
    provider: { Grant: new (of: { clientId: string; accountId: string }) => Grant }
  }
}

// Nobody is asked whether Roster may know who they are.
async function loadExistingGrant({ oidc }: GrantContext): Promise<Grant> {
  const { clientId } = oidc.client
  const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId })
  grant.addOIDCScope('openid email profile groups')
  await grant.save()
  return grant
}

function replaceIdToken(response: ServerResponse, tamper: Tampering, signing: Signing): void {
  const end = response.end.bind(response)
  const replaced = async (body: unknown) => {
    const answered = z.record(z.string(), z.unknown()).parse(JSON.parse(String(body)))
    const token = answered['id_token']
    if (typeof token === 'string' && decodeProtectedHeader(token).alg)
      answered['id_token'] = await tamper({ claims: decodeJwt(token), signing })
    const text = JSON.stringify(answered)
    response.setHeader('content-length', Buffer.byteLength(text))
    end(text)
  }
  // What is sent in the place of the provider's own answer has the one form that it uses.
  response.end = ((body: unknown) => {
    void replaced(body)
    return response
  }) as typeof response.end
}
