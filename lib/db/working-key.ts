import { Prisma } from './generated/client'

/** Whether the key `alias` still opens something: not revoked, and its end, if any, ahead. */
export function isWorkingKey(alias: string, now: Date): Prisma.Sql {
  const key = Prisma.raw(alias)
  return Prisma.sql`(${key}.revoked_at IS NULL AND (${key}.expires_at IS NULL OR ${key}.expires_at > ${now}))`
}
