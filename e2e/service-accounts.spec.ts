import { expect, test, type Page } from '@playwright/test'
import { choose, keyDialog, saveKey, statusWith } from './helpers/api-keys'
import { createOrganization, createPerson, join, seedOrganization, signIn } from './helpers/people'
import { callAction } from './helpers/server-actions'
import { createWorkspace } from './helpers/workspaces'

async function administrator(page: Page, options: { plan?: string } = {}) {
  const person = await createPerson('Ada Admin')
  const organization = await createOrganization(person, options)
  await signIn(page.context(), person)
  const at = `/organizations/${organization.handle}/service-accounts`
  return { organization, at, members: `/api/accounts/${organization.id}/members` }
}

async function create(page: Page, name: string) {
  await page.getByRole('button', { name: 'Create service account' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Create service account' })
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  return dialog
}

async function createWithKey(page: Page, name: string): Promise<string> {
  const dialog = await create(page, name)
  await dialog.getByRole('button', { name: 'Create service account' }).click()
  return saveKey(page)
}

function rowOf(page: Page, table: string, name: string) {
  return page.getByRole('table', { name: table }).getByRole('row', { name: new RegExp(name) })
}

test('an Administrator makes a service account with a workspace; its key is shown once, and opens that workspace', async ({
  page,
}) => {
  const { organization, at } = await administrator(page)
  const workspace = await createWorkspace(page.request, organization.id, {
    name: 'Night watch',
    handle: 'night-watch',
  })
  await page.goto(at)
  await expect(page.getByText('No service accounts', { exact: true })).toBeVisible()
  const dialog = await create(page, 'deployer')
  await dialog.getByLabel('Description').fill('Rolls out what the builds made.')
  await expect(dialog.getByRole('combobox', { name: 'Organization role' })).toHaveText('Member')
  await dialog.getByRole('combobox', { name: 'Organization role' }).click()
  await expect(page.getByRole('option', { name: 'Administrator' })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
  await dialog.getByRole('button', { name: 'Add workspace' }).click()
  await dialog.getByRole('button', { name: /^Workspace / }).click()
  await page.getByRole('option', { name: 'Night watch' }).click()
  await dialog.getByRole('combobox', { name: 'Workspace role' }).click()
  await page.getByRole('option', { name: 'Runner', exact: true }).click()
  await dialog.getByRole('button', { name: 'Create service account' }).click()

  const saving = keyDialog(page)
  const key = await saving.getByLabel('API key').inputValue()
  expect(key).toMatch(/^rst_s_[0-9A-Za-z]{49}$/)
  expect(await saving.getByLabel('Configuration command').inputValue()).toContain(key)
  // Every way out asks, and going back keeps the key in sight.
  const question = page.getByRole('alertdialog', { name: 'Have you saved your API key?' })
  for (const close of [
    () => page.keyboard.press('Escape'),
    () => saving.getByRole('button', { name: 'Close' }).click(),
    () => page.mouse.click(5, 5),
  ]) {
    await close()
    await question.getByRole('button', { name: 'Go back' }).click()
    await expect(question).toBeHidden()
    await expect(saving.getByLabel('API key')).toHaveValue(key)
  }
  expect(await saveKey(page)).toBe(key)
  expect(page.url()).not.toContain('rst_')
  expect(await page.content()).not.toContain(key)

  const row = rowOf(page, 'Service Accounts', 'deployer')
  await expect(row).toContainText('Rolls out what the builds made.')
  await expect(row).toContainText('Member')
  expect(await statusWith(key, `/api/accounts/${organization.id}/workspaces/${workspace.id}`)).toBe(200)
  expect(await statusWith(`${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`, '/api/me/accounts')).toBe(
    401,
  )

  // The page of it names where the access comes from, and what it did.
  await row.getByRole('link', { name: 'deployer' }).click()
  await expect(page.getByRole('heading', { name: 'deployer', level: 1 })).toBeVisible()
  await expect(rowOf(page, 'Workspaces', 'Night watch')).toContainText('Runner directly')
  const effective = page.getByRole('region', { name: 'Effective permissions' })
  await effective.getByRole('button', { name: 'Where Organization' }).click()
  await page.getByRole('option', { name: 'Night watch' }).click()
  await expect(effective.getByRole('status')).toHaveText(/in Night watch, from Runner directly\.$/)
  await expect(effective.getByRole('button', { name: 'Run deployments: held' })).toBeVisible()
  expect(page.url()).toContain(`permissions=${workspace.id}`)
  await expect(page.getByRole('table', { name: 'Activity' })).toContainText(
    'Ada Admin created the service account deployer',
  )
})

test('what was copied or downloaded is let go without a question', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const { at } = await administrator(page)
  await page.goto(at)
  const dialog = await create(page, 'copier')
  await dialog.getByRole('button', { name: 'Create service account' }).click()
  const saving = keyDialog(page)
  const key = await saving.getByLabel('API key').inputValue()
  const downloading = page.waitForEvent('download')
  await saving.getByRole('button', { name: 'Download .env' }).click()
  const file = await downloading
  expect(file.suggestedFilename()).toBe('copier.env')
  await saving.getByRole('button', { name: 'Copy key' }).click()
  await expect(saving.getByText('Copied.')).toBeAttached()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key)
  await page.keyboard.press('Escape')
  await expect(saving).toBeHidden()
})

test('a key is rotated with an overlap in which both work, then revoked', async ({ page }) => {
  const { at, members } = await administrator(page)
  await page.goto(at)
  const old = await createWithKey(page, 'builder')
  await page.getByRole('link', { name: 'builder' }).click()
  await choose(page, ['API keys', 'builder'], 'Rotate key')
  const dialog = page.getByRole('dialog', { name: 'Rotate key' })
  await dialog.getByRole('combobox', { name: 'The old key stops' }).click()
  await page.getByRole('option', { name: 'In 8 hours' }).click()
  await expect(dialog).toContainText('Both keys work until then')
  await dialog.getByRole('button', { name: 'Rotate key' }).click()
  const next = await saveKey(page)
  expect(next).not.toBe(old)
  await expect(rowOf(page, 'API keys', 'Replaced')).toBeVisible()
  expect([await statusWith(old, members), await statusWith(next, members)]).toEqual([200, 200])

  const live = page.getByRole('table', { name: 'API keys' }).getByRole('row', { name: /Active/ })
  await live.getByRole('button', { name: 'Actions for builder' }).click()
  await page.getByRole('menuitem', { name: 'Revoke' }).click()
  const confirm = page.getByRole('alertdialog', { name: 'Revoke builder' })
  await expect(confirm).toContainText('It was last used')
  await confirm.getByRole('button', { name: 'Revoke' }).click()
  await expect(confirm).toBeHidden()
  await expect(rowOf(page, 'API keys', 'Revoked')).toBeVisible()
  expect([await statusWith(old, members), await statusWith(next, members)]).toEqual([200, 401])
})

test('a service account is suspended, which stops its keys, taken back from the toast, and deleted with its keys', async ({
  page,
}) => {
  const { at, members } = await administrator(page)
  await page.goto(at)
  const key = await createWithKey(page, 'nightly')
  expect(await statusWith(key, members)).toBe(200)
  await choose(page, ['Service Accounts', 'nightly'], 'Suspend')
  const confirm = page.getByRole('alertdialog', { name: 'Suspend nightly' })
  await expect(confirm).toContainText('stops 1 API key')
  await confirm.getByRole('button', { name: 'Suspend' }).click()
  await expect(page.getByText('nightly is suspended.')).toBeVisible()
  await expect(rowOf(page, 'Service Accounts', 'nightly')).toContainText('Suspended')
  expect(await statusWith(key, members)).not.toBe(200)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByText('Undone.')).toBeVisible()
  expect(await statusWith(key, members)).toBe(200)

  await page.getByRole('link', { name: 'nightly' }).click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  const deleting = page.getByRole('alertdialog', { name: 'Delete nightly' })
  await expect(deleting).toContainText('revokes 1 API key')
  await deleting.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('heading', { name: 'Service Accounts', level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: 'nightly' })).toHaveCount(0)
  expect(await statusWith(key, members)).toBe(401)
})

test('name, description and role are changed; Administrator is never offered', async ({ page }) => {
  const { at } = await administrator(page)
  await page.goto(at)
  await createWithKey(page, 'first')
  await createWithKey(page, 'second')
  await choose(page, ['Service Accounts', 'second'], 'Edit')
  const edit = page.getByRole('dialog', { name: 'Edit service account' })
  await edit.getByLabel('Name', { exact: true }).fill('FIRST')
  await edit.getByRole('button', { name: 'Save changes' }).click()
  await expect(edit.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await edit.getByLabel('Name', { exact: true }).fill('reporter')
  await edit.getByLabel('Description').fill('Counts things.')
  await edit.getByRole('button', { name: 'Save changes' }).click()
  await expect(rowOf(page, 'Service Accounts', 'reporter')).toContainText('Counts things.')
  await choose(page, ['Service Accounts', 'reporter'], 'Change role')
  const roles = page.getByRole('dialog', { name: 'Change role' })
  await roles.getByRole('combobox', { name: 'Organization role' }).click()
  await expect(page.getByRole('option', { name: 'Administrator' })).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('option', { name: 'Read Only User' }).click()
  await roles.getByRole('button', { name: 'Change role' }).click()
  await expect(rowOf(page, 'Service Accounts', 'reporter')).toContainText('Read Only User')
})

test('a Member reads the list and the page, and every control says why it is disabled', async ({
  page,
  browser,
}) => {
  const { organization, at } = await administrator(page)
  await page.goto(at)
  await createWithKey(page, 'watched')
  const mia = await createPerson('Mia Member')
  const context = await browser.newContext()
  await signIn(context, mia)
  await join(page.request, organization, { context, person: mia, role: 'Member' })
  const tab = await context.newPage()
  await tab.goto(at)
  const add = tab.getByRole('button', { name: 'Create service account' })
  await expect(add).toHaveAttribute('aria-disabled', 'true')
  await tab.getByRole('button', { name: 'Actions for watched' }).click()
  for (const action of ['Edit', 'Change role', 'Create API key', 'Suspend', 'Delete'])
    await expect(tab.getByRole('menuitem', { name: action, exact: true })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
  await tab.keyboard.press('Escape')
  await tab.getByRole('link', { name: 'watched' }).click()
  await expect(tab.getByRole('heading', { name: 'watched', level: 1 })).toBeVisible()
  for (const name of ['Create API key', 'Suspend', 'Delete'])
    await expect(tab.getByRole('button', { name, exact: true })).toHaveAttribute('aria-disabled', 'true')
  // Why not leads to the viewer's own page.
  await tab.getByRole('button', { name: 'Suspend', exact: true }).hover()
  await tab.getByRole('tooltip').getByRole('link', { name: 'Why?' }).click()
  await expect(tab.getByRole('heading', { name: 'Mia Member', level: 1 })).toBeVisible()
})

test('a full plan says so on the button, and the meter shows it', async ({ page }) => {
  const { organization, at } = await administrator(page, { plan: 'standard' })
  for (const name of ['one', 'two'])
    expect(
      await callAction(page.request, 'createServiceAccountAction', { accountId: organization.id, name }),
    ).toMatchObject({ ok: true })
  await page.goto(at)
  await expect(page.getByRole('meter', { name: 'service accounts' })).toHaveAttribute(
    'aria-valuetext',
    '2 of 2 service accounts',
  )
  const add = page.getByRole('button', { name: 'Create service account' })
  await expect(add).toHaveAttribute('aria-disabled', 'true')
  await add.hover()
  await expect(page.getByRole('tooltip')).toContainText('All 2 service accounts of the plan are in use')
})

test('a long list is searched, narrowed and sorted by the address, and its links lead from sharing and roles', async ({
  page,
}) => {
  const ada = await createPerson('Ada Many')
  const { handle } = await seedOrganization(ada, { 'service-accounts': 30, workspaces: 4 })
  await signIn(page.context(), ada)
  const at = `/organizations/${handle}/service-accounts`
  await page.goto(`${at}?sort=-name`)
  const table = page.getByRole('table', { name: 'Service Accounts' })
  const names = async () => table.getByRole('link').allTextContents()
  const descending = await names()
  expect(descending.length).toBeGreaterThan(20)
  expect(descending).toEqual(descending.toSorted().toReversed())
  await page.getByRole('searchbox').or(page.getByLabel('Search service accounts')).first().fill('nightly')
  await expect(page).toHaveURL(/q=nightly/)
  await expect.poll(async () => (await names()).every((name) => name.includes('nightly'))).toBe(true)
  await page.goto(`${at}?keys=stale`)
  await expect(page.getByRole('combobox', { name: 'Filter by keys' })).toHaveValue('stale')
  await page.goto(`${at}?q=nothing-like-it`)
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await expect(table.getByRole('link').first()).toBeVisible()

  await page.goto(`/organizations/${handle}/roles`)
  await page.getByRole('table', { name: 'Roles' }).getByRole('link', { name: 'Member', exact: true }).click()
  await page.getByRole('tab', { name: /Service accounts/ }).click()
  await page.getByRole('table', { name: 'Service accounts' }).getByRole('link').first().click()
  await expect(page).toHaveURL(/\/service-accounts\/[0-9a-f-]{36}$/)
})

test('by keyboard alone: the page by g b, the dialog, the key, the question, the list', async ({ page }) => {
  const { organization } = await administrator(page)
  await page.goto(`/organizations/${organization.handle}/members`)
  await expect(page.getByRole('button', { name: 'Search' })).toBeEnabled()
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await expect(page.getByRole('heading', { name: 'Service Accounts', level: 1 })).toBeVisible()
  await page.getByRole('button', { name: 'Create service account' }).first().focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Create service account' })
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type('typist')
  await page.keyboard.press('Enter')
  const saving = keyDialog(page)
  await expect(saving.getByLabel('API key')).toBeFocused()
  await page.keyboard.press('Escape')
  const question = page.getByRole('alertdialog', { name: 'Have you saved your API key?' })
  await expect(question).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await expect(saving).toBeVisible()
  await page.keyboard.press('Escape')
  const saved = question.getByRole('button', { name: 'I have saved it' })
  await expect(question).toBeVisible()
  for (let i = 0; i < 3 && !(await saved.evaluate((one) => one === document.activeElement)); i += 1)
    await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(saving).toBeHidden()
  await expect(page.getByRole('link', { name: 'typist' })).toBeVisible()
})
