const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })

/** A time such as "28 November 2026 at 09:30 UTC" from RFC 3339. */
export function utcTime(time: string): string {
  return `${format.format(new Date(time))} UTC`
}
