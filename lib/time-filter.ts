import { z } from 'zod'

const day = 86_400_000
const form =
  /^(?:(?<within>\d{1,4})d|older-(?<older>\d{1,4})d|(?<from>\d{4}-\d{2}-\d{2})?\.\.(?<to>\d{4}-\d{2}-\d{2})?)$/

/**
 * A time in the address of a list: `30d` within the last 30 days, `older-90d` not within the last 90, `2026-01-01..2026-02-01` from the
 * first day to the end of the last, in UTC, either side left out for no limit.
 */
export const timeFilter = z
  .string()
  .regex(form, { error: 'Write 30d, older-90d, or two dates such as 2026-01-01..2026-02-01.' })
  .refine((text) => text !== '..', { error: 'Give at least one of the two dates.' })
  .refine((text) => datesOf(text).every((date) => z.iso.date().safeParse(date).success), {
    error: 'There is no such date.',
  })

/** The bounds it stands for at a moment: from `since` on, and before `before`; null is no bound. */
export function boundsOf(filter: string, now: Date): { since: Date | null; before: Date | null } {
  const { within, older, from, to } = form.exec(filter)?.groups ?? {}
  if (within) return { since: new Date(now.getTime() - Number(within) * day), before: null }
  if (older) return { since: null, before: new Date(now.getTime() - Number(older) * day) }
  return {
    since: from ? new Date(from) : null,
    before: to ? new Date(new Date(to).getTime() + day) : null,
  }
}

function datesOf(text: string): string[] {
  const { from, to } = form.exec(text)?.groups ?? {}
  return [from, to].filter((date) => date !== undefined)
}
