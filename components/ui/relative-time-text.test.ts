import { describe, expect, it } from 'vitest'
import { relativeTimeText } from './relative-time-text'

const now = new Date('2026-03-10T12:00:00Z')

describe('relative times', () => {
  it.each([
    ['2026-03-10T11:59:30Z', 'just now'],
    ['2026-03-10T12:00:30Z', 'in a moment'],
    ['2026-03-10T11:57:00Z', '3 minutes ago'],
    ['2026-03-10T11:00:01Z', '59 minutes ago'],
    ['2026-03-10T11:00:00Z', '1 hour ago'],
    ['2026-03-09T11:00:00Z', 'yesterday'],
    ['2026-03-16T12:00:00Z', 'in 6 days'],
    ['2026-03-17T11:58:00Z', 'in 7 days'],
    ['2026-02-20T12:00:00Z', '2 weeks ago'],
    ['2025-12-01T12:00:00Z', '3 months ago'],
    ['2020-03-10T12:00:00Z', '6 years ago'],
  ])('%s reads "%s"', (time, text) => {
    expect(relativeTimeText(new Date(time), now)).toBe(text)
  })
})
