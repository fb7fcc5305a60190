import { z } from 'zod'
import type { Page } from '@/lib/client/fetch-json'
import { AppError } from '@/lib/errors'

const position = z.strictObject({ key: z.string().max(500), id: z.uuid() })
export type CursorPosition = z.infer<typeof position>

/** Encodes where a page ended: the sort key as text and the row's id, which breaks ties. */
export function encodeCursor(last: CursorPosition): string {
  return Buffer.from(JSON.stringify(last)).toString('base64url')
}

/** Decodes a cursor; throws `invalid_input` when it is not one of ours. */
export function decodeCursor(cursor: string | undefined): CursorPosition | null {
  if (!cursor) return null
  const parsed = position.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (parsed.success) return parsed.data
  throw new AppError('invalid_input', 'invalid_cursor', {
    message: 'The cursor is not valid. Start again from the first page.',
    fields: { cursor: 'This is not a cursor of this list.' },
  })
}

/** Cuts rows fetched as one more than a page into the page and its next cursor. */
export function pageOf<Row extends { key: string; id: string }>(rows: Row[], limit: number): Page<Row> {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, nextCursor: rows.length > limit && last ? encodeCursor({ key: last.key, id: last.id }) : null }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
