import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import { noticeDays } from './rules'

export type DueKey = {
  id: string
  name: string
  prefix: string
  expiresAt: Date
  /** Which notice it is due: days before the end, 0 for the end itself. */
  days: number
  /** The owner of a user's key. */
  user: { id: string; name: string; email: string } | null
  /** The owner of another, and its account. */
  serviceAccount: { id: string; name: string } | null
  organization: { id: string; name: string; handle: string } | null
}

// The notice that is the last one by now, whichever were mailed.
const dueDays = (now: Date) =>
  Prisma.sql`CASE ${Prisma.join(
    noticeDays
      .toReversed()
      .map((days) => Prisma.sql`WHEN k.expires_at <= ${endIn(days, now)} THEN ${days}::int`),
    ' ',
  )} END`

type Due = { now: Date; endedSince: Date }

// Of a key that was revoked or replaced nobody is told, nor of an end so long ago that nobody waits for it, nor of one that opens nothing
// while its owner or its account is suspended: they are told when they are in use again.
const isDue = ({ now, endedSince }: Due) => Prisma.sql`
  k.revoked_at IS NULL AND k.replaced_by_key_id IS NULL
  AND k.expires_at > ${endedSince} AND k.expires_at <= ${endIn(Math.max(...noticeDays), now)}
  AND (k.noticed_days IS NULL OR k.noticed_days > ${dueDays(now)})
  AND NOT EXISTS (SELECT 1 FROM "user" su WHERE su.id = k.user_id AND su.suspended_at IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM account sa WHERE sa.id = k.account_id AND sa.suspended_at IS NOT NULL)`

/** Who has keys that are due a notice: users, and the accounts of service accounts. */
export async function listDueOwners(tx: Tx, due: Due & { limit: number }): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT coalesce(k.user_id, k.account_id) AS id FROM api_key k WHERE ${isDue(due)} LIMIT ${due.limit}`
  return rows.map(({ id }) => id)
}

/**
 * The keys of these owners that are due a notice, those that end first first, locked until the transaction ends; one that is being changed
 * is left to the next time.
 */
export async function lockDueKeys(
  tx: Tx,
  { ownerIds, ...due }: Due & { ownerIds: string[] },
): Promise<DueKey[]> {
  return tx.$queryRaw<DueKey[]>`
    SELECT k.id, k.name, k.prefix, k.expires_at AS "expiresAt", ${dueDays(due.now)} AS days,
           CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'name', u.name, 'email', u.email) END AS user,
           CASE WHEN s.id IS NOT NULL THEN json_build_object('id', s.id, 'name', s.name) END AS "serviceAccount",
           CASE WHEN s.id IS NOT NULL THEN json_build_object('id', a.id, 'name', a.name, 'handle', a.handle) END AS organization
    FROM api_key k
    LEFT JOIN "user" u ON u.id = k.user_id
    LEFT JOIN service_account s ON s.account_id = k.account_id AND s.id = k.service_account_id
    LEFT JOIN account a ON a.id = s.account_id
    WHERE ${isDue(due)} AND (k.user_id = ANY(${ownerIds}::uuid[])
      OR (k.service_account_id IS NOT NULL AND k.account_id = ANY(${ownerIds}::uuid[])))
    ORDER BY k.expires_at, k.id FOR NO KEY UPDATE OF k SKIP LOCKED`
}

/** Notes which notice each of these keys had. */
export async function markNoticed(tx: Tx, keys: Pick<DueKey, 'id' | 'days'>[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE api_key k SET noticed_days = noticed.days
    FROM unnest(${keys.map(({ id }) => id)}::uuid[], ${keys.map(({ days }) => days)}::int[]) AS noticed (id, days)
    WHERE k.id = noticed.id`
}

function endIn(days: number, now: Date): Date {
  return new Date(now.getTime() + days * 86_400_000)
}
