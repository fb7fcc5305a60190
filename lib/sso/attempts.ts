import { randomBytes } from 'node:crypto'
import { v7 as newId } from 'uuid'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { outboundRequest } from '@/lib/outbound/request'
import { paths, safeReturnTo } from '@/lib/paths'
import { clientKeyOf } from '@/lib/rate-limits/client-key'
import { consume } from '@/lib/rate-limits/service'
import { seal } from '@/lib/seal'
import { hashToken, newToken } from '@/lib/tokens'
import { parseEmailAddress } from '@/lib/users/email-address'
import * as attempts from './attempt-store'
import * as store from './connection-store'
import { authorizationUrl, discoverProvider, newOidcSecrets } from './oidc'
import { oidcConnectionOf, samlConnectionOf } from './provider-of'
import { networkProblem, providerPolicy } from './provider-requests'
import { recordSsoRefusal, ssoRefusal } from './refusals'
import { samlRequestUrl } from './saml'
import type {
  OrganizationSignIn,
  StartByEmailInput,
  StartByOrganizationInput,
  StartConnectionTestInput,
} from './sign-in-schema'
import { decideSsoChange, decideSsoUse } from './use'

/** How long somebody has to sign in at the provider, and to complete what it answered. */
export const attemptMinutes = 20

/** The browser's own secret, of the cookie, which what it begins is bound to. */
export type Browser = { token: string }

/**
 * Begins a sign-in by an address: its domain leads to the connection, whoever has the address or not. Returns where the browser goes. Throws
 * `not_found`/`no_single_sign_on`, `conflict`/`provider_unreachable` and `rate_limited`.
 */
export async function startByEmail(
  ctx: Ctx,
  { email, returnTo }: StartByEmailInput,
  browser: Browser,
): Promise<{ url: string }> {
  await consume('sso_start_client', clientKeyOf(ctx.ipAddress))
  const domain = parseEmailAddress(email)?.emailKey.split('@').at(-1)
  if (domain === undefined) throw notAnAddress()
  const connection = await store.findConnectionOfDomain(database(), domain)
  if (!connection) throw noSingleSignOn(domain)
  return begin(ctx, connection, browser, { purpose: 'SIGN_IN', returnTo })
}

/**
 * Begins a sign-in from an organization's own way in. Throws `not_found` where it has no active connection, which is what an organization that
 * does not exist has too, and as `startByEmail`.
 */
export async function startByOrganization(
  ctx: Ctx,
  { handle, connectionId, returnTo }: StartByOrganizationInput,
  browser: Browser,
): Promise<{ url: string }> {
  await consume('sso_start_client', clientKeyOf(ctx.ipAddress))
  const active = await store.listActiveOfHandle(database(), handle.toLowerCase(), 50)
  const [only, ...others] = active
  const chosen =
    connectionId === undefined && others.length === 0 ? only : active.find(({ id }) => id === connectionId)
  const connection = chosen && (await store.findConnectionById(database(), chosen.id))
  if (!connection) throw noConnection()
  return begin(ctx, connection, browser, { purpose: 'SIGN_IN', returnTo })
}

/** What an organization's own way in shows; throws `not_found` as beginning there does. */
export async function getOrganizationSignIn(handle: string): Promise<OrganizationSignIn> {
  const active = await store.listActiveOfHandle(database(), handle.toLowerCase(), 50)
  const [first] = active
  if (!first) throw noConnection()
  return {
    organizationName: first.account.name,
    connections: active.map(({ id, name }) => ({ id, name })),
  }
}

/**
 * Begins a test of a connection, in whichever state, by whoever may change it: what the provider says of them is shown, and nobody is signed in.
 * Needs `update:sso`, in a session, and of one that is not active a plan with single sign-on, as beginning it does.
 */
export async function startConnectionTest(
  ctx: Ctx,
  { accountId, connectionId }: StartConnectionTestInput,
  browser: Browser,
): Promise<{ url: string }> {
  const access = await authorizeAccount(ctx, database(), accountId, 'update:sso')
  const { userId } = requireTester(ctx)
  await consume('sso_start_client', clientKeyOf(ctx.ipAddress))
  const connection = await store.findConnection(database(), accountId, connectionId)
  if (!connection) throw new AppError('not_found')
  enforceRule(connection.state === 'ACTIVE' ? decideSsoChange(access) : decideSsoUse(access))
  const returnTo = paths.singleSignOn(access.account.handle, connectionId)
  return begin(ctx, connection, browser, { purpose: 'TEST', returnTo, userId })
}

type Begun = { purpose: 'SIGN_IN' | 'TEST'; returnTo?: string | undefined; userId?: string }

async function begin(
  ctx: Ctx,
  connection: store.StoredConnection,
  browser: Browser,
  { purpose, returnTo, userId }: Begun,
): Promise<{ url: string }> {
  const browserHash = hashToken(browser.token)
  if (!browserHash) throw ssoRefusal('attempt_unknown')
  const id = newId()
  const { token: state, hash: stateHash } = newToken()
  const way =
    connection.kind === 'OIDC' ? await oidcWay(ctx, connection, state) : await samlWay(ctx, connection, state)
  await attempts.createAttempt(database(), {
    id,
    accountId: connection.accountId,
    connectionId: connection.id,
    purpose,
    stateHash,
    browserHash,
    requestId: way.requestId,
    sealed: await seal(way.secrets, { kind: 'sso attempt', id }),
    userId: userId ?? null,
    returnTo: returnTo === undefined ? null : safeReturnTo(returnTo),
    createdAt: ctx.now,
    expiresAt: new Date(ctx.now.getTime() + attemptMinutes * 60_000),
  })
  return { url: way.url }
}

type Way = { url: string; requestId: string | null; secrets: string }

// Asked anew each time: what the provider is now, and whether it answers at all, which is told here rather than by a browser's empty page.
async function oidcWay(ctx: Ctx, connection: store.StoredConnection, state: string): Promise<Way> {
  const asked = await discoverProvider(connection.issuer)
  if (!asked.ok) throw await unreachable(ctx, connection, asked.problem)
  const discovered = { discovered: asked.said, discoveredAt: ctx.now }
  await store.noteDiscovery(database(), connection, discovered)
  const secrets = newOidcSecrets()
  const url = await authorizationUrl(await oidcConnectionOf(connection, asked.said), { ...secrets, state })
  return { url, requestId: null, secrets: JSON.stringify(secrets) }
}

// The sign-in page may be where only browsers of the company come. Where its metadata are at the same place, that this answers says that the page is
// there; an outage of another place keeps nobody out.
async function samlWay(ctx: Ctx, connection: store.StoredConnection, relayState: string): Promise<Way> {
  const { metadataUrl, signInUrl } = connection
  try {
    if (metadataUrl && signInUrl && new URL(metadataUrl).origin === new URL(signInUrl).origin)
      await outboundRequest({ url: metadataUrl, method: 'GET' }, providerPolicy())
  } catch (error) {
    throw await unreachable(ctx, connection, networkProblem(error))
  }
  // An id of XML begins with a letter or an underscore, and holds at least 128 random bits (SAML core, section 1.3.4).
  const requestId = `_${randomBytes(20).toString('hex')}`
  const url = await samlRequestUrl(await samlConnectionOf(connection), { requestId, relayState })
  return { url, requestId, secrets: '{}' }
}

async function unreachable(ctx: Ctx, connection: store.StoredConnection, problem: string): Promise<AppError> {
  await store.noteOnConnection(database(), connection, { problem, problemAt: ctx.now })
  await recordSsoRefusal(ctx, { connection, reason: 'provider_unreachable', detail: problem })
  return ssoRefusal('provider_unreachable')
}

function requireTester({ actor }: Ctx) {
  if (actor.kind === 'USER' && actor.sessionId) return actor
  throw new AppError('forbidden', 'browser_needed', {
    message: 'A connection is tested in a browser: sign in to Roster and test it there.',
  })
}

function notAnAddress(): AppError {
  const sentence = 'This is not an email address. It looks like ada@example.com.'
  return new AppError('invalid_input', undefined, { message: sentence, fields: { email: sentence } })
}

function noSingleSignOn(domain: string): AppError {
  return new AppError('not_found', 'no_single_sign_on', {
    message: `There is no single sign-on for addresses at ${domain}. Sign in with your password, or open your organization’s own sign-in page.`,
  })
}

function noConnection(): AppError {
  return new AppError('not_found', 'no_single_sign_on', {
    message: 'There is no single sign-on at this address. Check it, or sign in with your password.',
  })
}
