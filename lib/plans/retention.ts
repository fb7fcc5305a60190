import { countOf, countText } from '@/lib/format'
import { limitsOfPlan } from './service'
import type { PlanName } from './schema'

const day = 86_400_000

/** For so many days after the time for which runs or audit events are kept became shorter, none is removed for its age. */
export const graceDays = 30

type Kept = 'runRetentionDays' | 'auditRetentionDays'

type Change = { from: PlanName; to: PlanName }

/** Until when no run is removed for its age, after an account or a workspace came from one plan to another at `now`; null when at once. */
export function runsKeptUntil(change: Change & { now: Date }): Date | null {
  return isShorter(change, 'runRetentionDays') ? new Date(change.now.getTime() + graceDays * day) : null
}

/** What the change of plans means for the runs that ended; null when they are kept as long as before. */
export function runsNote(change: Change): string | null {
  return noteOf(change, 'runRetentionDays', (days) => `Runs are kept for ${days} after they ended`)
}

/** The same for audit events, of which none is removed for some time after any change of plans. */
export function auditNote(change: Change): string | null {
  return noteOf(change, 'auditRetentionDays', (days) => `Audit events are kept for ${days}`)
}

function noteOf(change: Change, kept: Kept, sentence: (days: string) => string): string | null {
  if (!isShorter(change, kept)) return null
  const [before, after] = [limitsOfPlan(change.from)[kept], limitsOfPlan(change.to)[kept]]
  const rather = before === null ? 'not for ever' : `not for ${countText(before)}`
  return `${sentence(countOf(after ?? 0, 'day'))}, ${rather}. None is removed for that in the next ${graceDays} days.`
}

function isShorter({ from, to }: Change, kept: Kept): boolean {
  const [before, after] = [limitsOfPlan(from)[kept], limitsOfPlan(to)[kept]]
  return after !== null && (before === null || after < before)
}
