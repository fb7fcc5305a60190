import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import { isWorkingKey } from '@/lib/db/working-key'

/** How many of one member's grants, and of their keys, an event names. */
const namedAtMost = 100

/** The first of what ends, and how many there are in all. */
export type Ending<Named> = { first: Named[]; count: number }

type EndingGrant = { workspace_id: string; workspace: string; role_id: string; role: string }
type EndingKey = { id: string; name: string }

/** The grants that end with these memberships, by membership; one without grants is left out. */
export async function listEndingGrants(
  tx: Tx,
  accountId: string,
  membershipIds: string[],
): Promise<Map<string, Ending<EndingGrant>>> {
  const rows = await tx.$queryRaw<(Ending<EndingGrant> & { membershipId: string })[]>`
    SELECT g.membership_id AS "membershipId", count(*)::int AS count,
           json_agg(json_build_object('workspace_id', g.workspace_id, 'workspace', g.workspace, 'role_id', g.role_id, 'role', g.role)
             ORDER BY g.position) FILTER (WHERE g.position <= ${namedAtMost}) AS first
    FROM (
      SELECT g.membership_id, w.id AS workspace_id, w.name AS workspace, r.id AS role_id, r.name AS role,
             row_number() OVER (PARTITION BY g.membership_id ORDER BY lower(w.name), w.id) AS position
      FROM workspace_grant g
      JOIN workspace w ON w.account_id = g.account_id AND w.id = g.workspace_id
      JOIN role r ON r.account_id = g.account_id AND r.id = g.role_id
      WHERE g.account_id = ${accountId}::uuid AND g.membership_id = ANY(${membershipIds}::uuid[])) g
    GROUP BY g.membership_id`
  return new Map(rows.map(({ membershipId, first, count }) => [membershipId, { first, count }]))
}

type KeysOf = { accountId: string; now: Date }

/** Revokes the live keys that these users have for this account only; returns them by user, never their secrets. */
export async function revokeKeysOfAccount(
  tx: Tx,
  { accountId, now }: KeysOf,
  userIds: string[],
): Promise<Map<string, Ending<EndingKey>>> {
  return keysByOwner(
    tx,
    Prisma.sql`
      UPDATE api_key SET revoked_at = ${now}
      WHERE account_id = ${accountId}::uuid AND user_id = ANY(${userIds}::uuid[]) AND revoked_at IS NULL
      RETURNING user_id AS owner_id, id, name`,
  )
}

/** The live keys of these service accounts, by service account. */
export async function listEndingKeys(
  tx: Tx,
  { accountId, now }: KeysOf,
  serviceAccountIds: string[],
): Promise<Map<string, Ending<EndingKey>>> {
  return keysByOwner(
    tx,
    Prisma.sql`
      SELECT k.service_account_id AS owner_id, k.id, k.name FROM api_key k
      WHERE k.account_id = ${accountId}::uuid AND k.service_account_id = ANY(${serviceAccountIds}::uuid[])
        AND ${isWorkingKey('k', now)}`,
  )
}

async function keysByOwner(tx: Tx, ending: Prisma.Sql): Promise<Map<string, Ending<EndingKey>>> {
  const rows = await tx.$queryRaw<(Ending<EndingKey> & { ownerId: string })[]>`
    WITH ending AS (${ending})
    SELECT k.owner_id AS "ownerId", count(*)::int AS count,
           json_agg(json_build_object('id', k.id, 'name', k.name) ORDER BY k.position) FILTER (WHERE k.position <= ${namedAtMost}) AS first
    FROM (SELECT *, row_number() OVER (PARTITION BY owner_id ORDER BY lower(name), id) AS position FROM ending) k
    GROUP BY k.owner_id`
  return new Map(rows.map(({ ownerId, first, count }) => [ownerId, { first, count }]))
}

/** Deletes memberships; their grants and activity go with them. */
export async function deleteMemberships(tx: Tx, accountId: string, membershipIds: string[]): Promise<void> {
  await tx.membership.deleteMany({ where: { accountId, id: { in: membershipIds } } })
}

/** Whoever is a member of a personal account beside its owner. */
export async function listGuests(
  tx: Tx,
  accountId: string,
  ownerId: string,
): Promise<{ id: string; userId: string; name: string }[]> {
  return tx.$queryRaw`
    SELECT id, user_id AS "userId", principal_name AS name FROM membership
    WHERE account_id = ${accountId}::uuid AND kind = 'USER' AND user_id <> ${ownerId}::uuid ORDER BY id`
}
