import { describe, expect, test } from 'vitest'
import type { RunMark, RunStatus } from '@/lib/flow-runs/schema'
import { heightOf, placeMarks, placeOf, roomOf, ticksOf } from './timeline-layout'

const day = { from: '2026-11-20T12:00:00Z', to: '2026-11-21T12:00:00Z' }

function run(start: string, options: { seconds?: number; status?: RunStatus } = {}): RunMark {
  const { seconds = 60, status = 'COMPLETED' } = options
  return {
    id: crypto.randomUUID(),
    name: 'brave-otter',
    flow_name: 'nightly',
    status,
    state_type: 'COMPLETED',
    state_name: 'Completed',
    start,
    seconds,
  }
}

test('a time stands where it lies between the ends, and nothing stands outside', () => {
  expect(placeOf('2026-11-21T00:00:00Z', day)).toBe(50)
  expect(placeOf('2026-11-19T00:00:00Z', day)).toBe(0)
  expect(placeOf('2026-11-23T00:00:00Z', day)).toBe(100)
})

describe('marks', () => {
  test('of one moment stand side by side, and not far from their moment', () => {
    const same = Array.from({ length: 20 }, () => run('2026-11-21T00:00:00Z'))
    const places = placeMarks(same, day).map(({ x }) => x)
    expect(places.slice(0, 3)).toEqual([50, 50.55, 51.1])
    expect(Math.max(...places)).toBeLessThanOrEqual(51.6)
  })

  test('that failed do not push those above the line aside', () => {
    const places = placeMarks(
      [run('2026-11-21T00:00:00Z'), run('2026-11-21T00:00:00Z', { status: 'FAILED' })],
      day,
    )
    expect(places.map(({ x }) => x)).toEqual([50, 50])
  })

  test('are as tall as their run was long, the longest as tall as there is room', () => {
    const runs = [0, 1, 3_600].map((seconds) => run('2026-11-21T00:00:00Z', { seconds }))
    const [none, one, longest] = placeMarks(runs, day).map(({ height }) => height)
    expect(none).toBe(roomOf('above').least)
    expect(one).toBeGreaterThan(none ?? 0)
    expect(longest).toBe(roomOf('above').room)
  })

  test('are of the least height where none took any time', () => {
    expect(heightOf(0, 0, { least: 8, room: 90 })).toBe(8)
  })
})

test('a day has a tick every four hours, a month one every five days, none at the edge', () => {
  expect(ticksOf({ period: 'day', ...day })).toHaveLength(5)
  const month = { from: '2026-10-22T12:00:00Z', to: '2026-11-21T12:00:00Z' }
  const ticks = ticksOf({ period: 'month', ...month })
  expect(ticks.length).toBeGreaterThanOrEqual(5)
  expect(ticks.every(({ x, isDay }) => x > 2 && x < 97 && isDay)).toBe(true)
})
