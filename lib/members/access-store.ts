import { Prisma } from '@/lib/db/generated/client'
import { givenByGroups, isInGroup } from '@/lib/db/group-grants'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import { isWorkingKey } from '@/lib/db/working-key'
import type { MemberConsequences } from './schema'
import { readsWorkspaces, seesAccess, seesWorkspace } from '@/lib/db/visibility'

type Asked = { accountId: string; membershipIds: string[]; viewerMembershipId: string; now: Date }

/** What these members would lose, counted in one statement. */
export async function countConsequences(tx: Tx, asked: Asked): Promise<MemberConsequences> {
  const { accountId, membershipIds, viewerMembershipId, now } = asked
  const [row] = await tx.$queryRaw<MemberConsequences[]>`
    ${planEachTime}
    WITH chosen AS MATERIALIZED (
      SELECT m.id, m.user_id, m.status = 'ACTIVE' AS is_active, ${readsWorkspaces('r')} AS reads_all
      FROM membership m JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
      WHERE m.account_id = ${accountId}::uuid AND m.kind = 'USER' AND m.id = ANY(${membershipIds}::uuid[]))
    SELECT (SELECT count(*)::int FROM chosen) AS members,
      (SELECT count(*)::int FROM workspace w
       LEFT JOIN role d ON d.account_id = w.account_id AND d.id = w.default_role_id
       WHERE w.account_id = ${accountId}::uuid AND EXISTS (SELECT 1 FROM chosen WHERE is_active)
         AND (EXISTS (SELECT 1 FROM chosen WHERE is_active AND reads_all) OR ${readsWorkspaces('d')} OR EXISTS (
           SELECT 1 FROM chosen c
           JOIN workspace_grant g ON g.account_id = w.account_id AND g.workspace_id = w.id AND g.membership_id = c.id
           JOIN role gr ON gr.account_id = g.account_id AND gr.id = g.role_id
           WHERE c.is_active AND (g.expires_at IS NULL OR g.expires_at > ${now}) AND ${readsWorkspaces('gr')})
           OR EXISTS (
           SELECT 1 FROM group_mapping_grant q
           JOIN group_mapping qm ON qm.account_id = q.account_id AND qm.id = q.mapping_id
           JOIN role qr ON qr.account_id = q.account_id AND qr.id = q.role_id
           WHERE q.account_id = w.account_id AND q.workspace_id = w.id AND ${readsWorkspaces('qr')}
             AND EXISTS (SELECT 1 FROM chosen c WHERE c.is_active AND ${isInGroup(Prisma.sql`c.id`)})))
         AND ${seesWorkspace({ accountId, membershipId: viewerMembershipId, now })}) AS workspaces,
      (SELECT count(*)::int FROM api_key k JOIN chosen c ON c.user_id = k.user_id
       WHERE k.account_id = ${accountId}::uuid AND ${isWorkingKey('k', now)}) AS api_keys`
  return row ?? { members: 0, workspaces: 0, api_keys: 0 }
}

export type WorkspaceRow = { id: string; name: string; defaultRoleId: string | null; readsAccess: boolean }

/** The workspaces that a member can open, and whether they may read who has access; a page in the order of their ids. */
export async function listVisibleWorkspaces(
  tx: Tx,
  viewer: { accountId: string; membershipId: string; now: Date },
  page: { after: string | null; limit: number },
): Promise<WorkspaceRow[]> {
  const after = page.after ? Prisma.sql`AND w.id > ${page.after}::uuid` : Prisma.empty
  return tx.$queryRaw<WorkspaceRow[]>`
    SELECT w.id, w.name, w.default_role_id AS "defaultRoleId", ${seesAccess(viewer)} AS "readsAccess" FROM workspace w
    WHERE w.account_id = ${viewer.accountId}::uuid AND ${seesWorkspace(viewer)} ${after}
    ORDER BY w.id LIMIT ${page.limit}`
}

export type GrantRow = {
  membershipId: string
  workspaceId: string
  roleId: string
  expiresAt: Date | null
  /** The group that gives it; null for one given by hand. */
  group: string | null
}

/** The grants of these members, in the order they were made, then what groups give them. */
export async function listGrants(tx: Tx, accountId: string, membershipIds: string[]): Promise<GrantRow[]> {
  return tx.$queryRaw<GrantRow[]>`
    SELECT membership_id AS "membershipId", workspace_id AS "workspaceId", role_id AS "roleId", expires_at AS "expiresAt", "group" FROM (
      SELECT membership_id, workspace_id, role_id, expires_at, NULL AS "group", id
      FROM workspace_grant WHERE account_id = ${accountId}::uuid AND membership_id = ANY(${membershipIds}::uuid[])
      UNION ALL
      SELECT membership_id, workspace_id, role_id, NULL, "group", NULL
      FROM ${givenByGroups(accountId, Prisma.sql`qg.membership_id = ANY(${membershipIds}::uuid[])`)} given) g
    ORDER BY membership_id, id NULLS LAST, "group", workspace_id`
}
