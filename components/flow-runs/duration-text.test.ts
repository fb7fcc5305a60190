import { expect, test } from 'vitest'
import { durationText } from './duration-text'

test.each([
  [-3, '0s'],
  [0, '0s'],
  [0.44, '0.4s'],
  [1, '1s'],
  [59.9, '59s'],
  [60, '1m'],
  [252, '4m 12s'],
  [3_599, '59m 59s'],
  [7_380, '2h 3m'],
  [86_400, '1d'],
  [273_600, '3d 4h'],
])('%s seconds read %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text)
})
