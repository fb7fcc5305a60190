import type { Context } from 'hono'
import { AppError } from '@/lib/errors'

/**
 * The JSON of a request's body, whatever its content type; none is `{}`. Clients send POSTs without a body, and bodies without a type.
 * Throws `invalid_input`/`not_json` for what is no JSON.
 */
export async function requestBody(context: Context): Promise<unknown> {
  const text = await context.req.text()
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid_input', 'not_json', { message: 'The body is not JSON. Nothing was changed.' })
  }
}
