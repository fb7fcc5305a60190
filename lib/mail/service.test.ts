import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { database, withTransaction } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { triesInADay } from '@/lib/jobs/service'
import { eventsOf } from '@/lib/testing/audit'
import { startSmtpServer, type SmtpServer } from '@/lib/testing/smtp'
import { newToken } from '@/lib/tokens'
import { listOutboxInput } from './schema'
import * as mail from './service'

let smtp: SmtpServer
beforeAll(async () => {
  smtp = await startSmtpServer()
  vi.stubEnv('SMTP_URL', smtp.url)
})
afterAll(async () => {
  await smtp.stop()
  vi.unstubAllEnvs()
})

const firstTry = { attempt: 1, isLast: false }
const lastTry = { attempt: triesInADay, isLast: true }

describe('enqueueing', () => {
  test('a rollback leaves neither a message nor a job', async () => {
    let id = ''
    const failing = withTransaction(async (tx) => {
      id = await mail.enqueueMail(tx, signUpMail())
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    expect((await mail.mailStates(database(), [id])).size).toBe(0)
    expect(await jobsOf(id)).toEqual([])
  })

  test('a commit leaves one message and one job that is tried for a day, and the secret is nowhere in plain text', async () => {
    const { token } = newToken()
    const id = await enqueue(signUpMail({ token }))
    expect(await jobsOf(id)).toEqual([{ task: 'send_mail', attempts: 0, maxAttempts: 13 }])
    const [row] = await database().$queryRaw<{ text: string }[]>`
      SELECT (SELECT row_to_json(m)::text FROM mail m WHERE id = ${id}::uuid)
             || (SELECT string_agg(row_to_json(j)::text, '') FROM graphile_worker._private_jobs j) AS text`
    expect(row?.text).toContain(id)
    expect(row?.text).not.toContain(token)
  })

  test('many messages get their ids in order and a job each', async () => {
    const recipients = Array.from({ length: 120 }, (_, index) => `person-${index}@example.com`)
    const ids = await withTransaction((tx) =>
      mail.enqueueMails(
        tx,
        recipients.map((recipient) => ({ ...signUpMail(), recipient })),
      ),
    )
    const rows = await Promise.all(
      [0, 60, 119].map((index) => mail.getOutboxMail(operator(), ids[index] ?? '')),
    )
    expect(rows.map(({ recipient }) => recipient)).toEqual([
      'person-0@example.com',
      'person-60@example.com',
      'person-119@example.com',
    ])
    const states = await mail.mailStates(database(), ids)
    expect([...states.values()].filter(({ status }) => status === 'QUEUED')).toHaveLength(120)
    await withTransaction((tx) => mail.cancelMails(tx, ids))
  })

  test('an address that could bring a header or a second recipient is refused', async () => {
    for (const recipient of [
      'a@example.com\r\nBcc: x@example.com',
      'a@example.com, x@example.com',
      'A <a@example.com>',
    ]) {
      await expect(enqueue({ ...signUpMail(), recipient })).rejects.toThrow('no single plain address')
    }
  })
})

describe('sending', () => {
  test('a sent message has both parts and the right link, and its secret is removed', async () => {
    const { token } = newToken()
    const { id, recipient } = await enqueueTo(signUpMail({ token }))
    await mail.sendMail({ mailId: id }, firstTry)
    const { mail: received } = await smtp.waitForMail(recipient)
    const link = `${env().BASE_URL}/verify-email?token=${token}`
    expect(received.text).toContain(link)
    expect(received.html).toContain(`href="${link}"`)
    expect(await stateOf(id)).toMatchObject({
      status: 'SENT',
      attempts: 1,
      last_response: '250 OK: message queued',
    })
    expect(await sealOf(id)).toBeNull()
  })

  test('running the job again does not send it again', async () => {
    const { id, recipient } = await enqueueTo(signUpMail())
    await mail.sendMail({ mailId: id }, firstTry)
    await mail.sendMail({ mailId: id }, firstTry)
    expect(countTo(recipient)).toBe(1)
  })

  test('a 4xx is tried again, and the answer is kept', async () => {
    const { id, recipient } = await enqueueTo(signUpMail())
    smtp.failNext({ stage: 'RCPT', code: 451, text: '4.7.1 come back later' })
    await expect(mail.sendMail({ mailId: id }, firstTry)).rejects.toThrow('come back later')
    expect(await stateOf(id)).toMatchObject({
      status: 'QUEUED',
      attempts: 1,
      last_response: '451 4.7.1 come back later',
    })
    await mail.sendMail({ mailId: id }, { attempt: 2, isLast: false })
    expect(await stateOf(id)).toMatchObject({ status: 'SENT', attempts: 2 })
    expect(countTo(recipient)).toBe(1)
  })

  test('the last try fails for good, and the operator can have it tried again', async () => {
    const { id, recipient } = await enqueueTo(signUpMail())
    smtp.failNext({ stage: 'DATA', code: 452, text: '4.3.1 disk full' })
    await mail.sendMail({ mailId: id }, lastTry)
    expect(await stateOf(id)).toMatchObject({ status: 'FAILED', last_response: '452 4.3.1 disk full' })
    await mail.retryMail(operator(), { id })
    expect(await stateOf(id)).toMatchObject({ status: 'QUEUED' })
    expect(await jobsOf(id)).toHaveLength(1)
    await mail.sendMail({ mailId: id }, firstTry)
    expect(countTo(recipient)).toBe(1)
    await expect(mail.retryMail(operator(), { id })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'mail_not_failed',
    })
  })

  test('that the operator had a mail of an account tried again stands in that account’s log', async () => {
    const accountId = randomUUID()
    const { id, recipient } = await enqueueTo({ ...signUpMail(), accountId })
    smtp.failNext({ stage: 'RCPT', code: 550, text: '5.1.1 no such user' })
    await mail.sendMail({ mailId: id }, firstTry)
    await mail.retryMail(operator(), { id })
    await expect(mail.retryMail(operator(), { id })).rejects.toMatchObject({ reason: 'mail_not_failed' })
    expect(await eventsOf(accountId)).toMatchObject([
      { action: 'mail.retried', object_id: id, info: { recipient } },
    ])
  })

  test('a 5xx for the recipient fails at once', async () => {
    const { id } = await enqueueTo(signUpMail())
    smtp.failNext({ stage: 'RCPT', code: 550, text: '5.1.1 no such user' })
    await mail.sendMail({ mailId: id }, firstTry)
    expect(await stateOf(id)).toMatchObject({
      status: 'FAILED',
      attempts: 1,
      last_response: '550 5.1.1 no such user',
    })
  })

  test('an answer that quotes the link is kept without its secret', async () => {
    const { token } = newToken()
    const { id } = await enqueueTo(signUpMail({ token }))
    smtp.failNext({
      stage: 'DATA',
      code: 554,
      text: `${env().BASE_URL}/verify-email?token=${token} is blocked`,
    })
    await mail.sendMail({ mailId: id }, firstTry)
    const { last_response: answer } = await stateOf(id)
    expect(answer).toContain('is blocked')
    expect(answer).not.toContain(token)
  })

  test('a message whose link has expired meanwhile is not sent', async () => {
    const { id, recipient } = await enqueueTo(signUpMail({ expiresAt: '2020-01-01T00:00:00.000Z' }))
    await mail.sendMail({ mailId: id }, firstTry)
    expect(await stateOf(id)).toMatchObject({
      status: 'FAILED',
      last_response: 'Not sent: its link has expired.',
    })
    expect(countTo(recipient)).toBe(0)
  })

  test('a message whose secret is another installation’s is not sent', async () => {
    const { id, recipient } = await enqueueTo(signUpMail())
    const other = await enqueue(signUpMail())
    await database().$executeRaw`
      UPDATE mail SET sealed_token = (SELECT sealed_token FROM mail WHERE id = ${other}::uuid) WHERE id = ${id}::uuid`
    await mail.sendMail({ mailId: id }, firstTry)
    expect(await stateOf(id)).toMatchObject({ status: 'FAILED' })
    expect(countTo(recipient)).toBe(0)
  })
})

describe('withdrawing', () => {
  test('a cancelled message is not sent, its job and its secret are gone, and it cannot be retried', async () => {
    const { id, recipient } = await enqueueTo(signUpMail())
    await withTransaction((tx) => mail.cancelMail(tx, id))
    expect(await jobsOf(id)).toEqual([])
    expect(await sealOf(id)).toBeNull()
    await mail.sendMail({ mailId: id }, firstTry)
    expect(await stateOf(id)).toMatchObject({ status: 'CANCELLED', attempts: 0 })
    expect(countTo(recipient)).toBe(0)
    await expect(mail.retryMail(operator(), { id })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('a withdrawal that is rolled back changes nothing', async () => {
    const id = await enqueue(signUpMail())
    const failing = withTransaction(async (tx) => {
      await mail.cancelMail(tx, id)
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow()
    expect(await stateOf(id)).toMatchObject({ status: 'QUEUED' })
    expect(await jobsOf(id)).toHaveLength(1)
  })

  test('a sent message stays sent', async () => {
    const { id } = await enqueueTo(signUpMail())
    await mail.sendMail({ mailId: id }, firstTry)
    await withTransaction((tx) => mail.cancelMail(tx, id))
    expect(await stateOf(id)).toMatchObject({ status: 'SENT' })
  })

  test('deleting an organization withdraws its messages and nobody else’s', async () => {
    const accountId = randomUUID()
    const [own, foreign] = await Promise.all([
      enqueue({ ...signUpMail(), accountId }),
      enqueue({ ...signUpMail(), accountId: randomUUID() }),
    ])
    await withTransaction((tx) => mail.withdrawAccountMail(tx, accountId))
    expect(await stateOf(own)).toMatchObject({ status: 'CANCELLED' })
    expect(await stateOf(foreign)).toMatchObject({ status: 'QUEUED' })
    expect(await jobsOf(own)).toEqual([])
    expect(await jobsOf(foreign)).toHaveLength(1)
  })
})

describe('upkeep', () => {
  test('a message whose last try was interrupted becomes failed; one that still has a job waits on', async () => {
    const [lost, waiting] = await Promise.all([enqueue(signUpMail()), enqueue(signUpMail())])
    await database()
      .$executeRaw`UPDATE mail SET created_at = now() - interval '2 days' WHERE id IN (${lost}::uuid, ${waiting}::uuid)`
    await database()
      .$executeRaw`UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key = ${lost}`
    await mail.tidyOutbox()
    expect(await stateOf(lost)).toMatchObject({
      status: 'FAILED',
      last_response: 'The last try was interrupted.',
    })
    expect(await stateOf(waiting)).toMatchObject({ status: 'QUEUED' })
  })

  test('secrets are forgotten after 30 days', async () => {
    const id = await enqueue(signUpMail())
    await database()
      .$executeRaw`UPDATE mail SET created_at = now() - interval '31 days' WHERE id = ${id}::uuid`
    await mail.tidyOutbox()
    expect(await sealOf(id)).toBeNull()
  })
})

describe('the operator’s outbox', () => {
  test('lists newest first, in pages that neither repeat nor skip, by recipient and status', async () => {
    const marker = randomUUID().slice(0, 8)
    const ids: string[] = []
    for (let index = 0; index < 5; index += 1)
      ids.push(await enqueue({ ...signUpMail(), recipient: `P${index}_${marker}@Example.com` }))
    await withTransaction((tx) => mail.cancelMails(tx, ids.slice(0, 1)))
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await mail.listOutbox(
        operator(),
        listOutboxInput.parse({ search: `_${marker}@EXAMPLE`, limit: 2, cursor }),
      )
      seen.push(...page.rows.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(ids.toReversed())
    const cancelled = await mail.listOutbox(
      operator(),
      listOutboxInput.parse({ search: marker, status: 'CANCELLED' }),
    )
    expect(cancelled.rows.map(({ id }) => id)).toEqual(ids.slice(0, 1))
    const none = await mail.listOutbox(operator(), listOutboxInput.parse({ search: `%${marker}` }))
    expect(none.rows).toEqual([])
  })

  test('shows a message without the secret of its link while mail is sent', async () => {
    const { token } = newToken()
    const id = await enqueue(signUpMail({ token }))
    const shown = await mail.getOutboxMail(operator(), id)
    expect(shown).toMatchObject({
      is_link_shown: false,
      subject: 'Confirm your email address for Roster',
      status: 'QUEUED',
    })
    expect(shown.text).toContain('/verify-email?token=…')
    expect(shown.html + shown.text).not.toContain(token)
  })

  test('does not exist for anybody else', async () => {
    const id = await enqueue(signUpMail())
    const everything = listOutboxInput.parse({})
    for (const [ctx, code] of [
      [stranger(), 'not_found'],
      [anonymous(), 'unauthenticated'],
    ] as const) {
      await expect(mail.listOutbox(ctx, everything)).rejects.toMatchObject({ code })
      await expect(mail.getOutboxMail(ctx, id)).rejects.toMatchObject({ code })
      await expect(mail.retryMail(ctx, { id })).rejects.toMatchObject({ code })
    }
    expect(await stateOf(id)).toMatchObject({ status: 'QUEUED' })
  })

  test('says so when there is no such message, and when the cursor is of another list', async () => {
    await expect(mail.getOutboxMail(operator(), randomUUID())).rejects.toMatchObject({ code: 'not_found' })
    await expect(mail.getOutboxMail(operator(), 'x')).rejects.toMatchObject({ code: 'not_found' })
    await expect(mail.retryMail(operator(), { id: randomUUID() })).rejects.toMatchObject({
      code: 'not_found',
    })
    const cursor = Buffer.from(JSON.stringify({ key: 'ada', id: randomUUID() })).toString('base64url')
    await expect(mail.listOutbox(operator(), listOutboxInput.parse({ cursor }))).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })

  test('one message that an older version wrote does not hide the others', async () => {
    const id = await enqueue(signUpMail())
    await database()
      .$executeRaw`UPDATE mail SET template = 'retired', recipient = ${`${id}@example.com`} WHERE id = ${id}::uuid`
    const { rows } = await mail.listOutbox(operator(), listOutboxInput.parse({ search: id }))
    expect(rows).toMatchObject([{ id, subject: 'retired' }])
  })
})

function signUpMail({ token = newToken().token, expiresAt = '2999-01-01T00:00:00.000Z' } = {}) {
  return {
    template: 'sign_up' as const,
    recipient: `${randomUUID()}@example.com`,
    props: { name: 'Ada', expiresAt },
    token,
  }
}

function enqueue(message: mail.NewMail): Promise<string> {
  return withTransaction((tx) => mail.enqueueMail(tx, message))
}

async function enqueueTo(message: mail.NewMail): Promise<{ id: string; recipient: string }> {
  return { id: await enqueue(message), recipient: message.recipient }
}

async function stateOf(id: string) {
  const state = (await mail.mailStates(database(), [id])).get(id)
  if (!state) throw new Error('there is no such mail')
  return state
}

async function sealOf(id: string): Promise<string | null | undefined> {
  const [row] = await database().$queryRaw<
    { seal: string | null }[]
  >`SELECT sealed_token AS seal FROM mail WHERE id = ${id}::uuid`
  return row?.seal
}

function jobsOf(key: string) {
  return database().$queryRaw`
    SELECT task_identifier AS task, attempts, max_attempts AS "maxAttempts" FROM graphile_worker.jobs WHERE key = ${key}`
}

function countTo(recipient: string): number {
  return smtp.received.filter(({ recipients }) => recipients.includes(recipient)).length
}

function operator(): Ctx {
  return contextOf({ isOperator: true })
}

function stranger(): Ctx {
  return contextOf({ isOperator: false })
}

function anonymous(): Ctx {
  return { ...operator(), actor: { kind: 'ANONYMOUS' } }
}

function contextOf({ isOperator }: { isOperator: boolean }): Ctx {
  const person = { userId: randomUUID(), name: 'Olga', email: 'olga@example.com', sessionId: randomUUID() }
  return {
    actor: { kind: 'USER', ...person, apiKey: null, boundAccountId: null, isOperator, isEmailVerified: true },
    requestId: randomUUID(),
    ipAddress: null,
    userAgent: null,
    now: new Date(),
  }
}
