const day = 86_400_000
const minute = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z/.source

/** How such a time is written. */
export const timeFilterForm = new RegExp(
  String.raw`^(?:(?<within>\d{1,4})d|older-(?<older>\d{1,4})d|(?<from>\d{4}-\d{2}-\d{2})?\.\.(?<to>\d{4}-\d{2}-\d{2})?|(?<since>${minute})\.\.(?<before>${minute}))$`,
)

/** What a time in an address stands for; `between` has an empty day for no limit, `minutes` has the moments that a picture was drawn for. */
type TimeFilter =
  | { kind: 'within' | 'older'; days: number }
  | { kind: 'between'; from: string; to: string }
  | { kind: 'minutes'; since: string; before: string }

/**
 * Reads a time in the address of a list: `30d` within the last 30 days, `older-90d` not within the last 90, `2026-01-01..2026-02-01` from
 * the first day to the end of the last, in UTC, either side left out for no limit, `2026-01-01T06:00Z..2026-01-01T07:00Z` from the one
 * minute on and before the other. Of anything else it returns what is wrong.
 */
export function parseTimeFilter(text: string): { time: TimeFilter } | { error: string } {
  const groups = timeFilterForm.exec(text)?.groups
  if (!groups) return { error: 'Write 30d, older-90d, or two dates such as 2026-01-01..2026-02-01.' }
  const { within, older, from = '', to = '' } = groups
  if (within) return { time: { kind: 'within', days: Number(within) } }
  if (older) return { time: { kind: 'older', days: Number(older) } }
  if (groups['since'] && groups['before']) return minutesOf(groups['since'], groups['before'])
  if (from === '' && to === '') return { error: 'Give at least one of the two days.' }
  if (![from, to].every((date) => date === '' || isDate(date))) return { error: 'There is no such date.' }
  // Days of one form compare as text.
  if (from !== '' && to !== '' && from > to) return { error: 'The first day comes after the last.' }
  return { time: { kind: 'between', from, to } }
}

/** The bounds it stands for at a moment: from `since` on, and before `before`; null is no bound. */
export function boundsOf(filter: string, now: Date): { since: Date | null; before: Date | null } {
  const parsed = parseTimeFilter(filter)
  if ('error' in parsed) throw new Error(`a time was not checked: ${parsed.error}`)
  const { time } = parsed
  if (time.kind === 'minutes') return { since: new Date(time.since), before: new Date(time.before) }
  if (time.kind === 'between')
    return {
      since: time.from ? new Date(time.from) : null,
      before: time.to ? new Date(new Date(time.to).getTime() + day) : null,
    }
  const then = new Date(now.getTime() - time.days * day)
  return time.kind === 'within' ? { since: then, before: null } : { since: null, before: then }
}

function minutesOf(since: string, before: string): { time: TimeFilter } | { error: string } {
  if (![since, before].every(isMinute)) return { error: 'There is no such time.' }
  return since < before
    ? { time: { kind: 'minutes', since, before } }
    : { error: 'The first time comes after the last, or is the same.' }
}

// A day that a month does not have becomes one of the next; a database has no year 0.
function isDate(text: string): boolean {
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) && date.getUTCFullYear() > 0
}

// As for days: the 31st of a month of 30 would become the next one's first.
function isMinute(text: string): boolean {
  const time = new Date(text)
  return (
    isDate(text.slice(0, 10)) &&
    !Number.isNaN(time.getTime()) &&
    time.toISOString().startsWith(text.slice(0, 16))
  )
}
