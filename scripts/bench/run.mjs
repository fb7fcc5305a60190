import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, bundlePrograms } from '../build/bundles.mjs'
import { buildPages } from '../build/pages.mjs'
import { prepare } from '../build/prepare.mjs'
import { startTestServer } from '../check/postgres-server.mjs'
import { complain, explain, say } from '../output.mjs'
import { root } from '../root.mjs'
import { chooseAddress } from '../run/address.mjs'
import { loadSecrets, openDataFolder } from '../run/data-folder.mjs'
import { createProduct, migrateDatabase } from '../run/product.mjs'
import { waitUntilReady } from '../run/ready.mjs'
import { addressSettings, settingsFor } from '../run/settings.mjs'

const PROGRAMS = { main: 'bench/main.ts', 'bare-server': 'bench/bare-server.ts' }

/** Measures and prints; returns the exit code. */
export async function runBench() {
  const folder = mkdtempSync(join(tmpdir(), 'roster-bench-'))
  // What the person has set for their own installation must not be measured, or filled with people.
  Object.assign(process.env, {
    ROSTER_DATA_DIR: folder,
    HOST: '',
    PORT: '0',
    BASE_URL: '',
    DATABASE_URL: '',
    SMTP_URL: '',
  })
  const product = createProduct()
  const closing = [() => product.stop()]
  // Ctrl-C ends the measurement, which has its own copy of the signal; the rest is then stopped in order.
  process.on('SIGINT', () => {})
  try {
    await prepare([bundlePrograms, buildPages, () => bundle(PROGRAMS, 'dist/bench')])
    return await runProgram(await startProduct({ product, closing }))
  } catch (error) {
    complain(explain(error))
    return 1
  } finally {
    for (const close of closing) await close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startProduct({ product, closing }) {
  const data = openDataFolder()
  const address = await chooseAddress()
  const database = await openDatabase({ product, data, closing })
  say(`Measuring on ${database.title}.`)
  const settings = settingsFor({
    isEmbedded: database.isEmbedded,
    databaseUrl: database.url,
    secrets: loadSecrets(data),
    // The name "localhost" would have to be looked up for every connection.
    address: addressSettings({ ...address, baseUrl: address.localUrl }),
  })
  const env = { ...settings, LOG_LEVEL: 'error', RATE_LIMIT_FACTOR: '1000' }
  await migrateDatabase(env)
  product.startWorker(env)
  await waitUntilReady(address.localUrl, product.startServer(env))
  return env
}

async function openDatabase({ product, data, closing }) {
  const server = await startTestServer({ isDurable: true })
  if (!server) {
    return { title: 'the embedded database', isEmbedded: true, url: await product.startDatabase(data) }
  }
  closing.push(() => server.stop())
  const { createDatabase } = await import('../test-database/server-database.mjs')
  const database = await createDatabase(server.url)
  // Between the two: nobody uses it any more, and its server still runs.
  closing.splice(1, 0, () => database.remove())
  return { title: 'a PostgreSQL server on this machine', isEmbedded: false, url: database.url }
}

async function runProgram(env) {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/bench/main.mjs', env.BASE_URL], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return code ?? 1
}
