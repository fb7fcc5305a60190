import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** Makes a database of its own on a PostgreSQL server, so that runs at the same time do not meet. */
export async function createDatabase(serverUrl) {
  const name = `roster_test_${randomBytes(6).toString('hex')}`
  await runOn(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, remove: () => runOn(serverUrl, `drop database if exists ${name} with (force)`) }
}

async function runOn(url, sql) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
