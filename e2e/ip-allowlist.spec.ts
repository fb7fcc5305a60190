import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { runCommand } from './helpers/command-line'
import { createOrganization, createPerson, join, signIn, type Person } from './helpers/people'
import { callAction } from './helpers/server-actions'
import { createWorkspace } from './helpers/workspaces'

const office = '203.0.113.7'
const home = '198.51.100.20'

/** A browser of somebody who comes from an address. */
async function browserFrom(browser: Browser, address: string, person: Person): Promise<BrowserContext> {
  const context = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': address } })
  await signIn(context, person)
  return context
}

type Cast = { ada: BrowserContext; mia: BrowserContext; organization: { id: string; handle: string } }

/** An Administrator in the office, and a Member at home. */
async function prepare(browser: Browser): Promise<Cast> {
  const [administrator, member] = [await createPerson('Ada Office'), await createPerson('Mia Home')]
  const organization = await createOrganization(administrator)
  const ada = await browserFrom(browser, office, administrator)
  const mia = await browserFrom(browser, home, member)
  await join(ada.request, organization, { context: mia, person: member, role: 'Member' })
  await createWorkspace(ada.request, organization.id, { name: 'Vault', handle: 'vault' })
  // From now on it is known where she comes from.
  expect((await mia.request.get(`/api/accounts/${organization.id}/members`)).status()).toBe(200)
  return { ada, mia, organization }
}

/** The section on the page of settings. */
async function openSection(context: BrowserContext, handle: string) {
  const page = await context.newPage()
  await page.goto(`/organizations/${handle}/settings`)
  return { page, section: page.getByRole('region', { name: 'IP allowlist' }) }
}

async function enforceByRequest({ ada, organization }: Cast): Promise<void> {
  const accountId = organization.id
  const entries = [{ network: '203.0.113.0/24', description: 'Office' }]
  expect(await callAction(ada.request, 'setIpAllowlistAction', { accountId, entries })).toMatchObject({
    ok: true,
  })
  const enforced = await callAction(ada.request, 'enforceIpAllowlistAction', { accountId, isEnforced: true })
  expect(enforced).toMatchObject({ ok: true })
}

test('an Administrator adds their own address, enforces the list, stays in, and lets everybody in again', async ({
  browser,
}) => {
  const { ada, mia, organization } = await prepare(browser)
  const { page, section } = await openSection(ada, organization.handle)
  await expect(section.getByText('No networks yet')).toBeVisible()
  const enforce = section.getByRole('button', { name: 'Enforce IP allowlist' })
  await expect(enforce).toHaveAttribute('aria-disabled', 'true')
  await enforce.focus()
  await expect(page.getByRole('tooltip')).toContainText(`lock you out: your own address, ${office}`)

  await section.getByRole('button', { name: 'Add my address' }).click()
  const adding = page.getByRole('dialog', { name: 'Add network' })
  await expect(adding.getByLabel('Network')).toHaveValue(office)
  await adding.getByLabel('Network').fill('203.0.113.7/24')
  await adding.getByLabel('Description').fill('Office')
  await adding.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(adding.getByText('write 203.0.113.0/24 for the whole network')).toBeVisible()
  await adding.getByLabel('Network').fill('203.0.113.0/24')
  await page.keyboard.press('Enter')
  await expect(adding).toBeHidden()
  const row = section.getByRole('row', { name: /203\.0\.113\.0\/24/ })
  await expect(row).toContainText('You are here')

  await expect(enforce).not.toHaveAttribute('aria-disabled', 'true')
  await enforce.click()
  const asking = page.getByRole('alertdialog', { name: 'Enforce IP allowlist' })
  await expect(asking).toContainText(`You stay in: your address, ${office}, is of 203.0.113.0/24.`)
  await expect(asking.getByRole('status')).toContainText('Mia Home')
  await asking.getByRole('button', { name: 'Enforce', exact: true }).click()
  await expect(section.getByText('Enforced', { exact: true })).toBeVisible()
  expect((await mia.request.get(`/api/accounts/${organization.id}/members`)).status()).toBe(403)

  // Taking one's own network away is refused, and shown as it was.
  await row.getByRole('checkbox', { name: 'Let in 203.0.113.0/24' }).click()
  await expect(page.getByText('This would lock you out')).toBeVisible()
  await expect(row.getByRole('checkbox')).toBeChecked()

  await section.getByRole('button', { name: 'Let in every address' }).click()
  const lifting = page.getByRole('alertdialog', { name: 'Let in every address' })
  await lifting.getByRole('button', { name: 'Let in every address' }).click()
  await expect(section.getByText('Not enforced', { exact: true })).toBeVisible()
  expect((await mia.request.get(`/api/accounts/${organization.id}/members`)).status()).toBe(200)
})

test('who comes from elsewhere is told the address and what to do, and opens the rest', async ({
  browser,
}) => {
  const cast = await prepare(browser)
  const { mia, organization } = cast
  await enforceByRequest(cast)
  const page = await mia.newPage()
  for (const path of ['', '/members', '/settings', '/workspaces/vault']) {
    await page.goto(`/organizations/${organization.handle}${path}`)
    await expectRefused(page)
  }
  const asked = await mia.request.get(`/api/accounts/${organization.id}/members`)
  expect(await asked.json()).toMatchObject({ reason: 'address_not_allowed' })
  const left = await callAction(mia.request, 'leaveOrganizationAction', { accountId: organization.id })
  expect(left).toMatchObject({ ok: false, error: { reason: 'address_not_allowed' } })

  await page.getByRole('link', { name: 'All organizations' }).click()
  const listed = page.getByRole('listitem').filter({ hasText: organization.handle })
  await expect(listed.getByRole('button', { name: /Not from here/ })).toBeVisible()
  await listed.getByRole('link', { name: 'Acme' }).click()
  await expectRefused(page)
  await page.goto('/workspaces')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByText('Vault')).toHaveCount(0)
})

test('the operator lets everybody in from the command line, and trying again opens the page', async ({
  browser,
}) => {
  const cast = await prepare(browser)
  const { mia, organization } = cast
  await enforceByRequest(cast)
  const page = await mia.newPage()
  await page.goto(`/organizations/${organization.handle}/members`)
  await expectRefused(page)
  const { handle } = organization
  expect(await runCommand(['organization', 'allow-all-addresses', handle])).toEqual({
    handle,
    wasEnforced: true,
  })
  await page.getByRole('link', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Members', level: 1 })).toBeVisible()
})

test('a Member sees the list with the reason why they cannot change it', async ({ browser }) => {
  const { ada, mia, organization } = await prepare(browser)
  const entries = [{ network: '203.0.113.0/24', isEnabled: true, description: 'Office' }]
  await callAction(ada.request, 'setIpAllowlistAction', { accountId: organization.id, entries })
  const { page, section } = await openSection(mia, organization.handle)
  await expect(section.getByRole('row', { name: /203\.0\.113\.0\/24/ })).toContainText('Office')
  for (const name of ['Add network', 'Add my address', 'Enforce IP allowlist'])
    await expect(section.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true')
  await section.getByRole('button', { name: 'Enforce IP allowlist' }).focus()
  await expect(page.getByRole('tooltip')).toContainText('None of your roles here holds')
  await section.getByRole('checkbox').click()
  await expect(section.getByRole('checkbox')).toBeChecked()
})

async function expectRefused(page: Page): Promise<void> {
  await expect(page.getByText('Not from this address')).toBeVisible()
  await expect(page.getByRole('main')).toContainText(home)
  await expect(page.getByRole('main')).toContainText('Come from a network that is on it')
}
