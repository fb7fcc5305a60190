import { expect, test } from '@playwright/test'
import { createOrganization, createPerson, signIn } from './helpers/people'

test('the list of organizations of somebody without one explains itself and does the first step', async ({
  page,
}) => {
  await signIn(page.context(), await createPerson('Nora New'))
  await page.goto('/organizations')
  await expect(page.getByText('You do not belong to an organization yet')).toBeVisible()
  await page.getByRole('button', { name: 'Create organization' }).last().click()
  await expect(page.getByRole('dialog', { name: 'Create organization' }).getByLabel('Name')).toBeFocused()
})

test('a handle that is taken, reserved or badly made is refused beside the field, and nothing typed is lost', async ({
  page,
}) => {
  const person = await createPerson('Hanna Handle')
  const { handle } = await createOrganization(person)
  await signIn(page.context(), person)
  await page.goto('/organizations?dialog=create')
  const dialog = page.getByRole('dialog', { name: 'Create organization' })
  const submit = dialog.getByRole('button', { name: 'Create organization' })
  await dialog.getByLabel('Name').fill('Société Générale')
  await expect(dialog.getByLabel('Handle')).toHaveValue('societe-generale')
  for (const [typed, sentence] of [
    [handle, 'This handle is taken'],
    ['settings', 'This word is reserved'],
    ['Ab!', 'A handle uses only small letters'],
    ['ab', 'A handle has at least 3 characters'],
  ] as const) {
    await dialog.getByLabel('Handle').fill(typed)
    await submit.click()
    await expect(dialog.getByText(sentence)).toBeVisible()
    await expect(dialog.getByLabel('Handle')).toBeFocused()
    await expect(dialog.getByLabel('Name')).toHaveValue('Société Générale')
  }
})

test('renaming shows everywhere, and the former handle keeps leading to the organization', async ({
  page,
}) => {
  const person = await createPerson('Rene Renamer')
  const { handle } = await createOrganization(person)
  await signIn(page.context(), person)
  await page.goto(`/organizations/${handle}/settings`)
  await page.getByLabel('Name').fill('Acme International')
  await page.getByRole('button', { name: 'Save name' }).click()
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toContainText('Acme International')
  const next = `${handle}-new`
  await page.getByLabel('Handle').fill(next)
  await page.getByRole('button', { name: 'Change handle' }).click()
  await expect(page).toHaveURL(new RegExp(`/organizations/${next}/settings`))
  await page.goto(`/organizations/${handle}/members`)
  await expect(page).toHaveURL(new RegExp(`/organizations/${next}/members`))
})

test('two people who rename at once: the second is told', async ({ page, browser }) => {
  const person = await createPerson('Max Meanwhile')
  const { handle } = await createOrganization(person)
  const second = await (await browser.newContext()).newPage()
  for (const tab of [page, second]) {
    await signIn(tab.context(), person)
    await tab.goto(`/organizations/${handle}/settings`)
  }
  await page.getByLabel('Name').fill('First')
  await page.getByRole('button', { name: 'Save name' }).click()
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toContainText('First')
  await second.getByLabel('Name').fill('Second')
  await second.getByRole('button', { name: 'Save name' }).click()
  await expect(second.getByRole('alert').filter({ hasText: 'meanwhile' })).toBeVisible()
  await expect(second.getByLabel('Name')).toHaveValue('Second')
})

test('deleting asks for the handle and ends the organization', async ({ page }) => {
  const person = await createPerson('Della Deleter')
  const { handle } = await createOrganization(person)
  await signIn(page.context(), person)
  await page.goto(`/organizations/${handle}/settings`)
  await page.getByRole('button', { name: 'Delete organization' }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog).toContainText('ends the access of 1 member')
  await expect(dialog.getByRole('button', { name: 'Delete organization' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await dialog.getByLabel('Handle').fill(handle)
  await dialog.getByRole('button', { name: 'Delete organization' }).click()
  await expect(page.getByRole('heading', { name: 'Organizations' })).toBeVisible()
  expect((await page.goto(`/organizations/${handle}`))?.status()).toBe(404)
})

test('the palette, the shortcuts and the theme work from the keyboard', async ({ page }) => {
  const person = await createPerson('Kay Keyboard')
  const { handle } = await createOrganization(person)
  await signIn(page.context(), person)
  await page.goto(`/organizations/${handle}`)
  await expect(page.getByRole('button', { name: 'Search' })).toBeEnabled()
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search members' })).toBeFocused()
  await page.keyboard.type('nobody at all')
  await expect(page.getByRole('button', { name: 'Clear filter' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await expect(page.getByRole('table', { name: 'Members' })).toContainText(person.email)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('settings')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
})
