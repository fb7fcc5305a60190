import { expect, test } from '@playwright/test'
import { createOrganization, createPerson, signIn } from './helpers/people'

test('GraphiQL runs a query in a signed-in browser, asks no other host for anything, and breaks no rule of the page', async ({
  page,
  baseURL,
}) => {
  const ada = await createPerson('Ada Graph')
  const { handle } = await createOrganization(ada)
  await signIn(page.context(), ada)
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== new URL(baseURL ?? '').origin) problems.push(request.url())
  })

  await page.goto('/api/graphql')
  await expect(page).toHaveTitle(/GraphQL/)
  const answer = page.getByRole('region', { name: 'Result Window' })
  // Its editors come after its buttons, and a click before them runs nothing.
  await expect(async () => {
    await page.getByRole('button', { name: 'Execute query (Ctrl-Enter)' }).click()
    await expect(answer).toContainText('Administrator', { timeout: 2_000 })
  }).toPass()

  const headers = page.getByRole('region', { name: 'Headers' })
  await expect(headers).toContainText('Bearer YOUR_KEY')
  await expect(headers).toContainText('X-Organization')

  await page.getByRole('button', { name: /Documentation Explorer/ }).click()
  await page.getByRole('link', { name: 'Query', exact: true }).click()
  await expect(page.getByText('Lists everybody who belongs to the organization')).toBeVisible()
  expect(problems).toEqual([])
  expect(handle).toMatch(/^acme-/)
})

test('a change is refused without a key, however it is asked for', async ({ page }) => {
  const ada = await createPerson('Ada Change')
  const { id } = await createOrganization(ada)
  await signIn(page.context(), ada)
  const query = 'mutation { rename_organization(input: { name: "Mine" }) { name } }'
  const byGet = await page.request.get('/api/graphql', { params: { query } })
  expect(byGet.status()).toBe(405)
  expect(await byGet.text()).toContain('post_required')
  const byPost = await page.request.post('/api/graphql', { data: { query } })
  expect(await byPost.text()).toContain('unauthenticated')
  const named = await page.request.get('/api/graphql', { params: { query: '{ organizations { id name } }' } })
  expect(await named.json()).toMatchObject({
    data: { organizations: expect.arrayContaining([{ id, name: 'Acme' }]) },
  })
})
