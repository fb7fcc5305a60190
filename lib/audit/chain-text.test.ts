import { expect, test } from 'vitest'
import { brokenText, newerText } from './chain-text'

const whole = {
  last_sequence: 48_211,
  verified_sequence: 48_211,
  verified_at: '2026-11-21T12:00:00Z',
  first_bad_sequence: null,
  problem: null,
  is_being_verified: false,
}

test('a chain that holds has nothing wrong with it, and nothing that came after it', () => {
  expect(brokenText(whole)).toBeNull()
  expect(newerText(whole)).toBe('')
})

test('what came after it was verified is counted', () => {
  expect(newerText({ ...whole, last_sequence: 48_212 })).toBe('1 event came after it.')
  expect(newerText({ ...whole, last_sequence: 50_211 })).toBe('2,000 events came after it.')
  expect(newerText({ ...whole, verified_sequence: null })).toBe('')
})

test('the first event that does not hold is named, with the reason', () => {
  expect(brokenText({ ...whole, first_bad_sequence: 1_200, problem: 'changed' })).toBe(
    'The chain does not hold at event 1,200: it is not what was written.',
  )
  expect(brokenText({ ...whole, first_bad_sequence: 7, problem: 'contradicts_checkpoint' })).toContain(
    'signed for',
  )
})
