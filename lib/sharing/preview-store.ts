import { Prisma } from '@/lib/db/generated/client'
import type { MembershipStatus, PrincipalKind } from '@/lib/db/generated/enums'
import { givenByGroups } from '@/lib/db/group-grants'
import { planEachTime } from '@/lib/db/prisma'
import { roleJson, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'

type Group = { roleId: string; kind: PrincipalKind; status: MembershipStatus; members: number }
type Holding = Group & {
  /** Null for those who have something by groups alone. */
  grantRoleId: string | null
  isOver: boolean
  groupRoleIds: string[] | null
}

export type PreviewRows = {
  roles: RoleColumn[]
  /** Everybody of the account, those with a grant included. */
  groups: Group[]
  /** Those with a grant in the workspace, or in a group that gives one. */
  holdings: Holding[]
}

/** What a change of a workspace's default role makes a difference to, counted by alike members, in one statement. */
export async function loadForDefaultRole(
  tx: Tx,
  { accountId, workspaceId, now }: { accountId: string; workspaceId: string; now: Date },
): Promise<PreviewRows> {
  const [row] = await tx.$queryRaw<PreviewRows[]>`
    ${planEachTime}
    SELECT (SELECT json_agg(${roleJson('r')}) FROM role r WHERE r.account_id = ${accountId}::uuid) AS roles,
      (SELECT coalesce(json_agg(g), '[]') FROM (
        SELECT role_id AS "roleId", kind, status, count(*)::int AS members FROM membership
        WHERE account_id = ${accountId}::uuid GROUP BY role_id, kind, status) g) AS groups,
      (SELECT coalesce(json_agg(h), '[]') FROM (
        SELECT m.role_id AS "roleId", m.kind, m.status, given.grant_role_id AS "grantRoleId",
               coalesce(given.expires_at <= ${now}, false) AS "isOver", given.group_role_ids AS "groupRoleIds", count(*)::int AS members
        FROM (
          SELECT coalesce(g.membership_id, b.membership_id) AS membership_id, g.role_id AS grant_role_id, g.expires_at, b.group_role_ids
          FROM (SELECT * FROM workspace_grant WHERE account_id = ${accountId}::uuid AND workspace_id = ${workspaceId}::uuid) g
          FULL JOIN (
            SELECT membership_id, array_agg(DISTINCT role_id ORDER BY role_id) AS group_role_ids
            FROM ${givenByGroups(accountId, Prisma.sql`q.workspace_id = ${workspaceId}::uuid`)} by_group GROUP BY membership_id) b
            ON b.membership_id = g.membership_id) given
        JOIN membership m ON m.account_id = ${accountId}::uuid AND m.id = given.membership_id
        GROUP BY 1, 2, 3, 4, 5, 6) h) AS holdings`
  return row ?? { roles: [], groups: [], holdings: [] }
}
