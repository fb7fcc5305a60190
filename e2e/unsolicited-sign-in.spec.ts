import { randomUUID } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { z } from 'zod'
import { startSamlProvider } from '@/lib/testing/identity-providers/saml'
import { runSql } from './helpers/database'
import { createOrganization, createPerson, signIn } from './helpers/people'
import { callAction } from './helpers/server-actions'

const made = z.object({ data: z.object({ id: z.uuid() }) })

test('a page of somebody else’s signs nobody in by a response that nobody asked for, unless they say so', async ({
  page,
  browser,
  baseURL,
}) => {
  const provider = await startSamlProvider()
  const mallory = { subject: 'mallory', email: `mallory@d${randomUUID()}.example`, name: 'Mallory' }
  provider.people.set('mallory', mallory)
  provider.signedIn = 'mallory'
  const stranger = await createPerson('Eve Elsewhere')
  const { id: accountId } = await createOrganization(stranger, { name: 'Elsewhere' })
  const theirs = await browser.newContext()
  await signIn(theirs, stranger)
  const { data } = made.parse(
    await callAction(theirs.request, 'createSamlConnectionAction', {
      accountId,
      name: 'Elsewhere login',
      metadataUrl: provider.metadataUrl,
      allowsUnsolicited: true,
    }),
  )
  await runSql(`update sso_connection set state = 'ACTIVE', tested_at = now() where id = $1`, [data.id])
  await runSql(
    'insert into sso_domain (account_id, id, domain, token, connection_id, verified_at) values ($1, $2, $3, $4, $5, now())',
    [accountId, randomUUID(), mallory.email.split('@')[1], 'token', data.id],
  )
  const ada = await createPerson('Ada Admin')
  await signIn(page.context(), ada)
  const whoIsIn = async () => (await page.request.get('/api/me')).text()
  const acsUrl = `${baseURL}/api/sso/${data.id}/acs`
  const bring = async () => {
    const audience = `${baseURL}/api/sso/${data.id}/metadata`
    const xml = await provider.respond({ acsUrl, audience, requestId: null, relayState: '' })
    const response = Buffer.from(xml).toString('base64')
    await page.goto('about:blank')
    await page.setContent(
      `<form method="post" action="${acsUrl}"><input type="hidden" name="SAMLResponse" value="${response}"></form><script>document.forms[0].submit()</script>`,
      { waitUntil: 'commit' },
    )
    await expect(page.getByRole('heading', { name: 'Sign in to Elsewhere?' })).toBeVisible()
  }
  await bring()
  await expect(page.getByRole('main')).toContainText(`sent you here to sign in as ${mallory.email}`)
  await expect(page.getByRole('main')).toContainText(
    `${ada.email} is signed in here now. If you continue, that session ends.`,
  )
  await page.getByRole('link', { name: 'Stay as I am' }).click()
  await expect(page).toHaveURL(/\/workspaces$/)
  expect(await whoIsIn()).toContain(ada.email)
  await bring()
  await page.getByRole('button', { name: 'Sign out and sign in to Elsewhere' }).click()
  await expect(page).toHaveURL(/\/workspaces/)
  expect(await whoIsIn()).toContain(mallory.email)
  await provider.stop()
})
