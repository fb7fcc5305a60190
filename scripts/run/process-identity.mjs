import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** What a lock remembers of its holder, enough to tell it from a later process that was given the same number. */
export function identityOf(pid) {
  return { pid, host: hostname(), boot: bootId(), begun: readProcess(pid)?.begun ?? null }
}

/** True, false, or null for a process of another machine, about which nothing can be known from here. */
export function isStillRunning(identity) {
  if (identity.host !== hostname()) return null
  if (identity.boot !== bootId()) return false
  try {
    process.kill(identity.pid, 0)
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if (error.code !== 'EPERM') return false
  }
  const found = readProcess(identity.pid)
  if (!found || identity.begun === null) return true
  return found.begun === identity.begun && !found.isDead
}

// Linux only; elsewhere the process number has to do.
function readProcess(pid) {
  const text = readQuietly(`/proc/${pid}/stat`)
  if (!text) return null
  // The name, in brackets, may itself hold spaces and brackets; the state is the first field after it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { isDead: fields[0] === 'Z' || fields[0] === 'X', begun: fields[19] }
}

function bootId() {
  return readQuietly('/proc/sys/kernel/random/boot_id')?.trim() ?? null
}

function readQuietly(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
