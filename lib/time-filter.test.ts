import { describe, expect, test } from 'vitest'
import { minutesBetween } from './format'
import { boundsOf, parseTimeFilter } from './time-filter'
import { timeFilter } from './time-filter-schema'

const now = new Date('2026-11-21T12:00:00Z')

describe('a time in an address', () => {
  test.each([
    ['30d', '2026-10-22T12:00:00.000Z', null],
    ['older-1d', null, '2026-11-20T12:00:00.000Z'],
    ['2026-01-01..2026-01-31', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
    ['2026-01-01..2026-01-01', '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'],
    ['2024-02-29..', '2024-02-29T00:00:00.000Z', null],
    ['..2026-02-28', null, '2026-03-01T00:00:00.000Z'],
    ['2026-01-01T06:00Z..2026-01-01T07:30Z', '2026-01-01T06:00:00.000Z', '2026-01-01T07:30:00.000Z'],
  ])('%s has its bounds', (text, since, before) => {
    expect(timeFilter.parse(text)).toBe(text)
    const bounds = boundsOf(text, now)
    expect([bounds.since?.toISOString() ?? null, bounds.before?.toISOString() ?? null]).toEqual([
      since,
      before,
    ])
  })

  test.each([
    ['', /^Write 30d/],
    ['30', /^Write 30d/],
    ['12345d', /^Write 30d/],
    ['2026-1-1..', /^Write 30d/],
    ['..', /at least one/],
    ['2026-02-30..', /no such date/],
    ['2026-13-01..', /no such date/],
    ['..2025-02-29', /no such date/],
    ['0000-01-01..', /no such date/],
    ['2026-02-30T00:00Z..2026-03-02T00:00Z', /no such time/],
    ['2026-02-01T24:30Z..2026-03-02T00:00Z', /no such time/],
    ['2026-02-01T00:00Z..', /^Write 30d/],
    ['2026-02-01T06:00Z..2026-02-01T06:00Z', /first time comes after the last/],
    ['2026-02-01..2026-01-01', /first day comes after the last/],
  ])('%s is refused with one sentence, by the route as by the page', (text, sentence) => {
    expect(parseTimeFilter(text)).toEqual({ error: expect.stringMatching(sentence) })
    expect(timeFilter.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([
      expect.stringMatching(sentence),
    ])
  })
})

test('the minutes that a picture was drawn for come back from the address', () => {
  const text = minutesBetween('2026-11-20T13:00:00.000000Z', '2026-11-21T13:00:00Z')
  expect(timeFilter.parse(text)).toBe('2026-11-20T13:00Z..2026-11-21T13:00Z')
})
