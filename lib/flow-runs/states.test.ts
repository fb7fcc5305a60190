import { expect, test } from 'vitest'
import { keptUntil } from './kept-until'
import { secondsRun, shownStateName } from './states'

const now = new Date('2026-03-01T12:00:00.000Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000)

test.each([
  ['SCHEDULED', 'Scheduled', ago(15.001), 'Late'],
  ['SCHEDULED', 'Scheduled', ago(15), 'Scheduled'],
  ['SCHEDULED', 'Scheduled', null, 'Scheduled'],
  ['SCHEDULED', 'AwaitingRetry', ago(60), 'AwaitingRetry'],
  ['PENDING', 'Scheduled', ago(60), 'Scheduled'],
] as const)('%s named %s and due at %s is shown as %s', (type, name, nextStart, shown) => {
  expect(shownStateName({ type, name, nextStart }, now)).toBe(shown)
})

test.each([
  ['RUNNING', 10, 70],
  ['RUNNING', -10, 60],
  ['PAUSED', 10, 60],
] as const)('%s for %i seconds after a minute of running has run for %i', (stateType, seconds, expected) => {
  const run = { stateType, stateTimestamp: ago(seconds).toISOString(), totalRunTime: 60 }
  expect(secondsRun(run, now)).toBe(expected)
})

test('a run is kept for its days after the last of its times, and as long as its workspace was promised', () => {
  const [before, last] = [ago(86_400).toISOString(), now.toISOString()]
  const times = { endTime: before, expectedStartTime: before, updatedAt: before }
  const week = new Date('2026-03-08T12:00:00.000Z')
  for (const time of ['endTime', 'expectedStartTime', 'updatedAt'])
    expect(keptUntil({ ...times, [time]: last, runsKeptUntil: last }, 7)).toEqual(week)
  const runsKeptUntil = '2026-03-31T12:00:00.000Z'
  expect(keptUntil({ ...times, runsKeptUntil }, 7).toISOString()).toBe(runsKeptUntil)
})
