import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { anyOf, baseOf, filterText, oneOrMany, pageFields, valuesOf } from './fields'

describe('a criterion', () => {
  const filter = z.strictObject({ name: anyOf(filterText) })

  test.each([[{}], [{ name: null }], [{ name: {} }], [{ name: { any_: null } }]])(
    '%j narrows nothing',
    (given) => {
      expect(valuesOf(filter.parse(given).name)).toBeNull()
    },
  )

  test('of no values finds nothing, which is not the same', () => {
    expect(valuesOf(filter.parse({ name: { any_: [] } }).name)).toEqual([])
  })

  test.each([
    ['an operator that there is not', { name: { like_: 'a' } }],
    ['a field that there is not', { handle: { any_: ['a'] } }],
    ['a value by itself', { name: { any_: 'a' } }],
    ['a NUL', { name: { any_: ['a\0'] } }],
    ['more than 200 values', { name: { any_: Array.from({ length: 201 }, String) } }],
  ])('with %s is refused rather than left out', (_, given) => {
    expect(filter.safeParse(given).success).toBe(false)
  })
})

test('a page is the first 200 unless another is asked for, and sort does nothing', () => {
  const page = z.object(pageFields)
  expect(page.parse({})).toEqual({ limit: 200, offset: 0 })
  expect(page.parse({ limit: 1, offset: 5, sort: 'NAME_ASC' })).toMatchObject({ limit: 1, offset: 5 })
  for (const given of [{ limit: 0 }, { limit: 1_001 }, { offset: -1 }, { limit: '5' }])
    expect(page.safeParse(given).success).toBe(false)
})

test('one by itself is an array of one, and an empty array is refused', () => {
  const ids = oneOrMany(z.string())
  expect([ids.parse('a'), ids.parse(['a', 'b'])]).toEqual([['a'], ['a', 'b']])
  expect(ids.safeParse([]).success).toBe(false)
})

test('times are told in UTC with milliseconds', () => {
  const at = new Date('2026-01-01T01:00:00+01:00')
  expect(baseOf({ id: 'x', createdAt: at, updatedAt: at })).toEqual({
    id: 'x',
    created: '2026-01-01T00:00:00.000Z',
    updated: '2026-01-01T00:00:00.000Z',
  })
})
