import { z } from 'zod'

// Clients spell times in three ways (runs-wire-format section 1.5): ISO 8601 with a zone, the same with a space instead of the T, and the
// seconds since 1970 as a number.

const spelling =
  /^(?<date>(?!0000)\d{4}-\d{2}-\d{2})(?:[Tt ](?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d)(?:[.,](?<fraction>\d{1,12}))?)?)? ?(?<zone>[Zz]|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?)?$/

const firstSecond = -62_135_596_800
const lastSecond = 253_402_300_799

/**
 * A time that a client sent, in any of its spellings, as text that the database reads: RFC 3339 with microseconds, of the years 1 to 9999.
 * Without a zone it is UTC.
 */
export const wireTime = z
  .union([z.string().max(64), z.number()], { error: 'Give a time, such as 2026-01-01T12:00:00Z.' })
  .transform((given, context) => {
    const text = typeof given === 'number' ? timeOfSeconds(given) : timeOfText(given)
    if (text !== null) return text
    context.addIssue('This is not a time. Write it as 2026-01-01T12:00:00Z.')
    return z.NEVER
  })

function timeOfText(text: string): string | null {
  const groups = spelling.exec(text.trim())?.groups
  if (!groups) return null
  const { date = '', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z' } = groups
  // A day that a month does not have becomes one of the next.
  const day = new Date(date)
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(date)) return null
  return `${date}T${hour}:${minute}:${second}.${fraction.slice(0, 6).padEnd(6, '0')}${zoneText(zone)}`
}

// `+0100` and `+01` are not of RFC 3339.
function zoneText(zone: string): string {
  const [, hours, minutes = '00'] = /^([+-]\d\d):?(\d\d)?$/.exec(zone) ?? []
  return hours === undefined ? 'Z' : `${hours}:${minutes}`
}

function timeOfSeconds(seconds: number): string | null {
  if (!(seconds >= firstSecond && seconds < lastSecond)) return null
  const whole = Math.floor(seconds)
  const fraction = String(Math.min(999_999, Math.round((seconds - whole) * 1e6))).padStart(6, '0')
  return `${new Date(whole * 1_000).toISOString().slice(0, 19)}.${fraction}Z`
}
