import { describe, expect, it } from 'vitest'
import { accessExpiryChoices, checkExpiry, expiryOf, keyExpiryChoices } from './expiry'

const now = new Date(2026, 5, 15, 12).getTime()

describe('when access ends', () => {
  it.each([
    ['never is no end', 'never', '', null],
    ['leaving it says nothing', 'keep', '', undefined],
    ['a number of days is counted from now', '7', '', new Date(now + 7 * 86_400_000).toISOString()],
    [
      'a day counts to its end where one is',
      'date',
      '2026-06-20',
      new Date(2026, 5, 20, 23, 59, 59, 999).toISOString(),
    ],
  ])('%s', (_, expiresAt, expiresOn, expected) => {
    expect(expiryOf({ expiresAt, expiresOn }, now)).toBe(expected)
  })

  it.each([
    ['no day', '', 'Choose the last day.'],
    ['no such day', '2026-99-99', 'Choose the last day.'],
    ['yesterday', '2026-06-14', 'This day has passed. Choose one that is still to come.'],
    ['today', '2026-06-15', null],
  ])('a form with %s', (_, expiresOn, problem) => {
    expect(checkExpiry({ expiresAt: 'date', expiresOn }, now)).toBe(problem)
  })

  it.each([...accessExpiryChoices, ...keyExpiryChoices].map(({ value }) => value))(
    'the choice %s is a time that lies ahead, or none',
    (expiresAt) => {
      const end = expiryOf({ expiresAt, expiresOn: '2026-06-20' }, now)
      expect(expiresAt === 'never' ? end : Date.parse(end ?? '') > now).toBe(
        expiresAt === 'never' ? null : true,
      )
    },
  )
})
