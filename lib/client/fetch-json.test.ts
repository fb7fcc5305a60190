import { afterEach, describe, expect, it, vi } from 'vitest'
import { fetchJson, fetchPage } from './fetch-json'

function answer(body: string, init: ResponseInit = {}) {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, init)))
}

afterEach(() => vi.unstubAllGlobals())

describe('reading our own routes', () => {
  it('gives the rows of a page and the cursor of the next', async () => {
    answer('[{"id":"a"}]', { headers: { 'X-Next-Cursor': 'c1' } })
    expect(await fetchPage('/api/things')).toEqual({ rows: [{ id: 'a' }], nextCursor: 'c1' })
  })

  it('gives no cursor on the last page', async () => {
    answer('[]')
    expect(await fetchPage('/api/things')).toEqual({ rows: [], nextCursor: null })
  })

  it('turns a refusal into an error with code, reason and sentence', async () => {
    answer('{"detail":"You are not a member.","code":"forbidden","reason":"not_a_member"}', { status: 403 })
    await expect(fetchJson('/api/things')).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'not_a_member',
      message: 'You are not a member.',
    })
  })

  it('keeps how long to wait', async () => {
    answer('{"detail":"Too many.","code":"rate_limited"}', { status: 429, headers: { 'Retry-After': '30' } })
    await expect(fetchJson('/api/things')).rejects.toMatchObject({ retryAfterSeconds: 30 })
  })

  it('calls an answer that is not ours internal', async () => {
    answer('<html>', { status: 502 })
    await expect(fetchJson('/api/things')).rejects.toMatchObject({ code: 'internal' })
  })

  it('says so when the server cannot be reached', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')))
    await expect(fetchJson('/api/things')).rejects.toMatchObject({ reason: 'unreachable' })
  })
})
