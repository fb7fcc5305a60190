import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { z } from 'zod'
import { createOrganization, createPerson, join, signIn } from './helpers/people'
import { createReporter, openClient } from './helpers/runs'
import { callAction } from './helpers/server-actions'
import { createWorkspace } from './helpers/workspaces'

const why = 'ValueError: the ledger of 2026-11-20 does not balance'

let administrator: BrowserContext
let collaborator: BrowserContext
let reader: BrowserContext
let handle: string
let of: { accountId: string; workspaceId: string }
let client: Awaited<ReturnType<typeof openClient>>
let ledgerId: string

const people = z.array(z.object({ id: z.uuid(), name: z.string() }))

/** Somebody of the organization who was added to the workspace with a role. */
async function addPerson(context: BrowserContext, name: string, role: string): Promise<void> {
  const person = await createPerson(name)
  await signIn(context, person)
  await join(administrator.request, { id: of.accountId }, { context, person, role: 'Member' })
  const account = `/api/accounts/${of.accountId}`
  const roles = people.parse(await (await administrator.request.get(`${account}/roles`)).json())
  const members = people.parse(await (await administrator.request.get(`${account}/members`)).json())
  const added = await callAction(administrator.request, 'addAccessAction', {
    ...of,
    membershipIds: [members.find((member) => member.name === name)?.id],
    roleId: roles.find((one) => one.name === role)?.id,
    expiresAt: null,
  })
  expect(added).toMatchObject({ ok: true })
}

test.beforeAll(async ({ browser }) => {
  const ada = await createPerson('Ada Admin')
  const organization = await createOrganization(ada)
  handle = organization.handle
  administrator = await browser.newContext()
  await signIn(administrator, ada)
  const workspace = await createWorkspace(administrator.request, organization.id, {
    name: 'Night watch',
    handle: 'night-watch',
  })
  of = { accountId: organization.id, workspaceId: workspace.id }
  collaborator = await browser.newContext()
  reader = await browser.newContext()
  await addPerson(collaborator, 'Cleo Collaborator', 'Collaborator')
  await addPerson(reader, 'Rea Reader', 'Read-only Collaborator')

  client = await openClient(await createReporter(administrator.request, of), of)
  ledgerId = await client.registerFlow('close-ledger')
  const copyId = await client.registerFlow('copy-orders')
  for (const number of [1, 2, 3])
    await client.run(copyId, `orders-${number}`, { type: 'COMPLETED', message: 'All states completed.' })
  const failed = await client.run(ledgerId, 'ledger-of-friday', { type: 'FAILED', message: why })
  await client.writeLogs(failed, [
    { level: 20, message: 'Reading 1,204 entries' },
    { level: 40, message: why },
  ])
  await client.run(ledgerId, 'ledger-of-thursday', { type: 'CRASHED', message: 'Out of memory.' })
})

test.afterAll(() => client.close())

const at = (rest = '') => `/organizations/${handle}/workspaces/night-watch${rest}`

function rowOf(page: Page, name: string) {
  return page.getByRole('table', { name: 'Flow Runs' }).getByRole('row', { name: new RegExp(name) })
}

test('a read-only collaborator sees whether last night was fine, finds what failed and why, and every action explains itself', async () => {
  const page = await reader.newPage()
  await page.goto(at())
  await expect(page.getByRole('heading', { name: '2 of 5 runs failed in the last 24 hours' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Runs now' })).toHaveText('None running nowNone late now')
  const picture = page.getByRole('group', { name: 'Runs of the last 24 hours' })
  // Who hears the page comes to the table before the picture.
  const isTableFirst = await picture.evaluate((group) =>
    [...document.querySelectorAll('button')].some(
      (button) =>
        button.textContent === 'Show as table' &&
        (button.compareDocumentPosition(group) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
    ),
  )
  expect(isTableFirst).toBe(true)
  await expect(picture.getByRole('link')).toHaveCount(5)
  await expect(picture.getByRole('link', { name: /^ledger-of-friday of close-ledger, Failed/ })).toHaveCount(
    1,
  )
  await page.getByRole('button', { name: 'Show as table' }).click()
  const table = page.getByRole('table', { name: 'Runs of the last 24 hours' })
  await expect(table.getByRole('row', { name: /ledger-of-thursday/ })).toContainText('Crashed')
  await expect(page.getByRole('list', { name: 'Latest failures' })).toContainText(why)

  await page.getByRole('navigation', { name: 'Night watch' }).getByRole('link', { name: 'Flow Runs' }).click()
  await expect(page.getByRole('heading', { name: 'Flow Runs', level: 1 })).toBeVisible()
  await expect(rowOf(page, 'orders-1')).toContainText('Completed')
  await page.getByRole('button', { name: /^Filter by state/ }).click()
  await page.getByRole('option', { name: 'Failed' }).click()
  await page.keyboard.press('Escape')
  await expect(rowOf(page, 'orders-1')).toHaveCount(0)
  expect(page.url()).toContain('status=FAILED')
  await page.getByRole('button', { name: 'Actions for ledger-of-friday' }).click()
  for (const name of ['Cancel', 'Delete'])
    await expect(page.getByRole('menuitem', { name, exact: true })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
  await rowOf(page, 'ledger-of-friday').getByRole('link', { name: 'ledger-of-friday' }).click()

  await expect(page.getByRole('heading', { name: 'ledger-of-friday', level: 1 })).toBeVisible()
  await expect(page).toHaveTitle(/^ledger-of-friday · Night watch/)
  const states = page.getByRole('list', { name: 'State history' }).getByRole('listitem')
  await expect(states).toHaveCount(3)
  await expect(states.nth(2)).toContainText('Reported by night-engine (service account)')
  await expect(page.getByRole('region', { name: 'Log lines' })).toContainText('Reading 1,204 entries')
  await page.getByRole('combobox', { name: 'Filter by level' }).selectOption('Errors only')
  await expect(page.getByRole('region', { name: 'Log lines' })).not.toContainText('Reading 1,204 entries')
  for (const [name, permission] of [
    ['Cancel run', 'Change flow runs'],
    ['Delete', 'Delete flow runs'],
  ] as const) {
    const button = page.getByRole('button', { name, exact: true })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await button.hover()
    await expect(page.getByRole('tooltip', { name: `“${permission}”` })).toBeVisible()
  }
  await page.goto(at('/flow-runs?dialog=start'))
  await expect(page.getByRole('button', { name: 'Start run' })).toHaveAttribute('aria-disabled', 'true')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('the flows whose last run failed are found at once, and lead to their runs', async () => {
  const page = await reader.newPage()
  await page.goto(at('/flows'))
  const flows = page.getByRole('table', { name: 'Flows' })
  await expect(flows.getByRole('row', { name: /copy-orders/ })).toBeVisible()
  await page.getByRole('button', { name: /^Filter by last run/ }).click()
  await page.getByRole('option', { name: 'Failed' }).click()
  await page.getByRole('option', { name: 'Crashed' }).click()
  await page.keyboard.press('Escape')
  await expect(flows.getByRole('row', { name: /copy-orders/ })).toHaveCount(0)
  await flows.getByRole('link', { name: 'close-ledger' }).click()
  await expect(page.getByText('What ran of close-ledger in Night watch')).toBeVisible()
  await expect(rowOf(page, 'ledger-of-friday')).toBeVisible()
  await expect(rowOf(page, 'orders-3')).toHaveCount(0)
})

async function listRuns(context: BrowserContext): Promise<string[]> {
  const path = `/api/accounts/${of.accountId}/workspaces/${of.workspaceId}/console/flow-runs`
  const rows = z.array(z.object({ id: z.uuid() })).parse(await (await context.request.get(path)).json())
  return rows.map(({ id }) => id)
}

test('no action of theirs is taken when it is asked for directly', async () => {
  const flowRunIds = await listRuns(reader)
  const asked = {
    startFlowRunAction: { ...of, flowId: ledgerId },
    cancelFlowRunsAction: { ...of, flowRunIds },
    deleteFlowRunsAction: { ...of, flowRunIds },
    deleteFlowAction: { ...of, flowId: ledgerId },
  }
  for (const [name, input] of Object.entries(asked))
    expect(await callAction(reader.request, name, input), name).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    })
  expect(await listRuns(reader)).toEqual(flowRunIds)
})

test('a collaborator starts a run, which is told from what is wrong with it, and cancels it', async () => {
  const page = await collaborator.newPage()
  await page.goto(at('/flows'))
  await page.getByRole('button', { name: 'Actions for close-ledger' }).click()
  await page.getByRole('menuitem', { name: 'Start run' }).click()
  const dialog = page.getByRole('dialog', { name: 'Start run' })
  await expect(dialog.getByRole('button', { name: /^Flow close-ledger/ })).toBeVisible()
  await dialog.getByLabel('Name').fill('ledger-again')
  await dialog.getByLabel('Parameters').fill("{'day': 1}")
  await dialog.getByRole('button', { name: 'Start run' }).click()
  await expect(dialog.getByText(/^This is not JSON/)).toBeVisible()
  await dialog.getByLabel('Parameters').fill('{"day": "2026-11-20"}')
  await dialog.getByLabel('Tags').fill('by-hand, nightly')
  await dialog.getByRole('button', { name: 'Start run' }).click()
  await expect(page.getByRole('heading', { name: 'ledger-again', level: 1 })).toBeVisible()
  await expect(page.getByText('"day": "2026-11-20"')).toBeVisible()
  await expect(page.getByRole('list', { name: 'State history' })).toContainText(
    'Reported by Cleo Collaborator',
  )

  await page.getByRole('button', { name: 'Cancel run' }).click()
  const confirm = page.getByRole('alertdialog', { name: 'Cancel ledger-again' })
  await expect(confirm).toContainText('It is cancelled at once')
  await confirm.getByRole('button', { name: 'Cancel run' }).click()
  await expect(confirm).toBeHidden()
  await expect(page.getByRole('list', { name: 'State history' }).getByRole('listitem')).toHaveCount(2)
  await expect(page.getByText('Cancelled').first()).toBeVisible()
})

test('pages follow what happens, and runs are cancelled and deleted together with an outcome for each', async () => {
  const page = await collaborator.newPage()
  await page.goto(at('/flow-runs'))
  await expect(rowOf(page, 'orders-1')).toBeVisible()
  const id = await client.createRun({ flow_id: ledgerId, name: 'ledger-live', state: { type: 'PENDING' } })
  await client.setState(id, { type: 'RUNNING' })
  // The next time it reads, in at most ten seconds.
  await expect(rowOf(page, 'ledger-live')).toContainText('Running', { timeout: 20_000 })
  const overview = await collaborator.newPage()
  await overview.goto(at())
  await overview.getByRole('link', { name: '1 running now' }).click()
  await expect(rowOf(overview, 'ledger-live')).toBeVisible()
  await expect(rowOf(overview, 'orders-1')).toHaveCount(0)
  await overview.close()

  await page.getByRole('checkbox', { name: 'Select ledger-live' }).check()
  await page.getByRole('checkbox', { name: 'Select orders-1' }).check()
  await page.getByRole('button', { name: 'Cancel runs' }).click()
  const cancelling = page.getByRole('alertdialog', { name: 'Cancel ledger-live' })
  await expect(cancelling).toContainText('What executes it is asked to stop')
  await expect(cancelling).toContainText('1 other is left as they are')
  await cancelling.getByRole('button', { name: 'Cancel run' }).click()
  await expect(rowOf(page, 'ledger-live')).toContainText('Cancelling')

  await page.getByRole('checkbox', { name: 'Select orders-1' }).check()
  await page.getByRole('checkbox', { name: 'Select orders-2' }).check()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page
    .getByRole('alertdialog', { name: 'Delete 2 runs' })
    .getByRole('button', { name: 'Delete runs' })
    .click()
  await expect(rowOf(page, 'orders-1')).toHaveCount(0)
  await expect(rowOf(page, 'orders-3')).toBeVisible()
})

test('a link that a client prints leads to the page of the run', async () => {
  const page = await reader.newPage()
  await page.goto(at('/flow-runs?q=ledger-of-friday'))
  const href = await rowOf(page, 'ledger-of-friday').getByRole('link').getAttribute('href')
  const id = href?.split('/').at(-1) ?? ''
  await page.goto(`/account/${of.accountId}/workspace/${of.workspaceId}/runs/flow-run/${id}`)
  await expect(page.getByRole('heading', { name: 'ledger-of-friday', level: 1 })).toBeVisible()
  await page.goto(`/account/${of.accountId}/workspace/${of.workspaceId}/flows/flow/${ledgerId}`)
  await expect(page.getByRole('button', { name: /^Filter by flow close-ledger/ })).toBeVisible()
})

test('a flow with runs is deleted by typing its name', async () => {
  const page = await administrator.newPage()
  await page.goto(at('/flows'))
  await page.getByRole('button', { name: 'Actions for copy-orders' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Delete copy-orders' })
  await dialog.getByLabel('Name').fill('copy-orders')
  await dialog.getByRole('button', { name: 'Delete flow' }).click()
  await expect(page.getByRole('button', { name: 'Actions for copy-orders' })).toHaveCount(0)
  await page.goto(at('/flow-runs'))
  await expect(rowOf(page, 'orders-3')).toHaveCount(0)
})
