import { expect, test } from '@playwright/test'
import { linkIn, listMail, waitForMail } from './helpers/mailbox'
import { createPerson, newEmail, password, signIn, signInOnPage } from './helpers/people'

test('signing in, by keyboard alone, leads back to the page that was asked for', async ({ page }) => {
  const person = await createPerson('Kim Keyboard')
  await page.goto('/profile/security')
  await expect(page).toHaveURL(/sign-in\?returnTo=/)
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled()
  await page.getByLabel('Email').focus()
  await page.keyboard.type(person.email)
  await page.keyboard.press('Tab')
  while (!(await page.getByLabel('Password').evaluate((field) => field === document.activeElement)))
    await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/profile\/security$/)
})

test('a wrong password and an unknown address get the same sentence', async ({ page }) => {
  const person = await createPerson('Wendy Wrong')
  const sentences = []
  for (const email of [person.email, newEmail('unknown')]) {
    await page.goto('/sign-in')
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    sentences.push(await page.getByRole('alert').filter({ hasText: /./ }).first().textContent())
    await expect(page.getByLabel('Email')).toHaveValue(email)
  }
  expect(sentences[0]).toBe(sentences[1])
})

test('signing up with an address that has an account looks the same; only the mail tells', async ({
  page,
}) => {
  const person = await createPerson('Eve Existing')
  await page.goto('/sign-up')
  await page.getByLabel('Name').fill('Somebody')
  await page.getByLabel('Email').fill(person.email.toUpperCase())
  await page.getByLabel('Password').fill('quilt-marble-sunset')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Check your mailbox' })).toBeVisible()
  const mail = await waitForMail(person.email, /./)
  expect(mail.text).toMatch(/already/i)
  expect(mail.text).not.toMatch(/verify-email/)
})

test('the link of a sign-up, opened in another browser, asks for the password and does nothing by being opened', async ({
  page,
  browser,
}) => {
  const email = newEmail('Other Browser')
  await page.goto('/sign-up')
  await page.getByLabel('Name').fill('Otis Other')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  const link = linkIn(await waitForMail(email, /./), /verify-email/)
  const elsewhere = await (await browser.newContext()).newPage()
  await elsewhere.goto(link)
  await elsewhere.goto(link)
  await elsewhere.getByLabel('Password').fill('not what was chosen')
  await elsewhere.getByRole('button', { name: 'Verify email' }).click()
  await expect(elsewhere.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true')
  await elsewhere.getByLabel('Password').fill(password)
  await elsewhere.getByRole('button', { name: 'Verify email' }).click()
  await expect(elsewhere.getByRole('heading', { name: 'Workspaces', level: 1 })).toBeVisible()
})

test('a forgotten password is reset by mail, and every session ends', async ({ page, browser }) => {
  const person = await createPerson('Flora Forgot')
  await signIn(page.context(), person)
  const visitor = await (await browser.newContext()).newPage()
  await visitor.goto('/forgot-password')
  await visitor.getByLabel('Email').fill(person.email)
  await visitor.getByRole('button', { name: 'Send reset link' }).click()
  const link = linkIn(await waitForMail(person.email, /./), /reset-password/)
  await visitor.goto(link)
  await visitor.getByLabel('New password').fill('quilt-marble-sunset')
  await visitor.getByRole('button', { name: 'Set new password' }).click()
  await expect(visitor.getByLabel('New password')).toBeHidden()
  await page.goto('/profile')
  await expect(page).toHaveURL(/sign-in/)
  await visitor.goto(link)
  await expect(visitor.getByText(/used|expired|no longer/i).first()).toBeVisible()
})

test('asking for a reset of an unknown address looks the same and mails nobody', async ({ page }) => {
  const email = newEmail('nobody')
  await page.goto('/forgot-password')
  await page.getByLabel('Email').fill(email)
  await page.getByRole('button', { name: 'Send reset link' }).click()
  await expect(page.getByText(email)).toBeVisible()
  expect(await listMail(email)).toHaveLength(0)
})

test('a session that is revoked elsewhere is refused on its next request', async ({ page, browser }) => {
  const person = await createPerson('Sophie Sessions')
  await page.goto('/sign-in')
  await signInOnPage(page, person)
  const other = await (await browser.newContext()).newPage()
  await signIn(other.context(), person)
  await other.goto('/profile')
  await page.goto('/profile/security')
  const table = page.getByRole('table', { name: 'Sessions' })
  await expect(table.getByRole('row')).toHaveCount(3)
  await page.getByRole('button', { name: 'Revoke all other sessions' }).click()
  const confirmation = page.getByRole('alertdialog')
  await confirmation.getByRole('button', { name: /Revoke/ }).click()
  await expect(table.getByRole('row')).toHaveCount(2)
  expect((await other.request.get('/api/me/sessions')).status()).toBe(401)
  await other.goto('/profile')
  await expect(other).toHaveURL(/sign-in/)
})

test('signing out ends the session, not only the cookie', async ({ page, playwright, baseURL }) => {
  const person = await createPerson('Olga Out')
  await signIn(page.context(), person)
  await page.goto('/profile')
  const kept = await playwright.request.newContext({
    baseURL,
    storageState: await page.context().storageState(),
  })
  expect((await kept.get('/api/me/sessions')).status()).toBe(200)
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  expect((await kept.get('/api/me/sessions')).status()).toBe(401)
})

test('a person changes name and password; a common password is refused in words', async ({ page }) => {
  const person = await createPerson('Chris Changer')
  await signIn(page.context(), person)
  await page.goto('/profile')
  await page.getByLabel('Name').fill('Chris Ünlü 🦊')
  await page.getByRole('button', { name: 'Save name' }).click()
  await expect(page.getByText('Chris Ünlü 🦊').first()).toBeVisible()
  await page.goto('/profile/security')
  await page.getByLabel('Current password').fill(password)
  await page.getByLabel('New password').fill('password123')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText(/common|guess/i).first()).toBeVisible()
  await page.getByLabel('New password').fill('quilt-marble-sunset')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText(/password.*(changed|new)/i).first()).toBeVisible()
})
