import { countOf } from '@/lib/format'
import { parseTimeFilter } from '@/lib/time-filter'

// One language and zone on server and client, so both write the same text.
const minutes = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
})
const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' })

/** The first and the last day of a time between two dates, either may be empty; null for another kind of time. */
export function daysOf(text: string): { from: string; to: string } | null {
  const parsed = parseTimeFilter(text)
  return 'time' in parsed && parsed.time.kind === 'between' ? parsed.time : null
}

/**
 * A time of the address in words, after a verb: "Joined in the last 45 days", "Joined Jan 1, 2026 to Feb 1, 2026". An address may hold
 * anything: what is no time is shown as it is.
 */
export function timeText(verb: string, text: string): string {
  const parsed = parseTimeFilter(text)
  if ('error' in parsed) return `${verb}: ${text}`
  const { time } = parsed
  if (time.kind === 'between') return `${verb} ${betweenText(time)}`
  if (time.kind === 'minutes')
    // Not `formatRange`: browsers and Node differ in the spaces it writes.
    return `${verb} ${minutes.format(new Date(time.since))} to ${minutes.format(new Date(time.before))} UTC`
  const length = countOf(time.days, 'day')
  return time.kind === 'older' ? `${verb} over ${length} ago` : `${verb} in the last ${length}`
}

/** What two chosen days, of which one may be empty, stand for in the address, or what is wrong with them. */
export function timeBetween(from: string, to: string): { value: string } | { error: string } {
  const value = `${from}..${to}`
  const parsed = parseTimeFilter(value)
  return 'error' in parsed ? parsed : { value }
}

function betweenText({ from, to }: { from: string; to: string }): string {
  if (from === '') return `until ${dateText(to)}`
  return to === '' ? `since ${dateText(from)}` : `${dateText(from)} to ${dateText(to)}`
}

function dateText(day: string): string {
  return dates.format(new Date(day))
}
