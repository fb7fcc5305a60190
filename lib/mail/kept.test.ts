import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test, vi } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { database, withTransaction } from '@/lib/db/transaction'
import { newToken } from '@/lib/tokens'
import { cancelMail, enqueueMail, getOutboxMail, isMailOn, mailStates, retryMail } from './service'

const operator: Ctx = {
  actor: { kind: 'SYSTEM', name: 'command line' },
  requestId: randomUUID(),
  ipAddress: null,
  userAgent: null,
  now: new Date(),
}

beforeAll(() => {
  vi.stubEnv('SMTP_URL', '')
})

test('without SMTP a message is kept, has no job, and shows its whole link to the operator', async () => {
  const { token } = newToken()
  const id = await enqueue(token)
  expect(isMailOn()).toBe(false)
  expect((await mailStates(database(), [id])).get(id)).toMatchObject({ status: 'KEPT', attempts: 0 })
  expect(await database().$queryRaw`SELECT id FROM graphile_worker.jobs WHERE key = ${id}`).toEqual([])
  const shown = await getOutboxMail(operator, id)
  expect(shown.is_link_shown).toBe(true)
  expect(shown.text).toContain(`/verify-email?token=${token}`)
})

test('a kept message whose link was replaced no longer shows it', async () => {
  const { token } = newToken()
  const id = await enqueue(token)
  await withTransaction((tx) => cancelMail(tx, id))
  const shown = await getOutboxMail(operator, id)
  expect(shown).toMatchObject({ status: 'CANCELLED', is_link_shown: false })
  expect(shown.html + shown.text).not.toContain(token)
})

test('nothing can be retried while no mail is sent', async () => {
  const id = await enqueue(newToken().token)
  await expect(retryMail(operator, { id })).rejects.toMatchObject({ code: 'conflict', reason: 'mail_off' })
})

function enqueue(token: string): Promise<string> {
  const message = {
    template: 'sign_up' as const,
    recipient: 'ada@example.com',
    props: { name: 'Ada' },
    token,
  }
  return withTransaction((tx) => enqueueMail(tx, message))
}
