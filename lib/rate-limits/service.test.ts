import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { query } from '@/lib/testing/database'
import { rateLimits } from './limits'
import { consume, consumeEach, resetLimit, secondsToWait } from './service'

const limit = 'verification_mail'
const { tries } = rateLimits[limit]

afterEach(() => vi.useRealTimers())

async function use(key: string, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await consume(limit, key)
}

describe('a limit', () => {
  test('lets exactly its tries through and then says how long to wait', async () => {
    const key = randomUUID()
    await use(key, tries)
    const refusal: unknown = await consume(limit, key).catch((error: unknown) => error)
    expect(refusal).toMatchObject({
      code: 'rate_limited',
      reason: 'too_many_tries',
      message: 'Too many tries to mail a confirmation link. Wait 60 minutes and try again.',
    })
    expect(refusal).toHaveProperty('retryAfterSeconds', expect.closeTo(3_600, -1))
  })

  test('counts each key for itself', async () => {
    const key = randomUUID()
    await use(key, tries)
    await expect(consume(limit, randomUUID())).resolves.toBeUndefined()
  })

  test('is used up exactly once by tries at the same time', async () => {
    const key = randomUUID()
    const outcomes = await Promise.allSettled(Array.from({ length: tries * 4 }, () => consume(limit, key)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(tries)
  })

  test('is shared by two processes: what one used up is used up in the other', async () => {
    vi.resetModules()
    const other = await import('./service')
    const key = randomUUID()
    for (let count = 0; count < tries; count += 1)
      await (count % 2 === 0 ? consume : other.consume)(limit, key)
    await expect(consume(limit, key)).rejects.toMatchObject({ code: 'rate_limited' })
    await expect(other.consume(limit, key)).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('opens again after its period', async () => {
    const key = randomUUID()
    await use(key, tries)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + rateLimits[limit].seconds * 1_000 - 2_000 })
    expect(await secondsToWait(limit, key)).toBeLessThanOrEqual(2)
    vi.setSystemTime(Date.now() + 2_500)
    expect(await secondsToWait(limit, key)).toBe(0)
  })

  test('forgets the tries of a key when told to', async () => {
    const key = randomUUID()
    await use(key, tries)
    await resetLimit(limit, key)
    await expect(consume(limit, key)).resolves.toBeUndefined()
  })

  test('can take several tries at once', async () => {
    const key = randomUUID()
    await consume(limit, key, tries)
    await expect(consume(limit, key)).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('keeps no key in readable form', async () => {
    const key = `${randomUUID()}@example.com`
    await consume(limit, key)
    expect(await query('select 1 from rate_limit where key like $1', [`%${key}%`])).toEqual([])
  })
})

describe('several keys at once', () => {
  test('are counted like single tries, and those over the limit come back', async () => {
    const [used, fresh] = [randomUUID(), randomUUID()]
    await use(used, tries - 1)
    expect(await consumeEach(limit, [used, fresh, fresh])).toEqual(new Set())
    expect(await consumeEach(limit, [used, fresh])).toEqual(new Set([used]))
    await expect(consume(limit, used)).rejects.toMatchObject({ code: 'rate_limited' })
    await use(fresh, tries - 2)
    await expect(consume(limit, fresh)).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('start again after their period', async () => {
    const key = randomUUID()
    await consume(limit, key, tries)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + rateLimits[limit].seconds * 1_000 + 500 })
    expect(await consumeEach(limit, [key])).toEqual(new Set())
    expect(await secondsToWait(limit, key, tries - 1)).toBe(0)
    expect(await consumeEach(limit, [key])).toEqual(new Set([key]))
  })

  test('none at all is no query', async () => {
    expect(await consumeEach(limit, [])).toEqual(new Set())
  })
})
