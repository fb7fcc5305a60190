import { expect, request, test, type APIRequestContext, type Page } from '@playwright/test'
import { z } from 'zod'
import { startOidcProvider } from '@/lib/testing/identity-providers/oidc'
import { join, signIn } from './helpers/people'
import {
  act,
  auditOf,
  beginByAddress,
  createPersonAt,
  enterByAddress,
  expectAt,
  nameAtProvider,
  newPage,
  openCompany,
  reasonAt,
  type Organization,
} from './helpers/single-sign-on'
import { readList } from './helpers/denied-place'
import { createWorkspace } from './helpers/workspaces'

// Provisioning: tokens on the page, and what a provider does with them in the browsers of people.

const made = z.object({ id: z.string() }).loose()
const listed = z.object({ totalResults: z.int(), Resources: z.array(made) })

/** Creates a token on the page; returns it, having seen that it is shown this once. */
async function createToken(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Create token' }).click()
  const creating = page.getByRole('dialog', { name: 'Create token' })
  await creating.getByLabel('Name').fill(name)
  await creating.getByRole('button', { name: 'Create token' }).click()
  const saving = page.getByRole('dialog', { name: 'Save the token' })
  const token = await saving.getByLabel('Token', { exact: true }).inputValue()
  expect(token).toMatch(/^rst_scim_[0-9A-Za-z]{49}$/)
  // Nobody closes it by mistake.
  await saving.getByRole('button', { name: 'Done' }).click()
  const asking = page.getByRole('alertdialog', { name: 'Have you saved the token?' })
  await asking.getByRole('button', { name: 'I have saved it' }).click()
  await expect(saving).toBeHidden()
  await page.reload()
  await expect(page.getByRole('table', { name: 'Provisioning tokens' })).toContainText(name)
  expect(await page.content()).not.toContain(token)
  return token
}

/** What an identity provider sends with a token. */
async function openScim(token: string): Promise<APIRequestContext> {
  return request.newContext({
    baseURL: `${process.env.E2E_BASE_URL}/scim/v2/`,
    extraHTTPHeaders: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
  })
}

function userOf(email: string, name: string) {
  const [givenName = '', familyName = ''] = name.split(' ')
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: email,
    externalId: email,
    name: { givenName, familyName },
    displayName: name,
    emails: [{ value: email, type: 'work', primary: true }],
    active: true,
  }
}

/** A change as Entra ID sends it. */
function patchOf(...operations: Record<string, unknown>[]) {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations }
}

const activeAs = (value: string) => patchOf({ op: 'Replace', path: 'active', value })

test('a token is shown once and used; a second takes the place of the first, which is revoked', async ({
  page,
}) => {
  const provider = await startOidcProvider()
  const { organization, domain, at } = await openCompany(page, provider)
  await page.goto(`${at}/sso`)
  await expect(page.getByLabel('SCIM base address')).toHaveValue(`${process.env.E2E_BASE_URL}/scim/v2`)
  const first = await openScim(await createToken(page, 'First'))
  expect((await first.get('ServiceProviderConfig')).status()).toBe(200)
  const email = `gus.given@${domain}`
  const created = await first.post('Users', { data: userOf(email, 'Gus Given') })
  expect(created.status()).toBe(201)
  await page.goto(`${at}/members`)
  await expect(page.getByRole('row', { name: /Gus Given/ })).toContainText(email)

  await page.goto(`${at}/sso`)
  await expect(page.getByText('1 person and 0 groups were provisioned.')).toBeVisible()
  const second = await openScim(await createToken(page, 'Second'))
  await expect(page.getByRole('button', { name: 'Create token' })).toHaveAttribute('aria-disabled', 'true')
  const query = `Users?filter=${encodeURIComponent(`userName eq "${email.toUpperCase()}"`)}`
  for (const scim of [first, second])
    expect(listed.parse(await (await scim.get(query)).json()).totalResults).toBe(1)

  await page.getByRole('button', { name: 'Actions for First' }).click()
  await page.getByRole('menuitem', { name: 'Revoke' }).click()
  const revoking = page.getByRole('alertdialog', { name: 'Revoke First' })
  await expect(revoking).toContainText('What was provisioned stays.')
  await revoking.getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByRole('table', { name: 'Provisioning tokens' })).not.toContainText('First')
  expect((await first.get(query)).status()).toBe(401)
  expect((await second.get(query)).status()).toBe(200)
  await auditOf(page, organization, /SCIM token First/)
  // A session of the product is no token, and a token is no session.
  expect((await page.request.get('/scim/v2/Users')).status()).toBe(401)
  expect((await second.get(`${process.env.E2E_BASE_URL}/api/me/accounts`)).status()).toBe(401)
  await first.dispose()
  await second.dispose()
  await provider.stop()
})

/** A company with a person who came in through its provider, who is provisioned as well. */
async function openProvisioned(page: Page, person: Page) {
  const provider = await startOidcProvider()
  const company = await openCompany(page, provider)
  const email = `nina.new@${company.domain}`
  nameAtProvider(provider, { subject: 'nina', email, name: 'Nina New' })
  await enterByAddress(person, email, `${company.at}/members`)
  await page.goto(`${company.at}/sso`)
  const scim = await openScim(await createToken(page, 'Provider'))
  const created = await scim.post('Users', { data: userOf(email, 'Nina New') })
  expect(created.status()).toBe(201)
  const { id } = made.parse(await created.json())
  return { ...company, email, scim, id }
}

async function countMembers(page: Page, { id }: Organization): Promise<number> {
  return (await readList(page.request, `/api/accounts/${id}/members`)).length
}

test('deactivating somebody ends their browser’s session with its next request, and activating lets them in again', async ({
  page,
  browser,
}) => {
  const nina = await newPage(browser)
  const { organization, at, provider, email, scim, id } = await openProvisioned(page, nina)
  // Who is there already is linked, and not made a second time.
  expect(await countMembers(page, organization)).toBe(2)
  const list = `/api/accounts/${organization.id}/members`
  expect((await nina.request.get(list)).status()).toBe(200)

  expect((await scim.patch(`Users/${id}`, { data: activeAs('False') })).ok()).toBe(true)
  expect((await reasonAt(nina, list))[0]).toBe(401)
  // The page that is open leads to the sign-in page, with the way back.
  await nina.reload()
  await expect(nina).toHaveURL(/\/sign-in\?returnTo=/)
  await page.goto(`${at}/members`)
  await expect(page.getByRole('row', { name: /Nina New/ })).toContainText('Suspended')
  await beginByAddress(nina, email)
  await expect(nina.getByRole('alert').first()).toContainText('You are suspended in this organization.')

  expect((await scim.patch(`Users/${id}`, { data: activeAs('True') })).ok()).toBe(true)
  await enterByAddress(nina, email, `${at}/members`)
  expect((await nina.request.get(list)).status()).toBe(200)

  expect((await scim.delete(`Users/${id}`)).status()).toBe(204)
  expect((await nina.request.get(list)).status()).not.toBe(200)
  expect(await countMembers(page, organization)).toBe(1)
  await auditOf(page, organization, /SCIM token Provider/)
  await scim.dispose()
  await provider.stop()
})

test('the last Administrator cannot be deactivated, and another Administrator can', async ({
  page,
  browser,
}) => {
  const nina = await newPage(browser)
  const { organization, administrator, domain, at, provider, scim } = await openProvisioned(page, nina)
  const created = await scim.post('Users', { data: userOf(administrator.email, 'Ada Admin') })
  const ada = made.parse(await created.json())
  const refused = await scim.patch(`Users/${ada.id}`, { data: activeAs('False') })
  expect(refused.status()).toBe(409)
  expect(await refused.text()).toContain('Administrator')
  expect((await page.goto(`${at}/members`))?.status()).toBe(200)

  const ben = await createPersonAt(domain, 'Ben Second')
  const context = await browser.newContext()
  await signIn(context, ben)
  await join(page.request, organization, { context, person: ben, role: 'Administrator' })
  const other = made.parse(await (await scim.post('Users', { data: userOf(ben.email, 'Ben Second') })).json())
  expect((await scim.patch(`Users/${other.id}`, { data: activeAs('False') })).ok()).toBe(true)
  expect((await context.request.get(`/api/accounts/${organization.id}/members`)).status()).toBe(401)
  await scim.dispose()
  await provider.stop()
})

test('a provisioned group opens a workspace to its members, and takes it back', async ({ page, browser }) => {
  const nina = await newPage(browser)
  const { organization, at, provider, email, scim, id } = await openProvisioned(page, nina)
  const { id: accountId } = organization
  const workspace = await createWorkspace(page.request, accountId, { name: 'Vault', handle: 'vault' })
  const roles = await readList(page.request, `/api/accounts/${accountId}/roles`)
  const roleId = roles.find(({ name }) => name === 'Runner')?.['id']
  const workspaces = [{ workspaceId: workspace.id, roleId }]
  await act(page, 'createGroupMappingAction', { accountId, group: 'platform', workspaces })
  const vault = `${at}/workspaces/vault`
  expect((await nina.goto(vault))?.status()).toBe(404)

  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group']
  const data = { schemas, displayName: 'platform', members: [{ value: id }] }
  const group = made.parse(await (await scim.post('Groups', { data })).json())
  expect((await nina.goto(vault))?.status()).toBe(200)
  await page.goto(`${vault}/sharing`)
  const row = page.getByRole('table', { name: 'Workspace Sharing' }).getByRole('row', { name: /Nina New/ })
  await expect(row).toContainText('Runner by group platform')

  // Signing in, where the provider says nothing of groups, takes nothing of it away.
  const again = await newPage(browser)
  await enterByAddress(again, email, vault)
  await expectAt(again, vault)

  const removed = patchOf({ op: 'Remove', path: `members[value eq "${id}"]` })
  expect((await scim.patch(`Groups/${group.id}`, { data: removed })).ok()).toBe(true)
  for (const tab of [nina, again]) expect((await tab.goto(vault))?.status()).toBe(404)
  await scim.dispose()
  await provider.stop()
})
