import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type APIRequestContext } from '@playwright/test'
import { startMailServer } from './helpers/mail-server'
import { listMail } from './helpers/mailbox'
import { createOrganization, createPerson, newEmail, signIn } from './helpers/people'
import { startProduct, type Product } from './helpers/product'
import { callAction } from './helpers/server-actions'

test('every process killed between an invitation and its mail: both are there afterwards, and the mail comes once', async ({
  playwright,
}) => {
  test.setTimeout(180_000)
  const folder = await mkdtemp(join(tmpdir(), 'roster-crash-'))
  const port = await findFreePort()
  // Nobody listens there yet, so the mail waits.
  const settings = {
    ROSTER_DATA_DIR: join(folder, 'data'),
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    LOG_LEVEL: 'silent',
  }
  const { E2E_DATA_FOLDER, E2E_MAIL_FOLDER } = process.env
  Object.assign(process.env, {
    E2E_DATA_FOLDER: settings.ROSTER_DATA_DIR,
    E2E_MAIL_FOLDER: join(folder, 'mail'),
  })

  let product: Product = await startProduct(settings)
  const person = await createPerson('Cora Crash')
  const organization = await createOrganization(person)
  let request = await playwright.request.newContext({ baseURL: product.url })
  await signIn({ request }, person)
  const invited = newEmail('after.crash')
  const roleId = await findRoleId(request, organization.id)
  const made = await callAction(request, 'inviteMembersAction', {
    accountId: organization.id,
    emails: [invited],
    roleId,
    message: '',
  })
  expect(made.ok).toBe(true)
  await product.kill()

  const mail = await startMailServer(join(folder, 'mail'), port)
  product = await startProduct(settings)
  request = await playwright.request.newContext({ baseURL: product.url })
  await signIn({ request }, person)
  const path = `/api/accounts/${organization.id}/invitations`
  await expect.poll(async () => (await request.get(path)).text(), { timeout: 90_000 }).toContain('"SENT"')
  expect(await listMail(invited)).toHaveLength(1)
  await product.stop()
  await mail.stop()
  await rm(folder, { recursive: true, force: true })
  // The tests after it in this process talk to the common product again.
  Object.assign(process.env, { E2E_DATA_FOLDER, E2E_MAIL_FOLDER })
})

async function findRoleId(request: APIRequestContext, accountId: string): Promise<string> {
  const members: { role_id: string }[] = await (
    await request.get(`/api/accounts/${accountId}/members`)
  ).json()
  const roleId = members[0]?.role_id
  if (!roleId) throw new Error('the organization has no member')
  return roleId
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
