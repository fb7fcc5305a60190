import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wireTime } from './wire-time'

const momentOf = (given: unknown) => Date.parse(wireTime.parse(given))

describe('a time is read', () => {
  const noon = Date.UTC(2026, 0, 1, 12)
  test.each([
    ['2026-01-01T12:00:00Z'],
    ['2026-01-01t12:00:00z'],
    ['2026-01-01T12:00:00.000000Z'],
    ['2026-01-01 12:00:00+00:00'],
    ['2026-01-01T13:00:00+01:00'],
    ['2026-01-01T13:00:00+0100'],
    ['2026-01-01T07:00:00 -05'],
    ['2026-01-01T12:00'],
    [' 2026-01-01T12:00:00,0 '],
    [noon / 1_000],
  ])('as %j', (given) => {
    expect(momentOf(given)).toBe(noon)
  })

  test('with microseconds, of which more digits are cut off', () => {
    expect(wireTime.parse('2026-01-01T12:00:00.1234567Z')).toContain('12:00:00.123456')
    expect(wireTime.parse(1.25)).toContain('00:00:01.250000')
  })

  test('of a day alone as its first moment', () => {
    expect(momentOf('2026-01-01')).toBe(Date.UTC(2026, 0, 1))
  })

  test('as JavaScript writes it, in text and in seconds', () => {
    const times = fc.date({ min: new Date('0002-01-01'), max: new Date('9998-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(times, (time) => {
        expect(momentOf(time.toISOString())).toBe(time.getTime())
        expect(momentOf(Math.floor(time.getTime() / 1_000))).toBe(Math.floor(time.getTime() / 1_000) * 1_000)
      }),
    )
  })
})

test.each([
  [''],
  ['today'],
  ['2026-02-30'],
  ['2026-13-01T00:00:00Z'],
  ['0000-01-01T00:00:00Z'],
  ['10000-01-01T00:00:00Z'],
  ['2026-01-01T24:00:00Z'],
  ['2026-01-01T12:60:00Z'],
  ['2026-01-01T12:00:00+99:00'],
  ['2026-01-01T12:00:00Z\u0000'],
  ['2'.repeat(65)],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [1e15],
  [null],
  [{}],
])('%j is no time', (given) => {
  expect(wireTime.safeParse(given).success).toBe(false)
})
