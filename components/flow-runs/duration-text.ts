const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long something took, in its two largest units: "0.4s", "48s", "4m 12s", "2h 3m", "3d 4h". */
export function durationText(seconds: number): string {
  if (seconds < 1) return `${Math.max(0, Math.floor(seconds * 10) / 10)}s`
  if (seconds < MINUTE) return `${Math.floor(seconds)}s`
  if (seconds < HOUR) return pair(seconds, [MINUTE, 'm'], [1, 's'])
  if (seconds < DAY) return pair(seconds, [HOUR, 'h'], [MINUTE, 'm'])
  return pair(seconds, [DAY, 'd'], [HOUR, 'h'])
}

/** The seconds from one time to another, both RFC 3339. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1_000
}

type Unit = [seconds: number, letter: string]

function pair(seconds: number, [large, largeLetter]: Unit, [small, smallLetter]: Unit): string {
  const whole = Math.floor(seconds / large)
  const rest = Math.floor((seconds % large) / small)
  return rest === 0 ? `${whole}${largeLetter}` : `${whole}${largeLetter} ${rest}${smallLetter}`
}
