import { createHash, randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { identityOf, isStillRunning } from './process-identity.mjs'

const FORGOTTEN_TAKEOVER_MS = 10_000
const WORTH_TELLING_MS = 1500

/**
 * Takes the lock file for this process, which others will know as `command`. Returns `{ release }`, or `{ holder }` when
 * another process has it: its identity, `command`, `since` and whether it is `isForeign`, on another machine and so
 * impossible to check. A lock whose holder is gone is taken over; of any number that try at once exactly one gets it.
 */
export function tryLock(file, command = 'another process') {
  const since = new Date().toISOString()
  const mine = `${JSON.stringify({ ...identityOf(process.pid), command, since, id: randomUUID() })}\n`
  const draft = `${file}.${process.pid}.${randomUUID()}`
  writeFileSync(draft, mine, { mode: 0o600 })
  try {
    for (;;) {
      if (createFrom(draft, file)) return { release: () => release(file, mine) }
      const found = read(file)
      if (found === null) continue
      const holder = parse(found)
      const isRunning = holder ? isStillRunning(holder) : false
      if (isRunning !== false) return { holder: { ...holder, isForeign: isRunning === null } }
      if (takeOver(file, found, draft)) return { release: () => release(file, mine) }
      pause(20)
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * Waits for the lock; `onWait(holder)` is called once when that takes longer than a moment. Returns `{ release }` or, after
 * `timeoutMs`, `{ holder }`.
 */
export async function waitForLock(file, { timeoutMs, command, onWait = () => {} }) {
  const begun = Date.now()
  let hasTold = false
  let lock = tryLock(file, command)
  while (lock.holder && Date.now() - begun < timeoutMs) {
    if (!hasTold && Date.now() - begun > WORTH_TELLING_MS) {
      hasTold = true
      onWait(lock.holder)
    }
    await delay(100)
    lock = tryLock(file, command)
  }
  return lock
}

// A hard link appears with its content or not at all, so nobody ever reads half a lock.
function createFrom(draft, file) {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(error.code)) throw error
    return createWithoutLink(draft, file)
  }
}

function createWithoutLink(draft, file) {
  try {
    writeFileSync(file, readFileSync(draft), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

// Two processes may both have seen the same stale lock. The marker lets one of them act at a time, and whoever comes
// second reads again and finds that the lock has changed.
function takeOver(file, stale, draft) {
  const marker = `${file}.takeover-${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`
  try {
    writeFileSync(marker, '', { flag: 'wx' })
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (ageOf(marker) > FORGOTTEN_TAKEOVER_MS) rmSync(marker, { force: true })
    return false
  }
  try {
    if (read(file) !== stale) return false
    renameSync(draft, file)
    return true
  } finally {
    rmSync(marker, { force: true })
  }
}

function release(file, mine) {
  if (read(file) === mine) rmSync(file, { force: true })
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

function parse(text) {
  try {
    const holder = JSON.parse(text)
    return Number.isInteger(holder?.pid) ? holder : null
  } catch {
    return null
  }
}

function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function ageOf(file) {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return 0
  }
}
