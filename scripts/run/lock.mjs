import { createHash, randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { identityOf, isStillRunning } from './process-identity.mjs'

const FORGOTTEN_TAKEOVER_MS = 10_000

/**
 * Takes the lock file for this process. Returns `{ release }`, or `{ holder }` when another process has it: its
 * identity, `since` and whether it is `isForeign`, on another machine and so impossible to check. A lock whose holder
 * is gone is taken over; of any number of processes that try at once exactly one gets it.
 */
export function tryLock(file) {
  const mine = `${JSON.stringify({ ...identityOf(process.pid), since: new Date().toISOString(), id: randomUUID() })}\n`
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

/** Who holds the lock now, or null. */
export function findHolder(file) {
  const holder = parse(read(file))
  return holder && isStillRunning(holder) !== false ? holder : null
}

/** Waits for the lock; `onWait(holder)` is called once when it is not free at first. Returns `{ release }` or `{ holder }`. */
export async function waitForLock(file, { timeoutMs, onWait = () => {} }) {
  const deadline = Date.now() + timeoutMs
  let lock = tryLock(file)
  if (lock.holder) onWait(lock.holder)
  while (lock.holder && Date.now() < deadline) {
    await delay(100)
    lock = tryLock(file)
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
