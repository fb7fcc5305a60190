import { runMigrations } from 'graphile-worker'

// What two processes see that create the queue's schema at the same moment: duplicate schema, table, row or object.
const LOST_THE_RACE = new Set(['42P06', '42P07', '23505', '42710', 'XX000'])
const ATTEMPTS = 5

/**
 * Creates or updates the job queue's own tables (schema graphile_worker). Takes a database URL; safe to call from
 * several processes at once.
 */
export async function migrateJobQueue(databaseUrl: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // The library locks each of its migrations but not the creation of the schema that holds them.
      await runMigrations({ connectionString: databaseUrl, noPreparedStatements: true })
      return
    } catch (error) {
      if (attempt === ATTEMPTS || !isLostRace(error)) throw error
    }
  }
}

function isLostRace(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    LOST_THE_RACE.has(error.code)
  )
}
