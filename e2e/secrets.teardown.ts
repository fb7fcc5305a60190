import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { dumpTables } from './helpers/database'
import { listAllMail } from './helpers/mailbox'
import { password } from './helpers/people'

const apiKey = /rst_[us]_[0-9A-Za-z]{49}/
const link = /\/(?:invitations\/|verify-email\?token=|reset-password\?token=)([A-Za-z0-9_-]{43})/g

test('after all tests neither the database nor the log has a key, the secret of a link, or a password', async () => {
  const log = readFileSync(process.env.E2E_LOG_FILE ?? '', 'utf8')
  const dump = await dumpTables()
  expect([...dump.values()].flat().length).toBeGreaterThan(1_000)
  expect(dump.get('public.api_key')?.length).toBeGreaterThan(0)

  const tokens = (await listAllMail()).flatMap(({ text }) =>
    [...(text ?? '').matchAll(link)].map(([, token = '']) => token),
  )
  expect(tokens.length).toBeGreaterThan(5)
  const secrets = new Set([password, ...tokens])
  const hasSecret = (text: string) =>
    apiKey.test(text) || [...secrets].some((secret) => text.includes(secret))

  expect(log.split('\n').filter(hasSecret)).toEqual([])
  const leaks = [...dump].map(([table, rows]) => [table, rows.filter(hasSecret).length] as const)
  expect(leaks.filter(([, count]) => count > 0)).toEqual([])
})
