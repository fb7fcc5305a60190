import { execFile, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { refusal } from '../output.mjs'

const run = promisify(execFile)
const DEBIAN = '/usr/lib/postgresql'
const OLDEST = 15
const START_MS = 30_000

/**
 * A PostgreSQL server for the tests: the one of TEST_POSTGRES_URL, otherwise one of its own, in a temporary folder on a
 * free port, when this machine has the program. Returns `{ url, stop }`, or null when there is neither. What it holds is
 * gone afterwards, so it does not wait for the disk; with `isDurable` it does, as one in production would.
 */
export async function startTestServer({ isDurable = false } = {}) {
  const url = process.env.TEST_POSTGRES_URL
  if (url) return { url, stop: async () => {} }
  const programs = findPrograms()
  return programs && hasName() ? startServer(programs, isDurable) : null
}

function findPrograms() {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN)
        .map(Number)
        .sort((a, b) => b - a)
    : []
  const newest = versions.filter((version) => version >= OLDEST).map((version) => `${DEBIAN}/${version}/bin`)
  const folders = [...newest, ...(process.env.PATH ?? '').split(delimiter)]
  return folders.find((folder) => ['postgres', 'initdb'].every((name) => existsSync(join(folder, name))))
}

// PostgreSQL does not run as a user that only has a number, as in some containers.
function hasName() {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

async function startServer(programs, isDurable) {
  const owner = findOwner()
  const folder = mkdtempSync(join(tmpdir(), 'roster-postgres-'))
  const password = randomBytes(16).toString('hex')
  writeFileSync(join(folder, 'password'), password, { mode: 0o600 })
  if (owner.uid !== undefined)
    for (const path of [folder, join(folder, 'password')]) chownSync(path, owner.uid, owner.gid)
  chmodSync(folder, 0o700)
  const data = join(folder, 'data')
  const options = ['--username=roster', '--auth=scram-sha-256', `--pwfile=${join(folder, 'password')}`]
  const initdb = join(programs, 'initdb')
  await run(initdb, ['-D', data, ...options, '--encoding=UTF8', '--locale=C.UTF-8'], {
    ...owner,
    cwd: folder,
  }).catch((error) => {
    rmSync(folder, { recursive: true, force: true })
    throw refusal(`The PostgreSQL server for the tests could not be set up.\n${error.stderr}`)
  })
  const port = await findFreePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    max_connections: 200,
    ...(isDurable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(programs, 'postgres'), ['-D', data, ...args], {
    ...owner,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const log = []
  child.stderr.on('data', (part) => log.push(part))
  const exited = new Promise((resolve) => child.once('close', resolve))

  async function stop() {
    // The fast shutdown: it ends connections that are still open.
    child.kill('SIGINT')
    await exited
    rmSync(folder, { recursive: true, force: true })
  }

  const url = `postgres://roster:${password}@127.0.0.1:${port}/postgres`
  if (await answers(url, child)) return { url, stop }
  await stop()
  throw refusal(`The PostgreSQL server for the tests did not start.\n${Buffer.concat(log).toString()}`)
}

// PostgreSQL refuses to run as root.
function findOwner() {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    try {
      const idOf = (what) => Number(execFileSync('id', [what, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: idOf('-u'), gid: idOf('-g') }
    } catch {
      // No such user: the next one.
    }
  }
  throw refusal('PostgreSQL cannot run as root, and there is no user "postgres" or "nobody" to run it as.')
}

async function answers(url, child) {
  const { default: pg } = await import('pg')
  const deadline = Date.now() + START_MS
  while (Date.now() < deadline && child.exitCode === null) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return true
    } catch {
      await delay(100)
    }
  }
  return false
}

async function findFreePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}
