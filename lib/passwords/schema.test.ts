import { describe, expect, test } from 'vitest'
import { changePasswordInput, newPassword, requestPasswordResetInput, resetPasswordInput } from './schema'

describe('a new password', () => {
  test.each([
    ['eight letters', 'abcdefgh'],
    ['256 characters', 'x'.repeat(256)],
    ['256 characters of two units', '😀'.repeat(256)],
    ['eight emoji', '😀'.repeat(8)],
    ['spaces, which stay', '  a  b  '],
    ['no digits, no capitals, no signs', 'eightletters'],
  ])('%s will do', (_, password) => {
    expect(newPassword.parse(password)).toBe(password)
  })

  test.each([
    ['seven letters', 'abcdefg', 'Use at least 8 characters.'],
    ['seven emoji', '😀'.repeat(7), 'Use at least 8 characters.'],
    ['eight units that are seven characters once composed', 'abcdefe\u0301', 'Use at least 8 characters.'],
    ['257 characters', 'x'.repeat(257), 'Use at most 256 characters.'],
    ['nothing', undefined, 'Choose a password.'],
    ['a number', 12345678, 'Choose a password.'],
  ])('%s will not', (_, password, sentence) => {
    expect(newPassword.safeParse(password).error?.issues.map(({ message }) => message)).toEqual([sentence])
  })
})

test.each([
  ['changing', changePasswordInput, { currentPassword: 'x', password: 'abcdefgh' }],
  ['asking for a link', requestPasswordResetInput, { email: 'ada@example.com' }],
  ['resetting', resetPasswordInput, { token: 'x', password: 'abcdefgh' }],
])('%s a password takes no unknown field', (_, schema, input) => {
  expect(schema.safeParse(input).success).toBe(true)
  expect(schema.safeParse({ ...input, isOperator: true }).success).toBe(false)
})
