import { expect, test, type Browser, type Page } from '@playwright/test'
import { z } from 'zod'
import { startOidcProvider } from '@/lib/testing/identity-providers/oidc'
import { newSamlKey, startSamlProvider, type SamlTestProvider } from '@/lib/testing/identity-providers/saml'
import {
  beginByAddress,
  enterByAddress,
  expectAt,
  newPage,
  openCompany,
  type Company,
} from './helpers/single-sign-on'

// Keys, certificates and secrets take the place of one another while people sign in: before, during and after.

type AnyCompany = Pick<Company<{ people: Map<string, unknown> }>, 'domain' | 'provider'>
type Waiting = { tab: Page; name: string }

/** Somebody more at the provider, whom a browser chooses there. */
function addPerson({ domain, provider }: AnyCompany, name: string): string {
  const subject = name.toLowerCase()
  const email = `${subject}@${domain}`
  provider.people.set(subject, { subject, email, isEmailVerified: true, name })
  return email
}

/** Goes to the provider, and stops there. */
async function leaveFor(browser: Browser, company: AnyCompany, name: string): Promise<Waiting> {
  const tab = await newPage(browser)
  await beginByAddress(tab, addPerson(company, name))
  await expect(tab.getByRole('heading', { name: 'Sign in as' })).toBeVisible()
  return { tab, name }
}

/** Comes back from the provider, and is in. */
async function comeBack({ tab, name }: Waiting): Promise<void> {
  await tab.getByRole('link', { name, exact: true }).click()
  await expectAt(tab, '/workspaces')
  expect((await tab.request.get('/api/me/accounts')).status()).toBe(200)
}

async function signIn(browser: Browser, company: AnyCompany, name: string): Promise<void> {
  await comeBack(await leaveFor(browser, company, name))
}

async function expectRefused({ tab, name }: Waiting): Promise<void> {
  await tab.getByRole('link', { name, exact: true }).click()
  await expect(tab.getByRole('heading', { name: 'You were not signed in' })).toBeVisible()
  await expect(tab.getByRole('alert').first()).toContainText('cannot be trusted')
  expect((await tab.request.get('/api/me/accounts')).status()).toBe(401)
}

test('an OpenID Connect provider changes its signing keys while people sign in, and all of them come in', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000)
  const provider = await startOidcProvider()
  const company = await openCompany(page, provider)
  provider.signedIn = null
  await signIn(browser, company, 'Anna')
  const [ben, cara, dan] = [
    await leaveFor(browser, company, 'Ben'),
    await leaveFor(browser, company, 'Cara'),
    await leaveFor(browser, company, 'Dan'),
  ]
  const rotate = async (options: { keepsFormer: boolean }) => provider.rotateKeys(options)
  // At once: who is at the provider comes back, somebody new begins, and the key changes.
  await Promise.all([comeBack(ben), rotate({ keepsFormer: true }), signIn(browser, company, 'Eva')])
  await Promise.all([comeBack(cara), signIn(browser, company, 'Finn')])
  // The former key is gone altogether, and so is the second when a third signs alone.
  await rotate({ keepsFormer: false })
  await Promise.all([comeBack(dan), signIn(browser, company, 'Gina')])
  await provider.stop()
})

test('another client secret takes the place of the one before, and who is at the provider meanwhile comes in', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000)
  const provider = await startOidcProvider()
  const company = await openCompany(page, provider)
  const { at, connectionId } = company
  provider.signedIn = null
  const [ben, cara] = [await leaveFor(browser, company, 'Ben'), await leaveFor(browser, company, 'Cara')]
  provider.changeSecret()
  // Until it is entered here nobody comes in, and the Administrator sees why.
  await expectRefused(ben)
  await page.goto(`${at}/sso?connection=${connectionId}`)
  await expect(page.getByText(/invalid_client/)).toBeVisible()
  await page.getByRole('button', { name: 'Edit' }).click()
  const editing = page.getByRole('dialog', { name: 'Edit connection' })
  await expect(editing.getByLabel('Client secret')).toHaveValue('')
  await editing.getByLabel('Client secret').fill(provider.clientSecret)
  await editing.getByRole('button', { name: 'Save changes' }).click()
  await expect(editing).toBeHidden()
  await Promise.all([comeBack(cara), signIn(browser, company, 'Dan')])
  await expect(page.getByText('Active', { exact: true })).toBeVisible()
  expect(await page.content()).not.toContain(provider.clientSecret)
  await provider.stop()
})

test('a SAML provider changes its certificate while people sign in: two are trusted, and then the new one alone', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000)
  const provider = await startSamlProvider()
  const company = await openCompany(page, provider)
  provider.signedIn = null
  const [former, next] = [provider.key, newSamlKey()]
  const enter = (name: string, key = provider.key) => {
    provider.key = key
    return signIn(browser, company, name)
  }
  await enter('Anna')
  await page.goto(`${company.at}/sso?connection=${company.connectionId}`)
  const table = page.getByRole('table', { name: 'Certificates of the provider' })
  const rows = table.locator('tbody').getByRole('row')
  await expect(rows).toHaveCount(1)
  await rows.getByRole('button', { name: /^Actions for/ }).click()
  await expect(page.getByRole('menuitem', { name: 'Remove' })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')

  const ben = await leaveFor(browser, company, 'Ben')
  await page.getByRole('button', { name: 'Add certificate' }).click()
  const adding = page.getByRole('dialog', { name: 'Add certificate' })
  await adding.getByLabel('Certificate').fill(next.certificate)
  await adding.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(rows).toHaveCount(2)
  await expect(page.getByText('Active', { exact: true })).toBeVisible()
  // Signed with the former one still, while somebody else begins.
  const [, cara] = await Promise.all([comeBack(ben), leaveFor(browser, company, 'Cara')])
  const dan = await leaveFor(browser, company, 'Dan')
  provider.key = next
  await Promise.all([comeBack(cara), signIn(browser, company, 'Eva')])
  await enter('Finn', former)
  provider.key = next

  // The one that has been there since before is taken away; nobody is kept out by it who comes with the new one.
  await removeCertificate(page, former)
  await expect(rows).toHaveCount(1)
  await comeBack(dan)
  await signIn(browser, company, 'Gina')
  const hal = await leaveFor(browser, company, 'Hal')
  provider.key = former
  await expectRefused(hal)
  await provider.stop()
})

const shown = z.object({
  certificates: z.array(z.object({ fingerprint: z.string(), pem: z.string() })),
})

/** Takes a certificate away, by the row that shows its fingerprint. */
async function removeCertificate(page: Page, { certificate }: { certificate: string }): Promise<void> {
  const connection = new URL(page.url()).searchParams.get('connection')
  const accounts = z
    .array(z.object({ id: z.string(), kind: z.string() }))
    .parse(await (await page.request.get('/api/me/accounts')).json())
  const accountId = accounts.find(({ kind }) => kind === 'ORGANIZATION')?.id
  const answer = await page.request.get(`/api/accounts/${accountId}/sso/connections/${connection}`)
  const { certificates } = shown.parse(await answer.json())
  const fingerprint = certificates.find(({ pem }) => pem.trim() === certificate.trim())?.fingerprint
  await page.getByRole('button', { name: `Actions for ${fingerprint}` }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
}

test('certificates that are new in a SAML provider’s metadata are trusted when they are read again', async ({
  page,
  browser,
}) => {
  const provider = await startSamlProvider()
  const company = await openCompany(page, provider)
  provider.signedIn = null
  const next = newSamlKey()
  provider.published = [...provider.published, next.certificate]
  const ben = await leaveFor(browser, company, 'Ben')
  await page.goto(`${company.at}/sso?connection=${company.connectionId}`)
  await page.getByRole('button', { name: 'Read metadata again' }).click()
  const table = page.getByRole('table', { name: 'Certificates of the provider' })
  await expect(table.locator('tbody').getByRole('row')).toHaveCount(2)
  provider.key = next
  await Promise.all([comeBack(ben), signIn(browser, company, 'Cara')])
  await provider.stop()
})

/** The certificates of ours that our metadata publish, as a provider would read them. */
async function readOurCertificates(page: Page, connectionId: string): Promise<string[]> {
  const metadata = await (await page.request.get(`/api/sso/${connectionId}/metadata`)).text()
  const found = [...metadata.matchAll(/<(?:\w+:)?X509Certificate>([^<]+)</g)].map(([, text = '']) =>
    text.replaceAll(/\s/g, ''),
  )
  const unique = [...new Set(found)]
  return unique.map((text) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`)
}

test('our own key changes while people sign in: the next one is published first, then it signs', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000)
  const provider: SamlTestProvider = await startSamlProvider()
  const company = await openCompany(page, provider)
  const { connectionId, at } = company
  provider.signedIn = null
  const [first] = await readOurCertificates(page, connectionId)
  // From here on the provider takes nothing that is not signed with a key of ours that it knows.
  provider.requestCertificates = first ? [first] : []
  expect(provider.requestCertificates).toHaveLength(1)
  await signIn(browser, company, 'Anna')

  await page.goto(`${at}/sso?connection=${connectionId}`)
  await page.getByRole('button', { name: 'Prepare next key' }).click()
  await expect(page.getByLabel('Certificate of the next key')).toHaveValue(/BEGIN CERTIFICATE/)
  const both = await readOurCertificates(page, connectionId)
  expect(both).toHaveLength(2)
  await signIn(browser, company, 'Ben')
  provider.requestCertificates = both
  const cara = await leaveFor(browser, company, 'Cara')

  await page.getByRole('button', { name: 'Rotate key' }).click()
  await Promise.all([
    page.getByRole('alertdialog').getByRole('button', { name: 'Rotate key' }).click(),
    signIn(browser, company, 'Dan'),
  ])
  await expect(page.getByRole('button', { name: 'Prepare next key' })).toBeVisible()
  await comeBack(cara)
  const [second, ...others] = await readOurCertificates(page, connectionId)
  expect(others).toEqual([])
  expect(second).not.toBe(first)
  provider.requestCertificates = second ? [second] : []
  await signIn(browser, company, 'Eva')
  await provider.stop()
})

test('who has signed in stays signed in, whatever keys change meanwhile', async ({ page, browser }) => {
  const provider = await startOidcProvider()
  const company = await openCompany(page, provider)
  const email = addPerson(company, 'Anna')
  provider.signedIn = 'anna'
  const anna = await newPage(browser)
  await enterByAddress(anna, email, `${company.at}/members`)
  provider.rotateKeys()
  provider.changeSecret()
  expect((await anna.goto(`${company.at}/members`))?.status()).toBe(200)
  await provider.stop()
})
