import { randomUUID } from 'node:crypto'
import { expect, type Browser, type Page } from '@playwright/test'
import { z } from 'zod'
import { startOidcProvider, type OidcTestProvider } from '@/lib/testing/identity-providers/oidc'
import type { ProviderPerson } from '@/lib/testing/identity-providers/people'
import { startSamlProvider, type SamlTestProvider } from '@/lib/testing/identity-providers/saml'
import { runCommand } from './command-line'
import { runSql } from './database'
import { createOrganization, createPerson, password, signIn, type Person } from './people'
import { callAction } from './server-actions'

export type Organization = Awaited<ReturnType<typeof createOrganization>>

export const connectionName = 'Company login'
const reference = z.object({ id: z.uuid() })

/** A domain that nobody else in the tests has. */
export function newDomain(): string {
  return `d${randomUUID().replaceAll('-', '')}.example`
}

export async function newPage(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage()
}

/** A person with an account and an address of a domain. */
export async function createPersonAt(domain: string, name: string): Promise<Person> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@${domain}`
  await runCommand(['user', 'create', '--email', email, '--name', name, '--password-stdin'], password)
  return { name, email }
}

/** Says who somebody is at a provider, and that it is they who sign in there next. */
export function nameAtProvider(
  provider: OidcTestProvider | SamlTestProvider,
  person: Omit<ProviderPerson, 'isEmailVerified'>,
): void {
  provider.people.set(person.subject, { isEmailVerified: true, ...person })
  provider.signedIn = person.subject
}

/** What an action answered, which must be good. */
export async function act(page: Page, name: string, input: unknown): Promise<unknown> {
  const answer = await callAction(page.request, name, input)
  expect(answer, name).toMatchObject({ ok: true })
  return answer.ok ? answer.data : null
}

/** A domain of an organization whose proof is taken as done: its name servers are not ours to answer here (lib/sso/domains.test.ts asks one). */
export async function addProvenDomain(page: Page, { id }: Organization, domain: string): Promise<void> {
  await act(page, 'addSsoDomainAction', { accountId: id, domain })
  await runSql('update sso_domain set verified_at = now() where domain = $1', [domain])
}

/** A connection made, tested in the Administrator's browser and activated; who is tested must be signed in at the provider. */
export async function connect(
  page: Page,
  organization: Organization,
  provider: OidcTestProvider | SamlTestProvider,
  name = connectionName,
): Promise<string> {
  const accountId = organization.id
  const made =
    'issuer' in provider
      ? await act(page, 'createOidcConnectionAction', {
          accountId,
          name,
          issuer: provider.issuer,
          clientId: provider.clientId,
          clientSecret: provider.clientSecret,
        })
      : await act(page, 'createSamlConnectionAction', { accountId, name, metadataUrl: provider.metadataUrl })
  const { id: connectionId } = reference.parse(made)
  await test(page, organization, connectionId)
  await act(page, 'activateSsoConnectionAction', { accountId, connectionId })
  return connectionId
}

/** Tests a connection in the Administrator's browser. */
async function test(page: Page, { handle }: Organization, connectionId: string): Promise<void> {
  await page.goto(`/organizations/${handle}/sso?connection=${connectionId}`)
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByText('Everything it said')).toBeVisible()
}

export type Company<Provider> = {
  /** The Administrator's browser, signed in by a password. */
  page: Page
  administrator: Person
  organization: Organization
  domain: string
  provider: Provider
  connectionId: string
  /** The organization's address, without a slash at the end. */
  at: string
}

/**
 * An organization with a proven domain and an active connection to a provider of its own, at which its Administrator, whose address is of the
 * domain, is known as `ada`. Nobody has signed in through it yet.
 */
export async function openCompany<Provider extends OidcTestProvider | SamlTestProvider>(
  page: Page,
  provider: Provider,
): Promise<Company<Provider>> {
  const domain = newDomain()
  const administrator = await createPersonAt(domain, 'Ada Admin')
  const organization = await createOrganization(administrator)
  await signIn(page.context(), administrator)
  await addProvenDomain(page, organization, domain)
  nameAtProvider(provider, { subject: 'ada', email: administrator.email, name: 'Ada Admin' })
  const connectionId = await connect(page, organization, provider)
  const at = `/organizations/${organization.handle}`
  return { page, administrator, organization, domain, provider, connectionId, at }
}

/** The two kinds of providers, each as the tests start it. */
export const providerKinds = [
  { kind: 'OpenID Connect', start: startOidcProvider },
  { kind: 'SAML', start: startSamlProvider },
] as const

/** Goes to the sign-in page and asks for single sign-on by an address. */
export async function beginByAddress(page: Page, email: string, returnTo = '/workspaces'): Promise<void> {
  await page.goto(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`)
  await page.getByRole('button', { name: 'Continue with single sign-on' }).click()
  await page.getByLabel('Email').fill(email)
  await page.getByRole('button', { name: 'Continue with single sign-on' }).click()
}

/** Signs somebody in from the sign-in page, by their address; they land where they were going. */
export async function enterByAddress(page: Page, email: string, returnTo = '/workspaces'): Promise<void> {
  await beginByAddress(page, email, returnTo)
  await expectAt(page, returnTo)
}

/** Asks for single sign-on at the organization's own way in. */
export async function beginAt(
  page: Page,
  { handle }: Organization,
  { returnTo = '/workspaces', name = connectionName } = {},
): Promise<void> {
  await page.goto(`/organizations/${handle}/sign-in?returnTo=${encodeURIComponent(returnTo)}`)
  await page.getByRole('button', { name: `Continue with ${name}` }).click()
}

/** The page is at a path, with its query. */
export async function expectAt(page: Page, path: string): Promise<void> {
  await expect(page).toHaveURL((url) => `${url.pathname}${url.search}` === path)
}

/** A browser signed in by a password. */
export async function pageOf(browser: Browser, person: Person): Promise<Page> {
  const page = await newPage(browser)
  await signIn(page.context(), person)
  return page
}

/** A person of another domain with an organization of their own, for what must stay open to them. */
export async function createWithOrganization(name: string) {
  const person = await createPerson(name)
  return { person, organization: await createOrganization(person, { name: 'Elsewhere' }) }
}

/** What the audit log of an organization holds, as its Administrator sees it. */
export async function auditOf(page: Page, { handle }: Organization, text: string | RegExp): Promise<void> {
  await page.goto(`/organizations/${handle}/audit-log`)
  await expect(page.getByRole('table', { name: 'Audit Log' })).toContainText(text)
}

/** The status and the reason that a request is answered with. */
export async function reasonAt(page: Page, path: string): Promise<[number, string | undefined]> {
  const answer = await page.request.get(path)
  const body: unknown = answer.ok() ? {} : await answer.json()
  return [answer.status(), refused.parse(body).error?.reason ?? refused.parse(body).reason]
}

const refused = z.object({
  reason: z.string().optional(),
  error: z.object({ reason: z.string().optional() }).optional(),
})
