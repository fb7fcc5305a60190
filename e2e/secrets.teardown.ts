import { readFileSync } from 'node:fs'
import { expect, test, type APIRequestContext } from '@playwright/test'
import { z } from 'zod'
import { runCommand } from './helpers/command-line'
import { dumpTables } from './helpers/database'
import { listAllMail } from './helpers/mailbox'
import { createPerson, password } from './helpers/people'

const apiKey = /rst_[us]_[0-9A-Za-z]{49}/
const link = /\/(?:invitations\/|verify-email\?token=|reset-password\?token=)([A-Za-z0-9_-]{43})/g

const made = z.object({ key: z.string() })

test('after all tests neither the database nor the log has a key, the secret of a link, or a password', async ({
  request,
}) => {
  const person = await createPerson('Sally Secret')
  const { key } = made.parse(
    await runCommand(['api-key', 'create', '--user', person.email, '--name', 'Secret']),
  )
  expect(key).toMatch(apiKey)
  expect([await statusWith(request, key), await statusWith(request, `${key}x`)]).toEqual([200, 401])

  const log = readFileSync(process.env.E2E_LOG_FILE ?? '', 'utf8')
  const dump = await dumpTables()
  expect(dump.get('public.api_key')?.some((row) => row.includes(key.slice(0, 10)))).toBe(true)

  const tokens = (await listAllMail()).flatMap(({ text }) =>
    [...(text ?? '').matchAll(link)].map(([, token = '']) => token),
  )
  const secrets = new Set([password, ...tokens])
  const hasSecret = (text: string) =>
    apiKey.test(text) || [...secrets].some((secret) => text.includes(secret))

  expect(log.split('\n').filter(hasSecret)).toEqual([])
  const leaks = [...dump].map(([table, rows]) => [table, rows.filter(hasSecret).length] as const)
  expect(leaks.filter(([, count]) => count > 0)).toEqual([])
})

async function statusWith(request: APIRequestContext, key: string): Promise<number> {
  const answer = await request.get('/api/me/accounts', { headers: { authorization: `Bearer ${key}` } })
  return answer.status()
}
