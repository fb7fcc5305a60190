import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, type APIRequestContext } from '@playwright/test'
import { z } from 'zod'
import { statusWith } from './helpers/api-keys'
import { createPerson, password, signIn } from './helpers/people'

/** What a command line runs while it waits for its key: it takes anything from any page. One that hangs never answers what it got. */
async function startProgram({ isHanging = false } = {}) {
  const received: { path: string; body: unknown }[] = []
  const server = createServer((request, response) => {
    const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      if (request.method === 'POST')
        received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(parts).toString()) })
      if (!isHanging || request.method !== 'POST') response.writeHead(200, headers).end('null')
    })
  }).listen(0, 'localhost')
  await once(server, 'listening')
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo
  return {
    received,
    callback: `http://localhost:${port}`,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const handed = z.object({ api_key: z.string() })

/** For how many days the only key of the person lasts. */
async function daysOfKey(request: APIRequestContext): Promise<number> {
  const keys = z.tuple([z.object({ expires_at: z.coerce.date() })])
  const [key] = keys.parse(await (await request.get('/api/me/api-keys')).json())
  return (key.expires_at.getTime() - Date.now()) / 86_400_000
}

test('a command line gets a key through the browser, by keyboard, after signing in', async ({ page }) => {
  const mia = await createPerson('Mia Terminal')
  const program = await startProgram()
  await page.goto(`/auth/client?callback=${encodeURIComponent(program.callback)}`)
  await page.getByLabel('Email').fill(mia.email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Sign in a command line' })).toBeVisible()
  await expect(page.getByText(program.callback)).toBeVisible()
  expect(program.received).toEqual([])

  await page.getByRole('button', { name: 'Allow' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status')).toContainText('Signed in')
  expect(program.received).toHaveLength(1)
  expect(program.received[0]?.path).toBe('/success')
  const { api_key } = handed.parse(program.received[0]?.body)
  expect(await statusWith(api_key, '/api/me/workspaces')).toBe(200)
  expect(await page.content()).not.toContain(api_key)
  expect(await daysOfKey(page.request)).toBeCloseTo(30, 1)
  await page.getByRole('link', { name: 'Your API keys' }).click()
  await expect(page.getByRole('row', { name: /Command line/ })).toBeVisible()
  // Loaded anew: only the page that hands a key over may call programs.
  expect(await page.evaluate(() => performance.getEntriesByType('navigation')[0]?.name)).toContain(
    '/profile/api-keys',
  )
  program.stop()
})

test('a refusal is told to the program, and nothing is made', async ({ page }) => {
  await signIn(page.context(), await createPerson('Mia Refuses'))
  const program = await startProgram()
  await page.goto(`/auth/client?callback=${encodeURIComponent(program.callback)}`)
  await page.getByRole('button', { name: 'Refuse' }).click()
  await expect(page.getByRole('status')).toContainText('gets no key')
  expect(program.received.map(({ path }) => path)).toEqual(['/failure'])
  expect(await (await page.request.get('/api/me/api-keys')).json()).toEqual([])
  program.stop()
})

test('a page that is closed before the program has answered leaves no key that lasts', async ({
  context,
}) => {
  await signIn(context, await createPerson('Mia Closes'))
  const program = await startProgram({ isHanging: true })
  const page = await context.newPage()
  await page.goto(`/auth/client?callback=${encodeURIComponent(program.callback)}`)
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect.poll(() => program.received.length).toBe(1)
  await page.close()
  expect(await daysOfKey(context.request)).toBeLessThan(0.01)
  program.stop()
})

test('a key that the program does not take is revoked, and no key goes to another computer', async ({
  page,
}) => {
  await signIn(page.context(), await createPerson('Mia Late'))
  const program = await startProgram()
  program.stop()
  await page.goto(`/auth/client?callback=${encodeURIComponent(program.callback)}`)
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'The key was revoked' })).toBeVisible()
  expect(await (await page.request.get('/api/me/api-keys')).json()).toMatchObject([{ status: 'REVOKED' }])

  for (const callback of [
    'http://evil.example:8080',
    'https://localhost:8080',
    'http://localhost:1@evil.example',
  ]) {
    await page.goto(`/auth/client?callback=${encodeURIComponent(callback)}`)
    await expect(page.getByText('names one elsewhere')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Allow' })).toBeHidden()
  }
})
