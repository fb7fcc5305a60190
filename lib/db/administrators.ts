import type { Tx } from './transaction'

export type Administrator = { accountId: string; name: string; email: string }

/** Active Administrators of these accounts who can sign in, at most so many of each. */
export async function listAdministrators(
  tx: Tx,
  accountIds: string[],
  atMost: number,
): Promise<Administrator[]> {
  return tx.$queryRaw<Administrator[]>`
    SELECT asked.id AS "accountId", found.name, found.email FROM unnest(${accountIds}::uuid[]) AS asked (id)
    CROSS JOIN LATERAL (
      SELECT u.name, u.email FROM role r
      JOIN membership m ON m.account_id = r.account_id AND m.role_id = r.id
      JOIN "user" u ON u.id = m.user_id
      WHERE r.account_id = asked.id AND r.built_in = 'ADMINISTRATOR' AND m.status = 'ACTIVE' AND m.kind = 'USER' AND u.suspended_at IS NULL
      ORDER BY m.id LIMIT ${atMost}) found`
}
