import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { database, withTransaction } from '@/lib/db/transaction'
import { query } from '@/lib/testing/database'
import { newOrganization } from '@/lib/testing/organizations'
import { newConnectionRow } from '@/lib/testing/sso'
import {
  beat,
  deleteExpiredRows,
  enqueueJob,
  findLiveJobKeys,
  removeJobs,
  retireWorkers,
  triesInADay,
} from './service'

const payload = { mailId: randomUUID() }

test('the tries of a job span about a day', () => {
  // What graphile-worker waits after a failed try, in seconds.
  const waits = Array.from({ length: triesInADay - 1 }, (_, index) => Math.exp(Math.min(index + 1, 10)))
  const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3_600
  expect(hours).toBeGreaterThan(21)
  expect(hours).toBeLessThan(24)
})

test('a job is there only after the commit', async () => {
  const key = randomUUID()
  const failing = withTransaction(async (tx) => {
    await enqueueJob(tx, 'send_mail', payload, { key })
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  expect(await jobOf(key)).toBeUndefined()
  await enqueue(key)
  expect(await jobOf(key)).toMatchObject({ task: 'send_mail', maxAttempts: triesInADay, isLocked: false })
})

test('a job can wait for its time', async () => {
  const key = randomUUID()
  const runAt = new Date('2999-01-01T00:00:00.000Z')
  await withTransaction((tx) => enqueueJob(tx, 'send_mail', payload, { key, runAt }))
  expect(await jobOf(key)).toMatchObject({ runAt })
})

test('a payload that is not what the job takes is refused', async () => {
  const wrong = { mailId: 'not an id' }
  await expect(withTransaction((tx) => enqueueJob(tx, 'send_mail', wrong))).rejects.toThrow()
})

test('a removed job is gone, and the keys of others stay live', async () => {
  const [removed, kept] = [randomUUID(), randomUUID()]
  await enqueue(removed)
  await enqueue(kept)
  await withTransaction((tx) => removeJobs(tx, [removed, randomUUID()]))
  expect(await findLiveJobKeys(database(), [removed, kept])).toEqual(new Set([kept]))
})

test('a job held by a worker that fell silent a minute ago is given to others; those of the living and the young are not', async () => {
  const [silent, alive, unknown, young] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  await enqueueHeld(silent, 61)
  await enqueueHeld(alive, 600)
  await enqueueHeld(unknown, 61)
  await enqueueHeld(young, 50)
  await beat([silent, alive])
  await database()
    .$executeRaw`UPDATE job_worker SET seen_at = now() - interval '61 seconds' WHERE id = ${silent}`
  await beat([alive])
  const held = await Promise.all(
    [silent, alive, unknown, young].map(async (key) => (await jobOf(key))?.isLocked),
  )
  expect(held).toEqual([false, true, false, true])
  // A test of the health looks for workers that live.
  await retireWorkers([silent, alive])
})

test('clean-up deletes the answers to repeated requests after a day', async () => {
  const principal = randomUUID()
  for (const [key, age] of [
    ['old', '25 hours'],
    ['new', '23 hours'],
  ])
    await database().$executeRaw`
      INSERT INTO idempotent_request (principal_id, key, request_hash, created_at)
      VALUES (${principal}::uuid, ${key}, '\\x00', now() - ${age}::text::interval)`
  await deleteExpiredRows()
  const rows = database()
    .$queryRaw`SELECT key AS id FROM idempotent_request WHERE principal_id = ${principal}::uuid`
  expect(await idsOf(rows)).toEqual(new Set(['new']))
})

test('clean-up deletes sign-ins through a provider that ran out, and assertions that no longer could be used again', async () => {
  const organization = await newOrganization()
  const { accountId } = organization
  const connectionId = await newConnectionRow(organization)
  const [over, open] = [randomUUID(), randomUUID()]
  for (const [id, ends] of [
    [over, '-1 minute'],
    [open, '1 minute'],
  ]) {
    await query(
      `insert into sso_attempt (id, account_id, connection_id, purpose, state_hash, browser_hash, sealed, created_at, expires_at)
       values ($1::uuid, $2, $3, 'SIGN_IN', decode(replace($1::uuid::text, '-', ''), 'hex'), '', '', now(), now() + $4::interval)`,
      [id, accountId, connectionId, ends],
    )
    await query(
      `insert into sso_used_assertion (account_id, connection_id, assertion_hash, expires_at)
       values ($1, $2, decode(replace($3, '-', ''), 'hex'), now() + $4::interval)`,
      [accountId, connectionId, id, ends],
    )
  }
  await deleteExpiredRows()
  expect(await query('select id from sso_attempt where account_id = $1', [accountId])).toEqual([{ id: open }])
  expect(
    await query(`select encode(assertion_hash, 'hex') as id from sso_used_assertion where account_id = $1`, [
      accountId,
    ]),
  ).toEqual([{ id: open?.replaceAll('-', '') }])
})

test('clean-up deletes what ended more than 30 days ago and nothing else', async () => {
  const key = randomUUID()
  const [over, dead, live] = await Promise.all(
    ['40 days', '20 days', '-1 day'].map((age) => createSignUp(age)),
  )
  await database()
    .$executeRaw`INSERT INTO rate_limit (key, points, expire) VALUES (${`${key} over`}, 1, 1), (${`${key} on`}, 1, 99999999999999)`
  await database()
    .$executeRaw`INSERT INTO job_worker (id, seen_at) VALUES (${`${key} gone`}, now() - interval '2 days')`
  await enqueue(key)
  await database()
    .$executeRaw`UPDATE graphile_worker._private_jobs SET attempts = max_attempts, updated_at = now() - interval '31 days' WHERE key = ${key}`
  await deleteExpiredRows()
  expect(
    await idsOf(
      database()
        .$queryRaw`SELECT id::text FROM sign_up WHERE id IN (${over}::uuid, ${dead}::uuid, ${live}::uuid)`,
    ),
  ).toEqual(new Set([dead, live]))
  expect(
    await idsOf(database().$queryRaw`SELECT key AS id FROM rate_limit WHERE key LIKE ${`${key}%`}`),
  ).toEqual(new Set([`${key} on`]))
  expect(await idsOf(database().$queryRaw`SELECT id FROM job_worker WHERE id LIKE ${`${key}%`}`)).toEqual(
    new Set(),
  )
  expect(await jobOf(key)).toBeUndefined()
})

async function createSignUp(expiredFor: string): Promise<string> {
  const id = randomUUID()
  await database().$executeRaw`
    INSERT INTO sign_up (id, email, email_key, name, password_hash, token_hash, expires_at)
    VALUES (${id}::uuid, 'a@example.com', ${id}, 'A', '-', decode(replace(${id}, '-', ''), 'hex'), now() - ${expiredFor}::text::interval)`
  return id
}

async function idsOf(rows: Promise<unknown>): Promise<Set<unknown>> {
  const found = await rows
  return new Set(Array.isArray(found) ? found.map((row: { id: unknown }) => row.id) : [])
}

function enqueue(key: string): Promise<void> {
  return withTransaction((tx) => enqueueJob(tx, 'send_mail', payload, { key }))
}

async function enqueueHeld(key: string, seconds: number): Promise<void> {
  await enqueue(key)
  await database().$executeRaw`
    UPDATE graphile_worker._private_jobs
    SET locked_by = ${key}, locked_at = now() - make_interval(secs => ${seconds}), attempts = 1 WHERE key = ${key}`
}

async function jobOf(key: string) {
  const [job] = await database().$queryRaw<
    { task: string; maxAttempts: number; isLocked: boolean; runAt: Date }[]
  >`
    SELECT task_identifier AS task, max_attempts AS "maxAttempts", locked_at IS NOT NULL AS "isLocked", run_at AS "runAt"
    FROM graphile_worker.jobs WHERE key = ${key}`
  return job
}
