import { Prisma } from '@/lib/db/generated/client'
import type { MembershipStatus } from '@/lib/db/generated/enums'
import { groupGrantsJson, type GroupGrantColumn } from '@/lib/db/group-grants'
import { grantJson, roleJson, type GrantColumn, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'

export type TargetRow = {
  id: string
  membershipId: string
  name: string
  description: string
  status: MembershipStatus
  role: RoleColumn
}

/** A service account of the account with its membership and role. */
export async function findTarget(tx: Tx, accountId: string, id: string): Promise<TargetRow | null> {
  const [row] = await tx.$queryRaw<TargetRow[]>`
    SELECT s.id, m.id AS "membershipId", s.name, s.description, m.status::text, ${roleJson('r')} AS role
    FROM service_account s
    JOIN membership m ON m.account_id = s.account_id AND m.service_account_id = s.id
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    WHERE s.account_id = ${accountId}::uuid AND s.id = ${id}::uuid`
  return row ?? null
}

export type GivenRow = {
  membershipId: string
  defaultRole: RoleColumn | null
  targetGrant: GrantColumn
  actorGrant: GrantColumn | null
  actorGroupGrants: GroupGrantColumn[] | null
}

/** The workspaces in which these memberships have a grant, with that of the actor beside it. */
export async function listGiven(
  tx: Tx,
  { accountId, actorMembershipId }: { accountId: string; actorMembershipId: string },
  membershipIds: string[],
): Promise<GivenRow[]> {
  return tx.$queryRaw<GivenRow[]>`
    SELECT g.membership_id AS "membershipId", ${roleJson('d')} AS "defaultRole", ${grantJson('g', 'gr')} AS "targetGrant",
           ${grantJson('o', 'ogr')} AS "actorGrant", ${groupGrantsJson('w', Prisma.sql`${actorMembershipId}::uuid`)} AS "actorGroupGrants"
    FROM workspace_grant g
    JOIN workspace w ON w.account_id = g.account_id AND w.id = g.workspace_id
    JOIN role gr ON gr.account_id = g.account_id AND gr.id = g.role_id
    LEFT JOIN role d ON d.account_id = w.account_id AND d.id = w.default_role_id
    LEFT JOIN workspace_grant o
      ON o.account_id = g.account_id AND o.workspace_id = g.workspace_id AND o.membership_id = ${actorMembershipId}::uuid
    LEFT JOIN role ogr ON ogr.account_id = o.account_id AND ogr.id = o.role_id
    WHERE g.account_id = ${accountId}::uuid AND g.membership_id = ANY(${membershipIds}::uuid[])`
}
