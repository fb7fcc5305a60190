import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { hashToken, newToken } from './tokens'

test('a token is 256 random bits as 43 characters that addresses carry as they are, and its hash is what is kept', () => {
  const { token, hash } = newToken()
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  expect(Buffer.from(hash)).toEqual(createHash('sha256').update(token).digest())
  expect(hashToken(token)).toEqual(hash)
})

test('a thousand tokens are a thousand', () => {
  expect(new Set(Array.from({ length: 1_000 }, () => newToken().token)).size).toBe(1_000)
})

describe('what cannot be a token has no hash', () => {
  const { token } = newToken()
  test.each([
    ['nothing', ''],
    ['one that was cut off', token.slice(0, -1)],
    ['one that was doubled', token + token],
    ['one with a character too many', `${token}A`],
    ['one with a line end', `${token.slice(0, -1)}\n`],
    ['one followed by a line end', `${token}\n`],
    ['one with a foreign character', `${token.slice(0, -1)}é`],
    ['one with a slash', `${token.slice(0, -1)}/`],
    ['one with a NUL', `${token.slice(0, -1)}\u0000`],
  ])('%s', (_, text) => {
    expect(hashToken(text)).toBeNull()
  })
})
