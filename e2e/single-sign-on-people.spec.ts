import { expect, test, type Page } from '@playwright/test'
import { startOidcProvider } from '@/lib/testing/identity-providers/oidc'
import { startSamlProvider } from '@/lib/testing/identity-providers/saml'
import { readList } from './helpers/denied-place'
import { join, password, signIn } from './helpers/people'
import {
  beginAt,
  beginByAddress,
  connect,
  createWithOrganization,
  enterByAddress,
  expectAt,
  nameAtProvider,
  newPage,
  openCompany,
  providerKinds,
} from './helpers/single-sign-on'

// Who somebody is: the connection and the provider's name for them, wherever they were going and whatever their address is today.

for (const { kind, start } of providerKinds)
  test(`who comes through ${kind} once more lands where they were going, and is the same person with another address`, async ({
    page,
    browser,
  }) => {
    const provider = await start()
    const { organization, domain, at } = await openCompany(page, provider)
    const email = `nina.new@${domain}`
    const nina = { subject: 'nina', name: 'Nina New' }
    nameAtProvider(provider, { ...nina, email })
    await enterByAddress(await newPage(browser), email)

    // A deep link, asked for by somebody who is not signed in.
    const again = await newPage(browser)
    const deep = `${at}/members?search=Nina&sort=name`
    await again.goto(deep)
    await expect(again).toHaveURL(/\/sign-in\?returnTo=/)
    await again.getByRole('button', { name: 'Continue with single sign-on' }).click()
    await again.getByLabel('Email').fill(email)
    await again.getByRole('button', { name: 'Continue with single sign-on' }).click()
    await expectAt(again, deep)
    await expect(again.getByRole('row', { name: /Nina New/ })).toBeVisible()

    // The provider calls the same subject by another address: nobody else is made of it.
    const married = `nina.married@${domain}`
    nameAtProvider(provider, { ...nina, email: married })
    const third = await newPage(browser)
    await enterByAddress(third, married, `${at}/members`)
    const members = await readList(page.request, `/api/accounts/${organization.id}/members`)
    expect(members.map((member) => String(member['email'])).toSorted()).toEqual([
      `ada.admin@${domain}`,
      email,
    ])
    await page.goto(`${at}/members`)
    await page.getByRole('link', { name: 'Nina New' }).click()
    await expect(page.getByRole('table', { name: 'Single sign-on' })).toContainText(married)

    // Another subject with her address is somebody else, who is not let in as her.
    nameAtProvider(provider, { subject: 'mallory', name: 'Nina New', email })
    const other = await newPage(browser)
    await beginAt(other, organization)
    await expect(other.getByRole('heading', { name: 'You were not signed in' })).toBeVisible()
    await expect(other.getByRole('alert').first()).toContainText('connected to the account with your address')
    expect((await other.request.get('/api/me/accounts')).status()).toBe(401)
    await provider.stop()
  })

test('who has an address of another domain proves the account once by its password, and such a session opens this organization alone', async ({
  page,
  browser,
}) => {
  const provider = await startOidcProvider()
  const { organization, at } = await openCompany(page, provider)
  const { person: gwen, organization: elsewhere } = await createWithOrganization('Gwen Guest')
  const own = await newPage(browser)
  await signIn(own.context(), gwen)
  await join(page.request, organization, { context: own.context(), person: gwen, role: 'Member' })
  nameAtProvider(provider, { subject: 'gwen', email: gwen.email, name: 'Gwen Guest' })

  const first = await newPage(browser)
  await beginAt(first, organization, { returnTo: `${at}/members?search=Gwen` })
  await expect(first.getByRole('heading', { name: 'Connect your account' })).toBeVisible()
  await first.getByLabel('Password').fill('not-the-password')
  await first.getByRole('button', { name: 'Connect and sign in' }).click()
  await expect(first.getByRole('alert').first()).toContainText(/password/)
  expect((await first.request.get('/api/me/accounts')).status()).toBe(401)
  await first.getByLabel('Password').fill(password)
  await first.getByRole('button', { name: 'Connect and sign in' }).click()
  await expectAt(first, `${at}/members?search=Gwen`)
  // She came in by her password as well, so that this session is hers everywhere.
  expect((await first.goto(`/organizations/${elsewhere.handle}/members`))?.status()).toBe(200)

  const second = await newPage(browser)
  await beginAt(second, organization, { returnTo: `${at}/members` })
  await expectAt(second, `${at}/members`)
  await expect(second.getByRole('heading', { name: 'Members' })).toBeVisible()
  expect((await second.goto(`/organizations/${elsewhere.handle}/members`))?.status()).toBe(404)
  const listed = await readList(second.request, '/api/me/accounts')
  expect(listed.map(({ handle }) => handle)).toEqual([organization.handle])
  await second.goto('/profile')
  await expect(second.getByText('This concerns all your organizations')).toBeVisible()
  await second.getByRole('button', { name: 'Sign in with your password' }).click()
  await second.getByLabel('Email').fill(gwen.email)
  await second.getByLabel('Password').fill(password)
  await second.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expectAt(second, '/profile')
  await expect(second.getByRole('heading', { name: 'Profile' })).toBeVisible()
  await provider.stop()
})

for (const { kind, start } of providerKinds)
  test(`two sign-ins through ${kind}, begun in two tabs, both end where each was going, and none of them twice`, async ({
    page,
    browser,
  }) => {
    const provider = await start()
    const { domain, at } = await openCompany(page, provider)
    const email = `tina.tabs@${domain}`
    nameAtProvider(provider, { subject: 'tina', email, name: 'Tina Tabs' })
    provider.signedIn = null
    const context = await browser.newContext()
    const goals = [`${at}/members`, '/workspaces?search=one']
    const tabs: { tab: Page; goal: string }[] = []
    for (const goal of goals) {
      const tab = await context.newPage()
      await beginByAddress(tab, email, goal)
      await expect(tab.getByRole('heading', { name: 'Sign in as' })).toBeVisible()
      tabs.push({ tab, goal })
    }
    const completions = new Set<string>()
    for (const { tab, goal } of tabs) {
      tab.on('framenavigated', (frame) => {
        if (new URL(frame.url()).pathname === '/sso/complete') completions.add(frame.url())
      })
      await tab.getByRole('link', { name: 'Tina Tabs' }).click()
      await expectAt(tab, goal)
    }
    expect(completions.size).toBe(2)

    // The address that completed it says nothing a second time, here or in another browser.
    const [again, elsewhere] = [await context.newPage(), await newPage(browser)]
    const completed = [...completions].at(-1) ?? ''
    await again.goto(completed)
    await expect(again.getByRole('heading', { name: 'You are signed in' })).toBeVisible()
    await elsewhere.goto(completed)
    await expect(elsewhere.getByRole('heading', { name: 'You were not signed in' })).toBeVisible()
    await provider.stop()
  })

test('an answer that another browser brings opens nothing in it', async ({ page, browser }) => {
  const provider = await startSamlProvider()
  const { organization, domain } = await openCompany(page, provider)
  nameAtProvider(provider, { subject: 'vic', email: `vic.tim@${domain}`, name: 'Vic Tim' })
  const attacker = await newPage(browser)
  // The attacker stops where their answer would be completed, and has somebody else open it.
  const stopped = new Promise<string>((resolve) => {
    void attacker.route('**/sso/complete**', (route) => {
      resolve(route.request().url())
      return route.abort()
    })
  })
  await beginAt(attacker, organization)
  const url = await stopped
  const victim = await newPage(browser)
  await victim.goto(url)
  await expect(victim.getByRole('heading', { name: 'You were not signed in' })).toBeVisible()
  expect((await victim.request.get('/api/me/accounts')).status()).toBe(401)
  await provider.stop()
})

test('two connections of one organization each know their own people, whatever address they name', async ({
  page,
  browser,
}) => {
  const provider = await startOidcProvider()
  const { organization, domain, at, administrator } = await openCompany(page, provider)
  const email = `olga.one@${domain}`
  nameAtProvider(provider, { subject: 'olga', email, name: 'Olga One' })
  await enterByAddress(await newPage(browser), email, `${at}/members`)

  // The second connection speaks for no domain: its word about her address opens nothing.
  const second = await startSamlProvider()
  nameAtProvider(second, { subject: 'ada', email: administrator.email, name: 'Ada Admin' })
  await connect(page, organization, second, 'Second login')
  nameAtProvider(second, { subject: 'olga', email, name: 'Olga One' })
  const claimed = await newPage(browser)
  await beginAt(claimed, organization, { name: 'Second login' })
  await expect(claimed.getByRole('heading', { name: 'Connect your account' })).toBeVisible()
  expect((await claimed.request.get('/api/me/accounts')).status()).toBe(401)
  await provider.stop()
  await second.stop()
})
