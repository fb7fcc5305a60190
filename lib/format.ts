const numbers = new Intl.NumberFormat('en')
const list = new Intl.ListFormat('en', { type: 'conjunction' })
const rounded = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 })

/** A count in plain words; one that reached the limit of counting reads "10,000 or more". */
export function countText(count: number, limit = Number.POSITIVE_INFINITY): string {
  return count >= limit ? `${numbers.format(limit)} or more` : numbers.format(count)
}

/** As far as rows are counted that may be very many. */
export const countedAtMost = 10_000

/** `countOf` of what is counted no further than `countedAtMost`: "10,000 or more members". */
export function cappedCountOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${countText(count, countedAtMost)} ${count === 1 ? singular : plural}`
}

/** "1 member", "3 members": the number and the word that goes with it. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${numbers.format(count)} ${count === 1 ? singular : plural}`
}

/** The first names of a list: "Acme, Globex", "Acme, Globex and 2 more", and "and others" of a list that was cut. */
export function namesText(names: readonly string[], { atMost, areAll }: NamesShown): string {
  const first = names.slice(0, atMost).join(', ')
  if (!areAll) return `${first} and others`
  return names.length > atMost ? `${first} and ${names.length - atMost} more` : first
}

/** How many names are shown, and whether the list has all that there are. */
type NamesShown = { atMost: number; areAll: boolean }

/** A number of bytes as people say it. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1)
  const value = bytes / 1024 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`
}

/** A count that may be an estimate: "3", or "about 100,000", which is no more exact than it claims to be. */
export function aboutText(count: number, isEstimate: boolean): string {
  return isEstimate ? `about ${rounded.format(count)}` : numbers.format(count)
}

/** "Ada, Ben, and 1 more": names, and how many there are besides where `total` is more of them. */
export function listText(names: readonly string[], total = names.length): string {
  const more = total - names.length
  return list.format(more > 0 ? [...names, `${more} more`] : names)
}

/** The time of a list's address (`lib/time-filter`) that stands for the minutes from one moment on and before another, both RFC 3339. */
export function minutesBetween(since: string, before: string): string {
  const text = (time: string) => `${new Date(time).toISOString().slice(0, 16)}Z`
  return `${text(since)}..${text(before)}`
}
