import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTextSearch } from './text-search'

const nothing = { included: [], required: [], excluded: [] }

test.each([
  ['', nothing],
  ['   ', nothing],
  ['error', { ...nothing, included: ['error'] }],
  ['error warning', { ...nothing, included: ['error', 'warning'] }],
  ['"could not connect"', { ...nothing, included: ['could not connect'] }],
  ['"never closed', { ...nothing, included: ['never closed'] }],
  ['+error -debug !trace', { included: [], required: ['error'], excluded: ['debug', 'trace'] }],
  ['+"no rows" -"all well"', { included: [], required: ['no rows'], excluded: ['all well'] }],
  ['well-known a+b', { ...nothing, included: ['well-known', 'a+b'] }],
  ['""', nothing],
  ['+"" -" "', nothing],
])('%j is read as what lines must have', (query, read) => {
  expect(parseTextSearch(query)).toEqual(read)
})

test('a word without a sign is looked for as it is', () => {
  const words = fc.stringMatching(/^[a-z0-9_.:/]{1,20}$/)
  fc.assert(
    fc.property(fc.array(words), (given) => {
      expect(parseTextSearch(given.join(' '))).toEqual({ ...nothing, included: given })
    }),
  )
})

test('nothing that can be typed asks for a text of nothing', () => {
  fc.assert(
    fc.property(fc.string(), (query) => {
      const { included, required, excluded } = parseTextSearch(query)
      for (const text of [...included, ...required, ...excluded]) expect(text.trim()).not.toBe('')
    }),
  )
})
