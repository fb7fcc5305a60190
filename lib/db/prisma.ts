import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { env } from '@/lib/env'
import { Prisma, PrismaClient } from './generated/client'

// Next bundles this module apart from the server in front of it; both run in one process and share
// one pool through the global object, which also survives hot reload.
const shared: { rosterPrisma?: PrismaClient } = globalThis as never // the global object has no type for our key

/** The database client: for stores and `lib/db` only. */
export function prisma(): PrismaClient {
  shared.rosterPrisma ??= createClient()
  return shared.rosterPrisma
}

function createClient(): PrismaClient {
  const { DATABASE_URL, DATABASE_POOL_SIZE, DATABASE_NAMED_STATEMENTS } = env()
  const adapter = new PrismaPg(
    { connectionString: DATABASE_URL, max: DATABASE_POOL_SIZE, connectionTimeoutMillis: 10_000 },
    DATABASE_NAMED_STATEMENTS ? { statementNameGenerator: (query) => statementName(query.sql) } : {},
  )
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 20_000 } })
}

const names = new Map<string, string>()
const namedAtMost = 500
const unnamed = ''

/**
 * Put into a statement whose best plan depends on its values: a filter that matches few or most rows, an account of one member or of a
 * hundred thousand. It is planned each time.
 */
export const planEachTime = Prisma.raw('/* planned each time */')

// A name lets PostgreSQL keep the plan of a statement: four times the throughput on hot reads. Statements
// past the limit (bulk inserts of ever different length) stay unnamed rather than fill its memory.
function statementName(sql: string): string {
  if (sql.includes(planEachTime.sql)) return unnamed
  const known = names.get(sql)
  if (known !== undefined) return known
  if (names.size >= namedAtMost) return unnamed
  const name = createHash('sha256').update(sql).digest('base64url').slice(0, 40)
  names.set(sql, name)
  return name
}
