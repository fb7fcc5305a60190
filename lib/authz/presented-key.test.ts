import { expect, test } from 'vitest'
import { presentedKey } from './presented-key'

test.each([
  ['Bearer rst_u_a', 'rst_u_a'],
  [' bearer   rst_u_a  ', 'rst_u_a'],
  ['Bearer a b', 'a b'],
  ['Bearer', ''],
  ['', null],
  ['Basic', null],
  ['Basic rst_u_a', 'rst_u_a'],
  [`Basic ${btoa('anybody:rst_u_a')}`, 'rst_u_a'],
  [`Basic ${btoa('proxy:secret')}`, null],
  ['Negotiate YII=', null],
])('%j presents %j', (header, key) => {
  expect(presentedKey(header)).toBe(key)
})

test('a header of a million spaces is read once, not once for each of them', () => {
  expect(presentedKey(`Basic a${' '.repeat(1_000_000)}b`)).toBeNull()
  expect(presentedKey(`${' '.repeat(1_000_000)}Bearer${' '.repeat(1_000_000)}b c`)).toBe('b c')
})
