import { expect, test, type Page } from '@playwright/test'
import { choose, keyDialog, saveKey, statusWith } from './helpers/api-keys'
import { createOrganization, createPerson, signIn } from './helpers/people'

async function signedIn(page: Page, name: string) {
  const person = await createPerson(name)
  await signIn(page.context(), person)
  return person
}

async function createKey(page: Page, name: string, reach?: string) {
  await page.getByRole('button', { name: 'Create API key' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Create API key' })
  await dialog.getByLabel('Name').fill(name)
  if (reach) {
    await dialog.getByRole('combobox', { name: 'Acts in' }).click()
    await page.getByRole('option', { name: reach, exact: true }).click()
  }
  await dialog.getByRole('button', { name: 'Create API key' }).click()
}

function rowOf(page: Page, name: string) {
  return page.getByRole('table', { name: 'API keys' }).getByRole('row', { name: new RegExp(name) })
}

test('a person makes a key, uses it, renames it, and revokes it, after which it is refused', async ({
  page,
}) => {
  await signedIn(page, 'Pia Person')
  await page.goto('/profile')
  await page.getByRole('link', { name: 'API Keys' }).click()
  await expect(page.getByRole('heading', { name: 'API Keys', level: 1 })).toBeVisible()
  await expect(page.getByText('No API keys', { exact: true })).toBeVisible()
  await createKey(page, 'Laptop')
  await expect(keyDialog(page)).toContainText('is shown this one time')
  const key = await saveKey(page)
  expect(key).toMatch(/^rst_u_[0-9A-Za-z]{49}$/)
  await expect(rowOf(page, 'Laptop')).toContainText('All your accounts')
  expect(await statusWith(key, '/api/me/accounts')).toBe(200)

  await choose(page, ['API keys', 'Laptop'], 'Edit')
  const edit = page.getByRole('dialog', { name: 'Edit API key' })
  await edit.getByLabel('Name').fill('Old laptop')
  await edit.getByRole('combobox', { name: 'Expires' }).click()
  await page.getByRole('option', { name: 'In 7 days' }).click()
  await edit.getByRole('button', { name: 'Save changes' }).click()
  await expect(rowOf(page, 'Old laptop')).toContainText('in 7 days')

  await choose(page, ['API keys', 'Old laptop'], 'Revoke')
  const confirm = page.getByRole('alertdialog', { name: 'Revoke Old laptop' })
  await expect(confirm).toContainText('refused from its next request on')
  await confirm.getByRole('button', { name: 'Revoke' }).click()
  await expect(rowOf(page, 'Old laptop')).toContainText('Revoked')
  expect(await statusWith(key, '/api/me/accounts')).toBe(401)
})

test('a key for one account opens that one and no other', async ({ page }) => {
  const person = await signedIn(page, 'Otto One')
  const [one, other] = [
    await createOrganization(person, { name: 'First house' }),
    await createOrganization(person, { name: 'Second house' }),
  ]
  await page.goto('/profile/api-keys')
  await createKey(page, 'Bound', 'First house')
  const key = await saveKey(page)
  await expect(rowOf(page, 'Bound')).toContainText('First house')
  expect(await statusWith(key, `/api/accounts/${one.id}/members`)).toBe(200)
  expect(await statusWith(key, `/api/accounts/${other.id}/members`)).not.toBe(200)
})

test('a key is rotated at once: the old one is refused from then on', async ({ page }) => {
  await signedIn(page, 'Rosa Rotating')
  await page.goto('/profile/api-keys')
  await createKey(page, 'Notebook')
  const old = await saveKey(page)
  await choose(page, ['API keys', 'Notebook'], 'Rotate key')
  const dialog = page.getByRole('dialog', { name: 'Rotate key' })
  await dialog.getByRole('combobox', { name: 'The old key stops' }).click()
  await page.getByRole('option', { name: 'At once' }).click()
  await expect(dialog).toContainText('refused from that moment on')
  await dialog.getByRole('button', { name: 'Rotate key' }).click()
  const next = await saveKey(page)
  expect([await statusWith(old, '/api/me/accounts'), await statusWith(next, '/api/me/accounts')]).toEqual([
    401, 200,
  ])
})

test('the form refuses a key without a name and one that has expired, next to the field', async ({
  page,
}) => {
  await signedIn(page, 'Fay Form')
  await page.goto('/profile/api-keys?dialog=create')
  const dialog = page.getByRole('dialog', { name: 'Create API key' })
  await dialog.getByRole('combobox', { name: 'Expires' }).click()
  await page.getByRole('option', { name: 'At the end of a day…' }).click()
  await dialog.getByLabel('Last day').fill('2020-01-01')
  await dialog.getByRole('button', { name: 'Create API key' }).click()
  await expect(dialog.getByLabel('Name')).toBeFocused()
  await dialog.getByLabel('Name').fill('Late')
  await dialog.getByRole('button', { name: 'Create API key' }).click()
  await expect(dialog).toContainText('This day has passed.')
  await expect(dialog.getByLabel('Last day')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/\/profile\/api-keys$/)
})
