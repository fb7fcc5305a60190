import { statfs } from 'node:fs/promises'
import { installationId } from '@/lib/audit/installation'
import { requireOperator } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { listMigrations } from '@/lib/db/migration-names'
import { env } from '@/lib/env'
import { countOf, sizeText } from '@/lib/format'
import { logger } from '@/lib/log'
import { isMailOn } from '@/lib/mail/service'
import { productVersion } from '@/lib/version'
import {
  auditState,
  databaseState,
  diskState,
  mailState,
  migrationsState,
  queueState,
  workerState,
  worstOf,
} from './health-rules'
import * as store from './health-store'
import { countJobs } from './jobs-store'
import type { HealthCheckView, HealthView } from './schema'

/** From where the process runs, as for the program that applies them. */
const migrationsFolder = 'prisma/migrations'

type Found = Pick<HealthCheckView, 'state' | 'detail'> & { at?: Date | null }
type Check = Pick<HealthCheckView, 'id' | 'title'> & { look: () => Promise<Found> }

const checks: Check[] = [
  { id: 'database', title: 'Database', look: lookAtDatabase },
  { id: 'migrations', title: 'Migrations', look: lookAtMigrations },
  { id: 'worker', title: 'Worker', look: lookAtWorkers },
  { id: 'jobs', title: 'Jobs', look: lookAtJobs },
  { id: 'mail', title: 'Mail', look: lookAtMail },
  { id: 'audit', title: 'Audit logs', look: lookAtAuditLogs },
  { id: 'disk', title: 'Disk', look: lookAtDisk },
  { id: 'version', title: 'Version', look: lookAtVersion },
]

/** How the installation is. A check that cannot be made is failing, and the others are made. For operators, `not_found` for others. */
export async function getHealth(ctx: Ctx): Promise<HealthView> {
  requireOperator(ctx)
  const views: HealthCheckView[] = []
  for (const { id, title, look } of checks) {
    const { state, detail, at } = await found(look)
    views.push({ id, title, state, detail, at: at?.toISOString() ?? null })
  }
  return { state: worstOf(views), checked_at: new Date().toISOString(), checks: views }
}

async function found(look: Check['look']): Promise<Found> {
  try {
    return await look()
  } catch (error) {
    logger().warn({ error }, 'a check of the installation’s health failed')
    return { state: 'failing', detail: 'This could not be found out. The log of the process says why.' }
  }
}

async function lookAtDatabase(): Promise<Found> {
  const startedAt = performance.now()
  const facts = await store.findDatabase(database())
  const milliseconds = Math.max(1, Math.round(performance.now() - startedAt))
  const size = facts ? sizeText(Number(facts.bytes)) : 'unknown size'
  const detail = `PostgreSQL ${facts?.version ?? ''}, ${size}, answered in ${milliseconds} ms.`
  return { state: databaseState(milliseconds), detail }
}

async function lookAtMigrations(): Promise<Found> {
  const { applied, unfinished } = await store.findMigrations(database())
  const pending = (await listMigrations(migrationsFolder)).filter((name) => !applied.includes(name))
  const state = migrationsState({ unfinished, pending: pending.length })
  if (unfinished)
    return {
      state,
      detail: `The migration ${unfinished} did not finish. Repair the database, then start Roster again.`,
    }
  const done = `${countOf(applied.length, 'migration')} applied, the last is ${applied.at(-1)}.`
  const waiting =
    pending.length === 0
      ? 'None is pending.'
      : `${countOf(pending.length, 'migration')} pending, the first is ${pending[0]}. Start Roster again to apply them.`
  return { state, detail: `${done} ${waiting}` }
}

async function lookAtWorkers(): Promise<Found> {
  const { alive, seenAt: at } = await store.findWorkers(database())
  const state = workerState(alive)
  if (alive > 0) return { state, at, detail: `Runs ${countOf(alive, 'job')} at once.` }
  const never = at ? '' : ' None was ever heard of.'
  return { state, at, detail: `No worker is alive, so mail and upkeep wait.${never}` }
}

async function lookAtJobs(): Promise<Found> {
  const queue = await countJobs(database())
  const late =
    queue.lateSeconds === null ? '' : ` One has been due for ${countOf(queue.lateSeconds, 'second')}.`
  const { running, waiting, failing, failed } = queue
  return {
    state: queueState(queue),
    detail: `${running} running, ${waiting} waiting, ${failing} failing, ${failed} given up.${late}`,
  }
}

async function lookAtMail(): Promise<Found> {
  if (!isMailOn())
    return {
      state: mailState({ isOn: false, failed: 0 }),
      detail: 'This installation sends no mail; messages are kept in the outbox. Set SMTP_URL to send.',
    }
  const { queued, failed, sentAt: at } = await store.findMail(database())
  const answer = failed > 0 ? ((await store.findLastFailure(database())) ?? 'nothing') : null
  const gaveUp = answer === null ? '' : ` To the last that failed the mail server said: ${answer}`
  const detail = `Of the last week ${queued} waiting, ${failed} failed${at ? '' : ', none left'}.${gaveUp}`
  return { state: mailState({ isOn: true, failed }), at, detail }
}

const namedLogs = 3

async function lookAtAuditLogs(): Promise<Found> {
  const { count, first } = await store.findBrokenLogs(database(), namedLogs)
  const state = auditState(count)
  if (count === 0) return { state, detail: 'Every audit log that was verified is as it was written.' }
  const names = first.map(({ accountId, handle }) =>
    accountId === installationId ? 'the installation’s own' : (handle ?? accountId),
  )
  const more = count > names.length ? ` and ${count - names.length} more` : ''
  const detail = `${countOf(count, 'audit log was', 'audit logs were')} changed behind Roster: ${names.join(', ')}${more}. The page of each log says from which event on.`
  return { state, detail }
}

async function lookAtDisk(): Promise<Found> {
  const { EMBEDDED_DATABASE_FOLDER: folder } = env()
  const { bavail, blocks, bsize } = await statfs(folder ?? '.')
  const disk = { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  const free = `${sizeText(disk.freeBytes)} of ${sizeText(disk.totalBytes)} free`
  // A database server does not tell how much room its disk has.
  const detail = folder
    ? `${free} where the embedded database is, in ${folder}.`
    : `${free} on the disk of this process. The database is on the disk of its own server, which is to be watched there.`
  return { state: diskState(disk), detail }
}

function lookAtVersion(): Promise<Found> {
  const memory = sizeText(process.memoryUsage.rss())
  const detail = `Roster ${productVersion} on Node ${process.versions.node}, ${memory} of memory, up for ${countOf(Math.round(process.uptime() / 60), 'minute')}.`
  return Promise.resolve({ state: 'ok', detail })
}
