import { expect, test } from '@playwright/test'
import { runSql } from './helpers/database'
import { createOrganization, createPerson, signIn } from './helpers/people'

/** A connection as if it had been tested; nobody signs in through it here. */
async function addConnection(accountId: string, name: string): Promise<void> {
  await runSql(
    `insert into sso_connection (account_id, id, kind, name, state, role_id, issuer, client_id, updated_at)
     select account_id, gen_random_uuid(), 'OIDC', $2, 'ACTIVE', id, 'https://idp.example.com', 'client', now()
     from role where account_id = $1 and built_in = 'MEMBER'`,
    [accountId, name],
  )
}

test('a group is of the provider that was chosen, once there are several', async ({ page }) => {
  const administrator = await createPerson('Ada Admin')
  const organization = await createOrganization(administrator)
  await addConnection(organization.id, 'Employees')
  await signIn(page.context(), administrator)
  await page.goto(`/organizations/${organization.handle}/sso`)
  const table = page.getByRole('table', { name: 'Groups' })
  const dialog = page.getByRole('dialog')
  const role = async () => {
    await dialog.getByRole('combobox', { name: 'Organization role' }).click()
    await page.getByRole('option', { name: 'Read Only User' }).click()
  }

  await page.getByRole('button', { name: 'Add group' }).click()
  await dialog.getByLabel('Group').fill('staff')
  await expect(dialog.getByRole('combobox', { name: 'Provider' })).toBeHidden()
  await role()
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(table).toContainText('staff')
  await expect(table).not.toContainText('Provider')

  await addConnection(organization.id, 'Partners')
  await page.reload()
  await expect(page.getByText('1 group counts whichever provider names it.')).toBeVisible()
  await page.getByRole('button', { name: 'Add group' }).click()
  await dialog.getByLabel('Group').fill('staff')
  await role()
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toContainText('Choose the provider whose word counts')
  await dialog.getByRole('combobox', { name: 'Provider' }).click()
  await page.getByRole('option', { name: 'Employees' }).click()
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(table.getByRole('row', { name: /staff.*Employees/ })).toBeVisible()

  await table.getByRole('button', { name: 'Actions for staff' }).first().click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await dialog.getByRole('combobox', { name: 'Provider' }).click()
  await page.getByRole('option', { name: 'Partners' }).click()
  await dialog.getByRole('button', { name: 'Save changes' }).click()
  await expect(table.getByRole('row', { name: /staff.*Partners/ })).toBeVisible()
  await expect(page.getByText('whichever provider names it')).toBeHidden()
})
