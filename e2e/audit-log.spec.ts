import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { runCommand } from './helpers/command-line'
import { createOrganization, createPerson, join, signIn } from './helpers/people'
import { callAction } from './helpers/server-actions'
import { createWorkspace, personalAccount } from './helpers/workspaces'

async function administrator(page: Page, options: { plan?: string } = {}) {
  const person = await createPerson('Ada Admin')
  const organization = await createOrganization(person, options)
  await signIn(page.context(), person)
  return { organization, person, at: `/organizations/${organization.handle}/audit-log` }
}

const rows = (page: Page) => page.getByRole('table', { name: 'Audit Log' }).locator('tbody').getByRole('row')

async function saved(page: Page, save: () => Promise<void>): Promise<string> {
  const started = page.waitForEvent('download')
  await save()
  return readFile(await (await started).path(), 'utf8')
}

test('an Administrator narrows the log to one member, looks closer, exports what is left and verifies it', async ({
  page,
  browser,
}) => {
  const { organization, at } = await administrator(page)
  const grace = await createPerson('Grace Member')
  const context = await browser.newContext()
  await signIn(context, grace)
  await join(page.request, organization, { context, person: grace, role: 'Administrator' })
  await createWorkspace(context.request, organization.id, { name: 'Night watch', handle: 'night-watch' })
  await callAction(context.request, 'renameOrganizationAction', {
    accountId: organization.id,
    name: 'Acme Rockets',
    expectedName: 'Acme',
  })
  await context.close()

  await page.goto(at)
  await expect(page.getByRole('heading', { name: 'Audit Log' })).toBeVisible()
  await page.getByRole('button', { name: /^Filter by who did it/ }).click()
  await page.getByPlaceholder('Search members and service accounts').fill('grace')
  await page.getByRole('option', { name: /Grace Member/ }).click()
  await expect(page).toHaveURL(/[?&]actor=/)
  await expect(rows(page).first()).toContainText('Acme Rockets')
  await expect(rows(page).filter({ hasNotText: 'Grace Member' })).toHaveCount(0)

  await rows(page)
    .first()
    .getByRole('button', { name: /^Grace Member renamed/ })
    .click()
  const dialog = page.getByRole('dialog', { name: /^Event \d+$/ })
  const change = dialog.getByRole('table', { name: 'Changes' }).getByRole('row', { name: /Name/ })
  await expect(change).toContainText('Acme')
  await expect(change).toContainText('Acme Rockets')
  await expect(dialog.getByRole('link', { name: 'Grace Member' })).toBeVisible()
  await expect(page).toHaveURL(/[?&]show=/)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await page.getByRole('button', { name: 'Export what is filtered' }).click()
  const lines = await saved(page, () => page.getByRole('menuitem', { name: /NDJSON/ }).click())
  const events = lines
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(events.length).toBeGreaterThan(1)
  for (const event of events) expect(event).toMatchObject({ actor_name: 'Grace Member' })

  await page.getByRole('button', { name: 'Verify now' }).click()
  const proof = page.getByRole('region', { name: 'Proof' })
  await expect(proof).toContainText(/Verified to event \d+, just now/)
  const checkpoints = await saved(page, () =>
    proof.getByRole('button', { name: 'Download checkpoints' }).click(),
  )
  expect(checkpoints).toContain('"signature"')
})

test('the whole log exported by the command line is verified offline', async ({ page }) => {
  const { organization } = await administrator(page)
  const folder = await mkdtemp(joinPath(tmpdir(), 'roster-audit-'))
  const file = joinPath(folder, 'log.ndjson')
  await runCommand(['audit', 'export', organization.handle, '--output', file])
  expect((await readFile(file, 'utf8')).trim().split('\n').at(-1)).toContain('audit_log.exported')
  expect(await runCommand(['audit', 'verify-export', file])).toMatchObject({ intact: true })
  await rm(folder, { recursive: true })
})

test('filters are in the address, an event leads to others, and what finds nothing offers a way back', async ({
  page,
}) => {
  const { organization, at } = await administrator(page)
  const workspace = await createWorkspace(page.request, organization.id, { name: 'Lab', handle: 'lab' })
  await page.goto(`${at}?event=workspace.created&time=7d`)
  await expect(rows(page)).toHaveCount(1)
  await expect(page.getByRole('button', { name: /^Filter by event/ })).toContainText('Created')
  await page.goto(`${at}?workspace=${workspace.id}`)
  await expect(page.getByRole('button', { name: /^Filter by workspace/ })).toContainText('Lab')
  await page.goto(`${at}?actor=${randomUUID()}`)
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filter', exact: true }).click()
  await expect(page).toHaveURL(new RegExp(`${at}$`))
  await page.getByRole('searchbox', { name: 'Search events' }).fill('workspace lab')
  await expect(rows(page)).toHaveCount(1)
  await rows(page)
    .getByRole('button', { name: /^Actions for/ })
    .click()
  await page.getByRole('menuitem', { name: 'Everything about this workspace' }).click()
  await expect(page).toHaveURL(/object=workspace/)
  await expect(page.getByText('About one workspace')).toBeVisible()
})

test('what happens while the page is open appears without a reload', async ({ page }) => {
  const { organization, at } = await administrator(page)
  await page.goto(at)
  await expect(rows(page).first()).toBeVisible()
  await callAction(page.request, 'renameOrganizationAction', {
    accountId: organization.id,
    name: 'Acme Live',
    expectedName: 'Acme',
  })
  await expect(rows(page).first()).toContainText('Acme Live', { timeout: 20_000 })
})

test('g then l leads there, and the sidebar has it for whoever may read it', async ({ page }) => {
  const { organization, at } = await administrator(page)
  await page.goto(`/organizations/${organization.handle}/roles`)
  await expect(page.getByRole('link', { name: 'Audit Log' })).toBeVisible()
  await page.getByRole('heading', { name: 'Roles', exact: true }).click()
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await expect(page).toHaveURL(new RegExp(`${at}$`))
})

test('whoever may not read it, has no plan for it, or comes to a personal account is told what it would show and why not', async ({
  page,
  browser,
}) => {
  const { organization, at } = await administrator(page)
  const mia = await createPerson('Mia Member')
  const context = await browser.newContext()
  await signIn(context, mia)
  await join(page.request, organization, { context, person: mia, role: 'User' })
  const own = await context.newPage()
  await own.goto(at)
  await expect(own.getByRole('heading', { name: 'What this page would show' })).toBeVisible()
  await expect(own.getByText(/read:audit_log|audit log/i).first()).toBeVisible()
  await expect(own.getByRole('navigation').getByRole('link', { name: 'Audit Log' })).toHaveCount(0)
  await expect(own.getByRole('table')).toHaveCount(0)
  await context.close()

  const personal = await personalAccount(page.request)
  await page.goto(`/organizations/${personal.handle}/audit-log`)
  await expect(page.getByText('A personal account has no audit log.')).toBeVisible()

  const second = await browser.newContext()
  const standard = await administrator(await second.newPage(), { plan: 'standard' })
  const other = await second.newPage()
  await other.goto(standard.at)
  await expect(other.getByText(/The audit log is part of the plan Enterprise/)).toBeVisible()
  await expect(other.getByRole('heading', { name: 'What this page would show' })).toBeVisible()
  await second.close()
})
