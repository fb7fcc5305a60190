import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { Client } from 'pg'
import { choose, createKey, openProgram } from './helpers/api-keys'
import { databaseUrl } from './helpers/database'
import { readList } from './helpers/denied-place'
import { linkIn, listMail, waitForMail } from './helpers/mailbox'
import { createOrganization, createPerson, join, signIn, signInOnPage, type Person } from './helpers/people'
import { callAction } from './helpers/server-actions'

let operator: BrowserContext
let olga: Person

test.beforeAll(async ({ browser }) => {
  operator = await browser.newContext()
  olga = await createPerson('Olga Operator', { isOperator: true })
  await signIn(operator, olga)
})

async function openAs(browser: Browser, person: Person): Promise<Page> {
  const context = await browser.newContext()
  await signIn(context, person)
  return context.newPage()
}

/** An organization with an Administrator and a Member, each in a browser of their own. */
async function prepare(browser: Browser, options: { plan?: string } = {}) {
  const [ada, mia] = [await createPerson('Ada Admin'), await createPerson('Mia Member')]
  const organization = await createOrganization(ada, options)
  const [administrator, member] = [await openAs(browser, ada), await openAs(browser, mia)]
  const joining = { context: member.context(), person: mia, role: 'Member' }
  await join(administrator.request, organization, joining)
  return { ada, mia, organization, administrator, member, at: `/organizations/${organization.handle}` }
}

/** The operator's list of accounts or users, narrowed to one. */
async function openList(kind: 'accounts' | 'users', search: string): Promise<Page> {
  const page = await operator.newPage()
  await page.goto(`/operator/${kind}?q=${encodeURIComponent(search)}`)
  return page
}

/** By the sidebar, as a click and not as a new load of the page. */
async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
}

async function order(page: Page, of: ['Accounts' | 'Users', string], verbs: [string, string]): Promise<void> {
  await choose(page, of, verbs[0])
  await page.getByRole('alertdialog').getByRole('button', { name: verbs[1], exact: true }).click()
  await expect(page.getByRole('alertdialog')).toBeHidden()
}

test('the operator finds the pages from the person menu, the palette and the sidebar, and nobody else does', async ({
  browser,
}) => {
  const page = await operator.newPage()
  await page.goto('/workspaces')
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Operator' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Accounts' })).toBeVisible()
  await expect(page).toHaveTitle('Accounts · Operator')
  await expect(page.getByRole('table', { name: 'Accounts' })).toBeVisible()
  for (const name of ['Users', 'Mail', 'Jobs', 'Health', 'Audit Log', 'Settings']) {
    await page.getByRole('link', { name, exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  }
  await expect(page.getByText('Set, and not shown').first()).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('health')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('list', { name: 'Health' })).toContainText('Migrations')

  const nobody = await openAs(browser, await createPerson('Noah Nobody'))
  await nobody.goto('/workspaces')
  await nobody.getByRole('button', { name: 'Your account' }).click()
  await expect(nobody.getByRole('menuitem', { name: 'Profile' })).toBeVisible()
  await expect(nobody.getByRole('menuitem', { name: 'Operator' })).toHaveCount(0)
})

test('a plan that the operator sets holds from the next click of an Administrator on, up and down', async ({
  browser,
}) => {
  const { organization, administrator, at } = await prepare(browser, { plan: 'standard' })
  const page = await openList('accounts', organization.handle)
  const setPlan = async (plan: string) => {
    await choose(page, ['Accounts', 'Acme'], 'Set plan')
    const dialog = page.getByRole('dialog', { name: 'Set plan of Acme' })
    await dialog.getByRole('combobox', { name: 'Plan' }).click()
    await page.getByRole('option', { name: plan }).click()
    await dialog.getByRole('button', { name: 'Set plan' }).click()
    await expect(dialog).toBeHidden()
  }
  const addRobot = (name: string) =>
    callAction(administrator.request, 'createServiceAccountAction', { accountId: organization.id, name })

  await administrator.goto(at)
  await expect(administrator.getByText('2 of 10 member places taken')).toBeVisible()
  await goTo(administrator, 'Audit Log')
  await expect(administrator.getByText(/The audit log is part of the plan Enterprise/)).toBeVisible()
  for (const name of ['one', 'two']) expect(await addRobot(name)).toMatchObject({ ok: true })
  expect(await addRobot('three')).toMatchObject({ ok: false, error: { reason: 'plan_limit_reached' } })

  await setPlan('Enterprise')
  await expect(page.getByRole('table', { name: 'Accounts' })).toContainText('Enterprise')
  await goTo(administrator, 'Members')
  await expect(administrator.getByRole('heading', { name: 'Members' })).toBeVisible()
  await goTo(administrator, 'Audit Log')
  const changed = 'The plan of Acme was changed from STANDARD to ENTERPRISE'
  await expect(administrator.getByRole('table', { name: 'Audit Log' })).toContainText(changed)
  expect(await addRobot('three')).toMatchObject({ ok: true })

  await setPlan('Standard')
  expect(await addRobot('four')).toMatchObject({ ok: false, error: { reason: 'plan_limit_reached' } })
  await goTo(administrator, 'Settings')
  await expect(administrator.getByText('3 of 2 service accounts')).toBeVisible()
  await expect(administrator.getByText('There is more than the plan has.')).toBeVisible()
  await goTo(administrator, 'Audit Log')
  await expect(administrator.getByText(/The audit log is part of the plan Enterprise/)).toBeVisible()
})

test('members of an account that the operator suspends see why at the next click, and keys are refused, until it is reactivated', async ({
  browser,
}) => {
  const { organization, administrator, member, at } = await prepare(browser)
  const members = `/api/accounts/${organization.id}/members`
  const program = await openProgram(await createKey(administrator.request))
  await member.goto(at)
  expect((await program.get(members)).status()).toBe(200)

  const page = await openList('accounts', organization.handle)
  await choose(page, ['Accounts', 'Acme'], 'Suspend')
  const dialog = page.getByRole('alertdialog', { name: 'Suspend Acme' })
  await expect(dialog).toContainText('2 members are refused from their next request on')
  await dialog.getByRole('button', { name: 'Suspend' }).click()
  await expect(page.getByRole('row', { name: /Acme/ })).toContainText('Suspended')

  await goTo(member, 'Members')
  await expect(member.getByText('Acme is suspended: nobody can use it')).toBeVisible()
  await expect(member.getByRole('heading', { level: 1, name: 'Acme' })).toBeVisible()
  await member.getByRole('link', { name: 'All organizations' }).click()
  await expect(member.getByRole('main').getByText('Suspended', { exact: true })).toBeVisible()
  const refused = await program.get(members)
  expect([refused.status(), await refused.json()]).toEqual([
    403,
    expect.objectContaining({ reason: 'account_suspended' }),
  ])
  const renaming = { accountId: organization.id, name: 'Renamed', expectedName: 'Acme' }
  expect(await callAction(administrator.request, 'renameOrganizationAction', renaming)).toMatchObject({
    ok: false,
    error: { reason: 'account_suspended' },
  })

  await member.goto(`${at}/members`)
  await order(page, ['Accounts', 'Acme'], ['Reactivate', 'Reactivate'])
  await member.getByRole('link', { name: 'Try again' }).click()
  await expect(member.getByRole('heading', { name: 'Members' })).toBeVisible()
  expect((await program.get(members)).status()).toBe(200)
  await program.dispose()
  await administrator.goto(`${at}/audit-log`)
  const log = administrator.getByRole('table', { name: 'Audit Log' })
  await expect(log).toContainText('The operator suspended Acme')
  await expect(log).toContainText('The operator reactivated Acme')
})

test('somebody who is suspended gets in nowhere, and in again when reactivated; ended sessions end at once', async ({
  browser,
}) => {
  const { mia, member, at } = await prepare(browser)
  const program = await openProgram(await createKey(member.request))
  const page = await openList('users', mia.email)
  const enter = async () => {
    await member.goto('/sign-in')
    await signInOnPage(member, mia)
  }

  await member.goto(at)
  await choose(page, ['Users', mia.name], 'End sessions')
  await expect(page.getByRole('alertdialog')).toContainText('signed out of 1 browser')
  await page.getByRole('alertdialog').getByRole('button', { name: 'End sessions' }).click()
  await expect(page.getByText('1 session of Mia Member ended.')).toBeVisible()
  await goTo(member, 'Members')
  await expect(member).toHaveURL(/\/sign-in/)
  expect((await program.get('/api/me/accounts')).status()).toBe(200)
  await enter()
  await expect(member).not.toHaveURL(/\/sign-in/)

  await page.reload()
  await order(page, ['Users', mia.name], ['Suspend', 'Suspend'])
  await expect(page.getByRole('row', { name: /Mia Member/ })).toContainText('Suspended')
  const refused = await program.get('/api/me/accounts')
  expect([refused.status(), await refused.json()]).toEqual([
    401,
    expect.objectContaining({ reason: 'user_suspended' }),
  ])
  await member.goto(at)
  await expect(member).toHaveURL(/\/sign-in/)
  await signInOnPage(member, mia)
  await expect(member.getByText('You are suspended in this installation')).toBeVisible()

  await order(page, ['Users', mia.name], ['Reactivate', 'Reactivate'])
  await enter()
  await expect(member).not.toHaveURL(/\/sign-in/)
  expect((await program.get('/api/me/accounts')).status()).toBe(200)
  await program.dispose()
})

test('the operator starts a password reset and sees neither the link nor the password, which stays', async ({
  browser,
}) => {
  const { mia } = await prepare(browser)
  const page = await openList('users', mia.email)
  await order(page, ['Users', mia.name], ['Mail password reset', 'Mail password reset'])
  const mail = await waitForMail(mia.email, /password/i)
  const link = linkIn(mail, /reset-password/)
  const outbox = await readList(operator.request, `/api/operator/mail?search=${mia.email}`)
  const read = await (await operator.request.get(`/api/operator/mail/${String(outbox[0]?.['id'])}`)).text()
  expect(read).toContain('"is_link_shown":false')
  expect(read).not.toContain(new URL(link).searchParams.get('token'))
  const stranger = await openAs(browser, mia)
  await stranger.goto(link)
  await expect(stranger.getByLabel('New password')).toBeVisible()
})

test('a mail that failed is sent when the operator tries again, and a job that was given up is run', async ({
  browser,
}) => {
  const { mia, member, organization } = await prepare(browser)
  await createKey(member.request, 'Night shift')
  await waitForMail(mia.email, /key/i)
  const page = await operator.newPage()
  const sent = (await listMail(mia.email)).filter(({ subject }) => /key/i.test(subject ?? '')).length
  await inDatabase(
    `UPDATE mail SET status = 'FAILED', last_response = '550 no such box' WHERE recipient = $1`,
    [mia.email],
  )
  await page.goto(`/operator/mail?q=${mia.email}&status=FAILED`)
  const mails = page.getByRole('table', { name: 'Mail' })
  const failed = mails.getByRole('row').filter({ hasText: /key/i })
  await expect(failed).toContainText('550 no such box')
  await failed.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: 'Try again' }).click()
  await expect(page.getByText('The mail is in the queue again.')).toBeVisible()
  await waitForMail(mia.email, /key/i, { after: sent })

  const [job] = await inDatabase(
    `SELECT (graphile_worker.add_job('verify_audit_log', json_build_object('accountId', $1::text), run_at => now() + interval '1 day')).id::text`,
    [organization.id],
  )
  const id = String(Object(job).id)
  await inDatabase(
    `UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = 'It broke.' WHERE id = $1`,
    [id],
  )
  await page.goto('/operator/jobs?state=failed')
  const name = `verify_audit_log ${id}`
  const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: `Actions for ${name}` }) })
  await expect(row).toContainText('Given up')
  await expect(row).toContainText('It broke.')
  await choose(page, ['Jobs', name], 'Run now')
  await expect(page.getByText('The job is run as soon as the worker can.')).toBeVisible()
  await expect
    .poll(() => inDatabase('SELECT id FROM graphile_worker.jobs WHERE id = $1', [id]), { timeout: 20_000 })
    .toEqual([])
  await page.goto('/operator/audit-log')
  await page
    .getByRole('button', { name: 'The operator had the job verify_audit_log run again' })
    .first()
    .click()
  await expect(page.getByRole('dialog', { name: /^Event \d/ })).toContainText('Olga Operator')
})

test('being operator opens no account: its pages and data are not found, and the lists hold none of it', async ({
  browser,
}) => {
  const { organization, mia, at } = await prepare(browser)
  for (const path of [
    '',
    '/members',
    '/roles',
    '/service-accounts',
    '/audit-log',
    '/settings',
    '/workspaces',
  ])
    expect((await operator.request.get(at + path)).status(), path).toBe(404)
  for (const path of ['members', 'invitations', 'roles', 'workspaces', 'service-accounts', 'audit-log'])
    expect((await operator.request.get(`/api/accounts/${organization.id}/${path}`)).status(), path).toBe(404)
  const accounts = await readList(operator.request, `/api/operator/accounts?search=${organization.handle}`)
  expect(accounts).toHaveLength(1)
  expect(JSON.stringify(accounts)).not.toContain(mia.email)
  expect(accounts[0]).toMatchObject({ members: { used: 2 } })
  const rename = { accountId: organization.id, name: 'Mine', expectedName: 'Acme' }
  expect(await callAction(operator.request, 'renameOrganizationAction', rename)).toMatchObject({
    error: { code: 'not_found' },
  })
})

test.describe('denials', () => {
  const pages = ['', '/accounts', '/users', '/mail', '/jobs', '/health', '/audit-log', '/settings']

  test('nobody else finds the operator’s pages and data, nor changes anything by REST, GraphQL or an action', async ({
    browser,
    request,
  }) => {
    const { ada, mia, organization, administrator } = await prepare(browser)
    const [user] = await readList(operator.request, `/api/operator/users?search=${mia.email}`)
    const userId = String(user?.['id'])
    const { handle } = organization
    const snapshot = async () =>
      JSON.stringify([
        await readList(operator.request, `/api/operator/accounts?search=${handle}`),
        await inDatabase('SELECT plan::text, suspended_at FROM account WHERE id = $1', [organization.id]),
        await inDatabase('SELECT suspended_at FROM "user" WHERE id = $1', [userId]),
        await inDatabase('SELECT count(*)::int FROM mail WHERE recipient = $1', [mia.email]),
      ])
    const before = await snapshot()

    for (const path of pages) {
      expect((await administrator.request.get(`/operator${path}`)).status(), path).toBe(404)
      const signedOut = await request.get(`/operator${path || '/accounts'}`, { maxRedirects: 0 })
      expect([signedOut.status(), signedOut.headers()['location']]).toEqual([
        307,
        expect.stringContaining('/sign-in'),
      ])
      if (path === '') continue
      expect((await administrator.request.get(`/api/operator${path}`)).status(), path).toBe(404)
      expect((await request.get(`/api/operator${path}`)).status(), path).toBe(401)
    }

    const program = await openProgram(await createKey(administrator.request))
    const routes = ['suspend', 'reactivate', 'end_sessions', 'password_reset']
    const asked = [
      program.put(`/api/operator/accounts/${handle}/plan`, { data: { plan: 'STANDARD' } }),
      ...['suspend', 'reactivate'].map((verb) => program.post(`/api/operator/accounts/${handle}/${verb}`)),
      ...routes.map((verb) => program.post(`/api/operator/users/${userId}/${verb}`)),
      program.post('/api/operator/jobs/1/retry'),
    ]
    expect((await Promise.all(asked)).map((answer) => answer.status())).toEqual(asked.map(() => 404))

    const operations = [
      `set_plan(input: { handle: "${handle}", plan: STANDARD }) { plan }`,
      `suspend_account(input: { handle: "${handle}" }) { id }`,
      ...['suspend_user', 'end_user_sessions', 'start_password_reset'].map(
        (name) => `${name}(input: { user_id: "${userId}" }) { id }`,
      ),
      'retry_job(input: { id: "1" }) { id }',
    ]
    for (const operation of operations) {
      const answer = await program.post('/api/graphql', { data: { query: `mutation { ${operation} }` } })
      expect(await answer.text(), operation).toContain('not_found')
    }
    const reads = ['operator_accounts', 'operator_users', 'jobs', 'installation_log', 'installation_health']
    for (const read of reads) {
      const fields = read === 'installation_health' ? '{ state }' : '{ rows { id } }'
      const answer = await program.post('/api/graphql', { data: { query: `{ ${read} ${fields} }` } })
      expect(await answer.text(), read).toContain('not_found')
    }
    await program.dispose()

    const actions = {
      setPlanAction: { handle, plan: 'STANDARD' },
      suspendAccountAction: { handle },
      suspendUserAction: { userId },
      endSessionsOfUserAction: { userId },
      startPasswordResetAction: { userId },
      retryJobAction: { id: '1' },
    }
    for (const [name, input] of Object.entries(actions))
      expect(await callAction(administrator.request, name, input), name).toMatchObject({
        error: { code: 'not_found' },
      })
    expect(await snapshot()).toBe(before)
    await signIn({ request: administrator.request }, ada)
  })

  test('an operator does not suspend themselves', async () => {
    const [me] = await readList(operator.request, `/api/operator/users?search=${olga.email}`)
    const page = await openList('users', olga.email)
    await page.getByRole('button', { name: 'Actions for Olga Operator' }).click()
    await expect(page.getByRole('menuitem', { name: 'Suspend' })).toHaveAttribute('aria-disabled', 'true')
    expect(await callAction(operator.request, 'suspendUserAction', { userId: me?.['id'] })).toMatchObject({
      error: { reason: 'own_user' },
    })
  })
})

async function inDatabase(statement: string, values: unknown[]): Promise<unknown[]> {
  const client = new Client({ connectionString: databaseUrl() })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement, values)).rows
  } finally {
    await client.end()
  }
}
