import { existsSync } from 'node:fs'
import { bundlePrograms } from '../build/bundles.mjs'
import { buildPages } from '../build/pages.mjs'
import { prepare } from '../build/prepare.mjs'
import { complain, explain, refusal, say } from '../output.mjs'
import { addressSettings, settingsFor } from './settings.mjs'
import { chooseAddress } from './address.mjs'
import { loadSecrets, openDataFolder, removeRuntime, writeRuntime } from './data-folder.mjs'
import { lockData } from './data-lock.mjs'
import { checkDatabase, createProduct, migrateDatabase } from './product.mjs'
import { listenForStop } from './stop-request.mjs'
import { waitUntilReady } from './ready.mjs'
import { watchPrograms } from './watch.mjs'

/** Runs the product until it is asked to stop. Returns the exit code: 0 when it was asked, 1 when something failed. */
export async function start(argv) {
  const product = createProduct()
  const stop = listenForStop(() => forceEnd(product))
  // A terminal that is closed must not keep the launcher from stopping its children.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  let lock
  try {
    const options = readOptions(argv)
    if (options.isOnlyBuild) {
      await build({ options, signal: stop.signal })
      return 0
    }
    const data = openDataFolder()
    lock = process.env.DATABASE_URL
      ? null
      : await lockData(data, options.isDevelopment ? 'npm run dev' : 'npm start', stop.signal)
    await run({ options, product, stop, data })
    return 0
  } catch (error) {
    if (stop.signal.aborted) return 0
    complain(explain(error))
    return 1
  } finally {
    await product.stop()
    lock?.release()
  }
}

function readOptions(argv) {
  const known = ['--dev', '--only-build']
  const unknown = argv.find((word) => !known.includes(word))
  if (unknown) {
    throw refusal(`Unknown option ${unknown}; there are: ${known.join(', ')}.`)
  }
  return { isDevelopment: argv.includes('--dev'), isOnlyBuild: argv.includes('--only-build') }
}

async function run({ options, product, stop, data }) {
  const address = await chooseAddress()
  const { DATABASE_URL: givenUrl } = process.env
  const isFirstStart = !givenUrl && !existsSync(data.database)
  const secrets = loadSecrets(data)
  const settings = (databaseUrl) =>
    settingsFor({
      isDevelopment: options.isDevelopment,
      embeddedFolder: givenUrl ? null : data.database,
      databaseUrl,
      secrets,
      address: addressSettings(address),
    })

  await build({ options, signal: stop.signal, givenEnv: givenUrl && settings(givenUrl) })
  stop.signal.throwIfAborted()
  const env = settings(givenUrl || (await product.startDatabase(data)))
  await migrateDatabase(env)
  stop.signal.throwIfAborted()
  if (!givenUrl)
    writeRuntime(data, { pid: process.pid, databaseUrl: env.DATABASE_URL, address: address.baseUrl })
  try {
    await serve({ options, product, stop, env, address, isFirstStart })
  } finally {
    if (!givenUrl) removeRuntime(data)
  }
}

async function build({ options, signal, givenEnv }) {
  const steps = [bundlePrograms]
  // A wrong DATABASE_URL is said before the minute that the pages take, not after it.
  if (givenEnv) steps.push(() => checkDatabase(givenEnv))
  if (!options.isDevelopment) steps.push(buildPages)
  await prepare(steps, { signal })
}

async function serve({ options, product, stop, env, address, isFirstStart }) {
  const worker = product.startWorker(env)
  const server = product.startServer(env)
  const ready = waitUntilReady(address.localUrl, server)
  // Rejected after something else has ended the start, it has nobody to tell.
  ready.catch(() => {})
  await Promise.race([ready, stop.requested, endedUnexpectedly(product)])
  if (stop.signal.aborted) return
  say(`Roster is ready at ${address.baseUrl} (Ctrl-C stops it).`)
  if (isFirstStart) say('The first person to sign up there becomes the operator of this installation.')
  const watch = options.isDevelopment ? await watchPrograms({ product, worker, server, env }) : null
  await Promise.race([stop.requested, endedUnexpectedly(product)])
  await watch?.stop()
  say('Stopping …')
}

async function endedUnexpectedly(product) {
  const { name, code, signal } = await product.failed
  throw refusal(
    `The ${name} ended unexpectedly (${signal ?? `exit code ${code}`}); everything else is stopped too.`,
  )
}

function forceEnd(product) {
  complain('Stopped at once: requests and jobs in progress were cut off.')
  product.kill()
  process.exit(130)
}
