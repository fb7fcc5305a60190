import { expect, test, type Locator, type Page } from '@playwright/test'
import { newSamlKey, startSamlProvider } from '@/lib/testing/identity-providers/saml'
import { createOrganization, createPerson, signIn } from './helpers/people'
import { addProvenDomain, newDomain, newPage } from './helpers/single-sign-on'

// What people get wrong is told at the field, by the keyboard alone, and nothing that was typed is lost.

/** An Administrator on the page of single sign-on of a new organization. */
async function openSso(page: Page) {
  const administrator = await createPerson('Ada Admin')
  const organization = await createOrganization(administrator)
  await signIn(page.context(), administrator)
  await page.goto(`/organizations/${organization.handle}/sso`)
  await expect(page.getByRole('heading', { name: 'Single Sign-On' })).toBeVisible()
  return organization
}

/** Opens a dialog with the keyboard. */
async function openByKeyboard(page: Page, button: string): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name: button })
  // A page whose scripts have only just come does not hear a key yet.
  await expect(async () => {
    await page.getByRole('button', { name: button }).focus()
    await page.keyboard.press('Enter')
    await expect(dialog).toBeVisible({ timeout: 5_000 })
  }).toPass()
  return dialog
}

async function type(field: Locator, text: string): Promise<void> {
  await field.focus()
  await field.page().keyboard.press('ControlOrMeta+A')
  await field.page().keyboard.insertText(text)
}

/** Sends the form from the button that the keyboard reaches. */
async function send(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Add', exact: true }).focus()
  await dialog.page().keyboard.press('Enter')
}

/** A field that is refused: marked, described by the sentence, and focused. */
async function expectRefused(field: Locator, sentence: RegExp | string): Promise<void> {
  await expect(field).toHaveAccessibleDescription(sentence)
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toBeFocused()
}

async function choose(page: Page, box: Locator, option: string): Promise<void> {
  await box.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: option }).focus()
  await page.keyboard.press('Enter')
  await expect(box).toHaveText(option)
}

test('an issuer that is no address, that nobody answers at, or that is no issuer', async ({ page }) => {
  const provider = await startSamlProvider()
  await openSso(page)
  const adding = await openByKeyboard(page, 'Add connection')
  const issuer = adding.getByLabel('Issuer')
  await type(adding.getByLabel('Name', { exact: true }), 'Company login')
  await type(adding.getByLabel('Client ID'), 'roster')
  await type(adding.getByLabel('Client secret'), 'very secret')
  const { origin } = new URL(provider.metadataUrl)
  for (const [text, sentence] of [
    ['', /Give the issuer as an address/],
    ['login.example.com', /Give the issuer as an address/],
    ['https://ada:secret@login.example.com', /without a user and password/],
    ['https://login.example.com/?tenant=1', /without a query/],
    ['http://127.0.0.1:1', /could not be asked/],
    [origin, /no OpenID Connect discovery document/],
  ] as const) {
    await type(issuer, text)
    await send(adding)
    await expectRefused(issuer, sentence)
    await expect(issuer).toHaveValue(text)
  }
  await expect(adding.getByLabel('Name', { exact: true })).toHaveValue('Company login')
  await expect(adding.getByLabel('Client ID')).toHaveValue('roster')
  await expect(adding.getByLabel('Client secret')).toHaveValue('very secret')
  await page.keyboard.press('Escape')
  await expect(page.getByText('No connections yet')).toBeVisible()
  await provider.stop()
})

test('metadata with a DTD, of nobody, or without a certificate; a certificate that is none', async ({
  page,
}) => {
  const provider = await startSamlProvider()
  await openSso(page)
  const adding = await openByKeyboard(page, 'Add connection')
  await type(adding.getByLabel('Name', { exact: true }), 'Company SAML')
  await choose(page, adding.getByRole('combobox', { name: 'Kind' }), 'SAML 2.0')
  await choose(page, adding.getByRole('combobox', { name: 'Provider' }), 'By its metadata as text')
  const metadata = adding.getByRole('textbox', { name: 'Metadata' })
  const good = provider.metadata()
  const bomb = good.replace(
    '?>',
    '?><!DOCTYPE EntityDescriptor [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
  )
  for (const [text, sentence] of [
    [bomb, /DTD|document type/i],
    ['this is no XML', /./],
    [good.replaceAll('IDPSSODescriptor', 'SPSSODescriptor'), /exactly one identity provider/],
    [good.replaceAll(/<KeyDescriptor.*<\/KeyDescriptor>/g, ''), /no certificate/],
    [good.replaceAll(/<ds:X509Certificate>[^<]*/g, '<ds:X509Certificate>AAAA'), /not a certificate/],
  ] as const) {
    await type(metadata, text)
    await send(adding)
    await expectRefused(metadata, sentence)
    await expect(metadata).toHaveValue(text)
  }

  await choose(page, adding.getByRole('combobox', { name: 'Provider' }), 'By its values')
  await type(adding.getByLabel('Entity ID'), provider.entityId)
  await type(adding.getByLabel('Sign-in URL'), provider.signInUrl)
  const certificate = adding.getByLabel('Certificate', { exact: true })
  const [begin] = newSamlKey().certificate.split('\n')
  for (const text of ['', 'not a certificate', `${begin}\nAAAA\n-----END CERTIFICATE-----`]) {
    await type(certificate, text)
    await send(adding)
    await expectRefused(certificate, /not a certificate|Paste the certificate/)
  }
  await expect(adding.getByLabel('Entity ID')).toHaveValue(provider.entityId)
  await type(certificate, provider.key.certificate)
  await send(adding)
  await expect(page.getByRole('heading', { name: 'Company SAML' })).toBeVisible()

  const more = await openByKeyboard(page, 'Add certificate')
  await type(more.getByLabel('Certificate'), 'AAAA')
  await send(more)
  await expectRefused(more.getByLabel('Certificate'), /not a certificate/)
  await provider.stop()
})

test('a domain of everybody, of another organization, or that is there already', async ({
  page,
  browser,
}) => {
  const [taken, own] = [newDomain(), newDomain()]
  const other = await newPage(browser)
  await addProvenDomain(other, await openSso(other), taken)
  await openSso(page)
  const adding = await openByKeyboard(page, 'Add domain')
  const domain = adding.getByLabel('Domain')
  for (const [text, sentence] of [
    ['', /./],
    ['not a domain', /./],
    ['gmail.com', /gives mail addresses to everybody/],
    ['co.uk', /under which others have domains/],
    [taken, /Another organization of this installation has proven/],
  ] as const) {
    await type(domain, text)
    await page.keyboard.press('Enter')
    await expectRefused(domain, sentence)
    await expect(domain).toHaveValue(text)
  }
  // Whose it is stays untold.
  await expect(adding).not.toContainText('Acme')
  await type(domain, own.toUpperCase())
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: `DNS record of ${own}` })).toBeVisible()
  await page.keyboard.press('Escape')
  const again = await openByKeyboard(page, 'Add domain')
  await type(again.getByLabel('Domain'), own)
  await page.keyboard.press('Enter')
  await expectRefused(again.getByLabel('Domain'), /already/)
})
