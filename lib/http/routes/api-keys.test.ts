import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { apiKeyView } from '@/lib/api-keys/schema'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { apiPaths } from '@/lib/paths'
import { rateLimits } from '@/lib/rate-limits/limits'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import { newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson, sessionCookieOf, visitor } from '@/lib/testing/people'
import { createRouter } from '../router'

const router = createRouter(() => Promise.resolve(null))

type Asked = { key?: string; authorization?: string; sessionId?: string; address?: string; method?: string }

/** A request as the server in front hands it on. */
async function ask(path: string, asked: Asked = {}): Promise<Response> {
  const { key, sessionId, method = 'GET' } = asked
  const authorization = key ? `Bearer ${key}` : asked.authorization
  return router.fetch(
    new Request(`http://roster.test:3000${path}`, {
      method,
      headers: {
        'x-roster-client-address': asked.address ?? visitor().ipAddress ?? '',
        ...(authorization === undefined ? {} : { authorization }),
        ...(sessionId ? { cookie: `${sessionCookieName()}=${await sessionCookieOf(sessionId)}` } : {}),
      },
    }),
  )
}

/** As a client that knows no other scheme sends what it has. */
function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`
}

let organization: Organization
let robot: Awaited<ReturnType<typeof newServiceAccountWithKey>>
let robotKeys: string
beforeAll(async () => {
  organization = await newOrganization()
  robot = await newServiceAccountWithKey(organization)
  robotKeys = apiPaths.serviceAccountKeys(organization.accountId, robot.serviceAccountId)
})

describe('a request with a key', () => {
  test('is its owner’s, whoever the cookie’s session is', async () => {
    const [one, other] = [await newPerson(), await newPerson()]
    const { key } = await newUserApiKey(one.ctx)
    const read = async (asked: Asked) =>
      z.array(z.object({ id: z.string() })).parse(await (await ask(apiPaths.organizations(), asked)).json())
    expect(await read({ key, sessionId: other.sessionId })).toMatchObject([{ id: one.accountId }])
    expect(await read({ sessionId: other.sessionId })).toMatchObject([{ id: other.accountId }])
  })

  test('that opens nothing is refused although the cookie would open everything', async () => {
    const { sessionId } = await newPerson()
    for (const authorization of ['Bearer rst_u_nonsense', 'Bearer', 'bearer x y', basic('rst_u_nonsense:')]) {
      const answer = await ask(apiPaths.sessions(), { authorization, sessionId })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="Roster"')
      expect(await answer.json()).toEqual({
        detail: expect.stringContaining('Authorization: Bearer KEY'),
        code: 'unauthenticated',
        reason: 'invalid_api_key',
      })
    }
  })

  test('may send it by the name of the scheme in any case, and in Basic as password, as user name or bare', async () => {
    const { ctx, accountId } = await newPerson()
    const { key } = await newUserApiKey(ctx)
    const ways = [`bearer ${key}`, `BEARER  ${key} `, basic(`anything:${key}`), basic(`${key}:`), basic(key)]
    for (const authorization of [...ways, `basic ${key}`]) {
      const answer = await ask(apiPaths.organizations(), { authorization })
      expect([answer.status, await answer.json()], authorization).toMatchObject([200, [{ id: accountId }]])
    }
  })

  test('is not one with what somebody on the way wrote for themselves: the cookie counts as ever', async () => {
    const { sessionId, accountId } = await newPerson()
    const foreign = [
      basic('proxy:secret'),
      basic('proxy'),
      'Basic',
      'Basic %%%',
      'Negotiate YII=',
      'Digest a="b"',
      '',
    ]
    for (const authorization of foreign) {
      const answer = await ask(apiPaths.organizations(), { authorization, sessionId })
      expect([answer.status, await answer.json()], authorization).toMatchObject([200, [{ id: accountId }]])
      const nobody = await ask(apiPaths.organizations(), { authorization })
      expect([nobody.status, Object(await nobody.json()).reason]).toEqual([401, undefined])
    }
  })

  test('says what became of the key', async () => {
    const { ctx } = await newPerson()
    const { id, key } = await newUserApiKey(ctx)
    const reasonOf = async () => Object(await (await ask(apiPaths.organizations(), { key })).json()).reason
    await query('update api_key set expires_at = now() where id = $1', [id])
    expect(await reasonOf()).toBe('api_key_expired')
    await query('update api_key set revoked_at = now() where id = $1', [id])
    expect(await reasonOf()).toBe('api_key_revoked')
  })

  test('is told how long to wait after too many bad ones, while a good key from there works', async () => {
    const address = visitor().ipAddress ?? ''
    const { key } = await newUserApiKey((await newPerson()).ctx)
    const bad = { key: `rst_s_${'0'.repeat(49)}`, address }
    for (let count = 0; count < rateLimits.failed_api_key_client.tries; count += 1)
      await ask(apiPaths.organizations(), bad)
    const answer = await ask(apiPaths.organizations(), bad)
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await ask(apiPaths.organizations(), { key, address })).status).toBe(200)
  })
})

describe('denials', () => {
  test('what is about a person and all their accounts is not for service accounts, nor for a key of one account', async () => {
    const { administrator, accountId } = organization
    const bound = await newUserApiKey(administrator.ctx, { accountId })
    const paths = [apiPaths.sessions(), apiPaths.organizations(), apiPaths.userKeys()]
    for (const path of paths) {
      for (const [key, reason] of [
        [robot.key.key, 'users_only'],
        [bound.key, 'api_key_bound'],
      ] as const) {
        const answer = await ask(path, { key })
        expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'forbidden', reason }])
      }
    }
  })

  test("'/api/me/api-keys' shows everybody their own and nobody else's", async () => {
    expect('/api/me/api-keys').toBe(apiPaths.userKeys())
    const [one, other] = [await newPerson(), await newPerson()]
    const { id } = await newUserApiKey(one.ctx)
    const read = async (sessionId: string) =>
      z.array(apiKeyView).parse(await (await ask(apiPaths.userKeys(), { sessionId })).json())
    expect((await read(one.sessionId)).map((row) => row.id)).toEqual([id])
    expect(await read(other.sessionId)).toEqual([])
    expect((await ask(apiPaths.userKeys())).status).toBe(401)
    expect((await ask(apiPaths.userKeys(), { sessionId: randomUUID() })).status).toBe(401)
  })

  test("'/api/accounts/{accountId}/service-accounts/{serviceAccountId}/api-keys' is for those who may read service accounts", async () => {
    const path = '/api/accounts/{accountId}/service-accounts/{serviceAccountId}/api-keys'
    const filled = path
      .replace('{accountId}', organization.accountId)
      .replace('{serviceAccountId}', robot.serviceAccountId)
    expect(filled).toBe(robotKeys)
    const elsewhere = await newOrganization()
    const stranger = await newPerson()
    expect((await ask(filled)).status).toBe(401)
    for (const { sessionId } of [stranger, elsewhere.administrator])
      expect((await ask(filled, { sessionId })).status).toBe(404)
    const member = await newMember(organization, organization.roles.MEMBER)
    const answer = await ask(filled, { sessionId: member.sessionId })
    const [row] = z.array(apiKeyView).parse(await answer.json())
    expect(row).toMatchObject({
      id: robot.key.id,
      can: { rotate: { allowed: false, permission: 'update:service_account' } },
    })
    const foreign = apiPaths.serviceAccountKeys(elsewhere.accountId, robot.serviceAccountId)
    expect((await ask(foreign, { sessionId: elsewhere.administrator.sessionId })).status).toBe(404)
  })
})

test('a list is a bare array whose next page is found by its header, and its input is checked', async () => {
  const { ctx, sessionId } = await newPerson()
  for (const name of ['One', 'Two', 'Three']) await newUserApiKey(ctx, { name })
  const first = await ask(`${apiPaths.userKeys()}?limit=2`, { sessionId })
  const cursor = first.headers.get('x-next-cursor') ?? ''
  const second = await ask(`${apiPaths.userKeys()}?limit=2&cursor=${cursor}`, { sessionId })
  expect([await first.json(), await second.json()].map((rows: unknown[]) => rows.length)).toEqual([2, 1])
  expect(second.headers.get('x-next-cursor')).toBeNull()
  expect((await ask(`${apiPaths.userKeys()}?limit=201`, { sessionId })).status).toBe(422)
  expect((await ask(`${apiPaths.userKeys()}?cursor=x`, { sessionId })).status).toBe(422)
  const upper = apiPaths.serviceAccountKeys(
    organization.accountId.toUpperCase(),
    robot.serviceAccountId.toUpperCase(),
  )
  expect((await ask(upper, { sessionId: organization.administrator.sessionId })).status).toBe(200)
})
