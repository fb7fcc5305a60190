import { describe, expect, it } from 'vitest'
import { daysOf, timeBetween, timeText } from './time-text'

describe('a time of the address reads as words', () => {
  it.each([
    ['45d', 'Joined in the last 45 days'],
    ['1d', 'Joined in the last 1 day'],
    ['older-45d', 'Joined over 45 days ago'],
    ['2026-01-01..2026-02-01', 'Joined Jan 1, 2026 to Feb 1, 2026'],
    ['2026-01-01..', 'Joined since Jan 1, 2026'],
    ['..2026-02-01', 'Joined until Feb 1, 2026'],
    ['2026-01-01T06:00Z..2026-01-01T07:00Z', 'Joined Jan 1, 06:00 to Jan 1, 07:00 UTC'],
  ])('%s', (time, text) => {
    expect(timeText('Joined', time)).toBe(text)
  })

  it.each(['soon', '2026-99-99..', 'a..b', '..', 'a..b..c', '12345d', '', '2026-02-01..2026-01-01'])(
    'and what is no time is shown as it is: "%s"',
    (time) => {
      expect(timeText('Joined', time)).toBe(`Joined: ${time}`)
    },
  )
})

describe('two days', () => {
  it.each([
    ['2026-01-01', '2026-02-01', '2026-01-01..2026-02-01'],
    ['2026-01-01', '2026-01-01', '2026-01-01..2026-01-01'],
    ['2026-01-01', '', '2026-01-01..'],
    ['', '2026-02-01', '..2026-02-01'],
  ])('"%s" and "%s" go into the address and come back', (from, to, value) => {
    expect(timeBetween(from, to)).toEqual({ value })
    expect(daysOf(value)).toMatchObject({ from, to })
  })

  it('are refused when there is none', () => {
    expect(timeBetween('', '')).toEqual({ error: 'Give at least one of the two days.' })
  })

  it('are refused in the wrong order', () => {
    expect(timeBetween('2026-02-01', '2026-01-01')).toEqual({ error: 'The first day comes after the last.' })
  })

  it('are not read from another kind of time', () => {
    expect(daysOf('30d')).toBeNull()
  })
})
