import { jobPayloads, type JobName, type JobPayloads } from '../jobs/schema'
import { jobHandlers } from '../jobs/tasks'
import { query } from './database'

type QueuedJob<Name extends JobName> = { id: string; payload: JobPayloads[Name] }

/** The jobs of one kind that wait, the oldest first. */
export async function queuedJobs<Name extends JobName>(name: Name): Promise<QueuedJob<Name>[]> {
  const rows = await query<{ id: string; payload: unknown }>(
    `select job.id::text, job.payload from graphile_worker._private_jobs job
     join graphile_worker._private_tasks task on task.id = job.task_id where task.identifier = $1 order by job.id`,
    [name],
  )
  return rows.map(({ id, payload }) => ({
    id,
    // Parsed with the very schema of that name, which the compiler does not follow.
    payload: jobPayloads[name].parse(payload) as JobPayloads[Name],
  }))
}

/** Runs the waiting jobs of one kind that match, here and now, and takes them out of the queue. Returns how many. */
export async function runQueued<Name extends JobName>(
  name: Name,
  matches: (payload: JobPayloads[Name]) => boolean,
): Promise<number> {
  const jobs = (await queuedJobs(name)).filter(({ payload }) => matches(payload))
  for (const { id, payload } of jobs) {
    await jobHandlers[name](payload, { attempt: 1, isLast: false })
    await query('delete from graphile_worker._private_jobs where id = $1', [id])
  }
  return jobs.length
}
