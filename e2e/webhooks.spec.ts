import { expect, test } from '@playwright/test'
import { callAction } from './helpers/server-actions'
import { createOrganization, createPerson, join, signIn } from './helpers/people'

test('an Administrator makes a webhook, saves its secret, pauses it and deletes it; a private address is refused', async ({
  page,
}) => {
  const person = await createPerson('Ada Admin')
  const organization = await createOrganization(person)
  await signIn(page.context(), person)
  await page.goto(`/organizations/${organization.handle}/settings`)
  await expect(page.getByText('No webhooks yet')).toBeVisible()
  await page.getByRole('button', { name: 'Create webhook' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create webhook' })
  await dialog.getByLabel('Name', { exact: true }).fill('Collector')
  await dialog.getByLabel('Address').fill('http://127.0.0.1:9/events')
  await dialog.getByRole('button', { name: 'Create webhook' }).click()
  await expect(dialog.getByLabel('Address')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('Address').fill('https://203.0.114.7/events')
  await dialog.getByRole('button', { name: 'Create webhook' }).click()
  const saving = page.getByRole('dialog', { name: 'Save the secret' })
  await expect(saving.getByLabel('Secret')).toHaveValue(/\S{20,}/)
  await page.keyboard.press('Escape')
  const question = page.getByRole('alertdialog', { name: 'Have you saved the secret?' })
  await question.getByRole('button', { name: 'Go back' }).click()
  await expect(saving.getByLabel('Secret')).toHaveValue(/\S{20,}/)
  await saving.getByRole('button', { name: 'Done' }).click()
  await question.getByRole('button', { name: 'I have saved it' }).click()
  await expect(saving).toBeHidden()

  // What is not what one thinks that it is.
  const program = { accountId: organization.id, name: 'Other', actions: [] }
  for (const url of [
    'https://localhost/',
    'https://2130706433/',
    'https://[::ffff:127.0.0.1]/',
    'https://me@203.0.114.7/',
  ])
    expect(await callAction(page.request, 'createWebhookAction', { ...program, url })).toMatchObject({
      ok: false,
      error: { code: 'invalid_input' },
    })

  const row = page.getByRole('table', { name: 'Webhooks' }).getByRole('row', { name: /Collector/ })
  await expect(row).toContainText('Every event')
  const choose = async (item: string) => {
    await row.getByRole('button', { name: 'Actions for Collector' }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  await choose('Pause')
  await expect(row).toContainText('Paused')
  await choose('Show deliveries')
  const deliveries = page.getByRole('dialog', { name: 'Deliveries to Collector' })
  await expect(deliveries.getByText('the newest first')).toBeVisible()
  await page.keyboard.press('Escape')
  await choose('Delete')
  await page
    .getByRole('alertdialog', { name: 'Delete Collector' })
    .getByRole('button', { name: 'Delete' })
    .click()
  await expect(page.getByText('No webhooks yet')).toBeVisible()
})

test('a Member sees why webhooks are not shown to them', async ({ page, browser }) => {
  const person = await createPerson('Ada Admin')
  const organization = await createOrganization(person)
  await signIn(page.context(), person)
  const mia = await createPerson('Mia Member')
  const context = await browser.newContext()
  await signIn(context, mia)
  await join(page.request, organization, { context, person: mia, role: 'Member' })
  const own = await context.newPage()
  await own.goto(`/organizations/${organization.handle}/settings`)
  await expect(own.getByText('The addresses to which events are sent would be listed here.')).toBeVisible()
  await expect(own.getByRole('button', { name: 'Create webhook' })).toHaveCount(0)
  await context.close()
})
