import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`anybody reads the page of the API, from our own host alone and at any width, in ${colorScheme}`, async ({
    browser,
    baseURL,
  }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    const problems: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (protocol.startsWith('http') && origin !== new URL(baseURL ?? '').origin)
        problems.push(request.url())
    })

    await page.goto('/api/docs')
    await expect(page).toHaveTitle('API · Roster')
    await expect(page.getByRole('heading', { name: 'API', exact: true })).toBeVisible()
    await page.getByRole('link', { name: 'Invitations', exact: true }).click()
    const invite = page.locator('summary', { hasText: 'POST /api/accounts/{accountId}/invitations' }).first()
    await invite.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByText('Needs create:invitation in the account.').first()).toBeVisible()
    await expect(page.getByRole('cell', { name: 'Idempotency-Key' }).first()).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
    expect(problems).toEqual([])
    await context.close()
  })
}

test('the document is there for programs, without a key', async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext(baseURL ? { baseURL } : {})
  const answer = await request.get('/api/openapi.json')
  expect(await answer.json()).toMatchObject({ openapi: '3.1.0', info: { title: 'Roster' } })
  expect((await request.get('/api/csrf-token?client=x')).status()).toBe(404)
  await request.dispose()
})
