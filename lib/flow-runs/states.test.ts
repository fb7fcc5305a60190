import { describe, expect, test } from 'vitest'
import { isFinal, isLate, LATE_AFTER_MILLISECONDS, shownStateName, stateNames, stateTypes } from './states'

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

  const others: { what: string; state: Parameters<typeof isLate>[0] }[] = [
    { what: 'that has no time', state: due(null) },
    { what: 'whose time is ahead', state: due(ago(-1)) },
    { what: 'that waits for another try', state: { ...due(ago(60_000)), name: 'AwaitingRetry' } },
    ...stateTypes
      .filter((type) => type !== 'SCHEDULED')
      .map((type) => ({
        what: `that is ${type}`,
        state: { type, name: 'Scheduled', nextStart: ago(60_000) },
      })),
  ]
  test.each(others)('but not one $what', ({ state }) => {
    expect(isLate(state, now)).toBe(false)
  })
})

test('only one that is late is shown under another name than its state has', () => {
  expect(shownStateName(due(ago(60_000)), now)).toBe('Late')
  expect(shownStateName(due(now), now)).toBe('Scheduled')
  expect(shownStateName({ type: 'RUNNING', name: 'Crunching', nextStart: null }, now)).toBe('Crunching')
  expect(Object.keys(stateNames)).toEqual([...stateTypes])
})
