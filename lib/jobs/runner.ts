import { EventEmitter, once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import {
  Logger,
  parseCronItems,
  run,
  type Runner,
  type Task,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import { Pool } from 'pg'
import { logger } from '@/lib/log'
import { jobPayloads, type JobHandlers, type JobName } from './schema'
import { beat, releaseAllJobs, retireWorkers } from './service'
import { jobHandlers, scheduledJobs } from './tasks'

const concurrency = 4
const pollMs = 1_000
const heartbeatMs = 15_000
/** How long jobs that run have to finish when the process stops. */
const graceMs = 10_000
/** The same before a new start in this process, where a job that still runs must not be given to another. */
const repairMs = 60_000
const goodbyeMs = 2_000

type RunnerSettings = {
  databaseUrl: string
  /** No other worker can be alive (the embedded database): what is locked at the start was left by one that was killed. */
  isOnlyWorker: boolean
  onReady?: () => void
}

/**
 * Works off the queue until the signal aborts, then lets running jobs finish (up to 10 seconds) and gives back the others.
 * When the database goes away it starts anew, with growing pauses; it never rejects.
 */
export async function runJobs(settings: RunnerSettings, signal: AbortSignal): Promise<void> {
  const workerIds: string[] = []
  for (let failures = 0; !signal.aborted; failures += 1) {
    const startedAt = Date.now()
    await runUntilBroken(settings, workerIds, signal).catch((error: unknown) =>
      logger().error({ error }, 'the job worker broke down and starts again'),
    )
    if (Date.now() - startedAt > 60_000) failures = 0
    const pause = Math.min(1_000 * 2 ** failures, 30_000)
    if (!signal.aborted) await delay(pause, undefined, { signal }).catch(() => {})
  }
}

async function runUntilBroken(
  settings: RunnerSettings,
  workerIds: string[],
  signal: AbortSignal,
): Promise<void> {
  const pool = createPool(settings.databaseUrl)
  const events: WorkerEvents = new EventEmitter()
  events.on('worker:create', ({ worker }) => workerIds.push(worker.workerId))
  let runner: Runner | undefined
  let heartbeat: NodeJS.Timeout | undefined
  try {
    if (settings.isOnlyWorker) await releaseAllJobs()
    // What an earlier run could not give back because the database was away.
    await retire(workerIds)
    const broken = new Promise<never>((_resolve, reject) =>
      events.on('worker:fatalError', ({ error }) => reject(error)),
    )
    broken.catch(() => {})
    runner = await run({
      pgPool: pool,
      taskList: taskListOf(jobHandlers),
      parsedCronItems: parseCronItems(scheduledJobs.map(({ name, at }) => ({ task: name, match: at }))),
      concurrency,
      pollInterval: pollMs,
      noPreparedStatements: true,
      noHandleSignals: true,
      events,
      logger: queueLogger,
    })
    heartbeat = startHeartbeat(workerIds)
    settings.onReady?.()
    // A worker that cannot note the end of its job leaves for good, and the library does not replace it.
    await Promise.race([abortOf(signal), broken, runner.promise])
    if (!signal.aborted) throw new Error('the queue stopped by itself')
  } finally {
    clearInterval(heartbeat)
    await stop(runner, workerIds, signal.aborted ? graceMs : repairMs)
    await Promise.race([pool.end(), delay(goodbyeMs, undefined, { ref: false })])
  }
}

async function retire(workerIds: string[]): Promise<void> {
  if (workerIds.length === 0) return
  await retireWorkers(workerIds)
  workerIds.length = 0
}

async function stop(runner: Runner | undefined, workerIds: string[], patienceMs: number): Promise<void> {
  const stopped = runner
    ?.stop()
    .catch((error: unknown) => logger().debug({ error }, 'the queue had stopped already'))
  await Promise.race([stopped, delay(patienceMs, undefined, { ref: false })])
  const retired = retire(workerIds).catch((error: unknown) =>
    logger().warn(
      { error },
      'the jobs of this worker could not be given back; others take them over in a minute',
    ),
  )
  await Promise.race([retired, delay(goodbyeMs, undefined, { ref: false })])
}

function startHeartbeat(workerIds: string[]): NodeJS.Timeout {
  const beatOnce = () =>
    void beat(workerIds).then(
      (released) =>
        released > 0 &&
        logger().warn({ workers: released }, 'jobs of workers that fell silent were released'),
      (error: unknown) => logger().warn({ error }, 'the heartbeat of the job worker could not be written'),
    )
  beatOnce()
  return setInterval(beatOnce, heartbeatMs)
}

function taskListOf(handlers: JobHandlers): TaskList {
  const names = Object.keys(jobPayloads).filter((name): name is JobName => name in handlers)
  return Object.fromEntries(names.map((name) => [name, taskOf(name, handlers)]))
}

function taskOf<Name extends JobName>(name: Name, handlers: JobHandlers): Task {
  const handler: JobHandlers[Name] = handlers[name]
  return async (payload, { job }) => {
    const jobTry = { attempt: job.attempts, isLast: job.attempts >= job.max_attempts }
    const about = { job: job.id, task: name, attempt: job.attempts }
    const startedAt = performance.now()
    try {
      await handler(jobPayloads[name].parse(payload), jobTry)
      logger().info({ ...about, milliseconds: Math.round(performance.now() - startedAt) }, 'a job is done')
    } catch (error) {
      logger()[jobTry.isLast ? 'error' : 'warn'](
        { ...about, error },
        jobTry.isLast ? 'a job is given up' : 'a job will be tried again',
      )
      throw error
    }
  }
}

// The queue listens for new jobs on a connection of its own. The embedded database has one session for all connections, and
// a pooler in transaction mode hands sessions around: on both, listening would reach the wrong one. Asking once a second works
// everywhere, and the library has no option for it.
function createPool(databaseUrl: string): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: concurrency + 2,
    connectionTimeoutMillis: 10_000,
  })
  pool.on('error', (error) => logger().debug({ error }, 'an idle connection of the job worker was lost'))
  pool.on('connect', (client) => {
    const query = client.query.bind(client)
    const quietQuery = (...parameters: [unknown]): unknown =>
      /^\s*(?:un)?listen\b/i.test(String(parameters[0]))
        ? Promise.resolve()
        : Reflect.apply(query, undefined, parameters)
    Object.assign(client, { query: quietQuery })
  })
  return pool
}

// What the library says about single jobs is said above, without the payload.
const queueLogger = new Logger(() => (level, message, meta) => {
  if (meta?.failure || meta?.success) return
  const error = meta?.error ?? meta?.fatalError
  logger()[levels[level]](error ? { error } : {}, message)
})
const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const

async function abortOf(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
