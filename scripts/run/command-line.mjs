import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { bundlePrograms } from '../build/bundles.mjs'
import { prepare } from '../build/prepare.mjs'
import { complain, explain, refusal, sayOnStandardError } from '../output.mjs'
import { root } from '../root.mjs'
import { expectedAddress } from './address.mjs'
import { loadSecrets, openDataFolder, readRuntime } from './data-folder.mjs'
import { describeHolder } from './data-lock.mjs'
import { tryLock } from './lock.mjs'
import { createProduct, migrateDatabase } from './product.mjs'
import { addressSettings, settingsFor } from './settings.mjs'

const LONGEST_WAIT_MS = 60_000

/** Runs one command of the product's command line and returns its exit code, or 1 when it could not be run. */
export async function runCommandLine(args) {
  sayOnStandardError()
  // Ctrl-C reaches the command by itself; what was started for it is stopped when it has ended.
  process.on('SIGINT', () => {})
  const product = createProduct()
  let lock
  try {
    await prepare([bundlePrograms])
    const data = openDataFolder()
    const found = process.env.DATABASE_URL
      ? { databaseUrl: process.env.DATABASE_URL }
      : await findDatabase(data)
    lock = found.lock
    const env = settingsFor({
      embeddedFolder: process.env.DATABASE_URL ? null : data.database,
      databaseUrl: found.databaseUrl ?? (await product.startDatabase(data)),
      secrets: loadSecrets(data),
      address: {
        ...addressSettings(expectedAddress()),
        ...(found.address ? { BASE_URL: found.address } : {}),
      },
    })
    if (!found.isRunning) await migrateDatabase(env)
    return await runProgram(args, env)
  } catch (error) {
    complain(explain(error))
    return 1
  } finally {
    await product.stop()
    lock?.release()
  }
}

// The running server's database, or the lock that allows this command to start the database itself.
async function findDatabase(data) {
  const deadline = Date.now() + LONGEST_WAIT_MS
  for (;;) {
    const lock = tryLock(data.lock, 'npm run cli')
    if (lock.release) return { lock }
    const runtime = readRuntime(data)
    if (runtime?.pid === lock.holder.pid) return { ...runtime, isRunning: true }
    // It is still starting, or is itself such a command.
    if (lock.holder.isForeign || Date.now() > deadline) throw refusal(describeHolder(data, lock.holder))
    await delay(100)
  }
}

async function runProgram(args, env) {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/cli.mjs', ...args], {
    cwd: root,
    env,
    stdio: 'inherit',
  })
  const forward = () => child.kill('SIGTERM')
  process.on('SIGTERM', forward)
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (...end) => resolve(end))
  })
  process.off('SIGTERM', forward)
  return code ?? 128 + (constants.signals[signal] ?? 0)
}
