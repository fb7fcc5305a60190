import { Prisma } from '@/lib/db/generated/client'
import { groupGrantsJson, type GroupGrantColumn } from '@/lib/db/group-grants'
import { grantJson, roleJson, type GrantColumn, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'

/** A workspace that an invitation names, the role it offers there, and what the workspace gives to whoever looks. */
export type OfferRow = {
  id: string
  name: string
  role: RoleColumn
  defaultRole: RoleColumn | null
  viewerGrant: GrantColumn | null
  viewerGroupGrants: GroupGrantColumn[] | null
}

/** The workspaces of an invitation by name, in a statement where `i` is the invitation. */
export function offersJson(viewerMembershipId: string | null): Prisma.Sql {
  return Prisma.sql`(
    SELECT coalesce(json_agg(json_build_object('id', w.id, 'name', w.name, 'role', ${roleJson('wr')},
      'defaultRole', ${roleJson('wd')}, 'viewerGrant', ${grantJson('vg', 'vgr')},
      'viewerGroupGrants', ${groupGrantsJson('w', Prisma.sql`${viewerMembershipId}::uuid`)}) ORDER BY lower(w.name), w.id), '[]'::json)
    FROM invitation_workspace iw
    JOIN workspace w ON w.account_id = iw.account_id AND w.id = iw.workspace_id
    JOIN role wr ON wr.account_id = iw.account_id AND wr.id = iw.role_id
    LEFT JOIN role wd ON wd.account_id = w.account_id AND wd.id = w.default_role_id
    LEFT JOIN workspace_grant vg
      ON vg.account_id = w.account_id AND vg.workspace_id = w.id AND vg.membership_id = ${viewerMembershipId}::uuid
    LEFT JOIN role vgr ON vgr.account_id = vg.account_id AND vgr.id = vg.role_id
    WHERE iw.account_id = i.account_id AND iw.invitation_id = i.id)`
}

/** Makes these the workspaces of each of the invitations, instead of any they named before. */
export async function replaceOffers(
  tx: Tx,
  accountId: string,
  invitationIds: string[],
  offers: { workspaceId: string; roleId: string }[],
): Promise<void> {
  await tx.invitationWorkspace.deleteMany({ where: { accountId, invitationId: { in: invitationIds } } })
  if (offers.length === 0) return
  const workspaceIds = offers.map(({ workspaceId }) => workspaceId)
  const roleIds = offers.map(({ roleId }) => roleId)
  await tx.$executeRaw`
    INSERT INTO invitation_workspace (account_id, invitation_id, workspace_id, role_id)
    SELECT ${accountId}::uuid, i.id, o.workspace_id, o.role_id
    FROM unnest(${invitationIds}::uuid[]) i (id)
    CROSS JOIN unnest(${workspaceIds}::uuid[], ${roleIds}::uuid[]) o (workspace_id, role_id)`
}

/** Every role of an account with its description, built-in ones first; at most `atMost`. */
export async function listAllRoles(
  tx: Tx,
  accountId: string,
  atMost: number,
): Promise<(RoleColumn & { description: string })[]> {
  return tx.role.findMany({
    where: { accountId },
    select: { id: true, name: true, builtIn: true, permissions: true, description: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: atMost,
  })
}
