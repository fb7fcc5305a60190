/** The pattern of `LIKE` for text that contains this text: compare `lower(pattern)` with a lower-case column. */
export function containsPattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}

/** Whether an index of trigrams can look for text that contains this text: it knows three letters or digits in a row. */
export function hasTrigram(text: string): boolean {
  return /[\p{L}\p{N}]{3}/u.test(text)
}
