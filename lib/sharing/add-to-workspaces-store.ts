import { isMembershipOf, type PrincipalKey } from '@/lib/db/principal'
import { roleJson, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'

/** A principal's membership of an account with its organization role. */
export async function findMember(
  tx: Tx,
  accountId: string,
  principal: PrincipalKey,
): Promise<{ id: string; name: string; role: RoleColumn } | null> {
  const [row] = await tx.$queryRaw<{ id: string; name: string; role: RoleColumn }[]>`
    SELECT m.id, m.principal_name AS name, ${roleJson('r')} AS role
    FROM membership m JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    WHERE m.account_id = ${accountId}::uuid AND ${isMembershipOf(principal)}`
  return row ?? null
}

/** Gives one membership roles in workspaces where no grant of theirs is in force; returns those workspaces. */
export async function addGrants(
  tx: Tx,
  of: { accountId: string; membershipId: string; createdByUserId: string | null; now: Date },
  grants: { workspaceId: string; roleId: string }[],
): Promise<Set<string>> {
  if (grants.length === 0) return new Set()
  const workspaceIds = grants.map(({ workspaceId }) => workspaceId)
  const roleIds = grants.map(({ roleId }) => roleId)
  const rows = await tx.$queryRaw<{ workspaceId: string }[]>`
    INSERT INTO workspace_grant (account_id, id, workspace_id, membership_id, role_id, created_by_user_id, updated_at)
    SELECT ${of.accountId}::uuid, gen_random_uuid(), o.workspace_id, ${of.membershipId}::uuid, o.role_id,
           ${of.createdByUserId}::uuid, now()
    FROM unnest(${workspaceIds}::uuid[], ${roleIds}::uuid[]) o (workspace_id, role_id)
    ON CONFLICT (account_id, workspace_id, membership_id) DO UPDATE
      SET role_id = excluded.role_id, expires_at = NULL, created_by_user_id = excluded.created_by_user_id, updated_at = now(),
          version = workspace_grant.version + 1
      WHERE workspace_grant.expires_at <= ${of.now}
    RETURNING workspace_id AS "workspaceId"`
  return new Set(rows.map(({ workspaceId }) => workspaceId))
}
