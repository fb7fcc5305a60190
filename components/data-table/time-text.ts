import { countOf } from '@/lib/format'

// One language and zone on server and client, so both write the same text.
const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' })
const days = /^(older-)?(\d{1,4})d$/

/** The first and the last day of a time between two dates, either may be empty; null for another kind of time. */
export function daysOf(time: string): { from: string; to: string } | null {
  const [from, to, ...rest] = time.split('..')
  return from === undefined || to === undefined || rest.length > 0 ? null : { from, to }
}

/** A time of the address in words, after a verb: "Joined in the last 45 days", "Joined Jan 1, 2026 to Feb 1, 2026". */
export function timeText(verb: string, time: string): string {
  const between = daysOf(time)
  if (between) return `${verb} ${betweenText(between)}`
  const [, older, count] = days.exec(time) ?? []
  if (count === undefined) return `${verb}: ${time}`
  const length = countOf(Number(count), 'day')
  return older ? `${verb} over ${length} ago` : `${verb} in the last ${length}`
}

type Between = { value: string } | { error: string }

/** What two chosen days, of which one may be empty, stand for in the address. */
export function timeBetween(from: string, to: string): Between {
  if (from === '' && to === '') return { error: 'Choose at least one of the two days.' }
  // Days of one form compare as text.
  if (from !== '' && to !== '' && from > to) return { error: 'The first day comes after the last.' }
  return { value: `${from}..${to}` }
}

function betweenText({ from, to }: { from: string; to: string }): string {
  if (from === '') return `until ${dateText(to)}`
  return to === '' ? `since ${dateText(from)}` : `${dateText(from)} to ${dateText(to)}`
}

// An address may hold anything: what is no day stays as it is.
function dateText(day: string): string {
  const date = new Date(day)
  return Number.isNaN(date.getTime()) ? day : dates.format(date)
}
