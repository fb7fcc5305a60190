import { describe, expect, test } from 'vitest'
import { parametersOf, startOf, tagsOf } from './start-run-values'

describe('parameters', () => {
  test.each([
    ['', {}],
    ['  \n', {}],
    ['{}', {}],
    [' {"day": "2026-11-20", "dry": true, "sizes": [1, 2]}', { day: '2026-11-20', dry: true, sizes: [1, 2] }],
  ])('%j is read', (text, value) => {
    expect(parametersOf(text)).toEqual({ value })
  })

  test.each([
    ['[1]', /^This is a list\. Give an object/],
    ['null', /^This is null/],
    ['"day"', /^This is a text/],
    ['3', /^This is a number/],
    ["{'day': 1}", /^This is not JSON: .+Names and texts stand in double quotes\.$/],
    ['{"day":', /^This is not JSON/],
  ])('%s is refused with what is wrong', (text, sentence) => {
    expect(parametersOf(text)).toEqual({ error: expect.stringMatching(sentence) })
  })
})

describe('a start', () => {
  const now = Date.parse('2026-11-21T12:00:00Z')

  test('now is no time of its own, whatever was typed before', () => {
    expect(startOf({ when: 'now', startAt: '2020-01-01T00:00' }, now)).toEqual({ value: null })
  })

  test('later is the time in the zone of whoever typed it', () => {
    const startAt = '2026-11-23T06:30'
    expect(startOf({ when: 'later', startAt }, now)).toEqual({ value: new Date(startAt).toISOString() })
  })

  test.each([
    ['', /Choose the day/],
    ['soon', /Choose the day/],
    ['2026-11-01T00:00', /has passed/],
  ])('%j is refused', (startAt, sentence) => {
    expect(startOf({ when: 'later', startAt }, now)).toEqual({ error: expect.stringMatching(sentence) })
  })
})

test('tags are parted by commas, each once', () => {
  expect(tagsOf(' nightly, eu,,nightly , ')).toEqual(['nightly', 'eu'])
})
