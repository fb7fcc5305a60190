import { randomUUID } from 'node:crypto'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { promisify } from 'node:util'
import { expect, request, test, type Page } from '@playwright/test'
import { z } from 'zod'
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
  await page.goto(at)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const all = await saved(page, () => page.getByRole('menuitem', { name: /NDJSON/ }).click())

  const signed = { 'checkpoints.ndjson': checkpoints }
  expect(
    await verdictOf({ 'log.ndjson': lines, ...signed }, '--filtered', '--checkpoints', 'checkpoints.ndjson'),
  ).toMatchObject({ intact: true, events: events.length, is_filtered: true })
  expect(
    await verdictOf({ 'log.ndjson': all, ...signed }, '--checkpoints', 'checkpoints.ndjson'),
  ).toMatchObject({
    intact: true,
    first: 1,
    last_checkpoint: expect.any(Number),
    account_id: organization.id,
  })
  const tampered = all.replace('Acme Rockets', 'Acme Pockets')
  const { line } = await verdictOf({ 'log.ndjson': all.replace(/Acme Rockets[^]*/, '') })
  expect(
    await verdictOf({ 'log.ndjson': tampered, ...signed }, '--checkpoints', 'checkpoints.ndjson'),
  ).toMatchObject({ intact: false, firstBadSequence: line, problem: 'changed' })
})

/** What the script that is handed to auditors says of downloaded files, the first of which is the export. */
async function verdictOf(files: Record<string, string>, ...words: string[]): Promise<{ line?: number }> {
  const folder = await mkdtemp(joinPath(tmpdir(), 'roster-audit-'))
  for (const [name, content] of Object.entries(files)) await writeFile(joinPath(folder, name), content)
  const script = joinPath(process.cwd(), 'scripts/verify-audit-export.mjs')
  const run = promisify(execFile)(process.execPath, [script, 'log.ndjson', '--json', ...words], {
    cwd: folder,
  })
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  await rm(folder, { recursive: true })
  return JSON.parse(stdout)
}

test('a sign-in appears as an event of the table user with the id of who signed in', async ({ page }) => {
  const { organization, person } = await administrator(page)
  const { id } = z.object({ id: z.uuid() }).parse(await (await page.request.get('/api/me')).json())
  const printed =
    'query { audit_log(order_by: {timestamp: descending}, limit: 100) { object_id object_table timestamp message } }'
  const answer = await page.request.get('/api/graphql', {
    params: { query: printed },
    headers: { 'x-organization': organization.handle },
  })
  expect(await answer.json()).toMatchObject({
    data: {
      audit_log: expect.arrayContaining([
        {
          object_table: 'user',
          object_id: id,
          timestamp: expect.any(String),
          message: `${person.name} signed in`,
        },
      ]),
    },
  })
})

test.describe('denials', () => {
  const uuid = '00000000-0000-4000-8000-000000000000'
  const reads = ['', '.ndjson', '.csv', `/${uuid}`, '/chain', '/checkpoints', '/checkpoints.ndjson']
  const orders = [
    'query { audit_log(order_by: {timestamp: descending}) { message } }',
    'query { audit_chain { last_sequence } }',
    'query { audit_checkpoints { rows { sequence } } }',
    'query { webhooks { url } }',
    'mutation { verify_audit_log { last_sequence } }',
    'mutation { create_webhook(input: {name: "x", url: "https://example.com/"}) { secret } }',
  ]

  async function keyOf({ email }: { email: string }): Promise<string> {
    const made = await runCommand(['api-key', 'create', '--user', email, '--name', 'Denied'])
    return z.object({ key: z.string() }).parse(made).key
  }

  test('everybody else is refused at every door, and nothing of the log is told', async ({
    page,
    browser,
  }) => {
    const { organization } = await administrator(page, { plan: 'enterprise' })
    const [mia, rita, stranger, owner] = await Promise.all(
      ['Mia User', 'Rita Reader', 'Stan Stranger', 'Sue Standard'].map((name) => createPerson(name)),
    )
    if (!mia || !rita || !stranger || !owner) throw new Error('nobody was made')
    const standard = await createOrganization(owner, { plan: 'standard' })
    for (const [person, role] of [
      [mia, 'User'],
      [rita, 'Read Only User'],
    ] as const) {
      const context = await browser.newContext()
      await signIn(context, person)
      await join(page.request, organization, { context, person, role })
      expect(
        await callAction(context.request, 'verifyAuditLogAction', { accountId: organization.id }),
      ).toMatchObject({
        error: { code: 'forbidden' },
      })
      await context.close()
    }
    const everybody = [
      { who: mia, of: organization, status: 403 },
      { who: rita, of: organization, status: 403 },
      { who: stranger, of: organization, status: 404 },
      { who: owner, of: organization, status: 404 },
      { who: owner, of: standard, status: 403 },
      { who: null, of: organization, status: 401 },
    ]
    for (const { who, of, status } of everybody) {
      const key = who ? await keyOf(who) : ''
      const headers = { ...(who ? { authorization: `Bearer ${key}` } : {}), 'x-organization': of.id }
      const program = await request.newContext({
        extraHTTPHeaders: headers,
        baseURL: process.env.E2E_BASE_URL ?? '',
      })
      const log = `/api/accounts/${of.id}/audit-log`
      const hooks = `/api/accounts/${of.id}/webhooks`
      const answers = [
        ...(await Promise.all(reads.map((path) => program.get(`${log}${path}`)))),
        await program.post(`${log}/verify`),
        await program.get(hooks),
        await program.get(`${hooks}/${uuid}/deliveries`),
        await program.post(hooks, { data: { name: 'x', url: 'https://example.com/' } }),
        await program.post(`${hooks}/${uuid}/test`),
        await program.post(`${hooks}/${uuid}/replay`, { data: { sequence: 1 } }),
        await program.post(`${hooks}/${uuid}/secret`),
      ]
      expect(answers.map((one) => [new URL(one.url()).pathname, one.status()])).toEqual(
        answers.map((one) => [new URL(one.url()).pathname, status]),
      )
      for (const query of orders) {
        const told = await (await program.post('/api/graphql', { data: { query } })).text()
        expect(told).toMatch(
          /"code":"(?:UNAUTHENTICATED|FORBIDDEN|NOT_FOUND|unauthenticated|forbidden|not_found)"/,
        )
        expect(told).not.toMatch(/Admin signed in|whsec_|last_sequence":\d/)
      }
      await program.dispose()
    }
    expect(await (await page.request.get(`/api/accounts/${organization.id}/webhooks`)).json()).toEqual([])
  })
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
