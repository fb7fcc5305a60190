import { RateLimiterPostgres } from 'rate-limiter-flexible'
import { database } from '@/lib/db/transaction'

type Query = { text: string; values: unknown[] }
type Row = { points: number; expire: bigint | null }

/** Counters in the table `rate_limit`, shared by every process on the database; each count is one statement. */
export function createCounter(options: {
  name: string
  points: number
  seconds: number
}): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: { query },
    // The library asks such a client for nothing but `query`.
    storeType: 'client',
    tableName: 'rate_limit',
    tableCreated: true,
    keyPrefix: options.name,
    points: options.points,
    duration: options.seconds,
    // The regular clean-up deletes what has expired.
    clearExpiredByTimeout: false,
  })
}

/** What `consume` of the library does to one key, for many in one statement: counts one try each; returns the counts by key. */
export async function countEach(name: string, keys: string[], seconds: number): Promise<Map<string, number>> {
  const now = Date.now()
  const rows = await database().$queryRaw<{ key: string; points: number }[]>`
    INSERT INTO rate_limit AS counted (key, points, expire)
    SELECT key, 1, ${BigInt(now + seconds * 1_000)} FROM unnest(${keys.map((key) => `${name}:${key}`)}::text[]) AS key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
      points = CASE WHEN counted.expire <= ${BigInt(now)} THEN 1 ELSE counted.points + 1 END,
      expire = CASE WHEN counted.expire <= ${BigInt(now)} THEN excluded.expire ELSE counted.expire END
    RETURNING key, points`
  return new Map(rows.map(({ key, points }) => [key.slice(name.length + 1), points]))
}

// The library names its statements, which the embedded database's shared session cannot have: here they go through our own
// client, which names statements only where that is allowed. `tx` is not handed in: a try counts even when its change fails.
async function query({
  text,
  values,
}: Query): Promise<{ rows: { points: number; expire: number | null }[]; rowCount: number }> {
  if (!text.includes('SELECT') && !text.includes('RETURNING')) {
    return { rows: [], rowCount: await database().$executeRawUnsafe(text, ...values) }
  }
  const rows = await database().$queryRawUnsafe<Row[]>(text, ...values)
  return {
    rows: rows.map(({ points, expire }) => ({ points, expire: expire === null ? null : Number(expire) })),
    rowCount: rows.length,
  }
}
