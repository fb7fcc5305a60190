import { expect, request, type APIRequestContext, type Locator, type Page } from '@playwright/test'
import { z } from 'zod'
import { callAction } from './server-actions'

/** The dialog that shows a key once. */
export function keyDialog(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Save your API key' })
}

/** Reads the key that the dialog shows, says that it is saved, and sees the dialog go. */
export async function saveKey(page: Page): Promise<string> {
  const dialog = keyDialog(page)
  const key = await dialog.getByLabel('API key').inputValue()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page
    .getByRole('alertdialog', { name: 'Have you saved your API key?' })
    .getByRole('button', { name: 'I have saved it' })
    .click()
  await expect(dialog).toBeHidden()
  return key
}

/** What a program gets that asks with a key: no cookie, no page. */
export async function statusWith(key: string, path: string): Promise<number> {
  const program = await openProgram(key)
  const status = (await program.get(path)).status()
  await program.dispose()
  return status
}

/** Chooses from the menu "Actions for NAME" of a row of a table. */
export async function choose(page: Page, [table, name]: [string, string], action: string): Promise<void> {
  const row = page.getByRole('table', { name: table })
  await row.getByRole('button', { name: `Actions for ${name}`, exact: true }).click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

const made = z.object({ key: z.string() })

/** A key of whoever is signed in. */
export async function createKey(of: APIRequestContext, name = 'Laptop'): Promise<string> {
  const answer = await callAction(of, 'createUserKeyAction', { name })
  return made.parse(answer.ok && answer.data).key
}

/** A program that asks with a key: no cookie, no page. To be disposed of by whoever opened it. */
export async function openProgram(key: string): Promise<APIRequestContext> {
  return request.newContext({
    baseURL: process.env.E2E_BASE_URL ?? '',
    extraHTTPHeaders: { authorization: `Bearer ${key}` },
  })
}
