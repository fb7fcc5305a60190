import type { MembershipStatus, PrincipalKind } from '@/lib/db/generated/enums'
import { planEachTime } from '@/lib/db/prisma'
import { roleJson, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'

type Group = { roleId: string; kind: PrincipalKind; status: MembershipStatus; members: number }
type Holding = Group & { grantRoleId: string; isOver: boolean }

export type PreviewRows = {
  roles: RoleColumn[]
  /** Everybody of the account, those with a grant included. */
  groups: Group[]
  /** Those with a grant in the workspace. */
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
        SELECT m.role_id AS "roleId", m.kind, m.status, g.role_id AS "grantRoleId", coalesce(g.expires_at <= ${now}, false) AS "isOver",
               count(*)::int AS members
        FROM workspace_grant g JOIN membership m ON m.account_id = g.account_id AND m.id = g.membership_id
        WHERE g.account_id = ${accountId}::uuid AND g.workspace_id = ${workspaceId}::uuid GROUP BY 1, 2, 3, 4, 5) h) AS holdings`
  return row ?? { roles: [], groups: [], holdings: [] }
}
