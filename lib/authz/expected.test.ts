import { expect, test } from 'vitest'
import { requireConfirmed, requireUnchanged } from './expected'

test.each([
  ['a', 'a'],
  [null, null],
  [
    { name: 'a', description: 'b' },
    { description: 'b', name: 'a' },
  ],
  ['whatever', undefined],
])('%j is what was shown as %j', (current, expected) => {
  expect(() => requireUnchanged(current, expected, 'Changed.')).not.toThrow()
})

test.each([
  ['b', 'a'],
  [null, 'a'],
  ['a', null],
  [
    { name: 'a', description: 'b' },
    { name: 'a', description: '' },
  ],
])('%j is not what was shown as %j', (current, expected) => {
  expect(() => requireUnchanged<unknown>(current, expected, 'Changed.')).toThrow(
    expect.objectContaining({
      code: 'precondition_failed',
      reason: 'changed_meanwhile',
      message: 'Changed.',
    }),
  )
})

test('a handle is confirmed by itself, letter by letter, or not asked for', () => {
  for (const typed of ['acme', null]) expect(() => requireConfirmed(typed, 'acme')).not.toThrow()
  for (const typed of ['', 'Acme', 'acme ']) {
    expect(() => requireConfirmed(typed, 'acme')).toThrow(
      expect.objectContaining({ code: 'invalid_input', reason: 'handle_mismatch' }),
    )
  }
})
