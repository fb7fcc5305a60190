type Read<Value> = { value: Value } | { error: string }

/** The parameters that a text of JSON stands for; empty text is none. */
export function parametersOf(text: string): Read<Record<string, unknown>> {
  if (text.trim() === '') return { value: {} }
  try {
    const value: unknown = JSON.parse(text)
    if (!isObject(value))
      return { error: `This is ${kindOf(value)}. Give an object, such as {"day": "2026-11-20"}.` }
    return { value }
  } catch (error) {
    const detail = error instanceof Error ? error.message : ''
    return {
      error: `This is not JSON${detail ? `: ${detail}` : ''}. Names and texts stand in double quotes.`,
    }
  }
}

/** When a run shall begin: null is now. A time of the browser's field is in the zone of whoever typed it. */
export function startOf(
  { when, startAt }: { when: string; startAt: string },
  now: number,
): Read<string | null> {
  if (when === 'now') return { value: null }
  const time = new Date(startAt)
  if (startAt === '' || Number.isNaN(time.getTime())) return { error: 'Choose the day and the time.' }
  if (time.getTime() <= now)
    return { error: 'This time has passed. Choose one that is still to come, or Now.' }
  return { value: time.toISOString() }
}

/** The tags of a line, each once. */
export function tagsOf(text: string): string[] {
  return [...new Set(text.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return `a ${typeof value === 'string' ? 'text' : typeof value}`
}
