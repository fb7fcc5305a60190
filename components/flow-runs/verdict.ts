import { countOf, countText } from '@/lib/format'
import type { RunCounts, RunTimeline, TimelinePeriod } from '@/lib/flow-runs/schema'

export const periodTexts: Record<TimelinePeriod, { label: string; words: string }> = {
  day: { label: '24 hours', words: 'the last 24 hours' },
  week: { label: '7 days', words: 'the last 7 days' },
  month: { label: '30 days', words: 'the last 30 days' },
}

export type Verdict = { tone: 'success' | 'warning' | 'danger' | 'neutral'; text: string }

/** The answer to "was it fine?", in one line. */
export function verdictOf({
  counts,
  total,
  period,
}: Pick<RunTimeline, 'counts' | 'total' | 'period'>): Verdict {
  const { words } = periodTexts[period]
  const failed = countIn(counts, ['FAILED', 'CRASHED'])
  const late = countIn(counts, ['LATE'])
  const ended = failed + countIn(counts, ['COMPLETED', 'CANCELLED'])
  if (total === 0) return { tone: 'neutral', text: `No runs in ${words}` }
  if (failed > 0) {
    const of = ended > 1 ? `${countText(failed)} of ${countOf(ended, 'run')}` : countOf(failed, 'run')
    return { tone: 'danger', text: `${of} failed in ${words}${late > 0 ? `, ${lateText(late)}` : ''}` }
  }
  if (late > 0) return { tone: 'warning', text: `Nothing failed in ${words}, but ${lateText(late)}` }
  if (ended === 0) return { tone: 'neutral', text: `No run has ended yet in ${words}` }
  return ended === countIn(counts, ['COMPLETED'])
    ? { tone: 'success', text: `${completedText(ended)} in ${words}` }
    : { tone: 'success', text: `Nothing failed in ${words}` }
}

function lateText(late: number): string {
  return late === 1 ? '1 run is late' : `${countText(late)} runs are late`
}

function completedText(ended: number): string {
  return ended === 1
    ? 'The only run that ended completed'
    : `All ${countText(ended)} runs that ended completed`
}

function countIn(counts: RunCounts, statuses: (keyof RunCounts)[]): number {
  return statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0)
}
