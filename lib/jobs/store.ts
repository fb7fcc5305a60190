import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'

export type NewJob = {
  name: string
  payload: unknown
  maxAttempts: number
  key: string | null
  runAt: Date | null
}

export async function addJobs(tx: Tx, jobs: NewJob[]): Promise<void> {
  await tx.$queryRaw`
    SELECT count(*)::int FROM graphile_worker.add_jobs(ARRAY(
      SELECT (name, payload, NULL, "runAt", "maxAttempts", key, NULL, NULL)::graphile_worker.job_spec
      FROM json_to_recordset(${JSON.stringify(jobs)}::json)
        AS job (name text, payload json, key text, "runAt" timestamptz, "maxAttempts" int)))`
}

export async function removeJobs(tx: Tx, keys: string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT count(removed.id)::int FROM unnest(${keys}::text[]) AS job (key), graphile_worker.remove_job(job.key) AS removed`
}

/** Which of these keys belong to jobs that run now or will. */
export async function listLiveKeys(tx: Tx, keys: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ key: string }[]>`
    SELECT key FROM graphile_worker.jobs
    WHERE key = ANY(${keys}) AND (attempts < max_attempts OR locked_at IS NOT NULL)`
  return rows.map((row) => row.key)
}

export async function writeHeartbeats(tx: Tx, workerIds: string[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO job_worker (id, seen_at) SELECT id, now() FROM unnest(${workerIds}::text[]) AS worker (id)
    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`
}

export async function deleteHeartbeats(tx: Tx, workerIds: string[]): Promise<void> {
  await tx.$executeRaw`DELETE FROM job_worker WHERE id = ANY(${workerIds})`
}

/** The workers that hold a job. */
export async function listHolders(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT locked_by AS id FROM graphile_worker.jobs WHERE locked_by IS NOT NULL`
  return rows.map((row) => row.id)
}

/** The workers that hold a job but have not been heard of for so many seconds. A young lock may precede the first heartbeat. */
export async function listSilentHolders(tx: Tx, seconds: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT job.locked_by AS id FROM graphile_worker.jobs AS job
    WHERE job.locked_by IS NOT NULL AND job.locked_at < now() - make_interval(secs => ${seconds})
      AND NOT EXISTS (
        SELECT 1 FROM job_worker AS worker
        WHERE worker.id = job.locked_by AND worker.seen_at > now() - make_interval(secs => ${seconds}))`
  return rows.map((row) => row.id)
}

export async function unlockWorkers(tx: Tx, workerIds: string[]): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM graphile_worker.force_unlock_workers(${workerIds}::text[])`
}

/** Deletes up to `limit` rows of one kind that are of no use any more; returns how many. */
export async function deleteExpired(tx: Tx, kind: ExpiringKind, limit: number): Promise<number> {
  return tx.$executeRaw(deletions[kind](limit))
}

// Links and sessions stay for 30 days after their end, so that a dead link can say what it was.
const deletions = {
  sign_up: (limit: number) => deleteLongExpired(Prisma.sql`sign_up`, limit),
  password_reset: (limit: number) => deleteLongExpired(Prisma.sql`password_reset`, limit),
  email_verification: (limit: number) => deleteLongExpired(Prisma.sql`email_verification`, limit),
  session: (limit: number) => Prisma.sql`
    DELETE FROM session WHERE id IN (
      SELECT id FROM session WHERE least(expires_at, revoked_at) < now() - interval '30 days' LIMIT ${limit})`,
  sso_attempt: (limit: number) => Prisma.sql`
    DELETE FROM sso_attempt WHERE id IN (SELECT id FROM sso_attempt WHERE expires_at < now() LIMIT ${limit})`,
  sso_used_assertion: (limit: number) => Prisma.sql`
    DELETE FROM sso_used_assertion WHERE (account_id, connection_id, assertion_hash) IN (
      SELECT account_id, connection_id, assertion_hash FROM sso_used_assertion WHERE expires_at < now() LIMIT ${limit})`,
  rate_limit: (limit: number) => Prisma.sql`
    DELETE FROM rate_limit WHERE key IN (
      SELECT key FROM rate_limit WHERE expire < extract(epoch FROM now()) * 1000 LIMIT ${limit})`,
  job_worker: (limit: number) => Prisma.sql`
    DELETE FROM job_worker WHERE id IN (SELECT id FROM job_worker WHERE seen_at < now() - interval '1 day' LIMIT ${limit})`,
  idempotent_request: (limit: number) => Prisma.sql`
    DELETE FROM idempotent_request WHERE (principal_id, key) IN (
      SELECT principal_id, key FROM idempotent_request WHERE created_at < now() - interval '24 hours' LIMIT ${limit})`,
  job: (limit: number) => Prisma.sql`
    SELECT 1 FROM graphile_worker.complete_jobs(ARRAY(
      SELECT id FROM graphile_worker.jobs
      WHERE attempts >= max_attempts AND locked_at IS NULL AND updated_at < now() - interval '30 days' LIMIT ${limit}))`,
}

export type ExpiringKind = keyof typeof deletions

/** All of them. */
// The keys of a literal are what its type says.
export const expiringKinds = Object.keys(deletions) as ExpiringKind[]

function deleteLongExpired(table: Prisma.Sql, limit: number): Prisma.Sql {
  return Prisma.sql`
    DELETE FROM ${table} WHERE id IN (
      SELECT id FROM ${table} WHERE expires_at < now() - interval '30 days' LIMIT ${limit})`
}
