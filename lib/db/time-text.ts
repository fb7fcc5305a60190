import { Prisma } from './generated/client'

/** A time of a column as the wire writes it: RFC 3339 in UTC with microseconds, which JavaScript's dates would lose. */
export function timeText(column: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
