import { expect, test } from 'vitest'
import { auditNote, runsKeptUntil, runsNote } from './retention'

test('a change of plans says what becomes of runs and audit events where they are kept for fewer days', () => {
  const down = { from: 'ENTERPRISE', to: 'STANDARD' } as const
  expect(auditNote(down)).toBe(
    'Audit events are kept for 90 days, not for 2,555. None is removed for that in the next 30 days.',
  )
  expect(runsNote(down)).toBe(
    'Runs are kept for 7 days after they ended, not for 90. None is removed for that in the next 30 days.',
  )
  const now = new Date('2026-11-01T00:00:00Z')
  expect(runsKeptUntil({ ...down, now })).toEqual(new Date('2026-12-01T00:00:00Z'))
  const up = { from: 'STANDARD', to: 'ENTERPRISE' } as const
  expect([auditNote(up), runsNote(up), runsKeptUntil({ ...up, now })]).toEqual([null, null, null])
})
