import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
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
import { runCommand } from './helpers/command-line'

const idList = z.array(z.object({ id: z.uuid() }))

const rowOf = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Members' }).getByRole('row', { name })

const namesIn = (page: Page) => cellsIn(page, 'Name', 'a')
const rolesIn = (page: Page) => cellsIn(page, 'Role')
const statusesIn = (page: Page) => cellsIn(page, 'Status')

/** The texts of one column, from the top, once the table has come to rest; none where nothing matches. */
async function cellsIn(page: Page, column: string, part = '*'): Promise<string[]> {
  const table = page.getByRole('table', { name: 'Members' })
  await expect(
    table.and(page.locator('[aria-busy=false]')).or(page.getByText('Nothing matches')),
  ).toBeVisible()
  if (await table.isHidden()) return []
  const heads = await table.getByRole('columnheader').allTextContents()
  const index = heads.findIndex((head) => head.startsWith(column)) + 1
  return table.locator(`tbody td:nth-child(${index}) ${part}`).allTextContents()
}

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
  await expect(page.getByRole('button', { name: `Actions for ${name}`, exact: true })).toBeFocused()
  await expect(rowOf(page, name)).toContainText('Administrator')
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
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
  await expect(open.locator('section', { has: open.locator('#why') })).toContainText('Ben Losing may not')
})

test('25 members are suspended at once, and undoing it gives back exactly those', async ({ page }) => {
  const ada = await createPerson('Ada Bulk')
  const { handle } = await seedOrganization(ada, { members: 30, workspaces: 2 })
  await signIn(page.context(), ada)
  await page.goto(`/organizations/${handle}/members?status=SUSPENDED`)
  const suspendedBefore = await namesIn(page)
  await page.goto(`/organizations/${handle}/members?status=ACTIVE`)
  const active = await namesIn(page)
  const chosen = active.filter((name) => name !== 'Ada Bulk').slice(0, 25)
  expect(chosen).toHaveLength(25)
  for (const name of chosen) await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check()
  const bar = page.getByRole('region', { name: 'Selection' })
  await expect(bar).toContainText('25 members selected')
  await bar.getByRole('button', { name: 'Suspend' }).click()
  const confirm = page.getByRole('alertdialog', { name: 'Suspend 25 members' })
  await expect(confirm).toContainText(/ends their access to \d+ workspaces?/)
  await confirm.getByRole('button', { name: 'Suspend' }).click()
  await expect(page.getByText('25 members are suspended.')).toBeVisible()
  await expect(rowOf(page, chosen[0] ?? '')).toBeHidden()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByText('Undone.')).toBeVisible()
  await expect.poll(() => namesIn(page)).toEqual(active)
  await page.goto(`/organizations/${handle}/members?status=SUSPENDED`)
  expect(await namesIn(page)).toEqual(suspendedBefore)
  expect(await runCommand(['audit', 'verify', handle])).toMatchObject({ intact: true })
})

test('undoing a change of roles gives each member the role they had', async ({ page }) => {
  const ada = await createPerson('Ada Roles')
  const { handle } = await seedOrganization(ada, { members: 12, workspaces: 1 })
  await signIn(page.context(), ada)
  await page.goto(`/organizations/${handle}/members?sort=-role`)
  const before = await rolesIn(page)
  expect(new Set(before).size).toBeGreaterThan(2)
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  await page.getByRole('checkbox', { name: 'Select Ada Roles' }).uncheck()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Change role' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change role' })
  await dialog.getByRole('combobox', { name: 'Organization role' }).click()
  await page.getByRole('option', { name: 'Administrator', exact: true }).click()
  await dialog.getByRole('button', { name: 'Change role' }).click()
  await expect(page.getByText(/\d+ members have another role now\./)).toBeVisible()
  await expect.poll(async () => new Set(await rolesIn(page)).size).toBe(1)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByText('Undone.')).toBeVisible()
  await expect.poll(() => rolesIn(page)).toEqual(before)
})

test('some of many are refused: they are listed with the reason, the others are changed, and that can be undone from the list', async ({
  page,
}) => {
  const ada = await createPerson('Ada Alone')
  const { handle } = await seedOrganization(ada, { members: 6, workspaces: 1 })
  await signIn(page.context(), ada)
  await page.goto(`/organizations/${handle}/members`)
  const before = await statusesIn(page)
  await page.getByRole('checkbox', { name: 'Select all shown' }).check()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Suspend' }).click()
  const confirm = page.getByRole('alertdialog')
  await expect(confirm).toContainText('1 other is left as they are. You cannot suspend yourself')
  await confirm.getByRole('button', { name: 'Suspend' }).click()
  const refused = page.getByRole('dialog', { name: '1 member could not be changed' })
  await expect(refused).toContainText('Ada Alone')
  await expect(refused).toContainText('You cannot suspend yourself')
  await refused.getByRole('button', { name: 'Undo the others' }).click()
  await expect(refused).toBeHidden()
  await expect(page.getByText('Undone.')).toBeVisible()
  await expect.poll(() => statusesIn(page)).toEqual(before)
})

test('what cannot be undone any more is told with the reason', async ({ page, browser }) => {
  const ada = await createPerson('Ada Undoing')
  const organization = await createOrganization(ada)
  await signIn(page.context(), ada)
  const memberships: string[] = []
  for (const name of ['Ben Gone', 'Cas Staying']) {
    const person = await createPerson(name)
    const context = await browser.newContext()
    await signIn(context, person)
    await join(page.context().request, organization, { context, person, role: 'Member' })
  }
  const listed = await page.context().request.get(`/api/accounts/${organization.id}/members?search=Ben Gone`)
  memberships.push(...idList.parse(await listed.json()).map(({ id }) => id))
  await page.goto(`/organizations/${organization.handle}/members`)
  for (const name of ['Ben Gone', 'Cas Staying'])
    await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Suspend' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Suspend' }).click()
  await expect(page.getByText('2 members are suspended.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo', exact: true }).hover()
  await callAction(page.context().request, 'removeMembersAction', {
    accountId: organization.id,
    membershipIds: memberships,
  })
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  const refused = page.getByRole('dialog', { name: '1 member could not be changed' })
  await expect(refused).toContainText('Ben Gone')
  await expect(refused).toContainText('There is no such member in this organization, or not any more.')
  await refused.getByRole('button', { name: 'Close' }).last().click()
  await expect(rowOf(page, 'Cas Staying')).toContainText('Active')
  await expect(rowOf(page, 'Ben Gone')).toBeHidden()
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

test('several roles and any two days narrow the list, and days in the wrong order are told', async ({
  page,
}) => {
  const ada = await createPerson('Ada Days')
  const { handle } = await seedOrganization(ada, { members: 60, workspaces: 1 })
  await signIn(page.context(), ada)
  await page.goto(`/organizations/${handle}/members`)
  await page.getByRole('button', { name: /Filter by role/ }).click()
  for (const name of ['User', 'Read Only User'])
    await page.getByRole('listbox').getByRole('option', { name, exact: true }).click()
  await page.keyboard.press('Escape')
  const members = page.getByRole('table', { name: 'Members' })
  await expect(members).not.toContainText('Administrator')
  await expect(members).toContainText('Read Only User')
  await page.getByLabel('Filter by time of joining').selectOption('Between two dates…')
  await page.getByLabel('First day').fill('2026-05-01')
  await page.getByLabel('Last day').fill('2024-05-01')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('The first day comes after the last.')
  await page.getByLabel('Last day').fill('2026-10-31')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/joined=2026-05-01\.\.2026-10-31/)
  await expect(page.getByRole('combobox', { name: 'Filter by time of joining' })).toContainText(
    'May 1, 2026 to Oct 31, 2026',
  )
  await page.getByRole('button', { name: 'Clear the role' }).click()
  await expect(page).not.toHaveURL(/role=/)
})

test('the export has what is filtered, in the order shown, and no cell that a spreadsheet would run', async ({
  page,
}) => {
  const ada = await createPerson('=Ada Export')
  const { handle } = await seedOrganization(ada, { members: 30, workspaces: 1 })
  await signIn(page.context(), ada)
  await page.goto(`/organizations/${handle}/members?status=ACTIVE&joined=older-30d&sort=-name`)
  const shown = await namesIn(page)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(new RegExp(`^members-${handle}-\\d{4}-\\d\\d-\\d\\d\\.csv$`))
  const [header, ...lines] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n')
  expect(header).toBe('name,email,role,status,joined,last_active,workspaces,workspace_grants')
  const names = shown.map((name) => (name.startsWith('=') ? `'${name}` : name))
  expect(lines.map((line) => line.split(',')[0])).toEqual(names)
  expect(names).toContain("'=Ada Export")
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

test('an Administrator who removes somebody together with themselves ends on the list of organizations', async ({
  page,
  browser,
}) => {
  const ada = await createPerson('Ada Staying')
  const organization = await createOrganization(ada)
  await signIn(page.context(), ada)
  const ben = await browser.newContext()
  for (const [name, role, context] of [
    ['Ben Both', 'Administrator', ben],
    ['Cas Removed', 'Member', await browser.newContext()],
  ] as const) {
    const person = await createPerson(name)
    await signIn(context, person)
    await join(page.context().request, organization, { context, person, role })
  }
  const tab = await ben.newPage()
  await tab.goto(`/organizations/${organization.handle}/members`)
  for (const name of ['Ben Both', 'Cas Removed'])
    await tab.getByRole('checkbox', { name: `Select ${name}` }).check()
  await tab.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Remove' }).click()
  const confirm = tab.getByRole('alertdialog', { name: 'Remove 2 members' })
  await expect(confirm).toContainText('You are among them')
  await confirm.getByRole('button', { name: 'Remove' }).click()
  await expect(tab).toHaveURL(/\/organizations$/)
  await expect(tab.getByText('2 members are no longer members.')).toBeVisible()
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
    for (const name of ['Change role', 'Suspend', 'Remove from organization']) {
      await expect(tab.getByRole('menuitem', { name })).toHaveAttribute('aria-disabled', 'true')
      await expect(tab.getByRole('menuitem', { name })).toHaveAttribute(
        'aria-description',
        /“(Change|Remove) members”/,
      )
    }
    await tab.keyboard.press('Escape')
    await tab.getByRole('checkbox', { name: 'Select all shown' }).check()
    const bar = tab.getByRole('region', { name: 'Selection' })
    for (const name of ['Change role', 'Suspend', 'Reactivate'])
      await expect(bar.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true')
    await bar.getByRole('button', { name: 'Change role' }).focus()
    await tab.keyboard.press('Tab')
    await expect(bar.getByRole('button', { name: 'Suspend' })).toBeFocused()
    await expect(tab.getByRole('tooltip')).toContainText('Change members')
    await tab.goto(`/organizations/${organization.handle}/roles`)
    await expect(tab.getByRole('button', { name: 'Create role' })).toHaveAttribute('aria-disabled', 'true')
    await openMenu(tab, 'Member')
    for (const name of ['Edit', 'Clone', 'Delete'])
      await expect(tab.getByRole('menuitem', { name })).toHaveAttribute('aria-disabled', 'true')
  }
  expect(seen['Read Only User']).toEqual(seen['User'])
})
