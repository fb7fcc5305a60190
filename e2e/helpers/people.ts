import { randomUUID } from 'node:crypto'
import type { APIRequestContext, BrowserContext, Page } from '@playwright/test'
import { expect, request } from '@playwright/test'
import { z } from 'zod'
import { runCommand } from './command-line'
import { callAction } from './server-actions'

export const password = 'plum-orbit-cascade'

const csrf = z.object({ csrfToken: z.string() })
const made = z.object({ id: z.uuid() })

export type Person = { name: string; email: string }

/** An address that nobody else in the tests has. */
export function newEmail(name: string): string {
  const words = name.toLowerCase().split(/[^a-z]+/)
  return `${words.filter(Boolean).join('.')}.${randomUUID().slice(0, 8)}@example.com`
}

/** A person with an account, made by the command line. */
export async function createPerson(name: string, { isOperator = false } = {}): Promise<Person> {
  const email = newEmail(name)
  const words = ['--email', email, '--name', name, '--password-stdin', ...(isOperator ? ['--operator'] : [])]
  await runCommand(['user', 'create', ...words], password)
  return { name, email }
}

/** An organization with this person as its Administrator, made by the command line. */
export async function createOrganization(
  administrator: Person,
  options: { name?: string; plan?: string } = {},
) {
  const { name = 'Acme', plan = 'enterprise' } = options
  const handle = `acme-${randomUUID().slice(0, 8)}`
  const words = ['--name', name, '--handle', handle, '--administrator', administrator.email, '--plan', plan]
  const { id } = made.parse(await runCommand(['organization', 'create', ...words]))
  return { name, handle, id }
}

/** An organization with this person as its Administrator among many members, made by the command line. */
export async function seedOrganization(
  administrator: Person,
  numbers: { members?: number; workspaces?: number; roles?: number; 'service-accounts'?: number } = {},
): Promise<{ handle: string; id: string }> {
  const handle = `seed-${randomUUID().slice(0, 8)}`
  const counts = Object.entries({
    members: 40,
    workspaces: 3,
    roles: 0,
    'service-accounts': 0,
    ...numbers,
  }).flatMap(([name, count]) => [`--${name}`, String(count)])
  const words = ['--handle', handle, '--name', 'Seeded', '--administrator', administrator.email]
  await runCommand(['seed', ...words, ...counts, '--invitations', '0'])
  return { handle, id: await accountIdOf(administrator, handle) }
}

const accounts = z.array(z.object({ id: z.uuid(), handle: z.string() }))

async function accountIdOf(person: Person, handle: string): Promise<string> {
  const context = await request.newContext({ baseURL: process.env.E2E_BASE_URL ?? '' })
  await signIn({ request: context }, person)
  const found = accounts.parse(await (await context.get('/api/me/accounts')).json())
  await context.dispose()
  return found.find((account) => account.handle === handle)?.id ?? ''
}

/** Makes somebody a member of an organization through an invitation that its Administrator hands over. */
export async function join(
  administrator: APIRequestContext,
  organization: { id: string },
  joining: { context: BrowserContext; person: Person; role: string },
): Promise<void> {
  const roles = z
    .array(z.object({ id: z.uuid(), name: z.string() }))
    .parse(await (await administrator.get(`/api/accounts/${organization.id}/roles`)).json())
  const roleId = roles.find(({ name }) => name === joining.role)?.id
  const accountId = organization.id
  const { email } = joining.person
  await callAction(administrator, 'inviteMembersAction', { accountId, emails: [email], roleId, message: '' })
  const pending = z
    .array(z.object({ id: z.uuid(), email: z.string() }))
    .parse(await (await administrator.get(`/api/accounts/${accountId}/invitations?search=${email}`)).json())
  const copied = await callAction(administrator, 'copyInvitationLinkAction', {
    accountId,
    invitationId: pending[0]?.id,
  })
  const { url } = z.object({ url: z.url() }).parse(copied.ok && copied.data)
  const token = new URL(url).pathname.split('/').at(-1)
  const joined = await callAction(joining.context.request, 'acceptInvitationAction', { token })
  expect(joined, `${email} joins`).toMatchObject({ ok: true })
}

/** Signs in without the page, for tests of what comes after. */
export async function signIn(
  context: BrowserContext | { request: APIRequestContext },
  person: Person,
): Promise<void> {
  const { csrfToken } = csrf.parse(await (await context.request.get('/api/auth/csrf')).json())
  const form = { csrfToken, email: person.email, password, json: 'true' }
  const answer = await context.request.post('/api/auth/callback/credentials', { form })
  expect(answer.status(), `${person.email} signs in`).toBe(200)
}

/** Signs in as a person does. */
export async function signInOnPage(page: Page, person: Person): Promise<void> {
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
