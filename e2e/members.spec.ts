import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import {
  createOrganization,
  createPerson,
  join,
  seedOrganization,
  signIn,
  type Person,
} from './helpers/people'
import { runCommand } from './helpers/command-line'

const rowOf = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Members' }).getByRole('row', { name })

async function openMenu(page: Page, name: string) {
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click()
}

test('an Administrator changes a role and sees first what that gives and takes', async ({ page }) => {
  const ada = await createPerson('Ada Changer')
  const { handle } = await seedOrganization(ada, { members: 8, workspaces: 3 })
  await signIn(page.context(), ada)
  await page.goto(`/organizations/${handle}/members?sort=-role`)
  const first = page.getByRole('table', { name: 'Members' }).getByRole('row').nth(1)
  const name = (await first.getByRole('link').first().textContent()) ?? ''
  await openMenu(page, name)
  await page.getByRole('menuitem', { name: 'Change role' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change role' })
  await dialog.getByRole('combobox', { name: 'Organization role' }).click()
  await page.getByRole('option', { name: 'Administrator', exact: true }).click()
  await expect(dialog.getByRole('region', { name: 'What changes' })).toContainText('update:member')
  await dialog.getByRole('button', { name: 'Change role' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText(`${name} has another role now.`)).toBeVisible()
  await expect(rowOf(page, name)).toContainText('Administrator')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Undone.')).toBeVisible()
  await expect(rowOf(page, name)).not.toContainText('Administrator')
})

test('a page that was open before its viewer lost a permission refuses at the next click, says why, and disables it', async ({
  page,
  browser,
}) => {
  const ada = await createPerson('Ada Taker')
  const ben = await createPerson('Ben Losing')
  const organization = await createOrganization(ada)
  const second = await browser.newContext()
  await signIn(page.context(), ada)
  await signIn(second, ben)
  await join(page.context().request, organization, { context: second, person: ben, role: 'Administrator' })
  const open = await second.newPage()
  await open.goto(`/organizations/${organization.handle}/members`)

  await page.goto(`/organizations/${organization.handle}/members`)
  await openMenu(page, 'Ben Losing')
  await page.getByRole('menuitem', { name: 'Change role' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change role' })
  await dialog.getByRole('combobox', { name: 'Organization role' }).click()
  await page.getByRole('option', { name: 'Member', exact: true }).click()
  await dialog.getByRole('button', { name: 'Change role' }).click()
  await expect(page.getByText('Ben Losing has another role now.')).toBeVisible()

  await openMenu(open, 'Ada Taker')
  await open.getByRole('menuitem', { name: 'Suspend' }).click()
  const confirm = open.getByRole('alertdialog')
  await confirm.getByRole('button', { name: 'Suspend' }).click()
  await expect(confirm.getByRole('alert')).toContainText('None of your roles here holds')
  await confirm.getByRole('button', { name: 'Cancel' }).click()
  await openMenu(open, 'Ada Taker')
  const refused = open.getByRole('menuitem', { name: 'Suspend' })
  await expect(refused).toHaveAttribute('aria-disabled', 'true')
  await refused.focus()
  await open.keyboard.press('Enter')
  await expect(open.getByRole('heading', { name: 'Ben Losing' })).toBeVisible()
  await expect(open.locator('#why').locator('..').locator('..')).toContainText('No')
})

test('25 members are suspended at once and that is undone', async ({ page }) => {
  const ada = await createPerson('Ada Bulk')
  const { handle } = await seedOrganization(ada, { members: 30, workspaces: 2 })
  await signIn(page.context(), ada)
  await page.goto(`/organizations/${handle}/members?status=ACTIVE`)
  const boxes = page.getByRole('checkbox', { name: /^Select (?!all)/ })
  const own = page.getByRole('checkbox', { name: 'Select Ada Bulk' })
  let chosen = 0
  for (const box of await boxes.all()) {
    if (chosen === 25) break
    if (await box.and(own).count()) continue
    await box.check()
    chosen += 1
  }
  const bar = page.getByRole('region', { name: 'Selection' })
  await expect(bar).toContainText('25 members selected')
  await bar.getByRole('button', { name: 'Suspend' }).click()
  const confirm = page.getByRole('alertdialog', { name: 'Suspend 25 members' })
  await expect(confirm).toContainText(/ends their access to \d+ workspaces?/)
  await confirm.getByRole('button', { name: 'Suspend' }).click()
  await expect(page.getByText('25 members are suspended.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Undone.')).toBeVisible()
  await page.goto(`/organizations/${handle}/members?status=SUSPENDED`)
  await expect(
    page.getByText('Nothing matches').or(page.getByRole('table', { name: 'Members' })),
  ).toBeVisible()
  expect(await page.getByRole('row').count()).toBeLessThan(4)
  expect(await runCommand(['audit', 'verify', handle])).toMatchObject({ intact: true })
})

test('some of many are refused: they are listed with the reason, and the others are changed', async ({
  page,
}) => {
  const ada = await createPerson('Ada Alone')
  const { handle } = await seedOrganization(ada, { members: 6, workspaces: 1 })
  await signIn(page.context(), ada)
  await page.goto(`/organizations/${handle}/members`)
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Suspend' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Suspend' }).click()
  const refused = page.getByRole('dialog', { name: /could not be changed/ })
  await expect(refused).toContainText('Ada Alone')
  await expect(refused).toContainText('You cannot suspend yourself')
})

test('search, filters, sort and columns are in the address and survive a reload', async ({ page }) => {
  const ada = await createPerson('Ada Filter')
  const { handle } = await seedOrganization(ada, { members: 40, workspaces: 1 })
  await signIn(page.context(), ada)
  await page.goto(`/organizations/${handle}/members`)
  await page.getByLabel('Filter by status').selectOption('Active')
  await page.getByLabel('Filter by last activity').selectOption('Active in the last 30 days')
  await page.getByRole('button', { name: 'Joined' }).click()
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Email' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('searchbox', { name: 'Search members' }).fill('example.com')
  await expect(page).toHaveURL(/q=example\.com/)
  const members = page.getByRole('table', { name: 'Members' })
  await expect(members.getByRole('columnheader', { name: 'Email' })).toBeVisible()
  const before = await members.textContent()
  await page.reload()
  await expect(members.getByRole('columnheader', { name: 'Joined' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  expect(await members.textContent()).toBe(before)
  await expect(page.getByLabel('Filter by status')).toHaveValue('ACTIVE')
})

test('the export has what is filtered, and no cell that a spreadsheet would run', async ({ page }) => {
  const ada = await createPerson('=Ada Export')
  const { handle } = await seedOrganization(ada, { members: 5, workspaces: 1 })
  await signIn(page.context(), ada)
  await page.goto(`/organizations/${handle}/members?q=${encodeURIComponent('=Ada')}`)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(new RegExp(`^members-${handle}-\\d{4}-\\d\\d-\\d\\d\\.csv$`))
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[1]).toMatch(/^'=Ada Export,/)
})

test('somebody leaves, and the last Administrator cannot', async ({ page, browser }) => {
  const ada = await createPerson('Ada Last')
  const ben = await createPerson('Ben Leaving')
  const organization = await createOrganization(ada)
  const second = await browser.newContext()
  await signIn(page.context(), ada)
  await signIn(second, ben)
  await join(page.context().request, organization, { context: second, person: ben, role: 'Member' })
  await page.goto(`/organizations/${organization.handle}/members`)
  await openMenu(page, 'Ada Last')
  await expect(page.getByRole('menuitem', { name: 'Leave organization' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await page.keyboard.press('Escape')
  const leaving = await second.newPage()
  await leaving.goto(`/organizations/${organization.handle}/members`)
  await openMenu(leaving, 'Ben Leaving')
  await leaving.getByRole('menuitem', { name: 'Leave organization' }).click()
  await leaving.getByRole('alertdialog').getByRole('button', { name: 'Leave organization' }).click()
  await expect(leaving).toHaveURL(/\/organizations$/)
  expect((await leaving.goto(`/organizations/${organization.handle}`))?.status()).toBe(404)
})

test('a Read Only User sees every page that a User sees, and can act on none', async ({ page, browser }) => {
  const ada = await createPerson('Ada Owner')
  const organization = await createOrganization(ada)
  await signIn(page.context(), ada)
  const seen: Record<string, (string | null)[]> = {}
  for (const role of ['User', 'Read Only User']) {
    const person: Person = await createPerson(`Rita ${role}`)
    const context = await browser.newContext()
    await signIn(context, person)
    await join(page.context().request, organization, { context, person, role })
    const tab = await context.newPage()
    seen[role] = []
    for (const path of ['', '/members', '/roles', '/settings']) {
      expect((await tab.goto(`/organizations/${organization.handle}${path}`))?.status()).toBe(200)
      seen[role].push(await tab.getByRole('heading', { level: 1 }).textContent())
    }
    if (role === 'User') continue
    await tab.goto(`/organizations/${organization.handle}/members`)
    await expect(tab.getByRole('button', { name: 'Invite members' })).toHaveAttribute('aria-disabled', 'true')
    await openMenu(tab, 'Ada Owner')
    for (const name of ['Change role', 'Suspend', 'Remove from organization'])
      await expect(tab.getByRole('menuitem', { name })).toHaveAttribute('aria-disabled', 'true')
    await tab.goto(`/organizations/${organization.handle}/roles`)
    await expect(tab.getByRole('button', { name: 'Create role' })).toHaveAttribute('aria-disabled', 'true')
    await openMenu(tab, 'Member')
    for (const name of ['Edit', 'Clone', 'Delete'])
      await expect(tab.getByRole('menuitem', { name })).toHaveAttribute('aria-disabled', 'true')
  }
  expect(seen['Read Only User']).toEqual(seen['User'])
})
