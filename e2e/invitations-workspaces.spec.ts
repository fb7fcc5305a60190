import { expect, test, type Locator, type Page } from '@playwright/test'
import { z } from 'zod'
import { linkIn, waitForMail } from './helpers/mailbox'
import { createPerson, seedOrganization, signIn } from './helpers/people'

const listed = z.array(z.object({ name: z.string() }))
const mine = z.array(z.object({ name: z.string(), access: z.object({ summary: z.string() }) }))

/** An administrator on the members page of an organization with workspaces. */
async function openMembers(page: Page) {
  const administrator = await createPerson('Ada Admin')
  const organization = await seedOrganization(administrator, { members: 3, workspaces: 3 })
  await signIn(page.context(), administrator)
  const answer = await page.request.get(`/api/accounts/${organization.id}/workspaces`)
  const names = listed.parse(await answer.json()).map(({ name }) => name)
  await page.goto(`/organizations/${organization.handle}/members`)
  await page.getByRole('button', { name: 'Invite members' }).click()
  return { organization, names, dialog: page.getByRole('dialog', { name: 'Invite members' }) }
}

async function chooseWorkspace(page: Page, row: Locator, name: string): Promise<void> {
  await row.getByRole('button', { name: /^Workspace / }).click()
  const search = page.getByRole('combobox', { name: 'Search workspaces by name' })
  await search.fill(name)
  await page.getByRole('option', { name }).first().click()
  await expect(search).toBeHidden()
}

async function chooseRole(page: Page, field: Locator, name: string): Promise<void> {
  await field.click()
  await page.getByRole('option', { name, exact: true }).click()
}

test('an administrator invites to two workspaces, and whoever accepts has them', async ({
  page,
  browser,
}) => {
  const { organization, names, dialog } = await openMembers(page)
  const [first = '', second = ''] = names
  const person = await createPerson('Grace Guest')
  await dialog.getByLabel('Email addresses').fill(person.email)
  await chooseRole(page, dialog.getByRole('combobox', { name: 'Organization role' }), 'Member')
  for (const [index, [name, role]] of [
    [first, 'Runner'],
    [second, 'Owner'],
  ].entries()) {
    await dialog.getByRole('button', { name: 'Add workspace' }).click()
    const row = dialog.getByRole('group', { name: `Workspace ${index + 1}` })
    await chooseWorkspace(page, row, name ?? '')
    await chooseRole(page, row.getByRole('combobox', { name: 'Workspace role' }), role ?? '')
  }
  await dialog.getByRole('button', { name: 'Send invitations' }).click()
  await page.getByRole('button', { name: 'Done' }).click()

  const pending = page.getByRole('table', { name: 'Pending invitations' })
  await pending
    .getByRole('button', { name: /^2 workspaces/ })
    .first()
    .hover()
  await expect(page.getByRole('tooltip')).toContainText(`${first} as Runner`)

  const mail = await waitForMail(person.email, /invited you/)
  expect(mail.text).toContain(`${first} as Runner`)
  expect(mail.html).toContain(second)
  const visitor = await (await browser.newContext()).newPage()
  await signIn(visitor.context(), person)
  await visitor.goto(linkIn(mail, /\/invitations\//))
  await expect(visitor.getByRole('listitem').filter({ hasText: first })).toContainText('Runner')
  await expect(visitor.getByRole('listitem').filter({ hasText: second })).toContainText('Owner')
  await visitor.getByRole('button', { name: 'Accept invitation' }).click()
  await expect(visitor).toHaveURL(new RegExp(organization.handle))
  const workspaces = mine.parse(await (await visitor.request.get('/api/me/workspaces')).json())
  const access = new Map(workspaces.map((workspace) => [workspace.name, workspace.access.summary]))
  expect(access.get(first)).toContain('Runner directly')
  expect(access.get(second)).toContain('Owner directly')
})

test('a refusal stands at its field, and nothing typed is lost; a row is removed by keyboard', async ({
  page,
}) => {
  const { names, dialog } = await openMembers(page)
  const [first = '', second = ''] = names
  await dialog.getByLabel('Email addresses').fill('grace@example.com')
  const add = dialog.getByRole('button', { name: 'Add workspace' })
  await add.press('Enter')
  const row = dialog.getByRole('group', { name: 'Workspace 1' })
  await expect(row.getByRole('button', { name: /^Workspace / })).toBeFocused()
  await dialog.getByRole('button', { name: 'Send invitations' }).click()
  await expect(row).toContainText('Choose a workspace.')
  await expect(row).toContainText('Choose a workspace role.')

  await chooseWorkspace(page, row, first)
  await chooseRole(page, row.getByRole('combobox', { name: 'Workspace role' }), 'Runner')
  await add.press('Enter')
  const other = dialog.getByRole('group', { name: 'Workspace 2' })
  await chooseWorkspace(page, other, second)
  await dialog.getByRole('button', { name: `Remove ${second}` }).press('Enter')
  await expect(other).toBeHidden()
  await expect(add).toBeFocused()

  await chooseRole(page, dialog.getByRole('combobox', { name: 'Organization role' }), 'Read Only User')
  await dialog.getByRole('button', { name: 'Send invitations' }).click()
  await expect(row).toContainText('nothing beyond reading takes effect')
  await expect(dialog.getByLabel('Email addresses')).toHaveValue('grace@example.com')
  await row.getByRole('combobox', { name: 'Workspace role' }).click()
  await expect(page.getByRole('option', { name: 'Runner', exact: true })).toBeDisabled()
  await page.getByRole('option', { name: 'Read-only Collaborator', exact: true }).click()
  await dialog.getByRole('button', { name: 'Send invitations' }).click()
  await expect(page.getByRole('list', { name: 'Outcomes' })).toContainText('Invited')
})
