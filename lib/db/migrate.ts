import { createHash, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { explainConnectionError } from './connection-error'
import { migrateJobQueue } from './migrate-job-queue'
import { listMigrations } from './migration-names'

const OLDEST_SERVER = 150000

type Migration = { name: string; sql: string }
type MigrationRow = {
  migration_name: string
  checksum: string
  finished_at: Date | null
  rolled_back_at: Date | null
}

/**
 * Brings the database up to date: our migrations in the order of their names, then the job queue's own. Safe to call
 * from several processes at once. Returns the names it applied; throws an error whose message is a sentence when the
 * server is unreachable or older than PostgreSQL 15, a migration fails, or an applied one was edited or is unknown here.
 */
export async function migrate(options: { databaseUrl: string; folder: string }): Promise<string[]> {
  const migrations = await readMigrations(options.folder)
  const applied = await withSupportedServer(options.databaseUrl, async (client) => {
    const names: string[] = []
    for (const migration of migrations) {
      if (await applyOnce(client, migration, migrations)) names.push(migration.name)
    }
    return names
  })
  await migrateJobQueue(options.databaseUrl)
  return applied
}

/** Throws the same sentences as `migrate` when the database is unreachable or too old; changes nothing. */
export async function checkDatabase(databaseUrl: string): Promise<void> {
  await withSupportedServer(databaseUrl, async () => {})
}

async function withSupportedServer<Result>(
  databaseUrl: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await connect(databaseUrl)
  try {
    await requireSupportedServer(client)
    return await work(client)
  } finally {
    await client.end()
  }
}

async function connect(databaseUrl: string): Promise<Client> {
  try {
    const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
    // Without a listener a connection lost between two queries would end the process before a sentence is written.
    client.on('error', () => {})
    await client.connect()
    return client
  } catch (error) {
    throw new Error(explainConnectionError(error, databaseUrl), { cause: error })
  }
}

async function requireSupportedServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ number: number; version: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
  )
  const server = rows[0]
  if (server && server.number >= OLDEST_SERVER) return
  throw new Error(`The database is PostgreSQL ${server?.version}; Roster needs PostgreSQL 15 or later.`)
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = await listMigrations(folder)
  return Promise.all(
    names.map(async (name) => ({ name, sql: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  )
}

// Written here rather than left to @prisma/schema-engine-wasm: its applyMigrations takes a session lock, which the
// embedded database's shared session cannot hold, leaves half a migration behind when one fails, and would make
// five megabytes of development tool a part of the running product. The table stays the one `prisma migrate` reads.
async function applyOnce(client: Client, migration: Migration, known: Migration[]): Promise<boolean> {
  await client.query('begin')
  try {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('roster.migrations', 0))`)
    await client.query(CREATE_TABLE)
    const { rows } = await client.query<MigrationRow>(
      `select migration_name, checksum, finished_at, rolled_back_at from _prisma_migrations where rolled_back_at is null`,
    )
    const isApplied = checkHistory(rows, migration, known)
    if (!isApplied) await run(client, migration)
    await client.query('commit')
    return !isApplied
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

function checkHistory(rows: MigrationRow[], migration: Migration, known: Migration[]): boolean {
  const unfinished = rows.find((row) => row.finished_at === null)
  if (unfinished) {
    throw new Error(
      `Migration ${unfinished.migration_name} was begun by another tool and did not finish; repair the database and mark it with "prisma migrate resolve".`,
    )
  }
  const unknown = rows.find((row) => !known.some((candidate) => candidate.name === row.migration_name))
  if (unknown) {
    throw new Error(
      `The database has migration ${unknown.migration_name}, which this version of Roster does not know; start the version that made it or a later one.`,
    )
  }
  const row = rows.find((candidate) => candidate.migration_name === migration.name)
  if (row && !checksumsOf(migration.sql).includes(row.checksum)) {
    throw new Error(
      `Migration ${migration.name} was edited after it was applied to this database; restore the file and put the change into a new migration.`,
    )
  }
  return row !== undefined
}

async function run(client: Client, migration: Migration): Promise<void> {
  const id = randomUUID()
  await client.query(
    `insert into _prisma_migrations (id, checksum, migration_name, started_at) values ($1, $2, $3, clock_timestamp())`,
    [id, sha256(migration.sql), migration.name],
  )
  await client.query(migration.sql).catch((error: unknown) => {
    throw new Error(`Migration ${migration.name} failed and was undone: ${describe(error)}`, { cause: error })
  })
  await client.query(
    `update _prisma_migrations set finished_at = clock_timestamp(), applied_steps_count = 1 where id = $1`,
    [id],
  )
}

// As Prisma does: a checkout with the other kind of line ends is the same migration.
function checksumsOf(sql: string): string[] {
  const unix = sql.replaceAll('\r\n', '\n')
  return [sql, unix, unix.replaceAll('\n', '\r\n')].map(sha256)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const CREATE_TABLE = `create table if not exists _prisma_migrations (
  id                  varchar(36) primary key not null,
  checksum            varchar(64) not null,
  finished_at         timestamptz,
  migration_name      varchar(255) not null,
  logs                text,
  rolled_back_at      timestamptz,
  started_at          timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`
