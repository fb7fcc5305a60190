import { beforeEach, expect, test, vi } from 'vitest'
import { requestSignIn } from './request-sign-in'

type Response = { ok: boolean; status: number; error: string | null; url: string | null }

const signIn = vi.hoisted(() => vi.fn<(provider: string, options: object) => Promise<Response | undefined>>())
vi.mock('next-auth/react', () => ({ signIn }))

const credentials = { email: 'ada@example.com', password: 'plum-orbit' }
const home = 'http://localhost:3000'

beforeEach(() => signIn.mockReset())

test('signs in without leaving the page', async () => {
  signIn.mockResolvedValue({ ok: true, status: 200, error: null, url: home })
  expect(await requestSignIn(credentials)).toEqual({ ok: true, data: null })
  expect(signIn).toHaveBeenCalledWith('credentials', { ...credentials, redirect: false })
})

test('hands on the server’s refusal', async () => {
  const error = {
    code: 'rate_limited',
    reason: 'too_many_tries',
    message: 'Too many tries.',
    retryAfterSeconds: 60,
  }
  signIn.mockResolvedValue({ ok: false, status: 429, error: JSON.stringify(error), url: null })
  expect(await requestSignIn(credentials)).toEqual({ ok: false, error })
})

test.each([
  [
    'next-auth asks for its token again',
    { ok: true, status: 200, error: null, url: `${home}/api/auth/signin?csrf=true` },
  ],
  ['the error is not ours', { ok: false, status: 401, error: 'CredentialsSignin', url: null }],
  ['there is no answer', undefined],
])('is no success when %s', async (_, response) => {
  signIn.mockResolvedValue(response)
  expect(await requestSignIn(credentials)).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(/cookies/) },
  })
})
