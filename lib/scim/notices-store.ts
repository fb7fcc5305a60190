import type { Tx } from '@/lib/db/transaction'

export type DueToken = {
  accountId: string
  id: string
  name: string
  prefix: string
  expiresAt: Date
  /** Which notice it is due: so many days before the end. */
  days: number
  organization: { name: string; handle: string }
}

/**
 * The tokens that end soon and whose last notice by now was not mailed, locked until the transaction ends: of accounts in use; those that are being
 * changed are left to the next time.
 */
export async function lockDueTokens(
  tx: Tx,
  { now, days, limit }: { now: Date; days: readonly number[]; limit: number },
): Promise<DueToken[]> {
  return tx.$queryRaw<DueToken[]>`
    SELECT t.account_id AS "accountId", t.id, t.name, t.prefix, t.expires_at AS "expiresAt", due.days,
           json_build_object('name', a.name, 'handle', a.handle) AS organization
    FROM scim_token t JOIN account a ON a.id = t.account_id
    CROSS JOIN LATERAL (
      SELECT min(d)::int AS days FROM unnest(${[...days]}::int[]) d
      WHERE t.expires_at <= ${now}::timestamptz + make_interval(days => d)) due
    WHERE t.expires_at > ${now} AND due.days IS NOT NULL AND (t.noticed_days IS NULL OR t.noticed_days > due.days)
      AND a.suspended_at IS NULL
    ORDER BY t.expires_at, t.id LIMIT ${limit} FOR NO KEY UPDATE OF t SKIP LOCKED`
}

/** Notes which notice each of these tokens had. */
export async function markNoticed(tx: Tx, tokens: Pick<DueToken, 'id' | 'days'>[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE scim_token t SET noticed_days = noticed.days
    FROM unnest(${tokens.map(({ id }) => id)}::uuid[], ${tokens.map(({ days }) => days)}::int[]) AS noticed (id, days)
    WHERE t.id = noticed.id`
}
