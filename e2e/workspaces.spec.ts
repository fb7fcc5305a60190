import { expect, test, type Page } from '@playwright/test'
import { z } from 'zod'
import { createOrganization, createPerson, join, seedOrganization, signIn } from './helpers/people'
import { createWorkspace, personalAccount } from './helpers/workspaces'

async function administrator(page: Page, name: string) {
  const person = await createPerson(name)
  const organization = await createOrganization(person)
  await signIn(page.context(), person)
  return { person, organization }
}

test('somebody new is told the three ways to begin, and the first is a dialog away', async ({ page }) => {
  await signIn(page.context(), await createPerson('Nora Newcomer'))
  await page.goto('/')
  await expect(page).toHaveURL(/\/workspaces$/)
  await expect(page.getByRole('heading', { name: 'Workspaces', level: 1 })).toBeVisible()
  for (const way of ['Create an organization', 'Create a personal workspace', 'Accept an invitation'])
    await expect(page.getByRole('heading', { name: way })).toBeVisible()
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByRole('dialog', { name: 'Create organization' }).getByLabel('Name')).toBeFocused()
})

test('a workspace is created from the list, and the checklist of the organization ticks it off', async ({
  page,
}) => {
  const { organization } = await administrator(page, 'Cora Creator')
  await page.goto(`/organizations/${organization.handle}`)
  await page.getByRole('link', { name: 'Create a workspace' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create workspace' })
  await dialog.getByLabel('Name').fill('Nightly Étude')
  await expect(dialog.getByLabel('Handle')).toHaveValue('nightly-etude')
  await dialog.getByLabel('Description').fill('What runs at night.')
  await dialog.getByRole('combobox', { name: 'Default workspace role' }).click()
  await page.getByRole('option', { name: 'Runner' }).click()
  await dialog.getByRole('button', { name: 'Create workspace' }).click()
  await expect(page).toHaveURL(new RegExp(`/organizations/${organization.handle}/workspaces/nightly-etude$`))
  await expect(page.getByRole('heading', { name: 'Nightly Étude', level: 1 })).toBeVisible()
  await expect(page.getByText('What runs at night.')).toBeVisible()
  await expect(page.getByText('Anyone at Acme: Runner')).toBeVisible()
  await expect(
    page.getByRole('table', { name: 'In workspaces' }).getByRole('button', { name: /Delete flows: held/ }),
  ).toBeVisible()
  await page.goto(`/organizations/${organization.handle}`)
  await expect(page.getByText('A workspace is created')).toBeVisible()

  await page.goto(`/organizations/${organization.handle}/workspaces?dialog=create`)
  await dialog.getByLabel('Name').fill('Another')
  await dialog.getByLabel('Handle').fill('nightly-etude')
  await dialog.getByRole('button', { name: 'Create workspace' }).click()
  await expect(dialog.getByText('A workspace of this account has this handle.')).toBeVisible()
  await expect(dialog.getByLabel('Handle')).toBeFocused()
})

test('a pinned workspace is at hand everywhere, and those opened last follow', async ({ page }) => {
  const { organization } = await administrator(page, 'Pia Pinner')
  const { id, handle } = organization
  for (const name of ['Alpha', 'Beta', 'Gamma'])
    await createWorkspace(page.request, id, { name, handle: `${name.toLowerCase()}-space` })
  await page.goto(`/organizations/${handle}/workspaces`)
  await page.getByRole('button', { name: 'Actions for Beta' }).click()
  await page.getByRole('menuitem', { name: 'Pin', exact: true }).click()
  const rail = page.getByRole('list', { name: 'Workspaces at hand' })
  await expect(rail.getByRole('link', { name: 'Beta · Acme' })).toBeVisible()
  await rail.getByRole('link', { name: 'Beta · Acme' }).click()
  await expect(page.getByRole('heading', { name: 'Beta', level: 1 })).toBeVisible()
  await page.goto(`/organizations/${handle}/workspaces/gamma-space`)
  await page.goto('/workspaces')
  await expect(page.getByRole('region', { name: 'Pinned' })).toContainText('Beta')
  const recent = page.getByRole('region', { name: 'Recently visited' })
  await expect(recent).toContainText('Gamma')
  // Its link was on three pages, but nobody opened it.
  await expect(recent).not.toContainText('Alpha')
  await page.getByRole('region', { name: 'Pinned' }).getByRole('button', { name: 'Unpin Beta' }).click()
  await expect(page.getByRole('region', { name: 'Pinned' })).toBeHidden()
  await expect(recent).toContainText('Beta')
})

test('one search finds workspaces of all accounts, on the page and in the palette', async ({ page }) => {
  const { person, organization } = await administrator(page, 'Sam Searcher')
  const other = await createOrganization(person, { name: 'Globex' })
  const personal = await personalAccount(page.request)
  await createWorkspace(page.request, organization.id, { name: 'Forecast East', handle: 'forecast-east' })
  await createWorkspace(page.request, other.id, { name: 'Forecast West', handle: 'forecast-west' })
  await createWorkspace(page.request, personal.id, { name: 'Forecast Mine', handle: 'forecast-mine' })
  await createWorkspace(page.request, other.id, { name: 'Archive', handle: 'archive' })
  await page.goto('/workspaces')
  const all = page.getByRole('region', { name: 'All workspaces' })
  await expect(all).toContainText('Archive')
  await expect(all.getByRole('heading', { name: /Sam Searcher\s*Personal/ })).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('forecast')
  await expect(all).not.toContainText('Archive')
  for (const [account, name] of [
    ['Sam Searcher', 'Forecast Mine'],
    ['Acme', 'Forecast East'],
    ['Globex', 'Forecast West'],
  ])
    await expect(all.getByRole('region', { name: account })).toContainText(name ?? '')
  await expect(page).toHaveURL(/q=forecast/)
  await page.reload()
  await expect(all).not.toContainText('Archive')
  await page.getByRole('searchbox').fill('nothing like it')
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await expect(all).toContainText('Archive')

  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('forecast w')
  await page.getByRole('option', { name: /Forecast West/ }).click()
  await expect(page.getByRole('heading', { name: 'Forecast West', level: 1 })).toBeVisible()
})

test('two who edit at once: the second is told, loses nothing, and saves on top', async ({
  page,
  browser,
}) => {
  const { person, organization } = await administrator(page, 'Ed Editor')
  const { handle } = await createWorkspace(page.request, organization.id, { name: 'Draft', handle: 'draft' })
  const second = await (await browser.newContext()).newPage()
  await signIn(second.context(), person)
  for (const tab of [page, second])
    await tab.goto(`/organizations/${organization.handle}/workspaces/${handle}/settings`)
  await page.getByLabel('Name').fill('First')
  await page.getByLabel('Description').fill('By the first.')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('The workspace is saved.')).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toContainText('First')

  await second.getByLabel('Name').fill('Second')
  await second.getByRole('button', { name: 'Save changes' }).click()
  const news = second.getByRole('alert').filter({ hasText: 'Somebody else saved this workspace' })
  await expect(news).toContainText('It is called First now. Its description is: “By the first.”')
  await expect(second.getByLabel('Name')).toHaveValue('Second')
  await second.getByRole('button', { name: 'Save changes' }).click()
  await expect(second.getByText('The workspace is saved.')).toBeVisible()
  await expect(news).toBeHidden()
  await expect(second.getByRole('navigation', { name: 'Breadcrumbs' })).toContainText('Second')
})

test('a new handle moves the address, and deleting asks for it', async ({ page }) => {
  const { organization } = await administrator(page, 'Hanna Handles')
  await createWorkspace(page.request, organization.id, { name: 'Old', handle: 'old-place' })
  const root = `/organizations/${organization.handle}/workspaces`
  await page.goto(`${root}/old-place/settings`)
  await expect(page.getByText('Addresses with the former handle stop working')).toBeVisible()
  await page.getByLabel('Handle').fill('new-place')
  await page.getByRole('button', { name: 'Change handle' }).click()
  await expect(page).toHaveURL(new RegExp(`${root}/new-place/settings$`))
  expect((await page.request.get(`${root}/old-place`)).status()).toBe(404)

  await page.getByRole('button', { name: 'Delete workspace' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Delete Old' })
  await expect(dialog).toContainText('It cannot be undone.')
  const confirm = dialog.getByRole('button', { name: 'Delete workspace' })
  await expect(confirm).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel('Handle').fill('new-place')
  await confirm.click()
  await expect(page).toHaveURL(new RegExp(`${root}$`))
  await expect(page.getByText('No workspaces yet')).toBeVisible()
  expect((await page.request.get(`${root}/new-place`)).status()).toBe(404)
})

test('a transfer says who loses access, asks for another handle where it is taken, and goes there', async ({
  page,
}) => {
  const person = await createPerson('Tess Transfer')
  await signIn(page.context(), person)
  const organization = await seedOrganization(person, { members: 12, workspaces: 3 })
  const other = await createOrganization(person, { name: 'Globex' })
  const { workspace, names } = await sharedWorkspace(page, organization.id)
  await createWorkspace(page.request, other.id, { name: 'Already there', handle: workspace.handle })

  const former = `/organizations/${organization.handle}/workspaces/${workspace.handle}`
  await page.goto(`${former}/settings`)
  await page.getByRole('button', { name: 'Transfer workspace' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Transfer workspace' })
  await dialog.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('option', { name: /Globex/ }).click()
  const effects = dialog.getByRole('region', { name: 'What changes' })
  await expect(effects).toContainText(/of those who were added loses? access/)
  await expect(effects).toContainText(names[0] ?? 'somebody')
  await expect(effects).toContainText(/Does not belong to Globex|A service account stays in Seeded/)
  await expect(dialog).toContainText(`Globex has a workspace with the handle ${workspace.handle}.`)
  await dialog.getByLabel('Handle to confirm').fill(workspace.handle)
  const confirm = dialog.getByRole('button', { name: 'Transfer workspace' })
  await expect(confirm).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel('New handle').fill('Not a handle')
  await confirm.click()
  await expect(dialog.getByText('A handle uses only small letters').first()).toBeVisible()
  await dialog.getByLabel('New handle').fill('moved-here')
  await confirm.click()
  await expect(page).toHaveURL(new RegExp(`/organizations/${other.handle}/workspaces/moved-here$`))
  await expect(page.getByText(`${workspace.name} belongs to Globex now.`)).toBeVisible()
  await expect(page.getByRole('heading', { name: workspace.name, level: 1 })).toBeVisible()
  expect((await page.request.get(former)).status()).toBe(404)
})

test('a personal account has workspaces and guests, and no other pages', async ({ page }) => {
  const person = await createPerson('Petra Personal')
  await signIn(page.context(), person)
  const { handle } = await personalAccount(page.request)
  await page.goto(`/organizations/${handle}`)
  await expect(page).toHaveURL(new RegExp(`/organizations/${handle}/workspaces$`))
  const sidebar = page.getByRole('navigation', { name: 'Petra Personal' })
  await expect(sidebar).toContainText('Personal account')
  await expect(sidebar.getByRole('link')).toHaveText(['Workspaces', 'Members'])
  await page.getByRole('button', { name: 'Create workspace' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Create workspace' })
  await dialog.getByLabel('Name').fill('Mine')
  await dialog.getByRole('button', { name: 'Create workspace' }).click()
  await expect(page.getByRole('heading', { name: 'Mine', level: 1 })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('Administrator of the account')
  await expect(page.getByRole('main')).not.toContainText('organization')
  await page.goto(`/organizations/${handle}/members`)
  await expect(page.getByRole('table', { name: 'Members' })).toContainText(person.email)
  for (const missing of ['roles', 'settings', 'roles/compare'])
    expect((await page.goto(`/organizations/${handle}/${missing}`))?.status(), missing).toBe(404)
})

test('a member sees a workspace that is theirs read-only, and nothing of one that is not', async ({
  page,
  browser,
}) => {
  const { organization } = await administrator(page, 'Rita Restrict')
  const { id, handle } = organization
  const member = await createPerson('Mo Member')
  const context = await browser.newContext()
  await signIn(context, member)
  await join(page.request, organization, { context, person: member, role: 'Member' })
  const defaultRoleId = await runnerRole(page, id)
  await createWorkspace(page.request, id, { name: 'Open', handle: 'open', defaultRoleId })
  const shut = await createWorkspace(page.request, id, { name: 'Shut', handle: 'shut' })

  const theirs = await context.newPage()
  for (const path of ['', '/settings'])
    expect((await theirs.goto(`/organizations/${handle}/workspaces/shut${path}`))?.status()).toBe(404)
  for (const path of [`workspaces/${shut.id}`, `workspaces/${shut.id}/access`])
    expect((await context.request.get(`/api/accounts/${id}/${path}`)).status()).toBe(404)
  await theirs.goto(`/organizations/${handle}/workspaces`)
  await expect(theirs.getByRole('table', { name: 'Workspaces' })).toContainText('Runner by default')
  await expect(theirs.getByRole('table', { name: 'Workspaces' })).not.toContainText('Shut')
  const add = theirs.getByRole('button', { name: 'Create workspace' })
  await expect(add).toHaveAttribute('aria-disabled', 'true')
  await add.hover()
  await expect(theirs.getByRole('tooltip')).toContainText(/Create workspaces|create:workspace/)
  await theirs.goto(`/organizations/${handle}/workspaces/open/settings`)
  await expect(theirs.getByLabel('Name')).toHaveAttribute('readonly', '')
  for (const button of ['Save changes', 'Change handle', 'Transfer workspace', 'Delete workspace'])
    await expect(theirs.getByRole('button', { name: button })).toHaveAttribute('aria-disabled', 'true')
})

test('letters lead to workspaces, inside one to its own pages', async ({ page }) => {
  const { organization } = await administrator(page, 'Kit Keys')
  await createWorkspace(page.request, organization.id, { name: 'Keys', handle: 'keys' })
  await page.goto(`/organizations/${organization.handle}`)
  await expect(page.getByRole('button', { name: 'Search' })).toBeEnabled()
  await press(page, 'gw')
  await expect(page.getByRole('table', { name: 'Workspaces' })).toBeVisible()
  await page.getByRole('link', { name: 'Keys', exact: true }).first().focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Keys', level: 1 })).toBeVisible()
  await press(page, 'gs')
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await press(page, 'gv')
  await expect(page.getByRole('heading', { name: 'Keys', level: 1 })).toBeVisible()
  await press(page, 'gh')
  await expect(page).toHaveURL(/\/workspaces$/)
  await expect(page.getByRole('region', { name: 'Recently visited' })).toContainText('Keys')
})

async function press(page: Page, letters: string): Promise<void> {
  for (const letter of letters) await page.keyboard.press(letter)
}

const named = z.array(z.object({ id: z.uuid(), name: z.string() }))

/** The workspace of the account to which most were added, and some of their names. */
async function sharedWorkspace(page: Page, accountId: string) {
  const found = z
    .array(z.object({ id: z.uuid(), name: z.string(), handle: z.string() }))
    .parse(await (await page.request.get(`/api/accounts/${accountId}/workspaces`)).json())
  const shared = await Promise.all(
    found.map(async (workspace) => {
      const path = `/api/accounts/${accountId}/workspaces/${workspace.id}/access?source=grant`
      const rows = z.array(z.object({ name: z.string() })).parse(await (await page.request.get(path)).json())
      return { workspace, names: rows.map(({ name }) => name) }
    }),
  )
  const [most] = shared.toSorted((one, other) => other.names.length - one.names.length)
  if (!most || most.names.length === 0) throw new Error('Nobody was added to any workspace.')
  return most
}

async function runnerRole(page: Page, accountId: string): Promise<string> {
  const answer: unknown = await (await page.request.get(`/api/accounts/${accountId}/workspace-editor`)).json()
  const roles = named.parse(Reflect.get(Object(answer), 'defaultRoles'))
  return roles.find(({ name }) => name === 'Runner')?.id ?? ''
}
