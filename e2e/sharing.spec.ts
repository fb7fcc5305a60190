import { expect, test, type Browser, type Page } from '@playwright/test'
import { z } from 'zod'
import {
  createOrganization,
  createPerson,
  join,
  seedOrganization,
  signIn,
  type Person,
} from './helpers/people'
import { callAction } from './helpers/server-actions'

type Organization = Awaited<ReturnType<typeof createOrganization>>

const idList = z.array(z.object({ id: z.string() }).loose())
const accessList = z.array(z.object({ membership_id: z.string(), name: z.string() }).loose())

async function joined(
  browser: Browser,
  page: Page,
  organization: Organization,
  name: string,
  role = 'Member',
): Promise<{ person: Person; tab: Page }> {
  const person = await createPerson(name)
  const context = await browser.newContext()
  await signIn(context, person)
  await join(page.context().request, organization, { context, person, role })
  return { person, tab: await context.newPage() }
}

async function createWorkspace(page: Page, organization: Organization, name: string): Promise<string> {
  await page.goto(`/organizations/${organization.handle}/workspaces`)
  await page.getByRole('button', { name: 'Create workspace' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create workspace' })
  await dialog.getByLabel('Name').fill(name)
  const handle = await dialog.getByLabel('Handle').inputValue()
  await dialog.getByRole('button', { name: 'Create workspace' }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  return handle
}

async function add(page: Page, names: string[], role: string) {
  await page.getByRole('button', { name: 'Add members or service accounts' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add members or service accounts' })
  for (const name of names) {
    await dialog.getByPlaceholder('Search by name or address').fill(name)
    await dialog.getByRole('option', { name: new RegExp(name) }).click()
  }
  await dialog.getByRole('combobox', { name: 'Workspace role' }).click()
  await page.getByRole('option', { name: role, exact: true }).click()
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toBeHidden()
}

async function chooseRole(page: Page, name: string, role: string) {
  await page.getByRole('combobox', { name: `Workspace role of ${name}` }).click()
  await page.getByRole('option', { name: role, exact: true }).click()
}

async function chooseDefault(page: Page, role: string) {
  await page.getByRole('combobox', { name: 'Default workspace role' }).click()
  await page.getByRole('option', { name: role, exact: true }).click()
  return page.getByRole('alertdialog', { name: 'Change default role' })
}

function rowOf(page: Page, name: string) {
  return page.getByRole('table', { name: 'Workspace Sharing' }).getByRole('row', { name: new RegExp(name) })
}

async function status(tab: Page, path: string): Promise<number | undefined> {
  return (await tab.goto(path))?.status()
}

test('an Administrator shares a workspace with a team, as the documents tell it', async ({
  page,
  browser,
}) => {
  const ada = await createPerson('Ada Admin')
  const organization = await createOrganization(ada)
  await signIn(page.context(), ada)
  const developer = await joined(browser, page, organization, 'Dev Eloper')
  const scientist = await joined(browser, page, organization, 'Sci Entist')
  const owner = await joined(browser, page, organization, 'Olga Owner')
  const third = await joined(browser, page, organization, 'Theo Third')
  const workspace = await createWorkspace(page, organization, 'Team data')
  const at = `/organizations/${organization.handle}/workspaces/${workspace}`

  await page.goto(`${at}/sharing`)
  await expect(rowOf(page, 'Ada Admin')).toContainText('Administrator of the organization')
  await add(page, ['Dev Eloper'], 'Collaborator')
  await add(page, ['Sci Entist'], 'Read-only Collaborator')
  await add(page, ['Olga Owner'], 'Owner')
  await expect(rowOf(page, 'Dev Eloper')).toContainText('Collaborator directly')

  // The developer works there; sharing is the Owner's.
  expect(await status(developer.tab, at)).toBe(200)
  await expect(developer.tab.getByText('Collaborator directly').first()).toBeVisible()
  await developer.tab.goto(`${at}/sharing`)
  const refusedAdd = developer.tab.getByRole('button', { name: 'Add members or service accounts' })
  await expect(refusedAdd).toHaveAttribute('aria-disabled', 'true')
  const id = idList.parse(
    await (await page.request.get(`/api/accounts/${organization.id}/workspaces`)).json(),
  )[0]?.id
  const of = { accountId: organization.id, workspaceId: id }
  const refused = await callAction(developer.tab.context().request, 'setDefaultRoleAction', {
    ...of,
    roleId: null,
    expectedRoleId: null,
  })
  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'forbidden' },
  })

  // The data scientist sees every page and no enabled action.
  for (const path of ['', '/sharing', '/settings'])
    expect(await status(scientist.tab, `${at}${path}`), path).toBe(200)
  await expect(scientist.tab.getByRole('button', { name: 'Delete workspace' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await scientist.tab.goto(`${at}/sharing`)
  await expect(
    scientist.tab.getByRole('button', { name: 'Add members or service accounts' }),
  ).toHaveAttribute('aria-disabled', 'true')
  await expect(scientist.tab.getByRole('combobox', { name: 'Default workspace role' })).toHaveCount(0)

  // The third sees nothing until there is a default role.
  expect(await status(third.tab, at)).toBe(404)
  expect((await third.tab.request.get(`/api/accounts/${organization.id}/workspaces/${id}`)).status()).toBe(
    404,
  )
  const dialog = await chooseDefault(page, 'Read-only Collaborator')
  await expect(dialog.getByRole('region', { name: 'What changes' })).toContainText('Gained')
  await expect(dialog).toContainText('1 of them will see the workspace.')
  await dialog.getByRole('button', { name: 'Change default role' }).click()
  await expect(page.getByText('Anyone at Acme: Read-only Collaborator.')).toBeVisible()
  expect(await status(third.tab, at)).toBe(200)
  await expect(third.tab.getByText('Read-only Collaborator by default').first()).toBeVisible()
  await expect(rowOf(page, 'Dev Eloper')).toContainText(
    'Read-only Collaborator by default + Collaborator directly',
  )

  // No access takes it from the third at the next click, and from nobody else.
  const taking = await chooseDefault(page, 'No access')
  await expect(taking).toContainText('1 of them will not see the workspace any more.')
  await taking.getByRole('button', { name: 'Change default role' }).click()
  await expect(page.getByText('Anyone at Acme: No access.')).toBeVisible()
  await third.tab.getByRole('link', { name: 'Settings' }).first().click()
  await expect(third.tab.getByRole('heading', { name: /not found|no such/i })).toBeVisible()
  for (const { tab } of [developer, scientist, owner]) expect(await status(tab, at)).toBe(200)
  expect(await status(page, at)).toBe(200)

  // The Owner shares.
  await owner.tab.goto(`${at}/sharing`)
  await add(owner.tab, ['Theo Third'], 'Runner')
  await expect(rowOf(owner.tab, 'Theo Third')).toContainText('Runner directly')
  expect(await status(third.tab, at)).toBe(200)
})

test('a role is changed in place, expiry is set, and both are undone from the toast', async ({
  page,
  browser,
}) => {
  const ada = await createPerson('Ada Place')
  const organization = await createOrganization(ada)
  await signIn(page.context(), ada)
  await joined(browser, page, organization, 'Bea Place')
  const workspace = await createWorkspace(page, organization, 'In place')
  await page.goto(`/organizations/${organization.handle}/workspaces/${workspace}/sharing`)
  await add(page, ['Bea Place'], 'Runner')
  await chooseRole(page, 'Bea Place', 'Owner')
  await expect(rowOf(page, 'Bea Place')).toContainText('Owner directly')
  const given = page.getByRole('listitem').filter({ hasText: 'Bea Place has other access now.' })
  await given.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(rowOf(page, 'Bea Place')).toContainText('Runner directly')

  await page.getByRole('button', { name: 'Actions for Bea Place' }).click()
  await page.getByRole('menuitem', { name: 'Set expiry' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change role' })
  await dialog.getByRole('combobox', { name: 'Expires' }).click()
  await page.getByRole('option', { name: 'At the end of a day…' }).click()
  await dialog.getByLabel('Last day').fill('2020-01-01')
  await dialog.getByRole('button', { name: 'Change role' }).click()
  await expect(dialog).toContainText('This day has passed.')
  await dialog.getByLabel('Last day').fill('2099-12-31')
  await dialog.getByRole('button', { name: 'Change role' }).click()
  await expect(dialog).toBeHidden()
  await page.getByRole('button', { name: 'Actions for Bea Place' }).click()
  await expect(page.getByRole('menuitem', { name: 'Extend' })).toBeVisible()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Actions for Bea Place' }).click()
  await page.getByRole('menuitem', { name: 'Remove from workspace' }).click()
  const confirm = page.getByRole('alertdialog', { name: 'Remove Bea Place' })
  await expect(confirm).toContainText('Bea Place will not see the workspace any more.')
  await confirm.getByRole('button', { name: 'Remove' }).click()
  await expect(rowOf(page, 'Bea Place')).toBeHidden()
  const told = page.getByRole('listitem').filter({ hasText: 'Bea Place is not added any more.' })
  await told.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(rowOf(page, 'Bea Place')).toContainText('Runner directly')
})

test('two Administrators who change one grant at once: the second is told', async ({ page, browser }) => {
  const ada = await createPerson('Ada Twice')
  const organization = await createOrganization(ada)
  await signIn(page.context(), ada)
  await joined(browser, page, organization, 'Cy Twice')
  const workspace = await createWorkspace(page, organization, 'Twice')
  const at = `/organizations/${organization.handle}/workspaces/${workspace}/sharing`
  await page.goto(at)
  await add(page, ['Cy Twice'], 'Runner')
  const second = await (await browser.newContext()).newPage()
  await signIn(second.context(), ada)
  await second.goto(at)
  await chooseRole(page, 'Cy Twice', 'Owner')
  await expect(rowOf(page, 'Cy Twice')).toContainText('Owner directly')
  await chooseRole(second, 'Cy Twice', 'Collaborator')
  await expect(second.getByText('Somebody changed this access meanwhile')).toBeVisible()
  await expect(rowOf(second, 'Cy Twice')).toContainText('Owner directly')
})

test('many are added, changed and removed at once, and a Read Only User gets no more than reading', async ({
  page,
  browser,
}) => {
  const ada = await createPerson('Ada Bulk')
  const seeded = await seedOrganization(ada, { members: 12, workspaces: 0, 'service-accounts': 1 })
  const organization = { ...seeded, name: 'Seeded' }
  await signIn(page.context(), ada)
  await joined(browser, page, organization, 'Rea Donly', 'Read Only User')
  const workspace = await createWorkspace(page, organization, 'Bulk')
  await page.goto(`/organizations/${organization.handle}/workspaces/${workspace}/sharing`)
  await page.getByRole('button', { name: 'Add members or service accounts' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add members or service accounts' })
  const options = dialog.getByRole('option')
  await expect(options.nth(5)).toBeVisible()
  for (let index = 0; index < 4; index += 1) await options.nth(index).click()
  await dialog.getByPlaceholder('Search by name or address').fill('Rea Donly')
  await dialog.getByRole('option', { name: /Rea Donly/ }).click()
  await dialog.getByRole('combobox', { name: 'Workspace role' }).click()
  await page.getByRole('option', { name: 'Runner', exact: true }).click()
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  const refused = page.getByRole('dialog', { name: '1 member or service account could not be changed' })
  await expect(refused).toContainText('Rea Donly')
  await expect(refused).toContainText('nothing beyond reading takes effect')
  await refused.getByRole('button', { name: 'Close' }).last().click()
  await page.getByLabel('Filter by source').selectOption('Added here')
  await expect(page.getByRole('table', { name: 'Workspace Sharing' }).getByRole('row')).toHaveCount(5)
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  const bar = page.getByRole('region', { name: 'Selection' })
  await bar.getByRole('button', { name: 'Change role' }).click()
  const change = page.getByRole('dialog', { name: 'Change role' })
  await change.getByRole('combobox', { name: 'Workspace role' }).click()
  await page.getByRole('option', { name: 'Collaborator', exact: true }).click()
  await change.getByRole('button', { name: 'Change role' }).click()
  await expect(page.getByText('4 members or service accounts have other access now.')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  await bar.getByRole('button', { name: 'Remove' }).click()
  const confirm = page.getByRole('alertdialog', { name: 'Remove 4 members or service accounts' })
  await expect(confirm.getByRole('region', { name: 'What changes' })).toContainText('Lost')
  await confirm.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('4 members or service accounts are not added any more.')).toBeVisible()
  const of = { accountId: organization.id }
  const [shared] = idList.parse(
    await (await page.request.get(`/api/accounts/${of.accountId}/workspaces`)).json(),
  )
  const left = await page.request.get(
    `/api/accounts/${of.accountId}/workspaces/${shared?.id}/access?source=grant`,
  )
  expect(accessList.parse(await left.json())).toEqual([])
})
