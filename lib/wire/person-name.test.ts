import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinName, splitName } from './person-name'

test.each([
  ['Grace Hopper', { first_name: 'Grace', last_name: 'Hopper' }],
  ['Grace Brewster Hopper', { first_name: 'Grace', last_name: 'Brewster Hopper' }],
  ['Grace', { first_name: 'Grace', last_name: '' }],
  [' Grace', { first_name: '', last_name: 'Grace' }],
])('“%s” is split at its first space, and joined again', (name, names) => {
  expect(splitName(name)).toEqual(names)
  expect(joinName(names)).toBe(name)
})

test.each([
  [{ first_name: 'Ada Augusta', last_name: 'Byron' }],
  [{ first_name: 'Ada Augusta', last_name: '' }],
])('%j would be read back otherwise, and is no name', (names) => {
  expect(joinName(names)).toBeNull()
})

test('whatever is split is joined to what it was, unless it ends after its first word', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      // “Grace ” and “Grace” have the same two names.
      fc.pre(!/^[^ ]* $/.test(name))
      expect(joinName(splitName(name))).toBe(name)
    }),
  )
})

test('whatever is joined is split to what it was', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (first_name, last_name) => {
      const name = joinName({ first_name, last_name })
      if (name === null) expect(first_name).toContain(' ')
      else expect(splitName(name)).toEqual({ first_name, last_name })
    }),
  )
})
