import NextAuth from 'next-auth'
import { decode } from 'next-auth/jwt'
import { describe, expect, test, vi } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { env } from '@/lib/env'
import { query } from '@/lib/testing/database'
import { goodPassword, newEmail, newPerson, requestWith, visitor } from '@/lib/testing/people'
import { authOptions } from './auth-options'

type Answer = { status: number; body: unknown; cookies: Map<string, string>; failures: unknown[] }
type Asked = {
  method: 'GET' | 'POST'
  path: string[]
  body?: Record<string, string>
  cookies?: Map<string, string>
  ctx?: Ctx
}

const sessionCookie = 'next-auth.session-token'

// next-auth's own handler, asked as a Node server asks it.
async function ask({
  method,
  path,
  body = {},
  cookies = new Map(),
  ctx = visitor(),
}: Asked): Promise<Answer> {
  const answer: Answer = { status: 200, body: undefined, cookies: new Map(), failures: [] }
  const headers = new Map<string, unknown>()
  const response = {
    status: (code: number) => {
      answer.status = code
      return response
    },
    getHeader: (name: string) => headers.get(name),
    setHeader: (name: string, value: unknown) => {
      headers.set(name, value)
      return response
    },
    json: (value: unknown) => (answer.body = value),
    send: (value: unknown) => (answer.body = value),
    end: () => {},
  }
  const request = {
    method,
    query: { nextauth: path },
    body,
    headers: {},
    cookies: Object.fromEntries(cookies),
  }
  await Reflect.apply(NextAuth, undefined, [
    request,
    response,
    authOptions(ctx, (error) => answer.failures.push(error)),
  ])
  for (const line of [headers.get('Set-Cookie') ?? []].flat().map(String)) {
    answer.cookies.set(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1))
  }
  return answer
}

async function csrf(): Promise<{ csrfToken: string; cookies: Map<string, string> }> {
  const answer = await ask({ method: 'GET', path: ['csrf'] })
  const { csrfToken } = answer.body as { csrfToken: string } // next-auth's own shape
  const cookies = new Map(
    [...answer.cookies].map(([name, value]) => [name, decodeURIComponent(value.split(';')[0] ?? '')]),
  )
  return { csrfToken, cookies }
}

async function signInBy(form: Record<string, string>, change: Partial<Asked> = {}): Promise<Answer> {
  const { csrfToken, cookies } = await csrf()
  const merged = new Map([...cookies, ...(change.cookies ?? [])])
  const body = { csrfToken, json: 'true', ...form }
  return ask({ method: 'POST', path: ['callback', 'credentials'], ...change, body, cookies: merged })
}

function valueOf(answer: Answer): string {
  return answer.cookies.get(sessionCookie)?.split(';')[0] ?? ''
}

describe('signing in through next-auth', () => {
  test('sets one encrypted cookie that carries the session’s id and nothing of the person', async () => {
    const { user } = await newPerson()
    const answer = await signInBy({ email: user.email, password: goodPassword })
    expect(answer).toMatchObject({ status: 200, failures: [] })
    const claims = await decode({ token: valueOf(answer), secret: env().AUTH_SECRET })
    expect(Object.keys(claims ?? {}).sort()).toEqual(['exp', 'iat', 'jti', 'sid'])
    expect(Number(claims?.['exp']) - Number(claims?.['iat'])).toBe(30 * 24 * 60 * 60)
    expect((await requestWith(String(claims?.['sid']))).actor).toMatchObject({ userId: user.id })
    expect(answer.cookies.get(sessionCookie)).toMatch(/; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
  })

  test('never takes over a session that the browser brings along', async () => {
    const [planted, person] = [await newPerson(), await newPerson()]
    const before = valueOf(await signInBy({ email: planted.user.email, password: goodPassword }))
    const answer = await signInBy(
      { email: person.user.email, password: goodPassword },
      { cookies: new Map([[sessionCookie, before]]) },
    )
    const [one, other] = await Promise.all(
      [before, valueOf(answer)].map((token) => decode({ token, secret: env().AUTH_SECRET })),
    )
    expect(one?.['sid']).not.toBe(other?.['sid'])
  })

  test.each([
    ['https://evil.example/'],
    ['//evil.example'],
    ['javascript:alert(1)'],
    ['not an address'],
    ['/organizations'],
  ])('sends nobody to %s, but home', async (callbackUrl) => {
    const { user } = await newPerson()
    const answer = await signInBy({ email: user.email, password: goodPassword, callbackUrl })
    expect(answer.body).toEqual({ url: env().BASE_URL })
    expect([...answer.cookies.values()].join()).not.toContain('evil')
  })

  test('with a wrong password sets no session and hands on the refusal', async () => {
    const { user } = await newPerson()
    const answer = await signInBy({ email: user.email, password: 'guess' })
    expect(answer.status).toBe(401)
    expect(answer.failures).toMatchObject([{ code: 'unauthenticated', reason: 'wrong_credentials' }])
    expect(answer.cookies.has(sessionCookie)).toBe(false)
  })

  test('without next-auth’s token against forged requests does nothing', async () => {
    const { user } = await newPerson()
    const body = { email: user.email, password: goodPassword, json: 'true' }
    for (const csrfToken of [undefined, 'x', (await csrf()).csrfToken]) {
      const answer = await ask({
        method: 'POST',
        path: ['callback', 'credentials'],
        body: { ...body, ...(csrfToken ? { csrfToken } : {}) },
      })
      expect(answer.cookies.has(sessionCookie)).toBe(false)
    }
    expect(await query('select 1 from session where user_id = $1', [user.id])).toHaveLength(1)
  })

  test.each([
    ['nothing', {}],
    ['no password', { email: 'a@b.example' }],
    ['an address far too long', { email: 'x'.repeat(2_000), password: 'x' }],
  ])('with %s is refused before anything is compared', async (_, form) => {
    const answer = await signInBy(form)
    expect(answer.failures).toMatchObject([{ code: 'invalid_input' }])
    expect(answer.cookies.has(sessionCookie)).toBe(false)
  })

  test('hands on the limit with the time to wait', async () => {
    const ctx = visitor()
    const email = newEmail()
    for (let count = 0; count < 10; count += 1) await signInBy({ email, password: 'guess' }, { ctx })
    const answer = await signInBy({ email, password: 'guess' }, { ctx })
    expect(answer.failures).toMatchObject([{ code: 'rate_limited', retryAfterSeconds: expect.any(Number) }])
  })
})

test('signing out through next-auth ends the session’s row', async () => {
  const { user } = await newPerson()
  const token = valueOf(await signInBy({ email: user.email, password: goodPassword }))
  const claims = await decode({ token, secret: env().AUTH_SECRET })
  const sid = String(claims?.['sid'])
  const { csrfToken, cookies } = await csrf()
  const answer = await ask({
    method: 'POST',
    path: ['signout'],
    body: { csrfToken, json: 'true' },
    cookies: new Map([...cookies, [sessionCookie, token]]),
    ctx: await requestWith(sid),
  })
  expect(answer.failures).toEqual([])
  expect((await requestWith(sid)).actor.kind).toBe('ANONYMOUS')
  expect(valueOf(answer)).toBe('')
})

test('behind https its cookies travel on https alone', async () => {
  vi.stubEnv('BASE_URL', 'https://roster.example.com')
  vi.resetModules()
  const { authOptions: secured } = await import('./auth-options')
  const { sessionCookieName } = await import('@/lib/authz/session-cookie')
  const { cookieOptions } = await import('./cookie-options')
  expect(secured(visitor(), () => {}).useSecureCookies).toBe(true)
  expect(sessionCookieName()).toBe('__Secure-next-auth.session-token')
  expect(cookieOptions(60)).toEqual({ httpOnly: true, sameSite: 'lax', path: '/', secure: true, maxAge: 60 })
  vi.unstubAllEnvs()
})
