import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { createKey, openProgram } from './helpers/api-keys'
import { createOrganization, createPerson, join, password, signIn, signInOnPage } from './helpers/people'
import { callAction } from './helpers/server-actions'

test.beforeAll(async () => {
  // The operator of the installation is whoever came first; the last one cannot leave.
  await createPerson('First Comer')
})

test('the last Administrator is told why they cannot delete their account; after handing over it goes, and everything with it', async ({
  page,
  browser,
}) => {
  const [ada, grace] = [await createPerson('Ada Leaving'), await createPerson('Grace Staying')]
  const organization = await createOrganization(ada)
  await signIn(page.context(), ada)
  const program = await openProgram(await createKey(page.request))
  const elsewhere = await browser.newContext()
  await signIn(elsewhere, ada)

  await page.goto('/profile')
  await expect(
    page.getByText('You are the only Administrator who can sign in of Acme.').first(),
  ).toBeVisible()
  const button = page.getByRole('button', { name: 'Delete account' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  const directly = { email: ada.email, currentPassword: password }
  expect(await callAction(page.request, 'deleteOwnUserAction', directly)).toMatchObject({
    ok: false,
    error: { reason: 'last_administrator' },
  })

  const staying = await browser.newContext()
  await signIn(staying, grace)
  await join(page.request, organization, { context: staying, person: grace, role: 'Administrator' })
  await page.reload()
  await expect(page.getByText('the only Administrator who can sign in')).toHaveCount(0)
  await button.click()
  const dialog = page.getByRole('dialog', { name: 'Delete account' })
  await expect(dialog).toContainText('You leave Acme.')
  await expect(dialog).toContainText('1 API key, 2 sessions')
  const confirm = dialog.getByRole('button', { name: 'Delete account' })
  await dialog.getByLabel('Email').fill(grace.email)
  await dialog.getByLabel('Current password').fill('not-the-password')
  await confirm.click()
  await expect(dialog.getByText(`Write out your address, ${ada.email}`)).toBeVisible()
  await dialog.getByLabel('Email').fill(ada.email)
  await confirm.click()
  await expect(dialog.getByText('This is not your current password.')).toBeVisible()
  await dialog.getByLabel('Current password').fill(password)
  await confirm.click()

  await expect(page).toHaveURL(/\/sign-in/)
  for (const request of [page.request, elsewhere.request, program])
    expect((await request.get('/api/me/accounts')).status()).toBe(401)
  await page.goto('/sign-in')
  await signInOnPage(page, ada)
  await expect(page.getByRole('alert').filter({ hasText: /password|address/i })).toBeVisible()
  await expect(page).toHaveURL(/\/sign-in/)

  const left = await staying.newPage()
  await left.goto(`/organizations/${organization.handle}/members`)
  await expect(left.getByRole('table', { name: 'Members' })).toContainText(grace.email)
  await expect(left.getByRole('table', { name: 'Members' })).not.toContainText(ada.email)
  await left.goto(`/organizations/${organization.handle}/audit-log`)
  await expect(left.getByRole('table', { name: 'Audit Log' })).toContainText(
    'Ada Leaving deleted their account',
  )
  await program.dispose()
})

test('somebody downloads what is kept about them: who they are, where they belong, sessions and keys, and no secret', async ({
  page,
}) => {
  const dora = await createPerson('Dora Download')
  const organization = await createOrganization(dora)
  await signIn(page.context(), dora)
  const key = await createKey(page.request, 'Night shift')
  await page.goto('/profile')
  const started = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download your data' }).click()
  const download = await started
  expect(download.suggestedFilename()).toBe('my-data.json')
  const text = await readFile(await download.path(), 'utf8')
  expect(JSON.parse(text)).toMatchObject({
    user: { name: 'Dora Download', email: dora.email },
    memberships: expect.arrayContaining([
      expect.objectContaining({ handle: organization.handle, role: 'Administrator' }),
    ]),
    sessions: [expect.objectContaining({ revoked_at: null })],
    api_keys: [expect.objectContaining({ name: 'Night shift' })],
    events: expect.arrayContaining([expect.objectContaining({ action: 'user.signed_in' })]),
  })
  expect(text).not.toContain(key)
  expect(text).not.toMatch(/password_?hash|argon2|token/i)
})

test.describe('denials', () => {
  test('whoever is not signed in downloads and deletes nothing', async ({ request }) => {
    expect((await request.get('/api/me/data')).status()).toBe(401)
    expect((await request.get('/api/me/deletion')).status()).toBe(401)
    expect((await request.post('/api/me/deletion', { data: {} })).status()).toBe(401)
    const visit = await request.get('/profile', { maxRedirects: 0 })
    expect(visit.headers()['location']).toContain('/sign-in')
  })
})
