import { RateLimiterPostgres } from 'rate-limiter-flexible'
import { database } from '@/lib/db/transaction'

type Query = { text: string; values: unknown[] }
type Row = { points: number; expire: bigint | null }

/** Counters in the table `rate_limit`, shared by every process on the database; each count is one statement. */
export function createCounter(options: { name: string; points: number; seconds: number; sweeps: boolean }): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: { query },
    // The library asks such a client for nothing but `query`.
    storeType: 'client',
    tableName: 'rate_limit',
    tableCreated: true,
    keyPrefix: options.name,
    points: options.points,
    duration: options.seconds,
    clearExpiredByTimeout: options.sweeps,
  })
}

// The library names its statements, which the embedded database's shared session cannot have: here they go through our own
// client, which names statements only where that is allowed. `tx` is not handed in: a try counts even when its change fails.
async function query({ text, values }: Query): Promise<{ rows: { points: number; expire: number | null }[]; rowCount: number }> {
  if (!text.includes('SELECT') && !text.includes('RETURNING')) {
    return { rows: [], rowCount: await database().$executeRawUnsafe(text, ...values) }
  }
  const rows = await database().$queryRawUnsafe<Row[]>(text, ...values)
  return {
    rows: rows.map(({ points, expire }) => ({ points, expire: expire === null ? null : Number(expire) })),
    rowCount: rows.length,
  }
}
