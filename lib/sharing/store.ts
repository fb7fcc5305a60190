import type { MembershipStatus, PrincipalKind } from '@/lib/db/generated/enums'
import { Prisma } from '@/lib/db/generated/client'
import { groupGrantsJson, type GroupGrantColumn } from '@/lib/db/group-grants'
import { grantJson, roleJson, type GrantColumn, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'

/** A member or service account and what they were given in one workspace. */
export type TargetRow = {
  id: string
  name: string
  kind: PrincipalKind
  status: MembershipStatus
  role: RoleColumn
  grant: GrantColumn | null
  groupGrants: GroupGrantColumn[] | null
}

/** Those of these memberships that are the account's, each with its grant in the workspace. */
export async function listTargets(
  tx: Tx,
  { accountId, workspaceId }: { accountId: string; workspaceId: string },
  membershipIds: string[],
): Promise<TargetRow[]> {
  return tx.$queryRaw<TargetRow[]>`
    SELECT m.id, m.principal_name AS name, m.kind::text, m.status::text, ${roleJson('r')} AS role, ${grantJson('g', 'gr')} AS grant,
           ${groupGrantsJson('w', Prisma.sql`m.id`)} AS "groupGrants"
    FROM membership m
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    JOIN workspace w ON w.account_id = m.account_id AND w.id = ${workspaceId}::uuid
    LEFT JOIN workspace_grant g ON g.account_id = w.account_id AND g.workspace_id = w.id AND g.membership_id = m.id
    LEFT JOIN role gr ON gr.account_id = g.account_id AND gr.id = g.role_id
    WHERE m.account_id = ${accountId}::uuid AND m.id = ANY(${membershipIds}::uuid[])`
}

export type NewGrant = { membershipId: string; roleId: string; expiresAt: Date | null }

/** Writes grants of memberships; one that is there (and over, or being changed) is replaced. Returns id and version of each, by membership. */
export async function writeGrants(
  tx: Tx,
  of: { accountId: string; workspaceId: string; createdByUserId: string | null },
  grants: NewGrant[],
): Promise<Map<string, { id: string; version: number }>> {
  const values = grants.map(
    ({ membershipId, roleId, expiresAt }) =>
      Prisma.sql`(${membershipId}::uuid, ${roleId}::uuid, ${expiresAt}::timestamptz)`,
  )
  const rows = await tx.$queryRaw<{ membershipId: string; id: string; version: number }[]>`
    INSERT INTO workspace_grant (account_id, id, workspace_id, membership_id, role_id, expires_at, created_by_user_id, updated_at)
    SELECT ${of.accountId}::uuid, gen_random_uuid(), ${of.workspaceId}::uuid, given.membership_id, given.role_id, given.expires_at,
           ${of.createdByUserId}::uuid, now()
    FROM (VALUES ${Prisma.join(values)}) given (membership_id, role_id, expires_at)
    ON CONFLICT (account_id, workspace_id, membership_id) DO UPDATE
      SET role_id = excluded.role_id, expires_at = excluded.expires_at, updated_at = now(), version = workspace_grant.version + 1
    RETURNING membership_id AS "membershipId", id, version`
  return new Map(rows.map((row) => [row.membershipId, row]))
}

export async function deleteGrants(
  tx: Tx,
  { accountId, workspaceId }: { accountId: string; workspaceId: string },
  membershipIds: string[],
): Promise<void> {
  await tx.workspaceGrant.deleteMany({
    where: { accountId, workspaceId, membershipId: { in: membershipIds } },
  })
}

export async function setDefaultRole(
  tx: Tx,
  { accountId, workspaceId }: { accountId: string; workspaceId: string },
  roleId: string | null,
): Promise<void> {
  await tx.workspace.update({
    where: { accountId_id: { accountId, id: workspaceId } },
    data: { defaultRoleId: roleId },
    select: { id: true },
  })
}
