import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { bundle } from '../../scripts/build/bundles.mjs'
import { startEmbeddedDatabase } from '../../scripts/database/embedded.mjs'
import { root } from '../../scripts/root.mjs'
import { startChild } from '../../scripts/run/child.mjs'
import { createDatabase } from '../../scripts/test-database/server-database.mjs'
import { migrate } from '../db/migrate'
import { env } from '../env'
import { isEmbeddedDatabase } from '../testing/database'
import { startSmtpServer } from '../testing/smtp'
import { newToken } from '../tokens'

// Real worker processes take every job there is, so they get a database of their own, of the kind the tests run on.
let own, smtp, folder, settings, database, withTransaction, enqueueMail, mailStates
const workers = []

beforeAll(async () => {
  own = isEmbeddedDatabase() ? await startInMemory() : await createDatabase(env().DATABASE_URL)
  await migrate({ databaseUrl: own.url, folder: join(root, 'prisma/migrations') })
  smtp = await startSmtpServer()
  const { NODE_ENV, AUTH_SECRET, BASE_URL, DATABASE_NAMED_STATEMENTS } = env()
  const named = String(DATABASE_NAMED_STATEMENTS)
  const places = { DATABASE_URL: own.url, DATABASE_NAMED_STATEMENTS: named, SMTP_URL: smtp.url }
  settings = { ...places, NODE_ENV, AUTH_SECRET, BASE_URL, LOG_LEVEL: 'info' }
  // The settings are read once; these modules are to read the ones of that database.
  for (const [name, value] of Object.entries(places)) vi.stubEnv(name, value)
  vi.resetModules()
  ;({ database, withTransaction } = await import('../db/transaction'))
  ;({ enqueueMail, mailStates } = await import('../mail/service'))
  folder = await mkdtemp(join(root, 'node_modules/.worker-test-'))
  await bundle({ worker: 'lib/jobs/worker.ts' }, folder)
})

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
})

afterAll(async () => {
  await database?.().$disconnect()
  await smtp?.stop()
  await own?.remove()
  if (folder) await rm(folder, { recursive: true })
})

test('a worker sends what is queued, listens to nothing, and stops when told to', async () => {
  const worker = await startWorker()
  const { id, recipient, token } = await enqueue()
  expect((await smtp.waitForMail(recipient)).mail.text).toContain(token)
  await statusOf(id, 'SENT')
  // A moment after the mail is marked; the clock may have put jobs of its own beside it.
  const sending = () =>
    database().$queryRaw`SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'send_mail'`
  await expect.poll(sending, { timeout: 10_000 }).toEqual([])
  expect(await listeners()).toEqual([])
  expect(await heartbeats()).toBe(4)
  worker.process.kill('SIGTERM')
  expect(await worker.exited).toMatchObject({ code: 0, signal: null })
  expect(await heartbeats()).toBe(0)
  expect(worker.output()).toContain('"task":"send_mail"')
  expect(worker.output()).not.toContain(token)
})

test('it stops at the message "stop", and when its parent is gone', async () => {
  const told = await startWorker()
  told.process.send('stop')
  expect(await told.exited).toMatchObject({ code: 0 })
  const orphan = await startWorker()
  orphan.process.disconnect()
  expect(await orphan.exited).toMatchObject({ code: 0 })
})

test('a job that runs when the worker is told to stop is finished first', async () => {
  const worker = await startWorker()
  smtp.failNext({ stage: 'RCPT', delayMs: 1_500 })
  const faults = smtp.waitForFault(1)
  const { id, recipient } = await enqueue()
  await faults
  worker.process.kill('SIGTERM')
  expect(await worker.exited).toMatchObject({ code: 0 })
  await statusOf(id, 'SENT')
  expect(countTo(recipient)).toBe(1)
})

test('a job whose worker was killed in the middle is done by the next one, once', async () => {
  const killed = await startWorker()
  smtp.failNext({ stage: 'RCPT', hang: true })
  const faults = smtp.waitForFault(2)
  const { id, recipient } = await enqueue()
  await faults
  killed.kill()
  await killed.exited
  expect(countTo(recipient)).toBe(0)
  await startWorker(['--only-worker'])
  await smtp.waitForMail(recipient)
  await statusOf(id, 'SENT')
  expect(countTo(recipient)).toBe(1)
})

test('another worker takes over from a killed one when its heartbeat is a minute old', async () => {
  const killed = await startWorker()
  smtp.failNext({ stage: 'RCPT', hang: true })
  const faults = smtp.waitForFault(3)
  const { id, recipient } = await enqueue()
  await faults
  killed.kill()
  await killed.exited
  await database().$executeRaw`UPDATE job_worker SET seen_at = seen_at - interval '1 minute'`
  await database().$executeRaw`
    UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '1 minute' WHERE locked_at IS NOT NULL`
  await startWorker()
  await smtp.waitForMail(recipient)
  await statusOf(id, 'SENT')
  expect(countTo(recipient)).toBe(1)
})

test('a message that was accepted while the worker was killed is recognisable when it comes again', async () => {
  const killed = await startWorker()
  smtp.failNext({ stage: 'DATA', dropAfter: true })
  const { id, recipient } = await enqueue()
  await smtp.waitForMail(recipient)
  killed.kill()
  await killed.exited
  await startWorker(['--only-worker'])
  await statusOf(id, 'SENT')
  const copies = smtp.received.filter(({ recipients }) => recipients.includes(recipient))
  expect(new Set(copies.map(({ mail }) => mail.messageId)).size).toBe(1)
})

async function startInMemory() {
  const { url, child } = await startEmbeddedDatabase({ folder: 'memory://', socketFolder: null })
  return { url, remove: () => child.stop() }
}

async function startWorker(args = []) {
  const file = join(folder, 'worker.mjs')
  const worker = startChild({ name: 'worker', file, args, env: settings, stopMs: 20_000, isQuiet: true })
  workers.push(worker)
  const ready = new Promise((resolve) => worker.process.once('message', resolve))
  const ended = worker.exited.then(() => {
    throw new Error(`The worker ended: ${worker.output()}`)
  })
  await Promise.race([ready, ended])
  ended.catch(() => {})
  return worker
}

async function enqueue() {
  const { token } = newToken()
  const recipient = `${randomUUID()}@example.com`
  const mail = { template: 'sign_up', recipient, props: { name: 'Ada' }, token }
  return { id: await withTransaction((tx) => enqueueMail(tx, mail)), recipient, token }
}

async function statusOf(id, wanted) {
  const read = async () => (await mailStates(database(), [id])).get(id)?.status
  for (let tries = 0; tries < 100 && (await read()) !== wanted; tries += 1) await delay(100)
  expect(await read()).toBe(wanted)
}

async function heartbeats() {
  const [row] = await database().$queryRaw`SELECT count(*)::int AS count FROM job_worker`
  return row.count
}

// On a server each connection has a session of its own; the embedded database shares one.
function listeners() {
  return database().$queryRaw`SELECT pg_listening_channels() AS channel`
}

function countTo(recipient) {
  return smtp.received.filter(({ recipients }) => recipients.includes(recipient)).length
}
