const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const units: { unit: Intl.RelativeTimeFormatUnit; seconds: number; below: number }[] = [
  { unit: 'minute', seconds: MINUTE, below: HOUR },
  { unit: 'hour', seconds: HOUR, below: DAY },
  { unit: 'day', seconds: DAY, below: 7 * DAY },
  { unit: 'week', seconds: 7 * DAY, below: 30 * DAY },
  { unit: 'month', seconds: 30 * DAY, below: 365 * DAY },
  { unit: 'year', seconds: 365 * DAY, below: Number.POSITIVE_INFINITY },
]

// One fixed language on server and client, so both write the same text.
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** "just now", "3 minutes ago", "yesterday", "in 6 days". */
export function relativeTimeText(time: Date, now: Date = new Date()): string {
  const seconds = (time.getTime() - now.getTime()) / 1000
  const distance = Math.abs(seconds)
  if (distance < MINUTE) return seconds > 0 ? 'in a moment' : 'just now'
  const scale = units.find(({ below }) => distance < below)
  if (!scale) return ''
  // What lies ahead is rounded: an invitation made a minute ago for seven days does not read "in 6 days".
  const whole = seconds > 0 ? Math.round : Math.trunc
  return relative.format(whole(seconds / scale.seconds), scale.unit)
}

/** The exact time in the reader's own zone, named. */
export function exactTimeText(time: Date): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'long' }).format(time)
}
