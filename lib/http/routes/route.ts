import type { Context } from 'hono'
import type { z, ZodError } from 'zod'
import type { Page } from '@/lib/client/fetch-json'
import { invalidInput } from '../parse-input'

/** Turns a failed parse of a route's input into the error every route answers with. */
export function inputError(result: { success: true } | { success: false; error: ZodError }): void {
  if (!result.success) throw invalidInput(result.error.issues)
}

/** A page of a list as the APIs answer it: a bare array, the next page's cursor in `X-Next-Cursor`. */
export function pageBody<Item>(context: Context, page: Page<Item>): Item[] {
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
