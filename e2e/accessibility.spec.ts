import AxeBuilder from '@axe-core/playwright'
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { z } from 'zod'
import { createOrganization, createPerson, newEmail, signIn } from './helpers/people'
import { createReporter, openClient } from './helpers/runs'
import { prepareSingleSignOn, type PreparedSso } from './helpers/single-sign-on-pages'
import { callAction } from './helpers/server-actions'
import { createWorkspace, personalAccount } from './helpers/workspaces'

const widths = { desktop: 1440, phone: 360 }

let signedIn: BrowserContext
let operator: BrowserContext
let handle: string
let membershipId: string
let customRoleId: string
let serviceAccountId: string
let flowRunId: string
let auditEventId: string
let personalHandle: string
let sso: PreparedSso
let suspendedHandle: string
let newcomer: BrowserContext

test.beforeAll(async ({ browser }) => {
  const person = await createPerson('Ada Axe')
  const organization = await createOrganization(person)
  handle = organization.handle
  signedIn = await browser.newContext()
  await signIn(signedIn, person)
  const text = await (await signedIn.request.get(`/organizations/${handle}/members`)).text()
  const roleId = /\\"id\\":\\"([0-9a-f-]{36})\\",\\"name\\":\\"Member\\"/.exec(text)?.[1]
  await callAction(signedIn.request, 'inviteMembersAction', {
    accountId: organization.id,
    emails: [newEmail('axe')],
    roleId,
    message: '',
  })
  const answer = await signedIn.request.get(`/api/accounts/${organization.id}/members`)
  membershipId = z.array(z.object({ id: z.uuid() })).parse(await answer.json())[0]?.id ?? ''
  const made = await callAction(signedIn.request, 'createRoleAction', {
    accountId: organization.id,
    name: 'Night shift',
    description: 'Looks after the runs of the night.',
    permissions: ['create:flow_run', 'read:flow'],
  })
  customRoleId = String(made.ok && Reflect.get(Object(made.data), 'id'))
  const night = await createWorkspace(signedIn.request, organization.id, {
    name: 'Night watch',
    handle: 'night-watch',
  })
  await createWorkspace(signedIn.request, organization.id, { name: 'Empty', handle: 'empty' })
  flowRunId = await reportRuns({ accountId: organization.id, workspaceId: night.id })
  const robot = await callAction(signedIn.request, 'createServiceAccountAction', {
    accountId: organization.id,
    name: 'deployer',
    description: 'Rolls out what the builds made.',
  })
  serviceAccountId = String(robot.ok && Reflect.get(Object(robot.data), 'id'))
  await callAction(signedIn.request, 'createUserKeyAction', { name: 'Laptop' })
  const found = await signedIn.request.get(`/api/accounts/${organization.id}/audit-log?event=role.created`)
  auditEventId = z.array(z.object({ id: z.uuid() })).parse(await found.json())[0]?.id ?? ''
  await callAction(signedIn.request, 'createWebhookAction', {
    accountId: organization.id,
    name: 'Collector',
    url: 'https://203.0.114.7/events',
    actions: [],
  })
  sso = await prepareSingleSignOn(signedIn.request, {
    accountId: organization.id,
    base: `/organizations/${handle}`,
  })
  personalHandle = (await personalAccount(signedIn.request)).handle
  newcomer = await browser.newContext()
  await signIn(newcomer, await createPerson('Nat Newcomer'))
  operator = await browser.newContext()
  await signIn(operator, await createPerson('Olga Operator', { isOperator: true }))
  suspendedHandle = (await createOrganization(person, { name: 'Paused' })).handle
  await callAction(operator.request, 'suspendAccountAction', { handle: suspendedHandle })
})

/** A run of each kind, and one that failed with lines to read. */
async function reportRuns(of: { accountId: string; workspaceId: string }): Promise<string> {
  const client = await openClient(await createReporter(signedIn.request, of), of)
  const flow = await client.registerFlow('close-ledger')
  for (const type of ['COMPLETED', 'CRASHED', 'CANCELLED', 'PAUSED'])
    await client.run(flow, `ledger-${type.toLowerCase()}`, { type })
  await client.createRun({ flow_id: flow, name: 'ledger-pending', state: { type: 'PENDING' } })
  await client.createRun({
    flow_id: flow,
    name: 'ledger-late',
    state: { type: 'SCHEDULED', state_details: { scheduled_time: '2026-01-01T00:00:00Z' } },
  })
  const failed = await client.run(flow, 'ledger-failed', { type: 'FAILED', message: 'It does not balance.' })
  await client.writeLogs(failed, [
    { level: 20, message: 'Reading the ledger' },
    { level: 30, message: 'An entry is old' },
    { level: 40, message: 'It does not balance.' },
  ])
  await client.close()
  return failed
}

const publicPages = () => [
  '/sign-in',
  '/sign-up',
  '/forgot-password',
  '/reset-password?token=x',
  '/verify-email',
  '/invitations/x',
  '/nowhere',
  `/organizations/${handle}/sign-in`,
  '/sso/complete?refused=provider_refused',
  '/sso/complete?refused=address_not_proven',
  '/sso/complete?attempt=nothing',
]
const consolePages = () => [
  '/workspaces',
  '/workspaces?dialog=create',
  '/workspaces?q=nothing',
  `/organizations/${handle}/workspaces`,
  `/organizations/${handle}/workspaces?dialog=create`,
  `/organizations/${handle}/workspaces/night-watch`,
  `/organizations/${handle}/workspaces/night-watch?table=true`,
  `/organizations/${handle}/workspaces/empty`,
  `/organizations/${handle}/workspaces/night-watch/flow-runs`,
  `/organizations/${handle}/workspaces/night-watch/flow-runs?dialog=start`,
  `/organizations/${handle}/workspaces/night-watch/flow-runs?status=RUNNING`,
  `/organizations/${handle}/workspaces/night-watch/flow-runs/${flowRunId}`,
  `/organizations/${handle}/workspaces/night-watch/flows`,
  `/organizations/${handle}/workspaces/night-watch/settings`,
  `/organizations/${personalHandle}/workspaces`,
  `/organizations/${personalHandle}/members`,
  '/organizations',
  '/organizations?dialog=create',
  `/organizations/${handle}`,
  `/organizations/${handle}/members`,
  `/organizations/${handle}/members?dialog=invite`,
  `/organizations/${handle}/members/${membershipId}?permission=update:member`,
  `/organizations/${handle}/roles`,
  `/organizations/${handle}/roles?dialog=create`,
  `/organizations/${handle}/roles/${customRoleId}`,
  `/organizations/${handle}/roles/${customRoleId}?kind=grants`,
  `/organizations/${handle}/roles/compare?a=${customRoleId}&differences=false`,
  `/organizations/${handle}/service-accounts`,
  `/organizations/${handle}/service-accounts?dialog=create`,
  `/organizations/${handle}/service-accounts?q=nothing`,
  `/organizations/${handle}/service-accounts/${serviceAccountId}?permission=update:member`,
  `/organizations/${handle}/audit-log`,
  `/organizations/${handle}/audit-log?event=role.created&q=nothing`,
  `/organizations/${handle}/audit-log?show=${auditEventId}`,
  `/organizations/${personalHandle}/audit-log`,
  `/organizations/${handle}/sso`,
  sso.oidc,
  sso.saml,
  sso.missing,
  '/sso/complete?refused=too_many_tries',
  `/organizations/${handle}/sign-in`,
  `/organizations/${handle}/settings`,
  '/address-refused?from=/organizations/nobody/members',
  '/account-suspended?from=/organizations/nobody/members',
  '/sso-required?organization=nobody&from=/organizations/nobody/members',
  `/organizations/${suspendedHandle}/members`,
  '/profile',
  '/profile/security',
  '/profile/api-keys',
  '/profile/api-keys?dialog=create',
  '/auth/client?callback=http%3A%2F%2Flocalhost%3A43210',
]

const operatorPages = [
  '/operator/accounts',
  '/operator/accounts?state=suspended',
  '/operator/accounts?q=nothing-like-it',
  '/operator/users',
  '/operator/mail',
  '/operator/jobs',
  '/operator/jobs?state=failed',
  '/operator/health',
  '/operator/audit-log',
  '/operator/settings',
  '/profile',
]

type DialogVisit = { of: 'member' | 'operator' | 'newcomer'; path: string; row?: RegExp; item: string }

/** Where a dialog is opened from: by an item of the menu of a row, or by a button. */
const dialogs = (): DialogVisit[] => {
  const settings = { of: 'member', path: `/organizations/${handle}/settings` } as const
  const account = {
    of: 'operator',
    path: `/operator/accounts?q=${handle}`,
    row: /^Actions for Acme/,
  } as const
  const user = { of: 'operator', path: '/operator/users?q=nat.newcomer', row: /^Actions for Nat/ } as const
  return [
    { ...settings, item: 'Create webhook' },
    { of: 'member', path: sso.page, item: 'Add domain' },
    { of: 'member', path: sso.page, row: sso.domainRow, item: 'Show DNS record' },
    { of: 'member', path: sso.page, row: sso.domainRow, item: 'Assign connection' },
    { of: 'member', path: sso.page, row: sso.domainRow, item: 'Remove' },
    { of: 'member', path: sso.page, item: 'Add connection' },
    { of: 'member', path: sso.page, item: 'Add break-glass Administrator' },
    { of: 'member', path: sso.page, item: 'Change session length' },
    { of: 'member', path: sso.page, item: 'Add group' },
    { of: 'member', path: sso.page, row: /^Actions for platform/, item: 'Edit' },
    { of: 'member', path: sso.page, row: /^Actions for platform/, item: 'Delete' },
    { of: 'member', path: sso.page, item: 'Create token' },
    { of: 'member', path: sso.oidc, item: 'Edit' },
    { of: 'member', path: sso.oidc, item: 'Delete' },
    { of: 'member', path: sso.saml, item: 'Edit' },
    { of: 'member', path: sso.page, row: /^Actions for Ada/, item: 'Remove' },
    { of: 'member', path: sso.saml, item: 'Add certificate' },
    { of: 'member', path: sso.saml, row: /^Actions for [0-9a-f]{64}/, item: 'Remove' },
    { of: 'member', path: sso.saml, item: 'Rotate key' },
    { ...settings, row: /^Actions for Collector/, item: 'Show deliveries' },
    { ...settings, row: /^Actions for Collector/, item: 'Delete' },
    { ...account, item: 'Set plan' },
    { ...account, item: 'Suspend' },
    { ...user, item: 'Mail password reset' },
    { ...user, item: 'Suspend' },
    { of: 'operator', path: '/operator/mail', row: /^Actions for/, item: 'Read' },
    { of: 'operator', path: '/operator/audit-log', row: /^Actions for/, item: 'Show details' },
    { of: 'newcomer', path: '/profile', item: 'Delete account' },
  ]
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [device, width] of Object.entries(widths)) {
    test(`axe finds nothing serious, nothing scrolls sideways, every page has a title: ${colorScheme}, ${device}`, async ({
      browser,
    }) => {
      test.setTimeout(900_000)
      const options = { colorScheme, viewport: { width, height: 800 } }
      const state = await signedIn.storageState()
      const beginner = await browser.newContext({ ...options, storageState: await newcomer.storageState() })
      const visitor = await browser.newContext(options)
      const member = await browser.newContext({ ...options, storageState: state })
      const runner = await browser.newContext({ ...options, storageState: await operator.storageState() })
      const visits = [
        ...publicPages().map((path) => ({ path, context: visitor })),
        ...consolePages().map((path) => ({ path, context: member })),
        { path: '/workspaces', context: beginner },
        ...operatorPages.map((path) => ({ path, context: runner })),
      ]
      for (const { path, context } of visits) {
        const page = await context.newPage()
        await page.goto(path)
        await expect(
          page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first(),
          path,
        ).toBeVisible()
        await expect(page, path).toHaveTitle(/.+ · .+/)
        await expectAccessible(page, path)
        await page.close()
      }
    })

    test(`the same of dialogs that have no address: ${colorScheme}, ${device}`, async ({ browser }) => {
      test.setTimeout(600_000)
      const options = { colorScheme, viewport: { width, height: 800 } }
      const openAs = async (of: BrowserContext) =>
        browser.newContext({ ...options, storageState: await of.storageState() })
      const contexts = {
        member: await openAs(signedIn),
        operator: await openAs(operator),
        newcomer: await openAs(newcomer),
      }
      for (const { of, path, row, item } of dialogs()) {
        const page = await contexts[of].newPage()
        await page.goto(path)
        if (row) {
          await page.getByRole('button', { name: row }).first().click()
          await page.getByRole('menuitem', { name: item }).click()
        } else await page.getByRole('button', { name: item, exact: true }).click()
        await expect(page.getByRole('dialog').or(page.getByRole('alertdialog')), item).toBeVisible()
        await expect(page.locator('[aria-busy="true"]'), item).toHaveCount(0)
        await expectAccessible(page, `${item} on ${path}`)
        await page.close()
      }
    })
  }
}

/** axe finds nothing serious, and nothing scrolls sideways. */
async function expectAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${where}: ${id} ${nodes[0]?.html}`)).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow, `${where} scrolls sideways`).toBeLessThanOrEqual(0)
}
