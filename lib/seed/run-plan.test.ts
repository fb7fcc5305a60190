import { describe, expect, test } from 'vitest'
import { isFinal } from '@/lib/flow-runs/states'
import { planRuns } from './run-plan'

const now = new Date('2026-03-04T05:06:07Z')
const day = 86_400_000

describe('planned runs', () => {
  const { flows, runs } = planRuns(1, { count: 400, now })
  const states = runs.map((run) => run.states.at(-1)?.type)

  test('are as many as asked for, of the last 30 days and the next, in the order of time', () => {
    expect(runs).toHaveLength(400)
    const times = runs.map(({ expectedAt }) => expectedAt.getTime())
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    expect(times[0]).toBeGreaterThan(now.getTime() - 31 * day)
    expect(times.at(-1)).toBeLessThanOrEqual(now.getTime() + day)
    expect(flows.length).toBeGreaterThanOrEqual(6)
    expect(planRuns(1, { count: 5_000, now }).runs).toHaveLength(5_000)
  })

  test('end in every way that there is, most of them well', () => {
    const share = (type: string) => states.filter((state) => state === type).length / states.length
    expect(share('COMPLETED')).toBeGreaterThan(0.75)
    for (const type of ['FAILED', 'SCHEDULED', 'CANCELLED', 'CRASHED'])
      expect(share(type), type).toBeGreaterThan(0)
    expect(runs.some((run) => run.states.some(({ name }) => name === 'Retrying'))).toBe(true)
  })

  test('have one that nobody took up', () => {
    const late = runs.filter(
      ({ states: [only, ...others], expectedAt }) =>
        only.type === 'SCHEDULED' && others.length === 0 && expectedAt < now,
    )
    expect(late).toHaveLength(1)
  })

  test('have states in the order of time, none of them in the future, and end when the last says', () => {
    for (const { states: all, endedAt } of runs) {
      const times = all.map(({ at }) => at.getTime())
      expect(times).toEqual(times.toSorted((one, other) => one - other))
      expect(new Set(times).size).toBe(times.length)
      expect(Math.max(...times)).toBeLessThanOrEqual(now.getTime())
      const last = all.at(-1)
      expect(endedAt).toEqual(last && isFinal(last.type) ? last.at : null)
    }
  })

  test('are the same for the same seed but for their ids', () => {
    const again = planRuns(1, { count: 400, now }).runs
    const seen = (all: typeof runs) => all.map((run) => [run.name, run.expectedAt, run.states.at(-1)?.type])
    expect(seen(again)).toEqual(seen(runs))
    expect(seen(planRuns(2, { count: 400, now }).runs)).not.toEqual(seen(runs))
  })
})
