/** How deep lists and objects of JSON may lie in one another: what is deeper would exhaust the stack of whoever writes it down again. */
export const jsonDepthLimit = 200

/** Whether lists and objects lie in one another deeper than `jsonDepthLimit`. */
export function isTooDeep(value: unknown): boolean {
  // Level by level, because a function that called itself would be what it looks for.
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > jsonDepthLimit) return true
    level = level.flatMap(within)
  }
  return false
}

function within(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}

/** A text with U+FFFD for each half of a character (lone surrogate), which no database takes. */
export function wellFormedText(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD')
}

/** The same for all texts and names in JSON that is not too deep. */
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return wellFormedText(value)
  if (Array.isArray(value)) return value.map(wellFormed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [wellFormedText(name), wellFormed(held)]),
  )
}
