import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { z } from 'zod'

const runtime = z.object({ databaseUrl: z.string() })

/** The database of the product under test, as its launcher wrote it down for the command line. */
export function databaseUrl(): string {
  const file = join(process.env.E2E_DATA_FOLDER ?? '', 'runtime.json')
  return runtime.parse(JSON.parse(readFileSync(file, 'utf8'))).databaseUrl
}

/** Runs one statement on the database of the product under test. */
export async function runSql(text: string, values: unknown[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl() })
  await client.connect()
  try {
    await client.query(text, values)
  } finally {
    await client.end()
  }
}

/** Every row of every table as one text each, by table. */
export async function dumpTables(): Promise<Map<string, string[]>> {
  const client = new Client({ connectionString: databaseUrl() })
  await client.connect()
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    )
    const dump = new Map<string, string[]>()
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`)
      dump.set(
        name,
        rows.map(({ text }) => text),
      )
    }
    return dump
  } finally {
    await client.end()
  }
}
