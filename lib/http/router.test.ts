import { randomUUID } from 'node:crypto'
import { encode } from 'next-auth/jwt'
import { beforeAll, describe, expect, test } from 'vitest'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { env } from '@/lib/env'
import { signOut } from '@/lib/sessions/service'
import { query } from '@/lib/testing/database'
import {
  inviteTo,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { createRouter } from './router'

const router = createRouter(() => Promise.resolve(null))

let organization: Organization
let member: Person
let stranger: Person
let members: string
let invitations: string
beforeAll(async () => {
  organization = await newOrganization()
  member = await newMember(organization, organization.roles.MEMBER)
  stranger = await newPerson()
  members = `/api/accounts/${organization.accountId}/members`
  invitations = `/api/accounts/${organization.accountId}/invitations`
  for (let people = 0; people < 3; people += 1) await inviteTo(organization)
})

describe('every error has the same body', () => {
  test('401: nobody is signed in', async () => {
    expect(await get(members)).toEqual({
      status: 401,
      body: { code: 'unauthenticated', detail: 'You are not signed in. Sign in and try again.' },
    })
  })

  test('403: with the missing permission', async () => {
    expect(await get(invitations, member)).toEqual({
      status: 403,
      body: {
        code: 'forbidden',
        reason: 'missing_permission',
        permission: 'read:invitation',
        detail: expect.stringContaining('None of your roles here holds'),
      },
    })
  })

  test('404: an account one cannot see is one that is not there', async () => {
    const hidden = await get(members, stranger)
    expect(hidden).toEqual({
      status: 404,
      body: {
        code: 'not_found',
        detail: 'This does not exist, or you cannot see it. Check the address, or ask for access.',
      },
    })
    expect(await get(`/api/accounts/${randomUUID()}/members`, stranger)).toEqual(hidden)
  })

  test('404: an address of nothing, a method of nothing', async () => {
    const nothing = { status: 404, body: { code: 'not_found', detail: 'There is nothing at this address.' } }
    for (const path of [
      '/api',
      '/api/',
      '/api/nothing',
      '/api/accounts',
      '/api/%E0%A4%A',
      '/api/me/accounts/x',
      '/api//me/accounts',
    ]) {
      expect(await get(path, stranger), path).toEqual(nothing)
    }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      expect(await get('/api/me/accounts', stranger, { method }), method).toEqual(nothing)
    }
  })

  test('404: a CSRF token, which clients of the wire format take to mean that they need none', async () => {
    const workspace = `/api/accounts/${organization.accountId}/workspaces/${randomUUID()}`
    for (const person of [stranger, organization.administrator])
      for (const base of ['/api', workspace])
        expect((await get(`${base}/csrf-token?client=${randomUUID()}`, person)).status).toBe(404)
  })

  test.each([
    ['a page of none', '?limit=0', 'limit'],
    ['a page of too many', '?limit=1001', 'limit'],
    ['a page of words', '?limit=many', 'limit'],
    ['an order that is none', '?sort=salary', 'sort'],
    ['a search with a NUL', '?search=a%00b', 'search'],
    ['an endless search', `?search=${'x'.repeat(201)}`, 'search'],
    ['a cursor that is none', '?cursor=garbage', 'cursor'],
    ['an endless cursor', `?cursor=${'x'.repeat(1_001)}`, 'cursor'],
    [
      'a cursor of another order',
      `?sort=joined&cursor=${Buffer.from(JSON.stringify({ key: 'ada', id: randomUUID() })).toString('base64url')}`,
      'cursor',
    ],
  ])('422: %s, with a sentence for the field', async (_, search, field) => {
    const { status, body } = await get(members + search, organization.administrator)
    expect(status).toBe(422)
    expect(body).toMatchObject({
      code: 'invalid_input',
      detail: expect.any(String),
      fields: { [field]: expect.any(String) },
    })
  })

  test('404: an account by a name that is no id', async () => {
    const { status, body } = await get('/api/accounts/acme/members', organization.administrator)
    expect({ status, body }).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  test('500: what went wrong is not told, but the request id is', async () => {
    const broken = createRouter(() => Promise.reject(new Error('password=hunter2')))
    const answer = await broken.fetch(
      new Request('http://roster.test/api/ready', { headers: { 'x-request-id': 'request-1' } }),
    )
    expect(answer.status).toBe(500)
    expect(await answer.json()).toEqual({
      code: 'internal',
      detail: expect.stringContaining('quote the request id'),
      request_id: 'request-1',
    })
  })
})

describe('a list', () => {
  test('is a bare array, and X-Next-Cursor leads on until there is no more', async () => {
    const seen: string[] = []
    let search = '?limit=2'
    for (let page = 0; page < 2; page += 1) {
      const answer = await ask(invitations + search, organization.administrator)
      const rows: { email: string }[] = await answer.json()
      seen.push(...rows.map(({ email }) => email))
      const cursor = answer.headers.get('x-next-cursor')
      expect(cursor === null).toBe(page === 1)
      search = `?limit=2&cursor=${cursor}`
    }
    expect(new Set(seen).size).toBe(3)
  })

  test('answers with and without a slash at the end, without a redirect', async () => {
    for (const path of [members, '/api/me/accounts', '/api/me/sessions', '/api/health']) {
      const [one, other] = [
        await get(path, organization.administrator),
        await get(`${path}/`, organization.administrator),
      ]
      expect(one.status).toBe(200)
      expect(other).toEqual(one)
    }
    expect((await get(`${members}/?limit=1`, organization.administrator)).body).toHaveLength(1)
  })

  test('ignores what it does not ask for', async () => {
    expect(
      (await get(`${members}?accountId=${randomUUID()}&debug=1`, organization.administrator)).status,
    ).toBe(200)
  })
})

describe('the session cookie counts', () => {
  test.each([
    ['same-origin', 200],
    ['none', 200],
    [undefined, 200],
    ['cross-site', 401],
    ['same-site', 401],
    ['anything-else', 401],
  ])('for a request that comes from %s: %i', async (site, status) => {
    const headers: Record<string, string> = site ? { 'sec-fetch-site': site } : {}
    expect((await get(members, organization.administrator, { headers })).status).toBe(status)
  })

  test('no more once it was signed out', async () => {
    const person = await newPerson()
    expect((await get('/api/me/accounts', person)).status).toBe(200)
    await signOut(person.ctx)
    expect((await get('/api/me/accounts', person)).status).toBe(401)
  })

  test('and says nothing when it is garbage', async () => {
    const headers = { cookie: `${sessionCookieName()}=garbage; a=b; =; ${'x'.repeat(2_000)}` }
    expect((await get(members, null, { headers })).status).toBe(401)
  })
})

describe('for a supervisor', () => {
  test('health answers while the process does, ready while it can serve', async () => {
    expect(await get('/api/health')).toEqual({ status: 200, body: { status: 'ok' } })
    expect(await get('/api/ready')).toEqual({ status: 200, body: { status: 'ready' } })
    const stopping = createRouter(() => Promise.resolve('The server is stopping.'))
    const answer = await stopping.fetch(new Request('http://roster.test/api/ready'))
    expect({ status: answer.status, body: await answer.json() }).toEqual({
      status: 503,
      body: { status: 'not_ready', detail: 'The server is stopping.' },
    })
    expect((await stopping.fetch(new Request('http://roster.test/api/health'))).status).toBe(200)
  })
})

test('nothing is kept by a cache, whatever the answer', async () => {
  for (const path of [
    members,
    invitations,
    '/api/me/accounts',
    '/api/health',
    '/api/nothing',
    `${members}?limit=0`,
  ]) {
    for (const person of [organization.administrator, null]) {
      expect((await ask(path, person)).headers.get('cache-control'), path).toBe('no-store')
    }
  }
})

// Each route of the OpenAPI document, asked by whoever must not. The architecture test requires that every one is here.
describe('denials', () => {
  const id = randomUUID()
  const routes: Record<string, { path: () => string; anonymous: number; stranger: number; member: number }> =
    {
      '/api/me/accounts': { path: () => '/api/me/accounts', anonymous: 401, stranger: 200, member: 200 },
      '/api/me/sessions': { path: () => '/api/me/sessions', anonymous: 401, stranger: 200, member: 200 },
      '/api/accounts/{accountId}/members': {
        path: () => members,
        anonymous: 401,
        stranger: 404,
        member: 200,
      },
      '/api/accounts/{accountId}/invitations': {
        path: () => invitations,
        anonymous: 401,
        stranger: 404,
        member: 403,
      },
      '/api/operator/mail': { path: () => '/api/operator/mail', anonymous: 401, stranger: 404, member: 404 },
      '/api/operator/mail/{id}': {
        path: () => `/api/operator/mail/${id}`,
        anonymous: 401,
        stranger: 404,
        member: 404,
      },
    }

  beforeAll(async () => {
    // The very first person in this database is its operator, and might be one of ours.
    const ids = [stranger.user.id, member.user.id]
    await query('update "user" set is_operator = false where id = any($1)', [ids])
  })

  test.each(Object.keys(routes))('%s', async (route) => {
    const expected = routes[route]
    if (!expected) throw new Error('it has just been listed')
    const { path, ...statuses } = expected
    const [anonymous, asStranger, asMember] = [
      await get(path()),
      await get(path(), stranger),
      await get(path(), member),
    ]
    expect({ anonymous: anonymous.status, stranger: asStranger.status, member: asMember.status }).toEqual(
      statuses,
    )
    for (const { body } of [anonymous, asStranger]) {
      expect(JSON.stringify(body)).not.toContain(organization.name)
      expect(JSON.stringify(body)).not.toContain(organization.administrator.user.email)
    }
  })

  test('one’s own lists hold nothing of anybody else', async () => {
    const { body: accounts } = await get('/api/me/accounts', stranger)
    expect(accounts).toMatchObject([{ id: stranger.accountId, kind: 'PERSONAL' }])
    const { body: sessions } = await get('/api/me/sessions', stranger)
    expect(sessions).toMatchObject([{ id: stranger.sessionId, is_current: true }])
  })
})

type Asked = { method?: string; headers?: Record<string, string> }

async function ask(
  path: string,
  person: Person | null = null,
  { method = 'GET', headers = {} }: Asked = {},
): Promise<Response> {
  const cookie =
    person &&
    `${sessionCookieName()}=${await encode({ token: { sid: person.sessionId }, secret: env().AUTH_SECRET })}`
  return router.fetch(
    new Request(`http://roster.test${path}`, {
      method,
      headers: { ...(cookie ? { cookie } : {}), ...headers },
    }),
  )
}

async function get(
  path: string,
  person: Person | null = null,
  asked: Asked = {},
): Promise<{ status: number; body: unknown }> {
  const answer = await ask(path, person, asked)
  return { status: answer.status, body: await answer.json() }
}
