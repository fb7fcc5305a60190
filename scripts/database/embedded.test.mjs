import { createConnection } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbeddedDatabase } from './embedded.mjs'

let database

beforeAll(async () => {
  database = await startEmbeddedDatabase({ folder: 'memory://', socketFolder: null })
})
afterAll(() => database.child.stop())

// The server's answer to Parse, alone.
const PARSED = '1\0\0\0\u0004'
const text = (value) => Buffer.from(`${value}\0`)
const bytes = (...values) => Buffer.from(values)
const STARTUP = Buffer.concat([bytes(0, 0, 0, 23, 0, 3, 0, 0), text('user'), text('postgres'), bytes(0)])
const REST_OF_STATEMENT = Buffer.concat([
  message('B', text(''), text(''), bytes(0, 0, 0, 0, 0, 0)),
  message('E', text(''), bytes(0, 0, 0, 0)),
  message('S'),
])

function message(type, ...parts) {
  const body = Buffer.concat(parts)
  const header = Buffer.from(`${type}0000`)
  header.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([header, body])
}

const parse = (sql) => message('P', text(''), text(sql), bytes(0, 0))

/** A client that says each message when it is told to, as one on a slow line would. */
async function openLine() {
  const line = createConnection(`${new URL(database.url).searchParams.get('host')}/.s.PGSQL.5432`)
  let received = ''
  line.on('data', (data) => (received += data.toString('latin1')))
  line.write(STARTUP)
  await expect.poll(() => received).toContain('Z')
  return { line, say: (data) => line.write(data), heard: () => received }
}

test('two connections whose messages arrive in turns each get their own rows', async () => {
  const [one, two] = await Promise.all([openLine(), openLine()])
  one.say(parse(`select 'for the first'`))
  two.say(parse(`select 'for the second'`))
  // Long enough for both to have arrived; the second waits inside.
  await expect.poll(() => one.heard()).toContain(PARSED)
  two.say(REST_OF_STATEMENT)
  one.say(REST_OF_STATEMENT)
  await expect.poll(() => one.heard()).toContain('SELECT 1')
  await expect.poll(() => two.heard()).toContain('SELECT 1')
  expect(one.heard()).toContain('for the first')
  expect(two.heard()).toContain('for the second')
  expect(one.heard()).not.toContain('second')
  for (const { line } of [one, two]) line.destroy()
})

test('an increment by fifty connections at once loses none, and one that is lost on the way is undone', async () => {
  const pool = new pg.Pool({ connectionString: database.url, max: 50 })
  await pool.query('create table counter (value int)')
  await pool.query('insert into counter values (0)')
  await Promise.all(Array.from({ length: 200 }, () => increment(pool)))
  const lost = new pg.Client({ connectionString: database.url })
  lost.on('error', () => {})
  await lost.connect()
  await lost.query('begin')
  await lost.query('update counter set value = -1')
  lost.connection.stream.destroy()
  await new Promise((resolve) => lost.once('end', resolve))
  expect((await pool.query('select value from counter')).rows).toEqual([{ value: 200 }])
  await pool.end()
})

async function increment(pool) {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query('select value from counter where $1 for update', [true])
    await client.query('update counter set value = $1', [rows[0].value + 1])
    await client.query('commit')
  } finally {
    client.release()
  }
}
