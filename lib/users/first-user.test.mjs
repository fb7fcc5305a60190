import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startEmbeddedDatabase } from '../../scripts/database/embedded.mjs'
import { root } from '../../scripts/root.mjs'
import { createDatabase } from '../../scripts/test-database/server-database.mjs'
import { migrate } from '../db/migrate'
import { env } from '../env'
import { isEmbeddedDatabase } from '../testing/database'

// The first user of an installation needs a database without users: one of its own, of the kind the tests run on.
let own, database, signUp, visitor, newEmail, goodPassword

beforeAll(async () => {
  own = isEmbeddedDatabase() ? await startInMemory() : await createDatabase(env().DATABASE_URL)
  await migrate({ databaseUrl: own.url, folder: join(root, 'prisma/migrations') })
  vi.stubEnv('DATABASE_URL', own.url)
  vi.stubEnv('DATABASE_POOL_SIZE', '25')
  vi.resetModules()
  ;({ database } = await import('../db/transaction'))
  ;({ signUp } = await import('../sign-ups/service'))
  ;({ visitor, newEmail, goodPassword } = await import('../testing/people'))
})

afterAll(async () => {
  await database?.().$disconnect()
  await own?.remove()
})

test('of twenty people who sign up at once on a new installation exactly one becomes the operator', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () =>
      signUp(visitor(), { name: 'Ada Lovelace', email: newEmail(), password: goodPassword }),
    ),
  )
  expect(outcomes.map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => 'SIGNED_IN'))
  const users = await database().user.findMany({
    select: { isOperator: true, ownedAccount: { select: { handle: true } } },
  })
  expect(users).toHaveLength(20)
  expect(users.filter(({ isOperator }) => isOperator)).toHaveLength(1)
  // All of one name: each got a handle of their own nevertheless.
  expect(new Set(users.map(({ ownedAccount }) => ownedAccount?.handle)).size).toBe(20)
})

test('nobody who comes later does', async () => {
  await signUp(visitor(), { name: 'Grace Hopper', email: newEmail(), password: goodPassword })
  expect(await database().user.count({ where: { isOperator: true } })).toBe(1)
})

async function startInMemory() {
  const { url, child } = await startEmbeddedDatabase({ folder: 'memory://', socketFolder: null })
  return { url, remove: () => child.stop() }
}
