import { expect, test, type Page } from '@playwright/test'
import { startOidcProvider } from '@/lib/testing/identity-providers/oidc'
import { runSql } from './helpers/database'
import { linkIn, listMail, waitForMail } from './helpers/mailbox'
import { createOrganization, createPerson, join, password, signIn, type Person } from './helpers/people'
import { callAction } from './helpers/server-actions'
import {
  act,
  auditOf,
  beginAt,
  createPersonAt,
  expectAt,
  nameAtProvider,
  newPage,
  openCompany,
  pageOf,
  reasonAt,
  type Company,
} from './helpers/single-sign-on'
import type { OidcTestProvider } from '@/lib/testing/identity-providers/oidc'

// What it means that an organization requires single sign-on, of every way in.

/** Signs the Administrator in through the connection, which requiring it asks for. */
async function proveAdministrator({
  page,
  provider,
  organization,
  administrator,
  at,
}: Company<OidcTestProvider>) {
  nameAtProvider(provider, { subject: 'ada', email: administrator.email, name: 'Ada Admin' })
  await beginAt(page, organization, { returnTo: `${at}/sso` })
  await expectAt(page, `${at}/sso`)
  await expect(page.getByRole('heading', { name: 'Single Sign-On' })).toBeVisible()
}

async function requireIt(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Require single sign-on' }).click()
  const asking = page.getByRole('alertdialog', { name: 'Require single sign-on' })
  await asking.getByRole('button', { name: 'Require' }).click()
  await expect(page.getByRole('button', { name: 'Stop requiring single sign-on' })).toBeVisible()
}

async function expectRequired(page: Page, from: string): Promise<void> {
  await page.goto(from)
  await expect(page).toHaveURL(
    (url) => url.pathname === '/sso-required' && url.searchParams.get('from') === from,
  )
  await expect(page.getByText('Single sign-on is required', { exact: true })).toBeVisible()
}

test('it is refused until whoever requires it came through the connection in the last hour', async ({
  page,
}) => {
  const company = await openCompany(page, await startOidcProvider())
  const { organization, at, provider } = company
  const { id: accountId } = organization
  const expectRefused = async () => {
    await page.goto(`${at}/sso`)
    await expect(page.getByRole('button', { name: 'Require single sign-on' })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
    await expect(page.getByText('You did not sign in through single sign-on in the last hour')).toBeVisible()
    expect(await callAction(page.request, 'requireSingleSignOnAction', { accountId })).toMatchObject({
      ok: false,
      error: { code: 'conflict', reason: 'sso_not_proven' },
    })
  }
  // A test of the connection is no sign-in.
  await expectRefused()
  await page.getByRole('link', { name: 'Sign in through single sign-on' }).click()
  await page.getByRole('button', { name: 'Continue with Company login' }).click()
  await expectAt(page, `${at}/sso`)
  await expect(page.getByRole('button', { name: 'Require single sign-on' })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  )
  // An hour later it does not count any more.
  await runSql(
    "update sso_proof set authenticated_at = now() - interval '61 minutes' where account_id = $1",
    [accountId],
  )
  await expectRefused()
  await proveAdministrator(company)
  await requireIt(page)
  await auditOf(page, organization, 'require single sign-on')
  // The last way in cannot be switched off meanwhile.
  const { connectionId } = company
  for (const name of ['disableSsoConnectionAction', 'deleteSsoConnectionAction'])
    expect(await callAction(page.request, name, { accountId, connectionId })).toMatchObject({
      ok: false,
      error: { reason: 'would_lock_out' },
    })
  await provider.stop()
})

test('it ends the access of other sessions, of passwords and of mailed links; their other organization stays open', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000)
  const company = await openCompany(page, await startOidcProvider())
  const { organization, at, provider, domain } = company
  const mia = await createPersonAt(domain, 'Mia Member')
  const elsewhere = await createOrganization(mia, { name: 'Elsewhere' })
  const first = await pageOf(browser, mia)
  await join(page.request, organization, { context: first.context(), person: mia, role: 'Member' })
  const second = await pageOf(browser, mia)
  for (const tab of [first, second]) expect((await tab.goto(`${at}/members`))?.status()).toBe(200)
  await proveAdministrator(company)
  await requireIt(page)

  const list = `/api/accounts/${organization.id}/members`
  const expectShut = async (tab: Page) => {
    await expectRequired(tab, `${at}/members?search=Ada`)
    expect(await reasonAt(tab, list)).toEqual([403, 'sso_required'])
    await tab.goto(`/organizations/${elsewhere.handle}/members`)
    await expect(tab.getByRole('row', { name: /Mia Member/ })).toBeVisible()
  }
  for (const tab of [first, second, await pageOf(browser, mia)]) await expectShut(tab)

  // A mailed link to set another password signs in, and opens nothing of it.
  const mailed = await newPage(browser)
  await mailed.goto('/forgot-password')
  await mailed.getByLabel('Email').fill(mia.email)
  await mailed.getByRole('button', { name: 'Send reset link' }).click()
  await mailed.goto(linkIn(await waitForMail(mia.email, /password/i), /reset-password/))
  await mailed.getByLabel('New password').fill(newPassword)
  await mailed.getByRole('button', { name: 'Set new password' }).click()
  await expect(mailed.getByLabel('New password')).toBeHidden()
  await signInWith(mailed, mia)
  await expectShut(mailed)

  // The provider opens it, at the place that was asked for.
  nameAtProvider(provider, { subject: 'mia', email: mia.email, name: 'Mia Member' })
  await expectRequired(mailed, `${at}/members?search=Ada`)
  await mailed.getByRole('link', { name: 'Continue with single sign-on' }).click()
  await mailed.getByRole('button', { name: 'Continue with Company login' }).click()
  await expectAt(mailed, `${at}/members?search=Ada`)
  expect((await mailed.goto(`/organizations/${elsewhere.handle}/members`))?.status()).toBe(200)
  // Her other sessions stay shut: each proves for itself.
  expect(await reasonAt(first, list)).not.toEqual([200, undefined])

  await page.goto(`${at}/sso`)
  await page.getByRole('button', { name: 'Stop requiring single sign-on' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop requiring' }).click()
  await expect(page.getByRole('button', { name: 'Require single sign-on' })).toBeVisible()
  const again = await newPage(browser)
  await signInWith(again, mia)
  expect((await again.goto(`${at}/members`))?.status()).toBe(200)
  await provider.stop()
})

const newPassword = 'another-plum-orbit'

async function signInWith(page: Page, { email }: Person): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(newPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).not.toHaveURL(/\/sign-in/)
}

test('a mailed invitation makes the membership, and single sign-on opens it', async ({ page, browser }) => {
  const company = await openCompany(page, await startOidcProvider())
  const { organization, at, provider, domain } = company
  await proveAdministrator(company)
  await requireIt(page)
  const ivan = await createPersonAt(domain, 'Ivan Invited')
  const own = await pageOf(browser, ivan)
  await join(page.request, organization, { context: own.context(), person: ivan, role: 'Member' })
  await expectRequired(own, `${at}/members`)
  // A guest with an address of another domain comes in by a password, as the page said.
  const gwen = await createPerson('Gwen Guest')
  const guest = await pageOf(browser, gwen)
  await join(page.request, organization, { context: guest.context(), person: gwen, role: 'Member' })
  expect((await guest.goto(`${at}/members`))?.status()).toBe(200)
  await provider.stop()
})

test('who signed in longer ago than the session length signs in again, and lands where they were going', async ({
  page,
  browser,
}) => {
  const provider = await startOidcProvider()
  const { organization, at } = await openCompany(page, provider)
  const gwen = await createPerson('Gwen Guest')
  const elsewhere = await createOrganization(gwen, { name: 'Elsewhere' })
  const own = await pageOf(browser, gwen)
  await join(page.request, organization, { context: own.context(), person: gwen, role: 'Member' })
  await page.goto(`${at}/sso`)
  await page.getByRole('button', { name: 'Change session length' }).click()
  const changing = page.getByRole('dialog', { name: 'Change session length' })
  await changing.getByRole('combobox', { name: 'Session length' }).click()
  await page.getByRole('option', { name: '1 hour', exact: true }).click()
  await changing.getByRole('button', { name: 'Change length' }).click()
  await expect(page.getByText('Session length: 1 hour')).toBeVisible()
  expect((await own.goto(`${at}/members`))?.status()).toBe(200)

  await runSql(
    `update session set created_at = now() - interval '61 minutes' where user_id = (select id from "user" where email = $1)`,
    [gwen.email],
  )
  await own.goto(`${at}/members?search=Ada`)
  await expect(own.getByText('Your session is too old', { exact: true })).toBeVisible()
  const list = `/api/accounts/${organization.id}/members`
  expect(await reasonAt(own, list)).toEqual([403, 'session_too_old'])
  expect((await own.goto(`/organizations/${elsewhere.handle}/members`))?.status()).toBe(200)
  await own.goto(`${at}/members?search=Ada`)
  await own.getByRole('button', { name: 'Sign in again' }).click()
  await own.getByLabel('Email').fill(gwen.email)
  await own.getByLabel('Password').fill(password)
  await own.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expectAt(own, `${at}/members?search=Ada`)
  await expect(own.getByRole('link', { name: 'Ada Admin' })).toBeVisible()
  await auditOf(page, organization, '60 minutes')
  await provider.stop()
})

test('a break-glass Administrator gets in by a password; it is recorded once and mailed to all Administrators', async ({
  page,
  browser,
}) => {
  const company = await openCompany(page, await startOidcProvider())
  const { organization, at, provider, domain, administrator } = company
  const bea = await createPersonAt(domain, 'Bea Glass')
  const cleo = await createPersonAt(domain, 'Cleo Closed')
  for (const person of [bea, cleo]) {
    const context = await browser.newContext()
    await signIn(context, person)
    await join(page.request, organization, { context, person, role: 'Administrator' })
  }
  await proveAdministrator(company)
  await page.getByRole('button', { name: 'Add break-glass Administrator' }).click()
  const naming = page.getByRole('dialog', { name: 'Add break-glass Administrator' })
  await naming.getByRole('button', { name: /^Administrator/ }).click()
  await page.getByRole('option', { name: /Bea Glass/ }).click()
  await naming.getByRole('button', { name: 'Add' }).click()
  await expect(page.getByRole('table', { name: 'Break-glass Administrators' })).toContainText('Bea Glass')
  await requireIt(page)
  provider.isDown = true

  await expectRequired(await pageOf(browser, cleo), `${at}/members`)
  const glass = await pageOf(browser, bea)
  for (const path of ['members', 'sso', 'members'])
    expect((await glass.goto(`${at}/${path}`))?.status()).toBe(200)
  for (const { email } of [administrator, bea, cleo]) {
    const mail = await waitForMail(email, /password|break-glass/i)
    expect(mail.text).toContain('Bea Glass')
    expect(mail.subject).toContain(organization.name)
  }
  const isOfGlass = (subject: string | undefined) => /password|break-glass/i.test(subject ?? '')
  const mails = (await listMail(cleo.email)).filter(({ subject }) => isOfGlass(subject))
  expect(mails).toHaveLength(1)
  const events = await act(page, 'verifyAuditLogAction', { accountId: organization.id })
  expect(events).toBeTruthy()
  await auditOf(page, organization, /Bea Glass .*password/)
  // Such a session can lift the requirement, which is what it is for.
  await glass.goto(`${at}/sso`)
  await glass.getByRole('button', { name: 'Stop requiring single sign-on' }).click()
  await glass.getByRole('alertdialog').getByRole('button', { name: 'Stop requiring' }).click()
  await expect(glass.getByRole('button', { name: 'Require single sign-on' })).toBeVisible()
  const closed = await pageOf(browser, cleo)
  expect((await closed.goto(`${at}/members`))?.status()).toBe(200)

  await glass.getByRole('button', { name: 'Actions for Bea Glass' }).click()
  await glass.getByRole('menuitem', { name: 'Remove' }).click()
  const removing = glass.getByRole('alertdialog', { name: 'Remove Bea Glass' })
  await expect(removing).toContainText('stays an Administrator')
  await removing.getByRole('button', { name: 'Remove' }).click()
  await expect(glass.getByRole('table', { name: 'Break-glass Administrators' })).toBeHidden()
  await provider.stop()
})
