import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import { z } from 'zod'
import { databaseUrl } from './helpers/database'
import { createOrganization, createPerson, signIn } from './helpers/people'
import { startProduct } from './helpers/product'
import { callAction } from './helpers/server-actions'

const perSecond = 200
const overlapSeconds = 4
const madeKey = z.object({ id: z.uuid(), key: z.string() })
const madeServiceAccount = z.object({ id: z.uuid(), key: madeKey })

type Answer = { key: string; sentAt: number; answeredAt: number; status: number }

test('a key under load is rotated with overlap and revoked, on two processes, without a request failing that should not', async ({
  request,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'roster-second-'))
  const second = await startProduct({
    ROSTER_DATA_DIR: join(folder, 'data'),
    AUTH_SECRET: randomBytes(32).toString('base64url'),
    DATABASE_URL: databaseUrl(),
    DATABASE_NAMED_STATEMENTS: 'false',
    SMTP_URL: '',
    RATE_LIMIT_FACTOR: '1000',
    LOG_LEVEL: 'silent',
  })
  const addresses = [process.env.E2E_BASE_URL ?? '', second.url]
  const person = await createPerson('Rita Rotates')
  const { id: accountId } = await createOrganization(person)
  await signIn({ request }, person)
  const act = async (name: string, input: object) => {
    const answer = await callAction(request, name, { accountId, ...input })
    if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`)
    return answer.data
  }
  const { id: serviceAccountId, key: old } = madeServiceAccount.parse(
    await act('createServiceAccountAction', { name: 'Deployer' }),
  )

  const answers: Promise<Answer>[] = []
  let keys = [old.key]
  let isLoaded = true
  const load = (async () => {
    for (let count = 0; isLoaded; count += 1) {
      answers.push(ask(addresses[count % 2] ?? '', keys[count % keys.length] ?? ''))
      await delay(1_000 / perSecond)
    }
  })()

  await delay(1_500)
  const overlapHours = overlapSeconds / 3_600
  const rotation = { serviceAccountId, apiKeyId: old.id, overlapHours }
  const rotatedFrom = Date.now()
  const fresh = madeKey.parse(await act('rotateServiceAccountKeyAction', rotation))
  const endsBetween = [rotatedFrom, Date.now()].map((time) => time + overlapSeconds * 1_000)
  keys = [old.key, fresh.key]
  await delay(overlapSeconds * 1_000 + 2_000)
  isLoaded = false
  await load

  const all = await Promise.all(answers)
  expect(all.length).toBeGreaterThan(perSecond)
  const [from = 0, until = 0] = endsBetween
  // What was on its way when the overlap ended may have been either.
  const before = all.filter(({ key, answeredAt }) => key === fresh.key || answeredAt < from)
  expect(before.filter(({ status }) => status !== 200)).toEqual([])
  const after = all.filter(({ key, sentAt }) => key === old.key && sentAt > until)
  expect(after.length).toBeGreaterThan(10)
  expect(after.filter(({ status }) => status !== 401)).toEqual([])

  await act('revokeServiceAccountKeyAction', { serviceAccountId, apiKeyId: fresh.id })
  const next = await Promise.all(addresses.map((address) => ask(address, fresh.key)))
  expect(next.map(({ status }) => status)).toEqual([401, 401])
  await second.stop()
  await rm(folder, { recursive: true, force: true })
})

async function ask(address: string, key: string): Promise<Answer> {
  const sentAt = Date.now()
  const response = await fetch(`${address}/api/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ auth_role { id } }' }),
  })
  await response.arrayBuffer()
  return { key, sentAt, answeredAt: Date.now(), status: response.status }
}
