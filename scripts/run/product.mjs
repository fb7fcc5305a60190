import { startEmbeddedDatabase } from '../database/embedded.mjs'
import { refusal } from '../output.mjs'
import { startChild } from './child.mjs'

// Both give what is in progress ten seconds by themselves.
const SERVER = { name: 'server', file: 'dist/server.mjs', stopMs: 15_000 }
const WORKER = { name: 'worker', file: 'dist/worker.mjs', stopMs: 20_000 }
const MIGRATE = { name: 'migrate', file: 'dist/migrate.mjs', stopMs: 60_000, isQuiet: true }

/**
 * The processes of a running product. They are stopped in the reverse order of their start, one after the other: the
 * server finishes its requests before the worker finishes its jobs before the database closes.
 */
export function createProduct() {
  const children = []
  let isStopping = false
  let reportFailure
  const failed = new Promise((resolve) => {
    reportFailure = resolve
  })

  function add(child) {
    children.push(child)
    void child.exited.then((exit) => {
      if (!isStopping && children.includes(child)) reportFailure(exit)
    })
    return child
  }

  /** Ends one process on purpose, to start its successor. */
  async function remove(child) {
    children.splice(children.indexOf(child), 1)
    await child.stop()
  }

  async function stop() {
    isStopping = true
    for (const child of children.toReversed()) await child.stop()
  }

  return {
    failed,
    stop,
    remove,
    kill: () => children.forEach((child) => child.name !== 'database' && child.kill()),
    startDatabase: async (data) => {
      const database = await startEmbeddedDatabase({ folder: data.database, socketFolder: data.socket })
      add(database.child)
      return database.url
    },
    startWorker: (env) => {
      // Nobody else can be working on our own database: jobs that are still locked were left by a worker that was killed.
      const isOnlyWorker = children.some((child) => child.name === 'database')
      return add(startChild({ ...WORKER, args: isOnlyWorker ? ['--only-worker'] : [], env }))
    },
    startServer: (env) => add(startChild({ ...SERVER, env })),
  }
}

/** Throws a sentence when the database cannot be used; changes nothing. */
export function checkDatabase(env) {
  return runMigrate(env, ['--check'])
}

/** Brings the database up to date; throws the program's own sentence when it cannot. */
export function migrateDatabase(env) {
  return runMigrate(env, [])
}

async function runMigrate(env, args) {
  const child = startChild({ ...MIGRATE, args, env })
  const { code } = await child.exited
  if (code !== 0) throw refusal(child.output() || 'The database could not be brought up to date.')
}
