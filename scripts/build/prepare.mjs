import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { refusal, say } from '../output.mjs'
import { root } from '../root.mjs'
import { waitForLock } from '../run/lock.mjs'
import { generate } from './generate.mjs'
import { install } from './install.mjs'

const LONGEST_BUILD_MS = 15 * 60_000

const BUILT = ['dist/server.mjs', '.next/BUILD_ID']

/**
 * Installs and generates, then runs the given steps, each skipping what is already there. One process at a time: two
 * at once in the same checkout would overwrite each other's files.
 */
export async function prepare(steps, { signal } = {}) {
  if (process.env.ROSTER_PREBUILT === 'true') return requireBuilt()
  mkdirSync(join(root, 'dist'), { recursive: true })
  const lock = await waitForLock(join(root, 'dist/.building'), {
    timeoutMs: LONGEST_BUILD_MS,
    onWait: (holder) => say(`Process ${holder.pid} is building this checkout; waiting for it …`),
  })
  if (lock.holder)
    throw refusal(`Process ${lock.holder.pid} on ${lock.holder.host} is still building this checkout.`)
  try {
    await install({ signal })
    await generate({ signal })
    for (const step of steps) await step({ signal })
  } finally {
    lock.release()
  }
}

// The container image holds what was built and not what it was built from.
function requireBuilt() {
  const missing = BUILT.find((file) => !existsSync(join(root, file)))
  if (missing) throw refusal(`ROSTER_PREBUILT is set, but nothing is built here: ${missing} is missing.`)
}
