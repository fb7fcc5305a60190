import { Client, Pool, type QueryResultRow } from 'pg'
import { env } from '@/lib/env'

let pool: Pool | undefined

/** Rows of a statement of the test's own, beside the code under test and on a connection of its own. */
export async function query<Row extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
  pool ??= new Pool({ connectionString: env().DATABASE_URL, max: 2 })
  const result = await pool.query<Row>(sql, values)
  return result.rows
}

/** A connection that the test opens, uses for a transaction and ends by itself. */
export async function connect(): Promise<Client> {
  const client = new Client({ connectionString: env().DATABASE_URL })
  await client.connect()
  return client
}

/**
 * Whether the tests run on the embedded database, where one transaction runs at a time: a test that holds one open while it
 * waits for the code under test would wait for ever.
 */
export function isEmbeddedDatabase(): boolean {
  return !env().DATABASE_NAMED_STATEMENTS
}

/** Ends what `query` opened; called after every test file. */
export async function closeTestDatabase(): Promise<void> {
  await pool?.end()
  pool = undefined
}
