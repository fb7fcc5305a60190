import type { Context } from 'hono'
import { AppError } from '@/lib/errors'

/** How deep lists and objects may lie in one another: what is deeper would exhaust the stack of whoever writes it down again. */
const depthLimit = 200

/**
 * The JSON of a request's body, whatever its content type; none is `{}`. Clients send POSTs without a body, and bodies without a type.
 * Half characters (lone surrogates), which no database takes, become U+FFFD. Throws `invalid_input`: `not_json` for what is no JSON,
 * `too_deep` for what is nested too deep.
 */
export async function requestBody(context: Context): Promise<unknown> {
  const text = await context.req.text()
  if (text.trim() === '') return {}
  const value = parse(text)
  if (isTooDeep(value))
    throw new AppError('invalid_input', 'too_deep', {
      message: `The body has more than ${depthLimit} lists and objects in one another. Nothing was changed.`,
    })
  return /\\u[dD][89a-fA-F]/.test(text) ? wellFormed(value) : value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid_input', 'not_json', { message: 'The body is not JSON. Nothing was changed.' })
  }
}

// Level by level, because a function that called itself would be what it looks for.
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > depthLimit) return true
    level = level.flatMap(within)
  }
  return false
}

function within(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(/\p{Surrogate}/gu, '\uFFFD')
  if (Array.isArray(value)) return value.map(wellFormed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [wellFormed(name), wellFormed(held)]))
}
