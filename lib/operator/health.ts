import { statfs } from 'node:fs/promises'
import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { listMigrations } from '@/lib/db/migration-names'
import { env } from '@/lib/env'
import { countOf } from '@/lib/format'
import { logger } from '@/lib/log'
import { isMailOn } from '@/lib/mail/service'
import { productVersion } from '@/lib/version'
import { diskState, queueState, sizeText, worstOf } from './health-rules'
import * as store from './health-store'
import { countJobs } from './jobs-store'
import type { HealthCheckView, HealthState, HealthView } from './schema'

/** From where the process runs, as for the program that applies them. */
const migrationsFolder = 'prisma/migrations'

type Check = Pick<HealthCheckView, 'id' | 'title'> & {
  look: () => Promise<{ state: HealthState; detail: string }>
}

const checks: Check[] = [
  { id: 'database', title: 'Database', look: lookAtDatabase },
  { id: 'migrations', title: 'Migrations', look: lookAtMigrations },
  { id: 'worker', title: 'Worker', look: lookAtWorkers },
  { id: 'jobs', title: 'Jobs', look: lookAtJobs },
  { id: 'mail', title: 'Mail', look: lookAtMail },
  { id: 'disk', title: 'Disk', look: lookAtDisk },
  { id: 'version', title: 'Version', look: lookAtVersion },
]

/** How the installation is. A check that cannot be made is failing, and the others are made. For operators, `not_found` for others. */
export async function getHealth(ctx: Ctx): Promise<HealthView> {
  requireOperator(ctx)
  const views: HealthCheckView[] = []
  for (const { id, title, look } of checks) views.push({ id, title, ...(await found(look)) })
  return { state: worstOf(views), checked_at: new Date().toISOString(), checks: views }
}

async function found(look: Check['look']): Promise<{ state: HealthState; detail: string }> {
  try {
    return await look()
  } catch (error) {
    logger().warn({ error }, 'a check of the installation’s health failed')
    return { state: 'failing', detail: 'This could not be found out. The log of the process says why.' }
  }
}

async function lookAtDatabase() {
  const startedAt = performance.now()
  const facts = await store.findDatabase(database())
  const milliseconds = Math.max(1, Math.round(performance.now() - startedAt))
  const size = facts ? sizeText(Number(facts.bytes)) : 'unknown size'
  const state: HealthState = milliseconds > 500 ? 'warning' : 'ok'
  return { state, detail: `PostgreSQL ${facts?.version ?? ''}, ${size}, answered in ${milliseconds} ms.` }
}

async function lookAtMigrations() {
  const { applied, unfinished } = await store.findMigrations(database())
  if (unfinished)
    return {
      state: 'failing' as const,
      detail: `The migration ${unfinished} did not finish. Repair the database, then start Roster again.`,
    }
  const pending = (await listMigrations(migrationsFolder)).filter((name) => !applied.includes(name))
  const done = `${countOf(applied.length, 'migration')} applied, the last is ${applied.at(-1)}.`
  if (pending.length === 0) return { state: 'ok' as const, detail: `${done} None is pending.` }
  const waiting = `${countOf(pending.length, 'migration')} pending, the first is ${pending[0]}. Start Roster again to apply them.`
  return { state: 'failing' as const, detail: `${done} ${waiting}` }
}

async function lookAtWorkers() {
  const { alive, seenAt } = await store.findWorkers(database())
  if (alive > 0 && seenAt) {
    const seconds = Math.max(0, Math.round((Date.now() - seenAt.getTime()) / 1_000))
    return {
      state: 'ok' as const,
      detail: `Runs ${countOf(alive, 'job')} at once; the last heartbeat was ${countOf(seconds, 'second')} ago.`,
    }
  }
  const since = seenAt ? `The last was heard of at ${seenAt.toISOString()}.` : 'None was ever heard of.'
  return { state: 'failing' as const, detail: `No worker is alive, so mail and upkeep wait. ${since}` }
}

async function lookAtJobs() {
  const queue = await countJobs(database())
  const late =
    queue.lateSeconds === null ? '' : ` One has been due for ${countOf(queue.lateSeconds, 'second')}.`
  const { running, waiting, failing, failed } = queue
  return {
    state: queueState(queue),
    detail: `${running} running, ${waiting} waiting, ${failing} failing, ${failed} given up.${late}`,
  }
}

async function lookAtMail() {
  if (!isMailOn())
    return {
      state: 'warning' as const,
      detail: 'This installation sends no mail; messages are kept in the outbox. Set SMTP_URL to send.',
    }
  const { queued, failed, sentAt } = await store.findMail(database())
  const failure = await store.findLastFailedMail(database())
  const gaveUp = failure
    ? ` The last failure was at ${failure.at.toISOString()}: ${failure.answer ?? 'the mail server said nothing'}`
    : ''
  const last = sentAt ? `The last left at ${sentAt.toISOString()}.` : 'None left.'
  const detail = `Of the last week ${queued} waiting, ${failed} failed. ${last}${gaveUp}`
  return { state: failed > 0 ? ('warning' as const) : ('ok' as const), detail }
}

async function lookAtDisk() {
  const { EMBEDDED_DATABASE_FOLDER: folder } = env()
  const { bavail, blocks, bsize } = await statfs(folder ?? '.')
  const disk = { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  const free = `${sizeText(disk.freeBytes)} of ${sizeText(disk.totalBytes)} free`
  if (folder)
    return { state: diskState(disk), detail: `${free} where the embedded database is, in ${folder}.` }
  // A database server does not tell how much room its disk has.
  const bytes = (await store.findDatabase(database()))?.bytes
  const taken = bytes === undefined ? 'an unknown size' : sizeText(Number(bytes))
  const detail = `The database takes ${taken} on the disk of its own server, which is to be watched there. ${free} on the disk of this process.`
  return { state: diskState(disk), detail }
}

function lookAtVersion() {
  const memory = sizeText(process.memoryUsage.rss())
  const detail = `Roster ${productVersion} on Node ${process.versions.node}, ${memory} of memory, up for ${countOf(Math.round(process.uptime() / 60), 'minute')}.`
  return Promise.resolve({ state: 'ok' as const, detail })
}
