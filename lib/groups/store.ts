import { Prisma } from '@/lib/db/generated/client'
import { roleJson, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'
import { countedAtMost } from '@/lib/format'

export type MappingRow = {
  id: string
  group: string
  /** The only one whose word counts; null for any. The account's id stands for SCIM. */
  providerId: string | null
  position: number
  version: number
  role: RoleColumn | null
  workspaces: { workspace: { id: string; name: string; handle: string }; role: RoleColumn }[]
  members: number
  createdAt: Date
  updatedAt: Date
}

export type ProviderRow = { id: string; name: string; isActive: boolean }

// The connections of an account, the oldest first, after SCIM where anything was provisioned or can be, for which the account's id stands.
function providersOf(accountId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT a.id, 'Provisioning (SCIM)' AS name, true AS "isActive", NULL AS created_at FROM account a
    WHERE a.id = ${accountId}::uuid AND (
      EXISTS (SELECT FROM scim_token t WHERE t.account_id = a.id) OR EXISTS (SELECT FROM scim_group g WHERE g.account_id = a.id))
    UNION ALL SELECT id, name, state = 'ACTIVE', created_at FROM sso_connection WHERE account_id = ${accountId}::uuid`
}

/** Who says of members which groups they are in. */
export async function listProviders(tx: Tx, accountId: string): Promise<ProviderRow[]> {
  return tx.$queryRaw<ProviderRow[]>`
    SELECT id, name, "isActive" FROM (${providersOf(accountId)}) p ORDER BY created_at NULLS FIRST, id`
}

type Listed = MappingRow & { providers: ProviderRow[] | null }

/** The mappings of an account in the order in which they count, and the providers. */
export async function listMappings(
  tx: Tx,
  accountId: string,
  limit: number,
): Promise<{ mappings: MappingRow[]; providers: ProviderRow[] }> {
  // The first row has the providers, also where there is no mapping.
  const rows = await tx.$queryRaw<(Listed | { id: null; providers: ProviderRow[] })[]>`
    SELECT gm.id, gm."group", gm.provider_id AS "providerId", gm.position, gm.version, ${roleJson('r')} AS role, gm.created_at AS "createdAt", gm.updated_at AS "updatedAt",
           (SELECT coalesce(json_agg(json_build_object('workspace', json_build_object('id', w.id, 'name', w.name, 'handle', w.handle),
               'role', ${roleJson('qr')}) ORDER BY lower(w.name), w.id), '[]')
            FROM group_mapping_grant q
            JOIN workspace w ON w.account_id = q.account_id AND w.id = q.workspace_id
            JOIN role qr ON qr.account_id = q.account_id AND qr.id = q.role_id
            WHERE q.account_id = gm.account_id AND q.mapping_id = gm.id) AS workspaces,
           (SELECT count(*)::int FROM (
              SELECT DISTINCT membership_id FROM membership_group mg
              WHERE mg.account_id = gm.account_id AND mg."group" = gm."group" AND mg.provider_id = ANY(gm.heard_ids) LIMIT ${countedAtMost}) m) AS members,
           CASE WHEN row_number() OVER (ORDER BY gm.position, gm.id) = 1 THEN said.providers END AS providers
    FROM (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name, 'isActive', "isActive")
            ORDER BY created_at NULLS FIRST, id), '[]') AS providers FROM (${providersOf(accountId)}) p) said
    LEFT JOIN group_mapping gm ON gm.account_id = ${accountId}::uuid
    LEFT JOIN role r ON r.account_id = gm.account_id AND r.id = gm.role_id
    ORDER BY gm.position, gm.id LIMIT ${limit}`
  return {
    mappings: rows.filter((row): row is Listed => row.id !== null),
    providers: rows[0]?.providers ?? [],
  }
}

export type NewMapping = {
  accountId: string
  id: string
  group: string
  providerId: string | null
  roleId: string | null
  position: number
}

export async function createMapping(tx: Tx, mapping: NewMapping): Promise<void> {
  await tx.groupMapping.create({ data: mapping, select: { id: true } })
}

export async function updateMapping(
  tx: Tx,
  accountId: string,
  id: string,
  change: { group: string; providerId: string | null; roleId: string | null },
): Promise<void> {
  await tx.groupMapping.update({
    where: { accountId_id: { accountId, id } },
    data: { ...change, version: { increment: 1 } },
    select: { id: true },
  })
}

export async function deleteMapping(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.groupMapping.delete({ where: { accountId_id: { accountId, id } }, select: { id: true } })
}

/** Makes these the roles that a group gives in workspaces, instead of any before. */
export async function replaceGrants(
  tx: Tx,
  { accountId, mappingId }: { accountId: string; mappingId: string },
  grants: { workspaceId: string; roleId: string }[],
): Promise<void> {
  await tx.groupMappingGrant.deleteMany({ where: { accountId, mappingId } })
  if (grants.length === 0) return
  await tx.groupMappingGrant.createMany({ data: grants.map((grant) => ({ ...grant, accountId, mappingId })) })
}

/** Gives mappings the places of their ids in the list, from 1. */
export async function setOrder(tx: Tx, accountId: string, ids: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE group_mapping gm SET position = o.position
    FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS o (id, position)
    WHERE gm.account_id = ${accountId}::uuid AND gm.id = o.id AND gm.position <> o.position`
}
