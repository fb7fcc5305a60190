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
  const outcomes = await signUpTogether(20, 'Ada Lovelace')
  expect(outcomes.map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => 'SIGNED_IN'))
  expect(await database().user.count({ where: { isOperator: true } })).toBe(1)
  expect(await handlesOf('Ada Lovelace')).toHaveLength(20)
})

test('nobody who comes later does, and of many of one name at once each gets a handle', async () => {
  await signUpTogether(20, 'Grace Hopper')
  expect(await database().user.count({ where: { isOperator: true } })).toBe(1)
  expect(await handlesOf('Grace Hopper')).toHaveLength(20)
})

async function signUpTogether(count, name) {
  return Promise.all(
    Array.from({ length: count }, () =>
      signUp(visitor(), { name, email: newEmail(), password: goodPassword }),
    ),
  )
}

async function handlesOf(name) {
  const accounts = await database().account.findMany({ where: { name }, select: { handle: true } })
  return [...new Set(accounts.map(({ handle }) => handle))]
}

async function startInMemory() {
  const { url, child } = await startEmbeddedDatabase({ folder: 'memory://', socketFolder: null })
  return { url, remove: () => child.stop() }
}
