import { expect, test } from 'vitest'
import type { RunCounts } from '@/lib/flow-runs/schema'
import { verdictOf } from './verdict'

test.each<[RunCounts, string, string]>([
  [{}, 'neutral', 'No runs in the last 24 hours'],
  [{ COMPLETED: 40 }, 'success', 'All 40 runs that ended completed in the last 24 hours'],
  [{ COMPLETED: 1, SCHEDULED: 2 }, 'success', 'The only run that ended completed in the last 24 hours'],
  [{ COMPLETED: 4, CANCELLED: 1 }, 'success', 'Nothing failed in the last 24 hours'],
  [{ RUNNING: 3, SCHEDULED: 1 }, 'neutral', 'No run has ended yet in the last 24 hours'],
  [{ COMPLETED: 4, LATE: 1 }, 'warning', 'Nothing failed in the last 24 hours, but 1 run is late'],
  [{ COMPLETED: 1_996, FAILED: 3, CRASHED: 1 }, 'danger', '4 of 2,000 runs failed in the last 24 hours'],
  [{ FAILED: 1, LATE: 2 }, 'danger', '1 run failed in the last 24 hours, 2 runs are late'],
])('%j is told as %s', (counts, tone, text) => {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  expect(verdictOf({ counts, total, period: 'day' })).toEqual({ tone, text })
})
