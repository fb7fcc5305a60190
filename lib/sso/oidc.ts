import * as client from 'openid-client'
import { z } from 'zod'
import { env } from '@/lib/env'
import { outboundFetch } from '@/lib/outbound/fetch'
import { networkProblem, providerPolicy } from './provider-requests'
import { bearable, claimsOf, groupsOf, isSubject, type Vouched } from './vouched'

const skewSeconds = 60
// Signatures that the provider's public keys check: never `none`, never one with a secret that we share.
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]

const url = z.url({ protocol: /^https?$/ }).max(2_000)
const names = z.array(z.string().max(200)).max(200)

/** What discovery answers, as far as it is used here (OpenID Connect Discovery 1.0, section 3; RFC 9207). */
export const discoveredProvider = z.object({
  issuer: z.string().max(2_000),
  authorization_endpoint: url,
  token_endpoint: url,
  jwks_uri: url,
  userinfo_endpoint: url.optional(),
  scopes_supported: names.optional(),
  token_endpoint_auth_methods_supported: names.optional(),
  id_token_signing_alg_values_supported: names.optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
})
export type DiscoveredProvider = z.infer<typeof discoveredProvider>

/**
 * What came of asking a provider: what it said, or why that cannot be used, in a sentence; `isDown` when it did not answer at all,
 * `isOutOfTime` when what it answered does not hold now.
 */
export type Asked<Said> =
  | { ok: true; said: Said }
  | { ok: false; isDown: boolean; isOutOfTime: boolean; problem: string }

/** Asks an issuer what it is. What it answers is held to be of that very issuer. */
export async function discoverProvider(issuer: string): Promise<Asked<DiscoveredProvider>> {
  return asking(async (fetching) => {
    const options = { [client.customFetch]: fetching, ...insecure() }
    const found = await client.discovery(new URL(issuer), 'none', undefined, client.None(), options)
    const read = discoveredProvider.safeParse(found.serverMetadata())
    if (!read.success) throw new Error(`its discovery document lacks ${read.error.issues[0]?.path.join('.')}`)
    return read.data
  })
}

export type OidcConnection = {
  clientId: string
  clientSecret: string
  redirectUri: string
  provider: DiscoveredProvider
}

/** What a sign-in keeps until the provider has answered. */
export const oidcSecrets = z.object({ nonce: z.string(), verifier: z.string() })
export type OidcSecrets = z.infer<typeof oidcSecrets>

export function newOidcSecrets(): OidcSecrets {
  return { nonce: client.randomNonce(), verifier: client.randomPKCECodeVerifier() }
}

/** Where the browser goes to sign in (code flow with PKCE, state and nonce). */
export async function authorizationUrl(
  connection: OidcConnection,
  { state, nonce, verifier }: OidcSecrets & { state: string },
): Promise<string> {
  const { redirectUri, provider } = connection
  const isGroupsScope = provider.scopes_supported?.includes('groups') ?? false
  const url = client.buildAuthorizationUrl(configurationOf(connection), {
    redirect_uri: redirectUri,
    scope: `openid email profile${isGroupsScope ? ' groups' : ''}`,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  return url.href
}

type Answer = { query: URLSearchParams; state: string; secrets: OidcSecrets; groupsClaim: string }

/**
 * Takes the provider's answer: exchanges the code and checks the ID token. Checked are the issuer of the answer (RFC 9207), state, PKCE,
 * signature by a key that the issuer publishes now, algorithm, issuer, audience and authorized party, times with 60 seconds of skew, and nonce.
 * The keys are read for each answer, so that a key the provider has just changed to is known, and nobody without a code has us read them.
 */
export async function takeOidcAnswer(connection: OidcConnection, answer: Answer): Promise<Asked<Vouched>> {
  const { redirectUri, clientId } = connection
  return asking(async (fetching) => {
    const configuration = configurationOf(connection)
    configuration[client.customFetch] = fetching
    client.enableNonRepudiationChecks(configuration)
    const tokens = await client.authorizationCodeGrant(
      configuration,
      new URL(`${redirectUri}?${answer.query}`),
      {
        expectedState: answer.state,
        expectedNonce: answer.secrets.nonce,
        pkceCodeVerifier: answer.secrets.verifier,
        idTokenExpected: true,
      },
    )
    const claims = tokens.claims()
    if (!claims) throw new Error('there was no ID token')
    if (claims['azp'] !== undefined && claims['azp'] !== clientId)
      throw new Error('the ID token was issued for another client (azp)')
    const isComplete = claims['email'] !== undefined && claims[answer.groupsClaim] !== undefined
    const more =
      isComplete || !connection.provider.userinfo_endpoint
        ? {}
        : await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
    return vouchedOf({ ...more, ...claims }, answer)
  })
}

function configurationOf({ clientId, clientSecret, provider }: OidcConnection): client.Configuration {
  const announced = provider.id_token_signing_alg_values_supported ?? ['RS256']
  const usable = announced.filter((name) => algorithms.includes(name))
  const methods = provider.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const authentication = methods.includes('client_secret_post')
    ? client.ClientSecretPost
    : client.ClientSecretBasic
  const configuration = new client.Configuration(
    { ...provider, id_token_signing_alg_values_supported: usable },
    clientId,
    { [client.clockTolerance]: skewSeconds },
    authentication(clientSecret),
  )
  for (const allow of insecure().execute) allow(configuration)
  return configuration
}

function vouchedOf(said: Record<string, unknown> & { sub: string }, { groupsClaim }: Answer): Vouched {
  if (!isSubject(said.sub)) throw new Error('the ID token names nobody (sub)')
  const email = textOf(said['email'])
  return {
    subject: said.sub,
    email,
    isEmailVerified: isVerified(said['email_verified']),
    name: textOf(said['name']) ?? textOf(said['preferred_username']),
    groups: isLeftOut(said, groupsClaim) ? null : groupsOf(said[groupsClaim]),
    nameId: null,
    sessionIndex: null,
    claims: claimsOf(said),
  }
}

const claimNames = z.record(z.string(), z.unknown())

// Entra ID's way beyond 200 groups: a reference to where they could be asked for (OpenID Connect Core, section 5.6.2), or a word that there are some.
function isLeftOut(said: Record<string, unknown>, groupsClaim: string): boolean {
  if (said[groupsClaim] !== undefined) return false
  const elsewhere = claimNames.safeParse(said['_claim_names'])
  const isReferred = elsewhere.success && Object.hasOwn(elsewhere.data, groupsClaim)
  return isReferred || said['hasgroups'] === true || said['hasgroups'] === 'true'
}

// What a provider says nothing about is for the proven domain to decide; what it denies is not believed.
function isVerified(value: unknown): boolean {
  return value === undefined || value === true || value === 'true'
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && bearable(value) !== '' ? bearable(value).slice(0, 1_000) : null
}

function insecure(): { execute: ((configuration: client.Configuration) => void)[] } {
  // oxlint-disable-next-line typescript/no-deprecated -- the operator allowed providers without encryption
  return { execute: env().SSO_ALLOW_PRIVATE ? [client.allowInsecureRequests] : [] }
}

// What the network did to any request of the exchange is told apart from what was answered.
async function asking<Said>(ask: (fetching: client.CustomFetch) => Promise<Said>): Promise<Asked<Said>> {
  const fetching = outboundFetch(providerPolicy())
  const down: unknown[] = []
  try {
    const said = await ask(async (address, options) => {
      try {
        return await fetching(address, options)
      } catch (error) {
        down.push(error)
        throw error
      }
    })
    return { ok: true, said }
  } catch (error) {
    const not = { ok: false, isDown: down.length > 0, isOutOfTime: isOfTime(error) } as const
    return { ...not, problem: not.isDown ? networkProblem(down[0]) : sentenceOf(error) }
  }
}

// As the library's own library calls it, wherever in the chain of causes.
function isOfTime(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return Reflect.get(error, 'code') === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED' || isOfTime(error.cause)
}

function sentenceOf(error: unknown): string {
  const texts: string[] = []
  for (let one = error; one instanceof Error && texts.length < 4; one = one.cause) texts.push(reasonOf(one))
  return bearable([...new Set(texts)].join(': ')).slice(0, 400)
}

const answered = z.object({ error: z.string(), error_description: z.string().optional() })

function reasonOf(error: Error): string {
  const said = answered.safeParse(error)
  return said.success
    ? [said.data.error, said.data.error_description].filter(Boolean).join(', ')
    : error.message
}
