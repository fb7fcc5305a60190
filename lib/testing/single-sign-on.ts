import type { Ctx } from '@/lib/authz/context'
import { startByOrganization } from '@/lib/sso/attempts'
import { completeSingleSignOn, type Completed } from '@/lib/sso/complete'
import type { CreateOidcConnectionInput, CreateSamlConnectionInput } from '@/lib/sso/connection-schema'
import { createOidcConnection, createSamlConnection } from '@/lib/sso/connections'
import { newToken } from '@/lib/tokens'
import { newTestBrowser, type TestBrowser } from './identity-providers/browser'
import type { OidcTestProvider } from './identity-providers/oidc'
import type { SamlTestProvider } from './identity-providers/saml'
import type { Organization } from './organizations'
import { visitor } from './people'
import { activateRow, newDomainRow } from './sso'

/** An active connection to a provider, for a domain that the organization has proven, if one is given. */
export async function newOidcConnection(
  organization: Organization,
  provider: OidcTestProvider,
  change: Partial<CreateOidcConnectionInput> & { domain?: string } = {},
): Promise<string> {
  const { domain, ...settings } = change
  const { accountId, administrator } = organization
  const { issuer, clientId, clientSecret } = provider
  const { id } = await createOidcConnection(administrator.ctx, {
    accountId,
    name: 'Company login',
    admission: 'DOMAIN',
    groupsClaim: 'groups',
    issuer,
    clientId,
    clientSecret,
    ...settings,
  })
  await activateRow(id)
  if (domain) await newDomainRow(organization, domain, { connectionId: id })
  return id
}

/** The same to a SAML provider, by the address of its metadata. */
export async function newSamlConnection(
  organization: Organization,
  provider: SamlTestProvider,
  change: Partial<CreateSamlConnectionInput> & { domain?: string } = {},
): Promise<string> {
  const { domain, ...settings } = change
  const { accountId, administrator } = organization
  const { id } = await createSamlConnection(administrator.ctx, {
    accountId,
    name: 'Company login',
    admission: 'DOMAIN',
    groupsClaim: 'groups',
    certificates: [],
    allowsUnsolicited: false,
    metadataUrl: provider.metadataUrl,
    ...settings,
  })
  await activateRow(id)
  if (domain) await newDomainRow(organization, domain, { connectionId: id })
  return id
}

/** A browser that has not begun anything. */
export function newBrowser(): TestBrowser {
  return newTestBrowser(newToken().token)
}

type Going = { connectionId: string; browser?: TestBrowser; returnTo?: string; ctx?: Ctx }

export type Returned = { browser: TestBrowser; attempt: string | null; refused: string | null; url: URL }

/** Signs in at the provider of a connection, up to where the browser is back on our site. */
export async function goToProvider(organization: Organization, going: Going): Promise<Returned> {
  const { connectionId, browser = newBrowser(), returnTo, ctx = visitor() } = going
  const { handle } = organization
  const started = await startByOrganization(ctx, { handle, connectionId, returnTo }, browser)
  return returnFrom(browser, started.url)
}

/** The same from an address of the provider that was begun with. */
export async function returnFrom(browser: TestBrowser, start: string): Promise<Returned> {
  const { url, status, text } = await browser.visit(start)
  if (!url.pathname.startsWith('/sso/complete'))
    throw new Error(`stopped at ${url.href} with ${status}: ${text.slice(0, 500)}`)
  return { browser, url, attempt: url.searchParams.get('attempt'), refused: url.searchParams.get('refused') }
}

/** The whole way: at the provider and back, completed. */
export async function signInThrough(organization: Organization, going: Going): Promise<Completed> {
  const { ctx = visitor() } = going
  const { browser, attempt, refused } = await goToProvider(organization, { ...going, ctx })
  if (attempt === null) throw new Error(`refused: ${refused}`)
  return completeSingleSignOn(ctx, { attempt }, browser)
}

/** The session of somebody who came in; throws when nobody did. */
export function sessionOf(completed: Completed): string {
  if (completed.state === 'signed_in' && completed.sessionId) return completed.sessionId
  throw new Error(`nobody was signed in: ${JSON.stringify(completed)}`)
}
