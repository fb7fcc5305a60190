import { expect, test, type Page } from '@playwright/test'
import { startOidcProvider } from '@/lib/testing/identity-providers/oidc'
import { startSamlProvider } from '@/lib/testing/identity-providers/saml'
import {
  auditOf,
  beginAt,
  beginByAddress,
  connect,
  createPersonAt,
  enterByAddress,
  nameAtProvider,
  newPage,
  openCompany,
  pageOf,
  providerKinds,
} from './helpers/single-sign-on'

// A provider that does not answer, answers late or says no; connections and domains that end; signing out at both sides.

const patience = 6_500

/** How long something takes. */
async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

async function expectNotSignedIn(page: Page): Promise<void> {
  expect((await page.request.get('/api/me/accounts')).status()).toBe(401)
}

for (const { kind, start } of providerKinds)
  test(`a provider of ${kind} that is down is told at once in a sentence, and a password and another connection work`, async ({
    page,
    browser,
  }) => {
    const provider = await start()
    const { organization, domain, at } = await openCompany(page, provider)
    const mia = await createPersonAt(domain, 'Mia Member')
    const other = await startOidcProvider()
    nameAtProvider(other, { subject: 'mia', email: mia.email, name: 'Mia Member' })
    await connect(page, organization, other, 'Second login')
    nameAtProvider(provider, { subject: 'mia', email: mia.email, name: 'Mia Member' })
    await enterByAddress(await newPage(browser), mia.email)
    provider.isDown = true

    const shut = await newPage(browser)
    await beginByAddress(shut, mia.email)
    const sentence = 'Your identity provider does not answer. Try again in a few minutes'
    await expect(shut.getByText(sentence)).toBeVisible({ timeout: patience })
    // What was typed is there still, to try again.
    await expect(shut.getByLabel('Email')).toHaveValue(mia.email)
    await expectNotSignedIn(shut)
    await beginAt(shut, organization)
    await expect(shut.getByText(sentence)).toBeVisible({ timeout: patience })

    await shut.getByRole('link', { name: /password|Back to sign in/i }).click()
    await expect(shut).toHaveURL(/\/sign-in/)
    const byPassword = await pageOf(browser, mia)
    expect((await byPassword.goto(`${at}/members`))?.status()).toBe(200)
    const elsewhere = await newPage(browser)
    await beginAt(elsewhere, organization, { name: 'Second login' })
    await expect(elsewhere.getByRole('heading', { name: 'Connect your account' })).toBeVisible()
    await page.goto(`${at}/sso`)
    await expect(page.getByRole('table', { name: 'Connections' })).toContainText(/lost before|refused|answer/)

    provider.isDown = false
    await enterByAddress(shut, mia.email)
    await provider.stop()
    await other.stop()
  })

test('a provider that hangs is given up after five seconds, and nobody else waits for it', async ({
  page,
  browser,
}) => {
  const provider = await startOidcProvider()
  const { organization, domain, at } = await openCompany(page, provider)
  const other = await startOidcProvider()
  const guest = await createPersonAt(domain, 'Gus Guest')
  const email = `nina.new@${domain}`
  nameAtProvider(other, { subject: 'nina', email, name: 'Nina New' })
  await connect(page, organization, other, 'Second login')
  provider.delayMilliseconds = 20_000
  const slow = await newPage(browser)
  const waiting = timed(async () => {
    await beginByAddress(slow, email)
    await expect(slow.getByText('Your identity provider does not answer.')).toBeVisible({ timeout: 10_000 })
  })
  // Meanwhile the rest of the product answers as ever.
  const byPassword = await pageOf(browser, guest)
  const elsewhere = await timed(async () => {
    expect((await byPassword.request.get('/api/me/accounts')).status()).toBe(200)
    expect((await page.request.get(`/api/accounts/${organization.id}/members`)).status()).toBe(200)
  })
  expect(elsewhere).toBeLessThan(2_000)
  expect(await waiting).toBeLessThan(10_000)
  await page.goto(`${at}/sso`)
  await expect(page.getByRole('table', { name: 'Connections' })).toContainText(
    'no answer within five seconds',
  )
  await provider.stop()
  await other.stop()
})

test('a provider that goes down while people are at it, or hangs then, leads them to a page that says so', async ({
  page,
  browser,
}) => {
  const provider = await startOidcProvider()
  const { domain } = await openCompany(page, provider)
  const email = `nina.new@${domain}`
  nameAtProvider(provider, { subject: 'nina', email, name: 'Nina New' })
  provider.downAt = '/token'
  const nina = await newPage(browser)
  await beginByAddress(nina, email)
  await expect(nina.getByRole('heading', { name: 'You were not signed in' })).toBeVisible()
  await expect(nina.getByRole('alert').first()).toContainText('does not answer')
  await expectNotSignedIn(nina)
  provider.downAt = null
  await nina.getByRole('link', { name: 'Back to sign in' }).click()
  await enterByAddress(nina, email)
  await provider.stop()
})

test('a provider that says no is quoted in our own words, with the way back, and leaves one event', async ({
  page,
  browser,
}) => {
  const provider = await startOidcProvider()
  const { organization, domain } = await openCompany(page, provider)
  const email = `nina.new@${domain}`
  nameAtProvider(provider, { subject: 'nina', email, name: 'Nina New' })
  provider.refusal = 'access_denied'
  const nina = await newPage(browser)
  await beginByAddress(nina, email, '/workspaces?search=x')
  await expect(nina.getByRole('heading', { name: 'You were not signed in' })).toBeVisible()
  await expect(nina.getByRole('alert').first()).toContainText('it did not let you in')
  await expectNotSignedIn(nina)
  await nina.getByRole('link', { name: 'Back to sign in' }).click()
  await expect(nina).toHaveURL(/\/sign-in/)
  provider.refusal = null
  await enterByAddress(nina, email)
  await auditOf(page, organization, /Company login/)
  await expect(page.getByRole('row', { name: /refused|not let in/i })).toHaveCount(1)
  await provider.stop()
})

test('a connection says what goes with it before it is switched off or deleted, and then it goes', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000)
  const provider = await startOidcProvider()
  const { organization, domain, at, connectionId } = await openCompany(page, provider)
  const email = `nina.new@${domain}`
  nameAtProvider(provider, { subject: 'nina', email, name: 'Nina New' })
  const nina = await newPage(browser)
  await enterByAddress(nina, email, `${at}/members`)
  const list = `/api/accounts/${organization.id}/members`
  expect((await nina.request.get(list)).status()).toBe(200)

  await page.goto(`${at}/sso?connection=${connectionId}`)
  await page.getByRole('button', { name: 'Disable' }).click()
  const disabling = page.getByRole('alertdialog', { name: 'Disable Company login' })
  await expect(disabling).toContainText('1 person signs in through it, 1 of them without a password.')
  await expect(disabling).toContainText('It ends 1 session and leaves 1 domain without a connection')
  await disabling.getByRole('button', { name: 'Disable' }).click()
  await expect(page.getByText('Disabled', { exact: true })).toBeVisible()
  expect((await nina.request.get(list)).status()).toBe(401)
  await beginByAddress(nina, email)
  await expect(nina.getByText(/There is no single sign-on for addresses at/)).toBeVisible()
  expect((await nina.goto(`${at}/sign-in`))?.status()).toBe(404)

  await page.getByRole('button', { name: 'Enable' }).click()
  await expect(page.getByText('Active', { exact: true })).toBeVisible()
  await enterByAddress(nina, email, `${at}/members`)

  await page.reload()
  await page.getByRole('button', { name: 'Delete' }).click()
  const deleting = page.getByRole('alertdialog', { name: 'Delete Company login' })
  await expect(deleting).toContainText('1 person signs in through it, 1 of them without a password.')
  await expect(deleting).toContainText('Nobody is known through it any more, and this cannot be undone.')
  await deleting.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('No connections yet')).toBeVisible()
  expect((await nina.request.get(list)).status()).toBe(401)
  // She is a member still, whom nobody lets in: a mailed link sets a password.
  await page.goto(`${at}/members`)
  await expect(page.getByRole('row', { name: /Nina New/ })).toBeVisible()
  await provider.stop()
})

test('a domain that is removed says what ends, and its people are no longer made members', async ({
  page,
  browser,
}) => {
  const provider = await startOidcProvider()
  const { organization, domain, at } = await openCompany(page, provider)
  await page.goto(`${at}/sso`)
  await page.getByRole('button', { name: `Actions for ${domain}` }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  const asking = page.getByRole('alertdialog', { name: `Remove ${domain}` })
  await expect(asking).toContainText('1 member has an address of this domain.')
  await expect(asking).toContainText('Company login makes no members of it any more.')
  await expect(asking).toContainText('It is the last proven domain')
  await asking.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('No domains yet')).toBeVisible()
  const email = `nina.new@${domain}`
  nameAtProvider(provider, { subject: 'nina', email, name: 'Nina New' })
  const nina = await newPage(browser)
  await beginByAddress(nina, email)
  await expect(nina.getByText(/There is no single sign-on for addresses at/)).toBeVisible()
  await beginAt(nina, organization)
  await expect(nina.getByRole('alert').first()).toContainText('has not proven that it owns the domain')
  await expectNotSignedIn(nina)
  await provider.stop()
})

test('who signs out of a SAML session is signed out at the provider as well, and the provider signs out here', async ({
  page,
  browser,
}) => {
  const provider = await startSamlProvider()
  const { domain, connectionId, at, organization } = await openCompany(page, provider)
  const email = `sam.saml@${domain}`
  nameAtProvider(provider, { subject: 'sam', email, name: 'Sam Saml' })
  const list = `/api/accounts/${organization.id}/members`

  // Ours.
  const sam = await newPage(browser)
  await enterByAddress(sam, email, `${at}/members`)
  await sam.getByRole('button', { name: 'Your account' }).click()
  await sam.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(sam.getByText('signed out')).toBeVisible()
  expect(sam.url()).toContain(provider.signOutUrl)
  expect(provider.signedOut).toEqual(['sam'])
  await expectNotSignedIn(sam)

  // The provider's, of one of two browsers; another person stays.
  const [one, two] = [await newPage(browser), await newPage(browser)]
  for (const tab of [one, two]) await enterByAddress(tab, email, `${at}/members`)
  nameAtProvider(provider, { subject: 'tess', email: `tess@${domain}`, name: 'Tess' })
  const tess = await newPage(browser)
  await enterByAddress(tess, `tess@${domain}`)
  const to = new URL(`/api/sso/${connectionId}/logout`, page.url()).href
  await one.goto(provider.logoutUrl(to, { nameId: 'sam', sessionIndex: '_sam' }))
  await expect(one.getByText('signed out')).toBeVisible()
  expect(provider.signedOut.at(-1)).toBe('answer')
  for (const tab of [one, two]) expect((await tab.request.get(list)).status()).toBe(401)
  expect((await tess.request.get(list)).status()).toBe(200)
  await two.reload()
  await expect(two).toHaveURL(/\/sign-in/)
  await auditOf(page, organization, /signed out by their identity provider/)
  await provider.stop()
})
