import { randomUUID } from 'node:crypto'
import type { APIRequestContext, BrowserContext, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import { z } from 'zod'
import { runCommand } from './command-line'

export const password = 'plum-orbit-cascade'

const csrf = z.object({ csrfToken: z.string() })
const made = z.object({ id: z.uuid() })

export type Person = { name: string; email: string }

/** An address that nobody else in the tests has. */
export function newEmail(name: string): string {
  return `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}.${randomUUID().slice(0, 8)}@example.com`
}

/** A person with an account, made by the command line. */
export async function createPerson(name: string): Promise<Person> {
  const email = newEmail(name)
  await runCommand(['user', 'create', '--email', email, '--name', name, '--password-stdin'], password)
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
