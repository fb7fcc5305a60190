import { expect, test, type Browser, type Page } from '@playwright/test'
import { linkIn, listMail, waitForMail } from './helpers/mailbox'
import {
  createOrganization,
  createPerson,
  newEmail,
  password,
  signIn,
  signInOnPage,
  type Person,
} from './helpers/people'
import { postAction } from './helpers/server-actions'

const invitationLink = /\/invitations\//

async function newPage(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage()
}

async function invite(page: Page, addresses: string, role = 'Member'): Promise<void> {
  await page.getByRole('button', { name: 'Invite members' }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite members' })
  await dialog.getByLabel('Email addresses').fill(addresses)
  await dialog.getByRole('combobox', { name: 'Organization role' }).click()
  await page.getByRole('option', { name: role, exact: false }).first().click()
  await dialog.getByRole('button', { name: 'Send invitations' }).click()
}

async function chooseAction(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

/** An administrator on the members page of a new organization. */
async function openMembers(page: Page): Promise<{ administrator: Person; handle: string; name: string }> {
  const administrator = await createPerson('Ada Admin')
  const organization = await createOrganization(administrator)
  await signIn(page.context(), administrator)
  await page.goto(`/organizations/${organization.handle}/members`)
  return { administrator, ...organization }
}

async function inviteOne(page: Page, email: string): Promise<string> {
  await invite(page, email)
  await page.getByRole('button', { name: 'Done' }).click()
  return linkIn(await waitForMail(email, /invited you|invitation/i), invitationLink)
}

test('from signing up to two accepted invitations', async ({ page, browser }) => {
  const administrator = { name: 'Ada Lovelace', email: newEmail('Ada') }
  const newcomer = newEmail('Grace')
  const existing = await createPerson('Edsger Dijkstra')
  const somebodyElse = await createPerson('Somebody Else')

  await test.step('an administrator signs up and confirms the address by mail', async () => {
    await page.goto('/sign-up')
    await page.getByLabel('Name').fill(administrator.name)
    await page.getByLabel('Email').fill(administrator.email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await expect(page.getByRole('heading', { name: 'Check your mailbox' })).toBeVisible()
    await page.goto(linkIn(await waitForMail(administrator.email, /./), /verify-email/))
    await page.getByRole('button', { name: 'Verify email' }).click()
    await expect(page.getByRole('heading', { name: 'Workspaces', level: 1 })).toBeVisible()
  })

  const handle = `acme-${Date.now().toString(36)}`
  await test.step('creates an organization', async () => {
    await page.getByRole('button', { name: 'Create organization' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Create organization' })
    await dialog.getByLabel('Name').fill('Acme Works')
    await expect(dialog.getByLabel('Handle')).toHaveValue('acme-works')
    await dialog.getByLabel('Handle').fill(handle)
    await dialog.getByRole('button', { name: 'Create organization' }).click()
    await expect(page.getByRole('heading', { name: 'Acme Works' })).toBeVisible()
  })

  await test.step('invites four addresses, each with its own outcome', async () => {
    await page.getByRole('link', { name: 'Members', exact: true }).first().click()
    await invite(
      page,
      `${newcomer}, Edsger <${existing.email}>\n${administrator.email}; not-an-address`,
      'User',
    )
    const outcomes = page.getByRole('list', { name: 'Outcomes' }).getByRole('listitem')
    await expect(outcomes).toContainText([newcomer, existing.email, administrator.email, 'not-an-address'])
    await expect(outcomes).toContainText(['Invited', 'Invited', 'Already a member', 'Not an address'])
    await page.getByRole('button', { name: 'Done' }).click()
  })

  await test.step('the new person creates an account from the mail and accepts', async () => {
    const visitor = await newPage(browser)
    await visitor.goto(linkIn(await waitForMail(newcomer, /./), invitationLink))
    await expect(visitor.getByRole('heading', { name: 'Join Acme Works' })).toBeVisible()
    await visitor.getByRole('link', { name: 'Create account' }).click()
    await expect(visitor.getByLabel('Email')).toHaveValue(newcomer)
    await visitor.getByLabel('Name').fill('Grace Hopper')
    await visitor.getByLabel('Password').fill(password)
    await visitor.getByRole('button', { name: 'Create account' }).click()
    await visitor.getByRole('button', { name: 'Accept invitation' }).click()
    await expect(visitor.getByRole('heading', { name: 'Acme Works' })).toBeVisible()
    await expect(visitor.getByText('You: User')).toBeVisible()
  })

  await test.step('the existing user, signed in as somebody else, switches and accepts', async () => {
    const visitor = await newPage(browser)
    await signIn(visitor.context(), somebodyElse)
    await visitor.goto(linkIn(await waitForMail(existing.email, /./), invitationLink))
    await expect(visitor.getByText(somebodyElse.email).first()).toBeVisible()
    await expect(visitor.getByText(existing.email).first()).toBeVisible()
    await expect(visitor.getByRole('button', { name: 'Accept invitation' })).toBeHidden()
    await visitor.getByRole('button', { name: 'Switch account' }).click()
    await signInOnPage(visitor, existing)
    await visitor.getByRole('button', { name: 'Accept invitation' }).click()
    await expect(visitor.getByRole('heading', { name: 'Acme Works' })).toBeVisible()
  })

  await test.step('the members page shows both with their roles', async () => {
    await page.reload()
    const table = page.getByRole('table', { name: 'Members' })
    await expect(table.getByRole('row').filter({ hasText: newcomer })).toContainText('User')
    await expect(table.getByRole('row').filter({ hasText: existing.email })).toContainText('User')
    await expect(table.getByRole('row').filter({ hasText: administrator.email })).toContainText(
      'Administrator',
    )
    await expect(page.getByRole('table', { name: 'Pending invitations' })).toBeHidden()
  })
})

test('resending kills the former link, which says that there is a newer one', async ({ page, browser }) => {
  await openMembers(page)
  const invited = newEmail('Resent')
  const first = await inviteOne(page, invited)
  await chooseAction(page, invited, 'Resend invitation')
  await expect.poll(async () => (await listMail(invited)).length).toBe(2)
  const visitor = await newPage(browser)
  await visitor.goto(first)
  await expect(visitor.getByRole('heading', { name: 'There is a newer link' })).toBeVisible()
  const mails = await listMail(invited)
  await visitor.goto(linkIn(mails.at(-1) ?? mails[0] ?? (await waitForMail(invited, /./)), invitationLink))
  await expect(visitor.getByRole('link', { name: 'Create account' })).toBeVisible()
})

test('a revoked invitation says so, and the person is no member', async ({ page, browser }) => {
  const { handle } = await openMembers(page)
  const person = await createPerson('Rita Revoked')
  const link = await inviteOne(page, person.email)
  await chooseAction(page, person.email, 'Revoke invitation')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke invitation' }).click()
  await expect(page.getByRole('table', { name: 'Pending invitations' })).toBeHidden()
  const visitor = await newPage(browser)
  await signIn(visitor.context(), person)
  await visitor.goto(link)
  await expect(visitor.getByRole('heading', { name: 'Revoked' })).toBeVisible()
  expect((await visitor.goto(`/organizations/${handle}`))?.status()).toBe(404)
})

test('the invited person can decline without an account', async ({ page, browser }) => {
  await openMembers(page)
  const link = await inviteOne(page, newEmail('Declining'))
  const visitor = await newPage(browser)
  await visitor.goto(link)
  await visitor.getByRole('button', { name: 'Decline' }).click()
  await visitor.getByRole('alertdialog').getByRole('button', { name: 'Decline' }).click()
  await expect(visitor.getByRole('heading', { name: 'Declined' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('table', { name: 'Pending invitations' })).toBeHidden()
})

test('pressing accept twice makes one member, and the second answer is explained', async ({
  page,
  browser,
}) => {
  const { handle } = await openMembers(page)
  const person = await createPerson('Doris Double')
  const link = await inviteOne(page, person.email)
  const visitor = await newPage(browser)
  await signIn(visitor.context(), person)
  const token = new URL(link).pathname.split('/').at(-1) ?? ''
  const answers = await Promise.all(
    [1, 2, 3].map(async () =>
      (await postAction(visitor.request, 'acceptInvitationAction', { token })).text(),
    ),
  )
  expect(answers.filter((answer) => answer.includes('"ok":true'))).toHaveLength(1)
  expect(answers.filter((answer) => answer.includes('invitation_accepted'))).toHaveLength(2)
  await visitor.goto(link)
  await expect(visitor.getByRole('heading', { name: 'Already accepted' })).toBeVisible()
  await visitor.getByRole('link', { name: 'Open the organization' }).click()
  await expect(visitor).toHaveURL(new RegExp(handle))
  await page.reload()
  await expect(
    page.getByRole('table', { name: 'Members' }).getByRole('row').filter({ hasText: person.email }),
  ).toHaveCount(1)
})

test('a mail scanner that opens the link changes nothing', async ({ page, playwright, baseURL }) => {
  await openMembers(page)
  const invited = newEmail('Scanned')
  const link = await inviteOne(page, invited)
  const scanner = await playwright.request.newContext({ baseURL })
  for (const method of ['GET', 'HEAD', 'GET'])
    expect((await scanner.fetch(link, { method })).status()).toBe(200)
  await page.reload()
  await expect(page.getByRole('table', { name: 'Pending invitations' })).toContainText(invited)
  await page.goto(link)
  await expect(page.getByRole('button', { name: 'Switch account' })).toBeVisible()
})

test('a copied link asks a new person to verify the mailbox, then leads back to the invitation', async ({
  page,
  browser,
}) => {
  await openMembers(page)
  const invited = newEmail('Copied')
  await inviteOne(page, invited)
  await expect(page.getByRole('table', { name: 'Pending invitations' })).toContainText('Sent')
  await chooseAction(page, invited, 'Copy invitation link')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Copy invitation link' }).click()
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()

  const visitor = await newPage(browser)
  await visitor.goto(link)
  await visitor.getByRole('link', { name: 'Create account' }).click()
  await visitor.getByLabel('Name').fill('Carol Copied')
  await visitor.getByLabel('Password').fill(password)
  await visitor.getByRole('button', { name: 'Create account' }).click()
  await expect(visitor.getByRole('heading', { name: 'Check your mailbox' })).toBeVisible()
  const isVerification = async () =>
    (await listMail(invited)).find((mail) => /verify-email/.test(mail.text ?? ''))
  await expect.poll(async () => (await isVerification()) !== undefined).toBe(true)
  const mail = await isVerification()
  if (!mail) throw new Error('the verification mail has gone')
  await visitor.goto(linkIn(mail, /verify-email/))
  await visitor.getByRole('button', { name: 'Verify email' }).click()
  await visitor.getByRole('button', { name: 'Accept invitation' }).click()
  await expect(visitor.getByRole('heading', { name: 'Acme' })).toBeVisible()
})

test('a link that was cut off, doubled or made up says so', async ({ page }) => {
  for (const token of ['abc', 'x'.repeat(86), 'A'.repeat(43), '%E0%A4%A', '..%2F..%2Fetc']) {
    await page.goto(`/invitations/${token}`)
    await expect(page.getByRole('heading', { name: /This link does not work|Not found/ })).toBeVisible()
  }
})
