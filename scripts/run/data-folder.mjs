import { randomBytes, randomUUID } from 'node:crypto'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { refusal } from '../output.mjs'
import { root } from '../root.mjs'

const SECRETS = ['AUTH_SECRET', 'AUDIT_SIGNING_KEY']

/** Where everything that must be kept lives. Made on first use, for this user alone: the database asks for no password. */
export function openDataFolder() {
  const folder = resolve(root, process.env.ROSTER_DATA_DIR || '.data')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700)
  return {
    folder,
    lock: join(folder, 'lock'),
    runtime: join(folder, 'runtime.json'),
    secrets: join(folder, 'secrets.json'),
    database: join(folder, 'database'),
    socket: join(folder, 'socket'),
  }
}

/** The secrets of this installation; those that are missing are made. One set in the environment wins. */
export function loadSecrets(data) {
  const stored = readJson(data.secrets) ?? {}
  const missing = SECRETS.filter((name) => !stored[name])
  if (missing.length > 0) {
    for (const name of missing) stored[name] = randomBytes(32).toString('base64url')
    writePrivately(data.secrets, stored, { isNew: missing.length === SECRETS.length })
  }
  const kept = readJson(data.secrets)
  return Object.fromEntries(SECRETS.map((name) => [name, process.env[name] || kept[name]]))
}

/** Tells `npm run cli` where the running database is. */
export function writeRuntime(data, runtime) {
  writePrivately(data.runtime, runtime, { isNew: false })
}

export function readRuntime(data) {
  return readJson(data.runtime)
}

export function removeRuntime(data) {
  rmSync(data.runtime, { force: true })
}

// Complete before it has its name. With `isNew` the first of several processes at once wins and the others read its file.
function writePrivately(file, value, { isNew }) {
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  try {
    if (isNew) linkSync(draft, file)
    else renameSync(draft, file)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function readJson(file) {
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
  try {
    return JSON.parse(text)
  } catch {
    throw refusal(
      `${file} is damaged: it is not JSON. Restore it from a backup, or delete it to begin with new secrets.`,
    )
  }
}
