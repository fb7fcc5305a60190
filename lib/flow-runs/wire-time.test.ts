import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wireTime } from './wire-time'

const read = (given: unknown) => wireTime.safeParse(given).data

test.each([
  ['2026-01-01T12:00:00Z', '2026-01-01T12:00:00.000000Z'],
  ['2026-01-01 12:00:00,5 +0230', '2026-01-01T09:30:00.500000Z'],
  ['2026-01-01T12:00:00.1234567-02', '2026-01-01T14:00:00.123456Z'],
  ['2026-01-01T12:00z', '2026-01-01T12:00:00.000000Z'],
  ['2026-01-01', '2026-01-01T00:00:00.000000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000000Z'],
  ['0001-01-01T14:00:00+14:00', '0001-01-01T00:00:00.000000Z'],
  ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
  [-0.5, '1969-12-31T23:59:59.500000Z'],
])('%j is read as %s', (given, expected) => {
  expect(read(given)).toBe(expected)
})

test.each([
  ['a zone that leads into year 0', '0001-01-01T00:00:00+14:00'],
  ['a zone that leads into year 10000', '9999-12-31T23:59:59-14:00'],
  ['year 0', '0000-12-31T23:59:59Z'],
  ['a day that the month lacks', '2026-02-29T00:00:00Z'],
  ['an hour that the day lacks', '2026-01-01T24:00:00Z'],
  ['a word', 'now'],
  ['no number', Number.NaN],
])('%s is none', (_, given) => {
  expect(read(given)).toBeUndefined()
})

test('whatever is read is a time of the years 1 to 9999 in UTC, and read again it is the same', () => {
  const zone = fc.constantFrom('Z', 'z', '', '+00:00', '-12', '+1545', ' +05:30')
  const date = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  const text = fc.tuple(date, zone).map(([time, suffix]) => time.toISOString().replace('Z', suffix))
  fc.assert(
    fc.property(fc.oneof(text, fc.double(), fc.string()), (given) => {
      const time = read(given)
      if (time === undefined) return
      expect(time).toMatch(/^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/)
      expect(read(time)).toBe(time)
    }),
  )
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
