/** The pattern of `LIKE` for text that contains this text: compare `lower(pattern)` with a lower-case column. */
export function containsPattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}
