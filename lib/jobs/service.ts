import { database, type Tx } from '@/lib/db/transaction'
import { logger } from '@/lib/log'
import { jobPayloads, type JobName, type JobPayloads } from './schema'
import * as store from './store'

/**
 * How often a job is tried. After its n-th failed try the queue waits e^min(n, 10) seconds: 2.7 s, 7.4 s, 20 s, 55 s, 2.5 min,
 * 6.7 min, 18 min, 50 min, 2.3 h, then 6.1 h each time. So the 10th try comes 3.6 h after the first, and 13 tries
 * span 3.6 h + 3 × 6.1 h = 21.9 h: a day of trying that ends before a link made for a day is dead.
 */
export const triesInADay = 13

/** A worker silent for this long is gone, and its jobs are given to others. */
const silenceSeconds = 60
const batchSize = 1_000
const batchesAtMost = 100

export type JobOptions = {
  /** A waiting job of the same key is replaced. */
  key?: string
  /** The earliest time; now by default. */
  runAt?: Date
}

/**
 * Puts a job into the queue within the caller's transaction: no commit, no job. It is tried for about a day and may run more than
 * once, so handlers must bear repetition.
 */
export async function enqueueJob<Name extends JobName>(
  tx: Tx,
  name: Name,
  payload: JobPayloads[Name],
  options: JobOptions = {},
): Promise<void> {
  await enqueueJobs(tx, name, [{ payload, ...options }])
}

/** The same for many jobs of one kind, in one statement. */
export async function enqueueJobs<Name extends JobName>(
  tx: Tx,
  name: Name,
  jobs: ({ payload: JobPayloads[Name] } & JobOptions)[],
): Promise<void> {
  if (jobs.length === 0) return
  await store.addJobs(
    tx,
    jobs.map(({ payload, key, runAt }) => ({
      name,
      payload: jobPayloads[name].parse(payload),
      maxAttempts: triesInADay,
      key: key ?? null,
      runAt: runAt ?? null,
    })),
  )
}

/** Takes waiting jobs out of the queue by their keys, within the caller's transaction; one that runs just now is not tried again. */
export async function removeJobs(tx: Tx, keys: string[]): Promise<void> {
  if (keys.length > 0) await store.removeJobs(tx, keys)
}

/** Which of these keys belong to jobs that run now or will. */
export async function findLiveJobKeys(tx: Tx, keys: string[]): Promise<Set<string>> {
  return new Set(await store.listLiveKeys(tx, keys))
}

/** Says that these workers are alive, then gives the jobs of the silent ones to others; returns how many of those there were. */
export async function beat(workerIds: string[]): Promise<number> {
  await store.writeHeartbeats(database(), workerIds)
  const silent = await store.listSilentHolders(database(), silenceSeconds)
  if (silent.length > 0) await store.unlockWorkers(database(), silent)
  return silent.length
}

/** Gives back every job that any worker holds; only where no other worker can be alive. */
export async function releaseAllJobs(): Promise<void> {
  const holders = await store.listHolders(database())
  if (holders.length > 0) await store.unlockWorkers(database(), holders)
}

/** The last words of workers that stop: gives back what they hold and forgets their heartbeats. */
export async function retireWorkers(workerIds: string[]): Promise<void> {
  await store.unlockWorkers(database(), workerIds)
  await store.deleteHeartbeats(database(), workerIds)
}

/**
 * Deletes expired rows: links and sessions 30 days after their end, rate limits at once, answers to repeated requests after
 * a day, jobs given up 30 days ago. In small batches, each its own transaction, so that it is in nobody's way.
 */
export async function deleteExpiredRows(): Promise<void> {
  for (const kind of store.expiringKinds) {
    const deleted = await deleteInBatches(kind)
    if (deleted > 0) logger().info({ kind, deleted }, 'expired rows were deleted')
  }
}

async function deleteInBatches(kind: store.ExpiringKind): Promise<number> {
  let total = 0
  for (let batch = 0; batch < batchesAtMost; batch += 1) {
    const deleted = await store.deleteExpired(database(), kind, batchSize)
    total += deleted
    if (deleted < batchSize) break
  }
  return total
}
