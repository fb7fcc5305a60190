import { describe, expect, test, vi } from 'vitest'
import { hashPassword, refuseCommonPassword, verifyPassword } from './hashing'
import { inHashingQueue } from './hashing-queue'

describe('hashing', () => {
  test('is argon2id with the parameters of OWASP, salted', async () => {
    const [one, other] = await Promise.all([hashPassword('plum-orbit'), hashPassword('plum-orbit')])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(other)
  })

  test('the right password verifies and another does not', async () => {
    const hash = await hashPassword('plum-orbit')
    expect(await verifyPassword(hash, 'plum-orbit')).toBe(true)
    expect(await verifyPassword(hash, 'plum-orbit ')).toBe(false)
    expect(await verifyPassword(hash, '')).toBe(false)
  })

  test('the same password in another Unicode form verifies', async () => {
    const hash = await hashPassword('caf\u00e9 orbit')
    expect(await verifyPassword(hash, 'cafe\u0301 orbit')).toBe(true)
  })

  test('without a hash nothing verifies, and the work is the same', async () => {
    const { verify } = await import('@node-rs/argon2')
    const hash = await hashPassword('plum-orbit')
    const parameters = (text: string) => text.split('$').slice(1, 4)
    const seen: string[] = []
    vi.doMock('@node-rs/argon2', () => ({
      hash: vi.fn<() => Promise<string>>(),
      verify: (stored: string, password: string) => {
        seen.push(stored)
        return verify(stored, password)
      },
    }))
    vi.resetModules()
    const { verifyPassword: watched } = await import('./hashing')
    expect(await watched(null, 'plum-orbit')).toBe(false)
    vi.doUnmock('@node-rs/argon2')
    expect(seen).toHaveLength(1)
    expect(parameters(seen[0] ?? '')).toEqual(parameters(hash))
  })
})

test('a common password is refused on its field', async () => {
  await expect(refuseCommonPassword('password1', [])).rejects.toMatchObject({
    code: 'invalid_input',
    reason: 'common_password',
    fields: { password: expect.stringMatching(/Choose another/) },
  })
  await expect(refuseCommonPassword('plum-orbit-cascade', [])).resolves.toBeUndefined()
})

describe('the queue', () => {
  test('never runs more than two at once, runs all, and hands on the place of one that failed', async () => {
    let running = 0
    let most = 0
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        inHashingQueue(async () => {
          running += 1
          most = Math.max(most, running)
          await new Promise((resolve) => setTimeout(resolve, 2))
          running -= 1
          if (index % 3 === 0) throw new Error('failed')
          return index
        }),
      ),
    )
    expect(most).toBe(2)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(13)
    expect(await inHashingQueue(async () => 'still open')).toBe('still open')
  })

  test('refuses what would wait behind two hundred, saying when to come back', async () => {
    const gates: (() => void)[] = []
    const busy = Array.from({ length: 202 }, () =>
      inHashingQueue(() => new Promise<void>((resolve) => gates.push(resolve))),
    )
    await expect(inHashingQueue(async () => 'too late')).rejects.toMatchObject({
      code: 'rate_limited',
      reason: 'server_busy',
      retryAfterSeconds: 5,
    })
    const timer = setInterval(() => gates.splice(0).forEach((open) => open()), 1)
    await Promise.all(busy)
    clearInterval(timer)
  })
})
