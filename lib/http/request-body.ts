import type { Context } from 'hono'
import { AppError } from '@/lib/errors'
import { isTooDeep, jsonDepthLimit, wellFormed } from '@/lib/json'

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
      message: `The body has more than ${jsonDepthLimit} lists and objects in one another. Nothing was changed.`,
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
