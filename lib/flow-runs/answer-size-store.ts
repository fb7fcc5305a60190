import { Prisma } from '@/lib/db/generated/client'
import { AppError } from '@/lib/errors'

// Each row has at most a few megabytes that its reporter chose the size of; an answer of 200 such rows would be more than a process can
// hold. The database adds up how much it would be and then leaves it out.

const megabytes = 20

/** What the rows of one answer may have together: JSON is three to five times as large once it is read. */
export const answerBytesAtMost = megabytes * 1_024 * 1_024

/** The bytes of a row in these columns, each of which may be null. */
export function sizeOf(columns: string[]): Prisma.Sql {
  return Prisma.raw(columns.map((column) => `coalesce(octet_length(${column}::text), 0)`).join(' + '))
}

/** Makes a column null in all rows of an answer that together are too large. */
export function unlessTooLarge(size: Prisma.Sql): (column: Prisma.Sql) => Prisma.Sql {
  return (column) => Prisma.sql`CASE WHEN ${total(size)} <= ${limit} THEN ${column} END`
}

/** The column that says whether the answer is too large. */
export function isTooLarge(size: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${total(size)} > ${limit} AS "isTooLarge"`
}

export type MayBeTooLarge = { isTooLarge: boolean }

/** Throws `invalid_input`/`answer_too_large` for rows that were too large to be read together. */
export function requireReadable(rows: MayBeTooLarge[], what: string): void {
  if (!rows.some((row) => row.isTooLarge)) return
  throw new AppError('invalid_input', 'answer_too_large', {
    // The command line looks for the words "Invalid limit".
    message: `Invalid limit: these ${rows.length} ${what} have more than ${megabytes} MB together. Ask for fewer at a time.`,
  })
}

// Written into the statement: each use of a parameter would be another sum to the database.
const limit = Prisma.raw(String(answerBytesAtMost))

function total(size: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`sum(${size}) OVER ()`
}
