import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apiKeyPattern, newApiKey, readApiKey } from './format'

// 256 zero bits. CRC-32 (IEEE 802.3, as in zip and PNG) of the 49 characters before the checksum is 3456677834.
const zero = `rst_u_${'0'.repeat(43)}`

describe('the form of a key', () => {
  test('is the same for ever: a known key with its checksum', () => {
    expect(readApiKey(`${zero}3lvroI`)).toEqual({
      owner: 'USER',
      hash: new Uint8Array(createHash('sha256').update(`${zero}3lvroI`).digest()),
    })
  })

  test.each(['USER', 'SERVICE_ACCOUNT'] as const)('of a %s tells whose it is and reads back', (owner) => {
    for (let count = 0; count < 500; count += 1) {
      const { key, prefix, hash } = newApiKey(owner)
      expect(key).toMatch(apiKeyPattern)
      expect(key.startsWith(owner === 'USER' ? 'rst_u_' : 'rst_s_')).toBe(true)
      expect(prefix).toBe(key.slice(0, 10))
      expect(readApiKey(key)).toEqual({ owner, hash })
    }
  })

  test('holds 256 random bits: no two are alike, and each digit occurs at each place but the first', () => {
    const keys = Array.from({ length: 2_000 }, () => newApiKey('USER').key)
    expect(new Set(keys).size).toBe(keys.length)
    // 62^43 is a little more than 2^256, so that the first digit is small.
    for (let place = 7; place < 49; place += 1) expect(new Set(keys.map((key) => key[place])).size).toBe(62)
  })

  test('is told from every lookalike by its checksum', () => {
    const { key } = newApiKey('SERVICE_ACCOUNT')
    fc.assert(
      fc.property(fc.nat(key.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (index, character) => {
        fc.pre(character !== key[index])
        expect(readApiKey(key.slice(0, index) + character + key.slice(index + 1))).toBeNull()
      }),
      { numRuns: 10_000 },
    )
  })

  test.each([
    '',
    'rst_u_',
    zero,
    `${zero}3lvroI\n`,
    ` ${zero}3lvroI`,
    `${zero}3lvroI0`,
    zero.replace('u', 's'),
  ])('is not %j', (text) => expect(readApiKey(text)).toBeNull())
})
