import { describe, expect, test } from 'vitest'
import { keptUntil } from './kept-until'
import {
  isFinal,
  isLate,
  LATE_AFTER_MILLISECONDS,
  secondsRun,
  shownStateName,
  stateNames,
  stateTypes,
} from './states'

const now = new Date('2026-01-01T12:00:00Z')
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds)
const due = (nextStart: Date | null) => ({ type: 'SCHEDULED', name: 'Scheduled', nextStart }) as const

test('a run has ended in four of the states, and goes on in all others', () => {
  expect(stateTypes.filter(isFinal)).toEqual(['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED'])
})

describe('a run is late', () => {
  test('once its time has passed by more than the grace', () => {
    expect(isLate(due(ago(LATE_AFTER_MILLISECONDS)), now)).toBe(false)
    expect(isLate(due(ago(LATE_AFTER_MILLISECONDS + 1)), now)).toBe(true)
  })

  test.each([
    ['that has no time', due(null)] as const,
    ['whose time is ahead', due(ago(-1))] as const,
    ['that waits for another try', { ...due(ago(60_000)), name: 'AwaitingRetry' }] as const,
    ...stateTypes
      .filter((type) => type !== 'SCHEDULED')
      .map((type) => [`that is ${type}`, { type, name: 'Scheduled', nextStart: ago(60_000) }] as const),
  ])('but not one %s', (_, state) => {
    expect(isLate(state, now)).toBe(false)
  })
})

test('only one that is late is shown under another name than its state has', () => {
  expect(shownStateName(due(ago(60_000)), now)).toBe('Late')
  expect(shownStateName(due(now), now)).toBe('Scheduled')
  expect(shownStateName({ type: 'RUNNING', name: 'Crunching', nextStart: null }, now)).toBe('Crunching')
  expect(Object.keys(stateNames)).toEqual([...stateTypes])
})

test.each([
  ['RUNNING', 10, 70],
  ['RUNNING', -10, 60],
  ['PAUSED', 10, 60],
] as const)('%s for %i seconds after a minute of running has run for %i', (stateType, seconds, expected) => {
  const run = { stateType, stateTimestamp: ago(seconds * 1_000).toISOString(), totalRunTime: 60 }
  expect(secondsRun(run, now)).toBe(expected)
})

test('a run is kept for its days after the last of its times, and as long as its workspace was promised', () => {
  const [before, last] = [ago(86_400_000).toISOString(), now.toISOString()]
  const times = { endTime: before, expectedStartTime: before, updatedAt: before }
  const week = new Date('2026-01-08T12:00:00.000Z')
  for (const time of ['endTime', 'expectedStartTime', 'updatedAt'])
    expect(keptUntil({ ...times, [time]: last, runsKeptUntil: last }, 7)).toEqual(week)
  const runsKeptUntil = '2026-01-31T12:00:00.000Z'
  expect(keptUntil({ ...times, runsKeptUntil }, 7).toISOString()).toBe(runsKeptUntil)
})
