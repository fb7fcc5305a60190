import { expect, test, type Page } from '@playwright/test'
import { z } from 'zod'
import { createOrganization, createPerson, seedOrganization, signIn } from './helpers/people'
import { callAction } from './helpers/server-actions'

async function fillRole(page: Page, name: string, permissions: string[]) {
  const dialog = page.getByRole('dialog', { name: 'Create role' })
  await dialog.getByLabel('Name').fill(name)
  for (const permission of permissions)
    await dialog.getByRole('checkbox', { name: `(${permission})` }).check()
  return dialog
}

test('a role is made, cloned, compared, edited with a preview, and deleted with a reassignment', async ({
  page,
}) => {
  const ada = await createPerson('Ada Roles')
  const { handle, id } = await seedOrganization(ada, { members: 9, workspaces: 3, roles: 0 })
  await signIn(page.context(), ada)
  await page.goto(`/organizations/${handle}/roles`)

  await page.getByRole('button', { name: 'Create role' }).click()
  const dialog = await fillRole(page, 'Night shift', ['delete:flow', 'create:flow_run'])
  await expect(dialog.getByRole('checkbox', { name: '(read:flow)' })).toBeChecked()
  await dialog.getByRole('button', { name: 'Create role' }).click()
  await expect(page.getByRole('heading', { name: 'Night shift' })).toBeVisible()
  const flow = page.getByRole('table', { name: 'In workspaces' }).getByRole('row', { name: /^Flow (?!run)/ })
  await expect(flow.getByRole('button', { name: /Delete flows: held/ })).toBeVisible()
  await expect(flow.getByRole('button', { name: /held, implied by/ })).toBeVisible()

  await page.getByRole('button', { name: 'Actions for Night shift' }).click()
  await page.getByRole('menuitem', { name: 'Clone' }).click()
  const clone = page.getByRole('dialog', { name: 'Create role' })
  await expect(clone.getByLabel('Name')).toHaveValue('Copy of Night shift')
  await clone.getByLabel('Name').fill('Day shift')
  await clone.getByRole('checkbox', { name: '(delete:flow)' }).uncheck()
  await clone.getByRole('button', { name: 'Create role' }).click()
  await expect(page.getByRole('heading', { name: 'Day shift' })).toBeVisible()

  await page.getByRole('button', { name: 'Actions for Day shift' }).click()
  await page.getByRole('menuitem', { name: 'Compare' }).click()
  await page.getByLabel('Second role').selectOption('Night shift')
  await expect(page.getByRole('status').filter({ hasText: 'Day shift holds' })).toContainText(
    'Night shift 1 permission that Day shift does not',
  )

  const members = z
    .array(z.object({ id: z.string(), role_id: z.string(), role_name: z.string() }))
    .parse(await (await page.request.get(`/api/accounts/${id}/members?status=ACTIVE`)).json())
  const roles = z
    .array(z.object({ id: z.string(), name: z.string() }))
    .parse(await (await page.request.get(`/api/accounts/${id}/roles?kind=custom`)).json())
  const roleId = roles.find(({ name }) => name === 'Night shift')?.id ?? ''
  const plain = members.filter(({ role_name }) => role_name === 'Member').slice(0, 2)
  expect(plain).toHaveLength(2)
  const changes = plain.map((member) => ({
    membershipId: member.id,
    roleId,
    expectedRoleId: member.role_id,
  }))
  expect(await callAction(page.request, 'changeMemberRolesAction', { accountId: id, changes })).toMatchObject(
    { ok: true },
  )

  await page.goto(`/organizations/${handle}/roles/${roleId}`)
  await expect(page.getByText('Night shift is held by 2 members.')).toBeVisible()
  await page.getByRole('button', { name: 'Actions for Night shift' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit role' })
  await edit.getByRole('checkbox', { name: '(delete:flow)' }).uncheck()
  await edit.getByRole('button', { name: 'Save changes' }).click()
  await expect(edit.getByRole('region', { name: 'What changes' })).toContainText(
    /2 people lose delete:flow in \d workspaces?/,
  )
  await edit.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('The role is saved.')).toBeVisible()
  await expect(flow.getByRole('button', { name: /Delete flows: not held/ })).toBeVisible()
  await expect(page.getByRole('table', { name: 'History' })).toContainText('Removed delete:flow')

  await page.getByRole('button', { name: 'Actions for Night shift' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const remove = page.getByRole('alertdialog', { name: 'Delete Night shift' })
  await expect(remove).toContainText('held by 2 members')
  await remove.getByRole('button', { name: /^Organization role/ }).click()
  await page.getByRole('combobox', { name: 'Search roles by name' }).fill('day')
  await page.getByRole('listbox').getByRole('option', { name: 'Day shift' }).click()
  await expect(remove.getByRole('region', { name: 'What changes' })).toContainText(
    /Nobody gains or loses anything|gain|lose/,
  )
  await remove.getByRole('button', { name: 'Reassign and delete' }).click()
  await expect(page.getByText('The role Night shift is deleted, and 2 uses reassigned.')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Roles' })).not.toContainText('Night shift')
  await expect(
    page.getByRole('table', { name: 'Roles' }).getByRole('row', { name: 'Day shift' }),
  ).toContainText('2 members')
})

test('the role that takes another’s place is found among more roles than a list shows at once', async ({
  page,
}) => {
  const ada = await createPerson('Ada Many')
  const { handle, id } = await seedOrganization(ada, { members: 2, workspaces: 1, roles: 60 })
  await signIn(page.context(), ada)
  const content = { accountId: id, description: '', permissions: ['read:flow'] }
  const made = await callAction(page.request, 'createRoleAction', { ...content, name: 'Old shift' })
  await callAction(page.request, 'createRoleAction', { ...content, name: 'Zulu shift' })
  const roleId = String(made.ok && Reflect.get(Object(made.data), 'id'))
  const emails = ['late@example.com']
  await callAction(page.request, 'inviteMembersAction', { accountId: id, emails, roleId, message: '' })
  await page.goto(`/organizations/${handle}/roles/${roleId}`)
  await page.getByRole('button', { name: 'Actions for Old shift' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const remove = page.getByRole('alertdialog', { name: 'Delete Old shift' })
  await remove.getByRole('button', { name: /^Organization role/ }).click()
  await page.getByRole('combobox', { name: 'Search roles by name' }).fill('zulu')
  await page.getByRole('listbox').getByRole('option', { name: 'Zulu shift' }).click()
  await remove.getByRole('button', { name: 'Reassign and delete' }).click()
  await expect(page.getByText('The role Old shift is deleted, and 1 use reassigned.')).toBeVisible()
})

test('a plan without custom roles says what they are for and who can change that', async ({ page }) => {
  const ada = await createPerson('Ada Standard')
  const { handle, id } = await createOrganization(ada, { plan: 'standard' })
  await signIn(page.context(), ada)
  await page.goto(`/organizations/${handle}/roles`)
  await expect(page.getByText('Custom roles give people exactly the permissions')).toBeVisible()
  await expect(page.getByText('part of the plan Enterprise')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Create role' })).toHaveAttribute('aria-disabled', 'true')
  const direct = await callAction(page.request, 'createRoleAction', {
    accountId: id,
    name: 'Night shift',
    description: '',
    permissions: ['read:flow'],
  })
  expect(direct).toMatchObject({ ok: false, error: { code: 'forbidden', reason: 'plan_required' } })
})

test('the second of two who edit a role is told, sees what changed, and loses nothing of what was typed', async ({
  page,
}) => {
  const ada = await createPerson('Ada Second')
  const { handle, id } = await createOrganization(ada)
  await signIn(page.context(), ada)
  const content = { description: '', permissions: ['read:flow'] }
  const made = await callAction(page.request, 'createRoleAction', {
    accountId: id,
    name: 'Shift',
    ...content,
  })
  const roleId = String(made.ok && Reflect.get(Object(made.data), 'id'))
  await page.goto(`/organizations/${handle}/roles/${roleId}`)
  await page.getByRole('button', { name: 'Actions for Shift' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit role' })
  await edit.getByLabel('Name').fill('Late shift')
  const other = { accountId: id, roleId, name: 'Early shift', ...content, expectedVersion: 1 }
  expect(await callAction(page.request, 'updateRoleAction', other)).toMatchObject({ ok: true })
  await edit.getByRole('button', { name: 'Save changes' }).click()
  await expect(edit.getByText('Somebody changed this role meanwhile.')).toBeVisible()
  await expect(edit.getByText('it is called Early shift now')).toBeVisible()
  await expect(edit.getByLabel('Name')).toHaveValue('Late shift')
  await edit.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('heading', { name: 'Late shift' })).toBeVisible()
})
