import type { Context } from 'hono'
import type { z, ZodError } from 'zod'
import { AppError } from '@/lib/errors'
import type { Page } from '@/lib/client/fetch-json'

/** Turns a failed parse of a route's input into the error every route answers with. */
export function inputError(result: { success: true } | { success: false; error: ZodError }): void {
  if (result.success) return
  const fields = Object.fromEntries(result.error.issues.map((issue) => [issue.path.join('.') || 'input', issue.message]))
  const [field, sentence] = Object.entries(fields)[0] ?? ['input', 'It is not valid.']
  throw new AppError('invalid_input', undefined, { message: `${field}: ${sentence}`, fields })
}

/** A page of a list as the APIs answer it: a bare array, the next page's cursor in `X-Next-Cursor`. */
export function pageBody<Item>(context: Context, page: Page<Item>): Item[] {
  context.header('cache-control', 'no-store')
  if (page.nextCursor) context.header('x-next-cursor', page.nextCursor)
  return page.rows
}

/** An answer with a JSON body of this shape. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { content: { 'application/json': { schema } }, description }
}

/** The error answers that every route documents. */
export const errorResponses = {
  401: { description: 'Nobody is signed in, or the session was revoked.' },
  403: { description: 'The viewer lacks the permission that `permission` names.' },
  404: { description: 'It does not exist, or the viewer cannot see it.' },
  422: { description: 'A parameter is not valid; `fields` says which and why.' },
}
