// Run by vitest once before the tests that need a database: a fresh one on the server of TEST_POSTGRES_URL, otherwise
// the embedded one in memory. The tests find it as the product does, in DATABASE_URL.
import { join } from 'node:path'
import { migrate } from '../../lib/db/migrate'
import { startEmbeddedDatabase } from '../database/embedded.mjs'
import { root } from '../root.mjs'
import { createDatabase } from './server-database.mjs'

export default async function setup() {
  const server = process.env.TEST_POSTGRES_URL
  const database = server ? await createDatabase(server) : await startInMemory()
  process.env.DATABASE_URL = database.url
  process.env.DATABASE_NAMED_STATEMENTS = String(Boolean(server))
  try {
    await migrate({ databaseUrl: database.url, folder: join(root, 'prisma/migrations') })
  } catch (error) {
    await database.remove()
    throw error
  }
  return database.remove
}

async function startInMemory() {
  const { url, child } = await startEmbeddedDatabase({ folder: 'memory://', socketFolder: null })
  return { url, remove: () => child.stop() }
}
