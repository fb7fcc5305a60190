import { countOf } from '@/lib/format'
import { limitsOfPlan } from './service'
import type { PlanName } from './schema'

const day = 86_400_000

/** For so many days after the time for which runs are kept became shorter, none is removed for its age. */
const graceDays = 30

type Kept = { from: PlanName; to: PlanName }

/** Until when no run is removed for its age, after an account or a workspace came from one plan to another at `now`; null when at once. */
export function runsKeptUntil(change: Kept & { now: Date }): Date | null {
  return isShorter(change) ? new Date(change.now.getTime() + graceDays * day) : null
}

/** What the change of plans means for the runs that ended; null when they are kept as long as before. */
export function runsNote(change: Kept): string | null {
  if (!isShorter(change)) return null
  const [before, after] = [daysOf(change.from), daysOf(change.to)]
  const rather = before === null ? 'not for ever' : `not for ${before}`
  return `Runs are kept for ${countOf(after ?? 0, 'day')} after they ended, ${rather}. None is removed for that in the next ${graceDays} days.`
}

function isShorter({ from, to }: Kept): boolean {
  const [before, after] = [daysOf(from), daysOf(to)]
  return after !== null && (before === null || after < before)
}

function daysOf(plan: PlanName): number | null {
  return limitsOfPlan(plan).runRetentionDays
}
