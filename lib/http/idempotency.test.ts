import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { newApiKey } from '@/lib/api-keys/format'
import { AppError, toPublicError } from '@/lib/errors'
import { deleteExpiredRows } from '@/lib/jobs/service'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import { newCustomRole, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { uuid } from '@/lib/uuid'
import { defineRoute, serveRoutes, type RouterEnv } from './define-route'
import { anyPrincipal, inOrganization } from './demand'
import { readKey } from './idempotency'
import { answer } from './router'

// What routes with `creates` do with the header, on routes whose making is counted here.

let made: string[] = []
let underWay: Promise<void> = Promise.resolve()

const body = z.object({ name: z.string() })
const making = {
  method: 'post',
  area: 'Things',
  summary: 'Makes a thing',
  body,
  example: { name: 'x' },
  creates: true,
  answer: { status: 201, schema: z.unknown(), description: 'The thing' },
} as const

function make(name: string): { id: string; name: string } {
  made.push(name)
  return { id: `id-${made.length}`, name }
}

const routes = [
  defineRoute({
    ...making,
    path: '/things',
    demand: anyPrincipal,
    handle: async ({ body: { name } }) => {
      await underWay
      if (name === 'refused') throw new AppError('conflict', 'not_now')
      if (name === 'broken') {
        make(name)
        throw new Error('the database is gone')
      }
      if (name === 'large') return { ...make(name), text: 'x'.repeat(70_000) }
      if (name === 'secret') return { ...make(name), key: newApiKey('USER').key }
      return { ...make(name), text: 'a\u0000b' }
    },
  }),
  defineRoute({
    ...making,
    path: '/accounts/{accountId}/things',
    params: z.object({ accountId: uuid() }),
    demand: inOrganization('read:audit_log'),
    handle: ({ body: { name } }) => Promise.resolve(make(name)),
  }),
  defineRoute({
    ...making,
    path: '/silent-things',
    demand: anyPrincipal,
    answer: { status: 204, description: 'Nothing' },
    handle: ({ body: { name } }) => {
      make(name)
      return Promise.resolve(undefined)
    },
  }),
]
const router = new Hono<RouterEnv>({ strict: false })
serveRoutes(router, routes)
router.onError((error) => answer(toPublicError(error)))

let organization: Organization
let key: string
beforeAll(async () => {
  organization = await newOrganization()
  key = (await newUserApiKey(organization.administrator.ctx)).key
})

type Asked = { name?: string; path?: string; as?: string; slash?: string }

async function ask(idempotencyKey: string | null, asked: Asked = {}) {
  const { name = 'thing', path = '/things', as = key } = asked
  const response = await router.request(`/api${path}`, {
    method: 'POST',
    body: JSON.stringify({ name }),
    headers: {
      authorization: `Bearer ${as}`,
      ...(idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey }),
    },
  })
  const text = await response.text()
  return {
    status: response.status,
    text,
    reason: text ? Object(JSON.parse(text)).reason : undefined,
    isReplayed: response.headers.get('idempotent-replayed') === 'true',
    retryAfter: response.headers.get('retry-after'),
  }
}

async function newNames(work: () => Promise<unknown>): Promise<string[]> {
  made = []
  await work()
  return made
}

describe('the same request with the same key', () => {
  test('is done once and answered alike, to the letter', async () => {
    const name = randomUUID()
    const first = await ask(name)
    const again = await ask(name)
    expect(first).toMatchObject({ status: 201, isReplayed: false })
    expect(again).toEqual({ ...first, isReplayed: true })
    expect((await ask(name, { path: '/things/' })).text).toBe(first.text)
    expect((await ask(`"${name}"`)).text).toBe(first.text)
  })

  test('without a key, or with another, or of another principal, is done each time', async () => {
    const other = await newMember(organization, organization.roles.MEMBER)
    const as = (await newUserApiKey(other.ctx)).key
    const name = randomUUID()
    const names = await newNames(async () => {
      await ask(null, { name: '1' })
      await ask(null, { name: '1' })
      await ask(name, { name: '1' })
      await ask(randomUUID(), { name: '1' })
      await ask(name, { name: '1', as })
    })
    expect(names).toHaveLength(5)
  })

  test('that is answered without a body is answered without one again', async () => {
    const name = randomUUID()
    const names = await newNames(async () => {
      for (const isReplayed of [false, true])
        expect(await ask(name, { path: '/silent-things' })).toMatchObject({
          status: 204,
          text: '',
          isReplayed,
        })
    })
    expect(names).toHaveLength(1)
  })

  test('twenty at once make one thing; the others are told of it, or to wait', async () => {
    const name = randomUUID()
    let finish: () => void = () => {}
    underWay = new Promise((resolve) => {
      finish = resolve
    })
    const names = await newNames(async () => {
      const asking = Array.from({ length: 20 }, () => ask(name))
      // Nineteen come back while the first is held up.
      await Promise.race(asking)
      finish()
      const answers = await Promise.all(asking)
      const [first, ...more] = answers.filter(({ status, isReplayed }) => status === 201 && !isReplayed)
      expect(more).toEqual([])
      for (const one of answers)
        if (one !== first && one.status !== 201)
          expect(one).toMatchObject({ status: 409, reason: 'idempotency_in_progress', retryAfter: '1' })
      expect(await ask(name)).toEqual({ ...first, isReplayed: true })
    })
    expect(names).toHaveLength(1)
  })

  test('after it was refused is tried again: that does not use up the key', async () => {
    const name = randomUUID()
    for (const failing of ['refused', 'refused'])
      expect((await ask(name, { name: failing })).status).toBe(409)
    expect((await ask(name, { name: 'thing' })).status).toBe(201)
  })

  test('after it failed on our side is not done again: nobody knows whether it was', async () => {
    const name = randomUUID()
    const names = await newNames(async () => {
      expect((await ask(name, { name: 'broken' })).status).toBe(500)
      const unknown = { status: 409, reason: 'idempotency_outcome_unknown' }
      expect(await ask(name, { name: 'broken' })).toMatchObject(unknown)
      expect(await ask(name, { name: 'broken' })).toMatchObject(unknown)
    })
    expect(names).toEqual(['broken'])
  })

  test('that was cut off says so, first that it may be under way, then that nobody knows', async () => {
    const name = randomUUID()
    await ask(name)
    const cutOff = (minutes: number) =>
      query(
        `update idempotent_request set status = null, answer = null, created_at = now() - make_interval(mins => $1)
         where created_at = (select max(created_at) from idempotent_request where principal_id = $2) and principal_id = $2`,
        [minutes, organization.administrator.user.id],
      )
    await cutOff(1)
    expect(await ask(name)).toMatchObject({ status: 409, reason: 'idempotency_in_progress' })
    await query(
      `update idempotent_request set created_at = now() - interval '3 minutes' where status is null and principal_id = $1`,
      [organization.administrator.user.id],
    )
    expect(await ask(name)).toMatchObject({
      status: 409,
      reason: 'idempotency_outcome_unknown',
      retryAfter: null,
    })
  })

  test('after a day is a new one, whether the old one was cleaned up or not', async () => {
    const [one, other] = [randomUUID(), randomUUID()]
    await ask(one)
    await ask(other)
    const age = () =>
      query(
        `update idempotent_request set created_at = created_at - interval '25 hours' where principal_id = $1`,
        [organization.administrator.user.id],
      )
    await age()
    expect(await ask(one)).toMatchObject({ status: 201, isReplayed: false })
    expect(await ask(one)).toMatchObject({ status: 201, isReplayed: true })
    await deleteExpiredRows()
    const [left] = await query<{ rows: string }>(
      'select count(*) as rows from idempotent_request where principal_id = $1',
      [organization.administrator.user.id],
    )
    expect(left?.rows).toBe('1')
    expect(await ask(other)).toMatchObject({ status: 201, isReplayed: false })
  })
})

test('another request with the same key is refused, and not done', async () => {
  const name = randomUUID()
  await ask(name)
  const names = await newNames(async () => {
    for (const asked of [{ name: 'other' }, { path: '/silent-things' }, { path: '/things?x=1' }])
      expect(await ask(name, asked)).toMatchObject({ status: 422, reason: 'idempotency_key_reused' })
  })
  expect(names).toEqual([])
})

test('an answer with a key in it is not kept: the repetition names what was made, and makes nothing', async () => {
  const name = randomUUID()
  const first = await ask(name, { name: 'secret' })
  const { id, key: secret } = z.object({ id: z.string(), key: z.string() }).parse(JSON.parse(first.text))
  const names = await newNames(async () => {
    const again = await ask(name, { name: 'secret' })
    expect(again).toMatchObject({ status: 409, reason: 'answer_shown_once' })
    expect(again.text).toContain(id)
    expect(again.text).not.toContain(secret)
  })
  expect(names).toEqual([])
  const kept = await query('select t::text from idempotent_request t')
  expect(JSON.stringify(kept)).not.toContain(secret.slice(6))
})

test('a large answer is not kept: the repetition names what was made, and makes nothing', async () => {
  const name = randomUUID()
  const names = await newNames(async () => {
    const first = await ask(name, { name: 'large' })
    expect(first.status).toBe(201)
    expect(await ask(name, { name: 'large' })).toMatchObject({
      status: 409,
      reason: 'answer_not_kept',
      text: expect.stringContaining(String(JSON.parse(first.text).id)),
    })
  })
  expect(names).toEqual(['large'])
})

test('a principal has 10,000 keys a day; those it has used are still answered', async () => {
  const { ctx, user } = await newMember(organization, organization.roles.MEMBER)
  const as = (await newUserApiKey(ctx)).key
  const name = randomUUID()
  await ask(name, { as })
  await query(
    `insert into idempotent_request (principal_id, key, request_hash) select $1, n::text, ''::bytea from generate_series(1, 9999) n`,
    [user.id],
  )
  const names = await newNames(async () => {
    expect(await ask(randomUUID(), { as })).toMatchObject({
      status: 429,
      reason: 'too_many_idempotency_keys',
      retryAfter: '3600',
    })
    expect(await ask(name, { as })).toMatchObject({ status: 201, isReplayed: true })
  })
  expect(names).toEqual([])
  await query(`delete from idempotent_request where principal_id = $1 and key = '1'`, [user.id])
  expect(await ask(randomUUID(), { as })).toMatchObject({ status: 201 })
})

test('what one may not do any more is not repeated to them either', async () => {
  const role = await newCustomRole(organization, ['read:audit_log'])
  const { ctx, membershipId } = await newMember(organization, role)
  const as = (await newUserApiKey(ctx)).key
  const path = `/accounts/${organization.accountId}/things`
  const name = randomUUID()
  expect(await ask(name, { path, as })).toMatchObject({ status: 201 })
  expect(await ask(name, { path, as })).toMatchObject({ status: 201, isReplayed: true })
  await query('update membership set role_id = $1 where id = $2', [organization.roles.MEMBER, membershipId])
  expect(await ask(name, { path, as })).toMatchObject({ status: 403, reason: 'missing_permission' })
  await query('delete from membership where id = $1', [membershipId])
  expect(await ask(name, { path, as })).toMatchObject({ status: 404 })
})

test('a key of one account is not told what another key of the same person was answered', async () => {
  const { administrator, accountId } = organization
  const bound = (await newUserApiKey(administrator.ctx, { accountId })).key
  const name = randomUUID()
  await ask(name)
  expect(await ask(name, { as: bound })).toMatchObject({ status: 422, reason: 'idempotency_key_reused' })
})

describe('a key', () => {
  test.each([
    ['abc', 'abc'],
    [' "abc" ', 'abc'],
    [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
    ['8e03978e-40d5-43e8-bc93-6894a57f9324', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
    ['a b', 'a b'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('%j is %j', (header, read) => {
    expect(readKey(header)).toBe(read)
  })

  test.each(['', ' ', '""', 'x'.repeat(256), 'caf\u00e9', 'a\tb'])('is not %j', (header) => {
    expect(() => readKey(header)).toThrow(expect.objectContaining({ reason: 'invalid_idempotency_key' }))
  })
})
