import { expect, test, type Page } from '@playwright/test'
import { readList } from './helpers/denied-place'
import {
  act,
  auditOf,
  beginAt,
  enterByAddress,
  expectAt,
  nameAtProvider,
  newPage,
  openCompany,
  providerKinds,
  type Organization,
} from './helpers/single-sign-on'
import { createWorkspace } from './helpers/workspaces'

// What groups of a provider give, for as long as it says that somebody is in them.

/** Adds a group on the page of single sign-on that gives an organization role and one in a workspace. */
async function addGroup(page: Page, { handle }: Organization, group: string): Promise<void> {
  await page.goto(`/organizations/${handle}/sso`)
  await page.getByRole('button', { name: 'Add group' }).click()
  const adding = page.getByRole('dialog', { name: 'Add group' })
  await adding.getByLabel('Group').fill(group)
  await adding.getByRole('combobox', { name: 'Organization role' }).click()
  await page.getByRole('option', { name: 'Read Only User' }).click()
  await adding.getByRole('button', { name: 'Add workspace' }).click()
  await adding.getByRole('button', { name: /^Workspace/ }).click()
  await page.getByRole('option', { name: /Vault/ }).click()
  await adding.getByRole('combobox', { name: 'Workspace role' }).click()
  await page.getByRole('option', { name: 'Read-only Collaborator', exact: true }).click()
  await adding.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Groups' })).toContainText('Vault (Read-only Collaborator)')
}

for (const { kind, start } of providerKinds)
  test(`a group that ${kind} names opens a workspace, shown with its source, and closes it when the group goes`, async ({
    page,
    browser,
  }) => {
    const provider = await start()
    const { organization, domain, at } = await openCompany(page, provider)
    await createWorkspace(page.request, organization.id, { name: 'Vault', handle: 'vault' })
    await addGroup(page, organization, 'platform')
    const email = `gia.group@${domain}`
    const gia = { subject: 'gia', email, name: 'Gia Group' }
    const vault = `${at}/workspaces/vault`

    // Somebody of no group does not know of the workspace.
    nameAtProvider(provider, { ...gia, groups: ['Platform', 'others'] })
    const before = await newPage(browser)
    await enterByAddress(before, email)
    expect((await before.goto(vault))?.status()).toBe(404)

    nameAtProvider(provider, { ...gia, groups: ['others', 'platform'] })
    const within = await newPage(browser)
    await enterByAddress(within, email, vault)
    await expect(within.getByRole('heading', { name: 'Vault', level: 1 })).toBeVisible()
    await within.goto('/workspaces')
    await expect(within.getByRole('link', { name: 'Vault' }).first()).toBeVisible()
    // In the session of before too: it is asked with every request.
    expect((await before.goto(vault))?.status()).toBe(200)
    await page.goto(`${vault}/sharing`)
    const row = page.getByRole('table', { name: 'Workspace Sharing' }).getByRole('row', { name: /Gia Group/ })
    await expect(row).toContainText('Read-only Collaborator by group platform')
    await page.goto(`${at}/members`)
    const member = page.getByRole('row', { name: /Gia Group/ })
    await expect(member).toContainText('Read Only User')
    await expect(member).toContainText('Group platform')

    // The provider names no group any more.
    nameAtProvider(provider, { ...gia, groups: [] })
    const after = await newPage(browser)
    await enterByAddress(after, email)
    for (const tab of [after, within, before]) expect((await tab.goto(vault))?.status()).toBe(404)
    await page.goto(`${vault}/sharing`)
    await expect(row).toHaveCount(0)
    await page.goto(`${at}/members`)
    await expect(member).toContainText('Member')
    await expect(member).not.toContainText('Group platform')
    await auditOf(page, organization, /platform/)
    await provider.stop()
  })

test('a group never makes an Administrator, and what it gives ends when its mapping is deleted', async ({
  page,
  browser,
}) => {
  const [{ start }] = providerKinds
  const provider = await start()
  const { organization, domain, at, administrator } = await openCompany(page, provider)
  await createWorkspace(page.request, organization.id, { name: 'Vault', handle: 'vault' })
  await page.goto(`${at}/sso`)
  await page.getByRole('button', { name: 'Add group' }).click()
  const adding = page.getByRole('dialog', { name: 'Add group' })
  await adding.getByRole('combobox', { name: 'Organization role' }).click()
  await expect(page.getByRole('option', { name: 'Administrator' })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await addGroup(page, organization, 'platform')

  // An Administrator who is in the group stays one.
  nameAtProvider(provider, {
    subject: 'ada',
    email: administrator.email,
    name: 'Ada Admin',
    groups: ['platform'],
  })
  await beginAt(page, organization, { returnTo: `${at}/members` })
  await expectAt(page, `${at}/members`)
  await expect(page.getByRole('row', { name: /Ada Admin/ })).toContainText('Administrator')

  const email = `gia.group@${domain}`
  nameAtProvider(provider, { subject: 'gia', email, name: 'Gia Group', groups: ['platform'] })
  const gia = await newPage(browser)
  await enterByAddress(gia, email, `${at}/workspaces/vault`)
  await page.goto(`${at}/sso`)
  await page.getByRole('button', { name: 'Actions for platform' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const asking = page.getByRole('alertdialog', { name: 'Delete platform' })
  await expect(asking).toContainText('2 members are in this group.')
  await expect(asking).toContainText('Those with Read Only User by it get back the role they had.')
  await expect(asking).toContainText('What it gives in 1 workspace ends.')
  await asking.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('No groups yet')).toBeVisible()
  expect((await gia.goto(`${at}/workspaces/vault`))?.status()).toBe(404)
  await page.goto(`${at}/members`)
  await expect(page.getByRole('row', { name: /Gia Group/ })).not.toContainText('Read Only User')
  await provider.stop()
})

test('roles of several groups add up, and one that goes takes away its own alone', async ({
  page,
  browser,
}) => {
  const [, { start }] = providerKinds
  const provider = await start()
  const { organization, domain, at } = await openCompany(page, provider)
  const { id: accountId } = organization
  const roles = await readList(page.request, `/api/accounts/${accountId}/roles`)
  const roleId = roles.find(({ name }) => name === 'Read-only Collaborator')?.['id']
  for (const group of ['First', 'Second']) {
    const { id: workspaceId } = await createWorkspace(page.request, accountId, {
      name: group,
      handle: group.toLowerCase(),
    })
    const workspaces = [{ workspaceId, roleId }]
    await act(page, 'createGroupMappingAction', { accountId, group, workspaces })
  }
  const email = `mara.many@${domain}`
  nameAtProvider(provider, { subject: 'mara', email, name: 'Mara Many', groups: ['First', 'Second'] })
  const mara = await newPage(browser)
  await enterByAddress(mara, email)
  for (const handle of ['first', 'second'])
    expect((await mara.goto(`${at}/workspaces/${handle}`))?.status()).toBe(200)
  nameAtProvider(provider, { subject: 'mara', email, name: 'Mara Many', groups: ['Second'] })
  await enterByAddress(await newPage(browser), email)
  expect((await mara.goto(`${at}/workspaces/first`))?.status()).toBe(404)
  expect((await mara.goto(`${at}/workspaces/second`))?.status()).toBe(200)
  await provider.stop()
})
