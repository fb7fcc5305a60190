/** What a line must have of, must have all of, and must have none of. */
export type TextSearch = { included: string[]; required: string[]; excluded: string[] }

const term = /(?<sign>[-!+]?)(?:"(?<quoted>[^"]*)"?|(?<word>\S+))/g

/**
 * Reads what the wire format searches logs for: words of which one is enough, "several words" in their order, `+word` that must be there,
 * `-word` or `!word` that must not.
 */
export function parseTextSearch(query: string): TextSearch {
  const terms = [...query.matchAll(term)]
    .map(({ groups }) => ({
      sign: groups?.['sign'] ?? '',
      text: groups?.['quoted'] ?? groups?.['word'] ?? '',
    }))
    .filter(({ text }) => text.trim() !== '')
  const textsOf = (signs: string[]) =>
    terms.filter(({ sign }) => signs.includes(sign)).map(({ text }) => text)
  return { included: textsOf(['']), required: textsOf(['+']), excluded: textsOf(['-', '!']) }
}
