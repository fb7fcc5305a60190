import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, bundlePrograms } from '../build/bundles.mjs'
import { buildPages } from '../build/pages.mjs'
import { prepare } from '../build/prepare.mjs'
import { startTestServer } from '../check/postgres-server.mjs'
import { complain, duration, explain, say } from '../output.mjs'
import { root } from '../root.mjs'
import { chooseAddress } from '../run/address.mjs'
import { loadSecrets, openDataFolder } from '../run/data-folder.mjs'
import { createProduct, migrateDatabase } from '../run/product.mjs'
import { waitUntilReady } from '../run/ready.mjs'
import { addressSettings, settingsFor } from '../run/settings.mjs'

const PROGRAMS = {
  main: 'bench/main.ts',
  'bare-server': 'bench/bare-server.ts',
  sizes: 'bench/sizes.ts',
  workspaces: 'bench/workspaces.ts',
  keys: 'bench/keys.ts',
  runs: 'bench/runs.ts',
  audit: 'bench/audit.ts',
  sso: 'bench/sso.ts',
}

/**
 * Measures on the embedded database and then on a PostgreSQL server: that of BENCH_DATABASE_URL or one of this machine's own, if
 * there is one. There also with organizations of three sizes, with few and many workspaces and grants, over GraphQL with a key, and
 * with few and many flow runs, with few and many audit events, with and without single sign-on; `only` (`sizes`, `workspaces`, `keys`, `runs`,
 * `audit` or `sso`) measures nothing but one of these. Returns the exit code.
 */
export async function runBench(only) {
  const started = Date.now()
  const beside = { program: 'main', title: 'beside a bare handler' }
  const onServer = [
    { program: 'sizes', title: 'organizations of three sizes' },
    { program: 'workspaces', title: 'few and many workspaces and grants' },
    { program: 'keys', title: 'with a key, over GraphQL, among 100,000 members' },
    { program: 'runs', title: 'few and many flow runs' },
    { program: 'audit', title: 'few and many audit events' },
    { program: 'sso', title: 'with and without single sign-on' },
  ]
  // Ctrl-C ends the measurement, which has its own copy of the signal; the rest is then stopped in order.
  process.on('SIGINT', () => {})
  try {
    await prepare([bundlePrograms, buildPages, () => bundle(PROGRAMS, 'dist/bench')])
    say(
      `Node ${process.versions.node}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'an unknown processor'}.`,
    )
    const wanted = onServer.filter(({ program }) => program === only)
    let isDone =
      wanted.length > 0 || ((await measureOn(openEmbedded, beside)) && (await measureOn(openServer, beside)))
    for (const one of wanted.length > 0 ? wanted : onServer)
      isDone = isDone && (await measureOn(openServer, one))
    if (isDone) say(`\nDone in ${duration(started)}.`)
    return isDone ? 0 : 1
  } catch (error) {
    complain(explain(error))
    return 1
  }
}

// Everything of one measurement is its own and gone afterwards. Returns whether to go on.
async function measureOn(openDatabase, { program, title }) {
  const folder = mkdtempSync(join(tmpdir(), 'roster-bench-'))
  const given = process.env.BENCH_DATABASE_URL || process.env.TEST_POSTGRES_URL
  // What the person has set for their own installation must not be measured, or filled with people.
  const unset = { HOST: '', BASE_URL: '', DATABASE_URL: '', SMTP_URL: '' }
  Object.assign(process.env, { ...unset, PORT: '0', ROSTER_DATA_DIR: folder })
  const product = createProduct()
  const closing = [() => product.stop()]
  try {
    const data = openDataFolder()
    const database = await openDatabase({ product, data, closing, given })
    if (!database) return true
    say(`\nOn ${database.title}, ${title}:\n`)
    return (await runProgram(program, await startProduct({ product, data, database }))) === 0
  } finally {
    for (const close of closing) await close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startProduct({ product, data, database }) {
  const address = await chooseAddress()
  const settings = settingsFor({
    embeddedFolder: database.isEmbedded ? data.database : null,
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

async function openEmbedded({ product, data }) {
  return { title: 'the embedded database', isEmbedded: true, url: await product.startDatabase(data) }
}

async function openServer({ closing, given }) {
  const server = given ? { url: given, stop: async () => {} } : await startTestServer({ isDurable: true })
  if (!server) {
    say('\nThere is no PostgreSQL server on this machine and BENCH_DATABASE_URL is not set: left out.')
    return null
  }
  closing.push(() => server.stop())
  const { createDatabase } = await import('../test-database/server-database.mjs')
  const database = await createDatabase(server.url)
  // Between the two: nobody uses it any more, and its server still runs.
  closing.splice(1, 0, () => database.remove())
  return { title: 'a PostgreSQL server', isEmbedded: false, url: database.url }
}

async function runProgram(program, env) {
  const args = ['--enable-source-maps', `dist/bench/${program}.mjs`, env.BASE_URL]
  const child = spawn(process.execPath, args, {
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
