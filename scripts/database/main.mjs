// The embedded database's process: PostgreSQL compiled to WebAssembly behind an ordinary PostgreSQL address. Started
// with fork() and the data folder and the socket's folder as arguments; says { ready } or { failed } to its parent, and
// closes the database when the parent says "stop" or is gone.
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { PGLiteSocketHandler } from '@electric-sql/pglite-socket'
import { waitForLock } from '../run/lock.mjs'
import { createQueryQueue } from './query-queue.mjs'

const [dataFolder, address] = process.argv.slice(2)
const isInMemory = dataFolder === 'memory://'
const PREVIOUS_PROCESS_MS = 20_000

let close = null
let isStopping = false
process.on('SIGINT', () => {})
process.on('SIGTERM', requestStop)
process.on('disconnect', requestStop)
process.on('message', (message) => {
  if (message === 'stop') requestStop()
})

try {
  await open()
} catch (error) {
  if (process.connected) await new Promise((resolve) => process.send({ failed: error.message }, resolve))
  process.exit(1)
}

async function open() {
  // After a `kill -9` of the launcher its database may still be closing when the next start begins.
  const lock = isInMemory ? null : await waitForLock(`${dataFolder}.lock`, { timeoutMs: PREVIOUS_PROCESS_MS })
  if (lock?.holder) throw new Error(describeHolder(lock.holder))
  const database = await PGlite.create({ dataDir: dataFolder, extensions: { btree_gin, pg_trgm } })
  const server = await listen(database)
  close = async () => {
    server.close()
    await database.close()
    lock?.release()
    process.exit(0)
  }
  if (isStopping) return closeOrComplain()
  const listening = server.address()
  process.send?.({ ready: typeof listening === 'string' ? null : listening.port })
}

function describeHolder({ pid, host, isForeign }) {
  const advice = isForeign ? ` If that machine no longer runs it, delete ${dataFolder}.lock.` : ''
  return `its folder ${dataFolder} is in use by process ${pid} on ${host}.${advice}`
}

function requestStop() {
  if (isStopping) return
  isStopping = true
  // One that is still being opened is closed when it is open.
  if (close) closeOrComplain()
}

function closeOrComplain() {
  close().catch((error) => {
    process.stderr.write(`The database did not close properly: ${error.message}\n`)
    process.exit(1)
  })
}

async function listen(database) {
  const queryQueue = createQueryQueue({
    run: (message, onRawData) =>
      database.runExclusive(() => database.execProtocolRawStream(message, { onRawData })),
    onBroken: (error) => {
      process.stderr.write(`The embedded database has failed: ${error.stack}\n`)
      process.exit(1)
    },
  })
  const server = createServer((socket) => {
    socket.on('error', () => {})
    const handler = new PGLiteSocketHandler({ queryQueue, closeOnDetach: true })
    void handler.attach(socket)
  })
  const path = join(address, '.s.PGSQL.5432')
  // Left behind by a `kill -9`; the lock says that nobody listens on it any more.
  if (address !== 'loopback') rmSync(path, { force: true })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(address === 'loopback' ? { host: '127.0.0.1', port: 0 } : { path }, resolve)
  })
  return server
}
