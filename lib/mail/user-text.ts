const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
const lineEnd = /\r\n?|[\n\u2028\u2029]/u
const joiners = '\u200C\u200D'

const dot = String.raw`[.\u3002\uFF0E\uFF61]`
// What a mail program could turn into a link with a target: a scheme, or a host followed by a path, query or port.
const address = new RegExp(
  [
    String.raw`\S*://\S*`,
    String.raw`\b(?:https?|mailto|tel|data|javascript|vbscript|file):\S+`,
    String.raw`\bwww${dot}\S+`,
    String.raw`(?:(?:[\p{L}\p{N}_-]+${dot})+(?:xn--[a-z0-9-]+|\p{L}{2,})|\d{1,3}(?:\.\d{1,3}){3})(?:[/\\]\S*|[?#]\S+|:\d\S*)`,
  ].join('|'),
  'giu',
)
const separator = /([.\u3002\uFF0E\uFF61@\uFF20])(?=[\p{L}\p{N}])/gu
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/**
 * One line of text that somebody typed, made safe to show in a mail of ours: no control or direction-changing characters,
 * no line breaks, nothing a mail program makes a link of, and at most `maxLength` characters. An address with a scheme or a
 * path becomes "[link removed]"; a bare name such as Booking.com stays readable but is split invisibly.
 */
export function userText(value: string, maxLength: number): string {
  const visible = value.normalize('NFC').replaceAll(invisible, keepJoiner).replaceAll(/\s+/gu, ' ').trim()
  const unlinked = shorten(visible.replaceAll(address, '[link removed]'), maxLength).replaceAll(
    separator,
    '$1\u200B',
  )
  return rightToLeft.test(unlinked) ? `\u2068${unlinked}\u2069` : unlinked
}

/** Several lines of such text, empty ones at the ends dropped; each line as `userText` makes it. */
export function userLines(value: string, limits: { lines: number; lineLength: number }): string[] {
  const lines = value.split(lineEnd).map((line) => userText(line, limits.lineLength))
  const first = lines.findIndex((line) => line !== '')
  if (first === -1) return []
  const last = lines.findLastIndex((line) => line !== '')
  return lines.slice(first, last + 1).slice(0, limits.lines)
}

// Joiners shape letters of several scripts and emoji; every other invisible character only hides or reorders. A line
// break inside becomes a space.
function keepJoiner(character: string): string {
  if (joiners.includes(character)) return character
  return /\p{Cc}|\p{Zl}|\p{Zp}/u.test(character) ? ' ' : ''
}

function shorten(text: string, maxLength: number): string {
  const characters = Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment)
  if (characters.length <= maxLength && text.length <= maxLength * 8) return text
  return `${characters
    .slice(0, maxLength - 1)
    .join('')
    .slice(0, maxLength * 8)}…`
}
