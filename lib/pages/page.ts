import { z } from 'zod'
import type { Page } from '@/lib/client/fetch-json'
import { AppError } from '@/lib/errors'
import { uuid } from '@/lib/uuid'

// No text of the database holds a NUL, and it refuses to compare with one.
const position = z.strictObject({
  key: z
    .string()
    .max(500)
    .regex(/^[^\0]*$/),
  id: uuid(),
})
/** A time as `toISOString` writes it, of the years 1 to 9999. */
export const timeKey = timeOf(3)
const microsecondKey = timeOf(6)
const numberKey = z.string().regex(/^[1-9]\d{0,17}$/)
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
  throw invalidCursor()
}

/** The same for a list in the order of a number of at most 18 digits, which begins with 1. */
export function decodeNumberCursor(cursor: string | undefined): bigint | null {
  const last = decodeKeyed(cursor, numberKey)
  return last && BigInt(last.key)
}

/** The same for a list in the order of a time: the key is a time as `toISOString` writes it. */
export function decodeTimeCursor(cursor: string | undefined): CursorPosition | null {
  return decodeKeyed(cursor, timeKey)
}

/** The same where the time has microseconds. */
export function decodeMicrosecondCursor(cursor: string | undefined): CursorPosition | null {
  return decodeKeyed(cursor, microsecondKey)
}

function decodeKeyed(cursor: string | undefined, key: z.ZodType): CursorPosition | null {
  const last = decodeCursor(cursor)
  if (last && !key.safeParse(last.key).success) throw invalidCursor()
  return last
}

function timeOf(precision: number) {
  // Whoever reports chooses the times of log lines: any of the database's years but those before the first.
  return z.iso.datetime({ precision }).refine((text) => !text.startsWith('0000'))
}

/** Cuts rows fetched as one more than a page into the page and its next cursor. */
export function pageOf<Row extends { key: string; id: string }>(rows: Row[], limit: number): Page<Row> {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    rows: page,
    nextCursor: rows.length > limit && last ? encodeCursor({ key: last.key, id: last.id }) : null,
  }
}

/** The same of rows that are shown as something else: `placeOf` says where a row stands, `viewOf` what is shown of it. */
export function pageOfViews<Row, View>(
  rows: Row[],
  {
    limit,
    placeOf,
    viewOf,
  }: { limit: number; placeOf: (row: Row) => CursorPosition; viewOf: (row: Row) => View },
): Page<View> {
  const { rows: page, nextCursor } = pageOf(
    rows.map((row) => ({ ...placeOf(row), row })),
    limit,
  )
  return { rows: page.map(({ row }) => viewOf(row)), nextCursor }
}

/** The refusal of a cursor that this list did not make. */
export function invalidCursor(): AppError {
  return new AppError('invalid_input', 'invalid_cursor', {
    message: 'The cursor is not valid. Start again from the first page.',
    fields: { cursor: 'This is not a cursor of this list.' },
  })
}

/** The value that a text of JSON stands for; null for anything else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
