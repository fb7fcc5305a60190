import type { Tx } from './transaction'

/** The organizations of which a person is the only active Administrator, by name. */
export async function listSoleAdministratorships(
  tx: Tx,
  userId: string,
  limit: number,
): Promise<{ id: string; name: string; handle: string }[]> {
  return tx.$queryRaw`
    SELECT a.id, a.name, a.handle
    FROM membership m
    JOIN account a ON a.id = m.account_id AND a.kind = 'ORGANIZATION'
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id AND r.built_in = 'ADMINISTRATOR'
    WHERE m.user_id = ${userId}::uuid AND m.status = 'ACTIVE' AND NOT EXISTS (
      SELECT 1 FROM membership o
      WHERE o.account_id = m.account_id AND o.role_id = m.role_id AND o.kind = 'USER' AND o.status = 'ACTIVE' AND o.id <> m.id)
    ORDER BY lower(a.name), a.id LIMIT ${limit}`
}
