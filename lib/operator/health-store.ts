import type { Tx } from '@/lib/db/transaction'

export type DatabaseFacts = { version: string; bytes: bigint }

export async function findDatabase(tx: Tx): Promise<DatabaseFacts | null> {
  const [row] = await tx.$queryRaw<DatabaseFacts[]>`
    SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes`
  return row ?? null
}

/** The names of what was applied, in order, and the first that was begun only. */
export type MigrationFacts = { applied: string[]; unfinished: string | null }

export async function findMigrations(tx: Tx): Promise<MigrationFacts> {
  const [row] = await tx.$queryRaw<MigrationFacts[]>`
    SELECT coalesce(array_agg(migration_name ORDER BY migration_name) FILTER (WHERE finished_at IS NOT NULL), '{}') AS applied,
           min(migration_name) FILTER (WHERE finished_at IS NULL) AS unfinished
    FROM _prisma_migrations WHERE rolled_back_at IS NULL`
  return row ?? { applied: [], unfinished: null }
}

export type WorkerFacts = { alive: number; seenAt: Date | null }

/** The workers that were heard of in the last minute, and when one was last. */
export async function findWorkers(tx: Tx): Promise<WorkerFacts> {
  const [row] = await tx.$queryRaw<WorkerFacts[]>`
    SELECT count(*) FILTER (WHERE seen_at > now() - interval '1 minute')::int AS alive, max(seen_at) AS "seenAt" FROM job_worker`
  return row ?? { alive: 0, seenAt: null }
}

export type MailFacts = { queued: number; failed: number; sentAt: Date | null }

/** The mail of the last week: what waits, what failed, and when one left last. */
export async function findMail(tx: Tx): Promise<MailFacts> {
  const [row] = await tx.$queryRaw<MailFacts[]>`
    SELECT count(*) FILTER (WHERE status = 'QUEUED')::int AS queued, count(*) FILTER (WHERE status = 'FAILED')::int AS failed,
           max(sent_at) AS "sentAt"
    FROM (SELECT status, sent_at FROM mail WHERE created_at > now() - interval '7 days' ORDER BY created_at DESC, id DESC LIMIT 100000) recent`
  return row ?? { queued: 0, failed: 0, sentAt: null }
}

/** What the mail server said to the last mail that was given up; null where it said nothing, or none was. */
export async function findLastFailure(tx: Tx): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ answer: string | null }[]>`
    SELECT last_response AS answer FROM mail
    WHERE status = 'FAILED' ORDER BY created_at DESC, id DESC LIMIT 1`
  return row?.answer ?? null
}

export type BrokenLog = { accountId: string; handle: string | null }

/** How many audit logs were found not to hold, and whose some of them are; no handle for the installation's own and a deleted account's. */
export async function findBrokenLogs(tx: Tx, limit: number): Promise<{ count: number; first: BrokenLog[] }> {
  const rows = await tx.$queryRaw<(BrokenLog & { count: number })[]>`
    SELECT v.account_id AS "accountId", a.handle, count(*) OVER ()::int AS count
    FROM audit_verification v LEFT JOIN account a ON a.id = v.account_id
    WHERE v.first_bad_sequence IS NOT NULL ORDER BY a.handle, v.account_id LIMIT ${limit}`
  return { count: rows[0]?.count ?? 0, first: rows }
}
