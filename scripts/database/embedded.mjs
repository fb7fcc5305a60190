import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { refusal } from '../output.mjs'
import { startChild } from '../run/child.mjs'

const LONGEST_SOCKET_PATH = 100
const START_MS = 60_000

/**
 * Starts the embedded database in a process of its own. `folder` is where its files are, or "memory://";
 * `socketFolder` where its socket is, or null for a temporary one.
 * Returns its address and `child`, whose `stop()` closes it. Throws a sentence when it cannot be started.
 */
export async function startEmbeddedDatabase({ folder, socketFolder, env = process.env }) {
  const place = choosePlace(socketFolder)
  const child = startChild({
    name: 'database',
    file: fileURLToPath(new URL('main.mjs', import.meta.url)),
    args: [folder, place.address],
    env,
    stopMs: 20_000,
    stopMessage: 'stop',
  })
  void child.exited.then(place.remove)
  const port = await waitForReady(child)
  const host = place.address === 'loopback' ? `127.0.0.1:${port}` : 'localhost'
  const query = place.address === 'loopback' ? '' : `?host=${encodeURIComponent(place.address)}`
  return { url: `postgres://postgres@${host}/postgres${query}`, child }
}

// The database asks for no password: what keeps the machine's other users out is a socket in a folder they cannot enter.
// Windows has no such sockets for pg; there it is a port that only this machine can reach.
function choosePlace(socketFolder) {
  if (process.platform === 'win32') return { address: 'loopback', remove: () => {} }
  const isShort =
    socketFolder && Buffer.byteLength(join(socketFolder, '.s.PGSQL.5432')) <= LONGEST_SOCKET_PATH
  if (isShort) {
    mkdirSync(socketFolder, { recursive: true, mode: 0o700 })
    return { address: socketFolder, remove: () => {} }
  }
  const temporary = mkdtempSync(join(tmpdir(), 'roster-'))
  return { address: temporary, remove: () => rmSync(temporary, { recursive: true, force: true }) }
}

async function waitForReady(child) {
  let timer
  const answer = await Promise.race([
    new Promise((resolve) => child.process.on('message', resolve)),
    child.exited.then(() => ({ failed: 'its process ended' })),
    new Promise((resolve) => {
      timer = setTimeout(resolve, START_MS, { failed: `it did not answer within ${START_MS / 1000} seconds` })
    }),
  ])
  clearTimeout(timer)
  if (!answer.failed) return answer.ready
  await child.stop()
  throw refusal(`The embedded database could not be started: ${answer.failed}`)
}
