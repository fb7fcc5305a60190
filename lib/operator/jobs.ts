import { recordInstallationAudit } from '@/lib/audit/installation'
import { requireOperator } from '@/lib/authz/access'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { capabilityOf } from '@/lib/capability'
import type { Page } from '@/lib/client/fetch-json'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { decodeNumberCursor, pageOf } from '@/lib/pages/page'
import { changeInstallation } from './change'
import * as store from './jobs-store'
import type { JobById, JobRow, ListJobsInput } from './schema'
import { decideRetry } from './rules'

const jobNumber = /^[1-9]\d{0,17}$/

// Jobs have numbers, cursors an id that breaks ties: there are none.
const noTie = '00000000-0000-0000-0000-000000000000'

/** One page of the jobs that are in the queue, the newest first. For operators, `not_found` for others; `invalid_input` for a foreign cursor. */
export async function listJobs(ctx: Ctx, { state, cursor, limit }: ListJobsInput): Promise<Page<JobRow>> {
  requireOperator(ctx)
  const rows = await store.listJobs(database(), {
    state: state ?? null,
    before: decodeNumberCursor(cursor),
    limit: limit + 1,
  })
  const views = rows.map(jobRowOf)
  const page = pageOf(
    views.map(({ id }) => ({ key: id, id: noTie })),
    limit,
  )
  return { rows: views.slice(0, limit), nextCursor: page.nextCursor }
}

/**
 * Runs a job that waits, is failing or was given up, as soon as the worker can and with all its tries. For operators and the command line,
 * `not_found` for others and for a job that is done; `conflict`/`job_running` for one that runs.
 */
export async function retryJob(ctx: Ctx, input: JobById): Promise<{ id: string }> {
  const order = { attempt: 'run a job again', objectTable: 'job', objectId: input.id } as const
  return changeInstallation(ctx, order, async (tx) => {
    const id = jobNumber.test(input.id) ? BigInt(input.id) : null
    const job = id === null ? null : await store.findJob(tx, id)
    if (!job) throw jobNotFound()
    enforce(decideRetry(job.state), 'conflict')
    if (!(await store.rescheduleJob(tx, job.id))) enforce(decideRetry('running'), 'conflict')
    await recordInstallationAudit(tx, ctx, {
      action: 'job.retried',
      message: `The operator had the job ${job.name} run again`,
      objectTable: 'job',
      objectId: input.id,
      info: { name: job.name, attempts: job.attempts },
    })
    return { id: input.id }
  })
}

function jobNotFound(): AppError {
  return new AppError('not_found', 'job_not_found', {
    message: 'There is no such job in the queue: it is done, or never was. Reload the list.',
  })
}

function jobRowOf(job: store.StoredJob): JobRow {
  return {
    id: job.id.toString(),
    name: job.name,
    state: job.state,
    attempts: job.attempts,
    tries: job.tries,
    error: job.error || null,
    created_at: job.createdAt.toISOString(),
    run_at: job.runAt.toISOString(),
    running_since: job.lockedAt?.toISOString() ?? null,
    can: { retry: capabilityOf(decideRetry(job.state)) },
  }
}
