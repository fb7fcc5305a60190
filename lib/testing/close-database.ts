import { afterAll } from 'vitest'
import { closeDatabase } from '@/lib/db/connection'
import { closeTestDatabase } from './database'

// Loaded before every test file that uses the database, so that its connections do not outlive it.
afterAll(async () => {
  await closeTestDatabase()
  await closeDatabase()
})
