import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import type { JobState } from './schema'

export type StoredJob = {
  id: bigint
  name: string
  state: JobState
  attempts: number
  tries: number
  error: string | null
  createdAt: Date
  runAt: Date
  lockedAt: Date | null
}

const state = Prisma.sql`CASE
  WHEN j.locked_at IS NOT NULL THEN 'running'
  WHEN j.attempts >= j.max_attempts THEN 'failed'
  WHEN j.attempts > 0 THEN 'failing' ELSE 'waiting' END`

/** Jobs of the queue, the newest first, without what they carry. */
export async function listJobs(
  tx: Tx,
  page: { state: JobState | null; before: bigint | null; limit: number },
): Promise<StoredJob[]> {
  return tx.$queryRaw<StoredJob[]>`
    SELECT j.id, j.task_identifier AS name, ${state} AS state, j.attempts::int, j.max_attempts::int AS tries,
           left(split_part(j.last_error, E'\n', 1), 500) AS error, j.created_at AS "createdAt", j.run_at AS "runAt",
           j.locked_at AS "lockedAt"
    FROM graphile_worker.jobs j
    WHERE true ${page.state ? Prisma.sql`AND ${state} = ${page.state}` : Prisma.empty}
      ${page.before === null ? Prisma.empty : Prisma.sql`AND j.id < ${page.before}`}
    ORDER BY j.id DESC LIMIT ${page.limit}`
}

export async function findJob(tx: Tx, id: bigint): Promise<StoredJob | null> {
  const [row] = await tx.$queryRaw<StoredJob[]>`
    SELECT j.id, j.task_identifier AS name, ${state} AS state, j.attempts::int, j.max_attempts::int AS tries,
           NULL AS error, j.created_at AS "createdAt", j.run_at AS "runAt", j.locked_at AS "lockedAt"
    FROM graphile_worker.jobs j WHERE j.id = ${id}`
  return row ?? null
}

/** Lets a job that nobody runs be run now, with all its tries; false when somebody took it or it is done. */
export async function rescheduleJob(tx: Tx, id: bigint): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT rescheduled.id::text FROM graphile_worker.reschedule_jobs(ARRAY[${id}]::bigint[], now(), attempts => 0) AS rescheduled`
  return rows.length > 0
}

export type QueueCounts = {
  running: number
  waiting: number
  failing: number
  failed: number
  /** For how many seconds the job that should have been run first has been due. */
  lateSeconds: number | null
}

export async function countJobs(tx: Tx): Promise<QueueCounts> {
  const [row] = await tx.$queryRaw<QueueCounts[]>`
    SELECT count(*) FILTER (WHERE state = 'running')::int AS running, count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
           count(*) FILTER (WHERE state = 'failing')::int AS failing, count(*) FILTER (WHERE state = 'failed')::int AS failed,
           extract(epoch FROM now() - min(run_at) FILTER (WHERE state IN ('waiting', 'failing') AND run_at < now()))::int AS "lateSeconds"
    FROM (SELECT ${state} AS state, j.run_at FROM graphile_worker.jobs j LIMIT 100000) counted`
  return row ?? { running: 0, waiting: 0, failing: 0, failed: 0, lateSeconds: null }
}
