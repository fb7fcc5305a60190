import { createHash } from 'node:crypto'
import { symbols } from 'pino'
import { expect, test, vi } from 'vitest'
import { authenticateKey } from '@/lib/authz/api-key'
import type { Ctx } from '@/lib/authz/context'
import { createRouter } from '@/lib/http/router'
import { logger } from '@/lib/log'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import { newOrganization } from '@/lib/testing/organizations'
import { newApiKey } from './format'
import { mailKeyNotices } from './notices'
import { rotateServiceAccountKey, revokeServiceAccountKey } from './service-account-keys'
import { createUserKey, revokeUserKey, rotateUserKey, updateUserKey } from './user-keys'

// Before anything reads the settings, which happens once.
vi.stubEnv('LOG_LEVEL', 'debug')

const router = createRouter(() => Promise.resolve(null))

test('nothing secret is kept: no table and no log line holds a key, or its secret part, after whatever was done with it', async () => {
  const logged = captureLog()
  const keys = await useKeys()
  await vi.waitFor(() => expect(logged()).toContain('the last use of an API key could not be written'), {
    timeout: 15_000,
  })
  const log = logged()
  expect(log.split('a server action failed')).toHaveLength(3)
  const dump = await dumpOfAllTables()
  expect(dump).toContain('Kept secret')
  expect(dump).toContain('api_key_expiring')
  expect(keys.length).toBeGreaterThan(6)
  for (const key of keys) {
    const hash = createHash('sha256').update(key).digest('hex')
    // Its checksum, its secret part, and what is left without the characters that are shown.
    const asBytes = Buffer.from(key.slice(10)).toString('hex')
    for (const secret of [key, key.slice(6), key.slice(10), key.slice(10, 49), asBytes]) {
      expect(dump).not.toContain(secret)
      expect(log).not.toContain(secret)
    }
    // The one place of the hash is the column that is looked up.
    expect(dump.split(hash).length - 1).toBeLessThanOrEqual(1)
    expect(log).not.toContain(hash)
  }
})

/** Makes, uses, changes, fails and ends keys of both kinds; returns every key that there was. */
async function useKeys(): Promise<string[]> {
  const organization = await newOrganization({ name: 'Kept secret' })
  const { administrator, accountId } = organization
  const { ctx } = administrator
  const expiresAt = new Date(Date.now() + 20 * 86_400_000)
  const own = await newUserApiKey(ctx, { name: 'Kept secret', expiresAt })
  const bound = await newUserApiKey(ctx, { accountId })
  const { serviceAccountId, key: robot } = await newServiceAccountWithKey(organization, { expiresAt })
  const of = { accountId, serviceAccountId }
  await updateUserKey(ctx, { apiKeyId: own.id, name: 'Still kept secret' })
  const next = await rotateUserKey(ctx, { apiKeyId: own.id, overlapHours: 1 })
  const robotNext = await rotateServiceAccountKey(ctx, { ...of, apiKeyId: robot.id, overlapHours: 0 })
  await rotateUserKey(ctx, { apiKeyId: own.id, overlapHours: 1 }).catch(() => {})
  const unknown = newApiKey('USER').key
  const wrong = `${robotNext.key.slice(0, -1)}${robotNext.key.endsWith('0') ? '1' : '0'}`
  const keys = [own, bound, robot, next, robotNext].map(({ key }) => key)
  for (const key of [...keys, unknown, wrong]) await request(key)
  await query('update api_key set noticed_days = null where id = any($1)', [[next.id, robotNext.id]])
  await mailKeyNotices(new Date(), [next.id, accountId])
  await revokeUserKey(ctx, { apiKeyId: next.id })
  await revokeServiceAccountKey(ctx, { ...of, apiKeyId: robotNext.id })
  for (const key of [next.key, robotNext.key]) await request(key)
  await failInTheDatabase(ctx, bound.key)
  return [...keys, unknown, wrong]
}

/** What the database refuses, as the boundaries log it: errors quote what they were about. */
async function failInTheDatabase(ctx: Ctx, key: string): Promise<void> {
  const zero = 'a zero byte \u0000 no database takes'
  await newUserApiKey({ ...ctx, requestId: zero }).catch((error: unknown) =>
    logger().error({ error }, 'a server action failed'),
  )
  await createUserKey(ctx, { name: zero, accountId: null, expiresAt: null }).catch((error: unknown) =>
    logger().error({ error }, 'a server action failed'),
  )
  const later = new Date(Date.now() + 3_600_000)
  await authenticateKey({ key, ipAddress: zero, now: later })
}

/** As a client may send a key: where it belongs, and where it does not. */
async function request(key: string): Promise<void> {
  const bearer = { authorization: `Bearer ${key}` }
  for (const path of ['/api/me/accounts', '/api/me/api-keys?limit=none', '/api/nothing'])
    await router.fetch(new Request(`http://roster.test:3000${path}`, { headers: bearer }))
  await router.fetch(
    new Request(`http://roster.test:3000/api/me/api-keys?cursor=${key}&api_key=${key}`, {
      headers: { ...bearer, 'x-api-key': key },
    }),
  )
}

/** What the logger writes from now on; nothing of it reaches the output of the tests. */
function captureLog(): () => string {
  const output: { write: (line: string) => void } = Reflect.get(logger(), symbols.streamSym)
  const written = vi.spyOn(output, 'write').mockImplementation(() => {})
  return () => written.mock.calls.map(([line]) => line).join('')
}

/** Every row of every table of the database as text. */
async function dumpOfAllTables(): Promise<string> {
  const tables = await query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  )
  expect(tables.length).toBeGreaterThan(20)
  const rows = []
  for (const { name } of tables)
    rows.push(...(await query<{ text: string }>(`select t::text as text from ${name} t`)))
  return rows.map(({ text }) => text).join('\n')
}
