import { isSuspendedUser } from './active-administrators'
import type { Tx } from './transaction'

/** How many organizations or people are named of those that stand in the way of something. */
export const namedAtMost = 20

export type SoleAdministratorship = { id: string; name: string; handle: string; isSuspended: boolean }

/**
 * The organizations that would have no Administrator who can be reached (R7) without a person, whether or not that person is suspended: those
 * in use first, then by name. `namedAtMost` of them, and whether these are all.
 */
export async function listSoleAdministratorships(
  tx: Tx,
  userId: string,
): Promise<{ organizations: SoleAdministratorship[]; areAll: boolean }> {
  const found = await tx.$queryRaw<SoleAdministratorship[]>`
    SELECT a.id, a.name, a.handle, a.suspended_at IS NOT NULL AS "isSuspended"
    FROM membership own
    JOIN account a ON a.id = own.account_id AND a.kind = 'ORGANIZATION'
    JOIN role r ON r.account_id = own.account_id AND r.id = own.role_id AND r.built_in = 'ADMINISTRATOR'
    WHERE own.user_id = ${userId}::uuid AND own.status = 'ACTIVE' AND NOT EXISTS (
      SELECT 1 FROM membership m
      WHERE m.account_id = own.account_id AND m.role_id = own.role_id AND m.kind = 'USER' AND m.status = 'ACTIVE' AND m.id <> own.id
        AND NOT ${isSuspendedUser('m')})
    ORDER BY a.suspended_at IS NOT NULL, lower(a.name), a.id LIMIT ${namedAtMost + 1}`
  return { organizations: found.slice(0, namedAtMost), areAll: found.length <= namedAtMost }
}
