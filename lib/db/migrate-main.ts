import { join } from 'node:path'
import { env } from '../env'
import { checkDatabase, migrate } from './migrate'

// The process `dist/migrate.mjs`: run by the launcher before the server, and by hand on an installation without it.
// With --check it only says whether the database can be used.
try {
  if (process.argv.includes('--check')) await checkDatabase(env().DATABASE_URL)
  else await migrateAndTell()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function migrateAndTell(): Promise<void> {
  const applied = await migrate({
    databaseUrl: env().DATABASE_URL,
    folder: join(process.cwd(), 'prisma/migrations'),
  })
  const count = applied.length === 1 ? '1 migration' : `${applied.length} migrations`
  process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied ${count}.\n`)
}
