import { Prisma } from '@/lib/db/generated/client'
import { admission, admissionColumns, type Asker } from '@/lib/db/admission'
import { groupGrantsJson, type GroupGrantColumn } from '@/lib/db/group-grants'
import { isMembershipOf } from '@/lib/db/principal'
import { grantJson, roleJson, type GrantColumn, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'
import type { AccessRow } from './store'

/** A workspace of an account, by its id or by its handle. */
export type WorkspaceKey = { accountId: string } & ({ workspaceId: string } | { workspaceHandle: string })

export type WorkspaceAccessRow = AccessRow & {
  workspace: {
    id: string
    name: string
    handle: string
    description: string
    createdAt: string
    updatedAt: string
  } | null
  defaultRole: RoleColumn | null
  grant: GrantColumn | null
  groupGrants: GroupGrantColumn[] | null
}

/** What decides about a principal in a workspace, in one statement; the workspace is null when the account has none such. */
export async function findWorkspaceAccess(
  tx: Tx,
  asker: Asker,
  key: WorkspaceKey,
): Promise<WorkspaceAccessRow | null> {
  const isIt =
    'workspaceId' in key
      ? Prisma.sql`w.id = ${key.workspaceId}::uuid`
      : Prisma.sql`lower(w.handle) = lower(${key.workspaceHandle})`
  const [row] = await tx.$queryRaw<WorkspaceAccessRow[]>`
    SELECT a.id AS "accountId", a.kind::text, a.name, a.handle, a.plan::text, a.owner_user_id AS "ownerUserId",
           m.id AS "membershipId", m.status::text, r.id AS "roleId", r.name AS "roleName", r.built_in AS "builtIn", r.permissions,
           ma.last_active_at AS "lastActiveAt", ${admissionColumns(asker)},
           CASE WHEN w.id IS NOT NULL THEN json_build_object('id', w.id, 'name', w.name, 'handle', w.handle,
             'description', w.description, 'createdAt', w.created_at, 'updatedAt', w.updated_at) END AS workspace,
           ${roleJson('d')} AS "defaultRole", ${grantJson('g', 'gr')} AS grant,
           ${groupGrantsJson('w', Prisma.sql`m.id`)} AS "groupGrants"
    FROM account a
    LEFT JOIN membership m ON m.account_id = a.id AND ${isMembershipOf(asker.principal)}
    LEFT JOIN role r ON r.account_id = a.id AND r.id = m.role_id
    LEFT JOIN membership_activity ma ON ma.account_id = a.id AND ma.membership_id = m.id
    LEFT JOIN workspace w ON w.account_id = a.id AND ${isIt}
    LEFT JOIN role d ON d.account_id = a.id AND d.id = w.default_role_id
    LEFT JOIN workspace_grant g ON g.account_id = a.id AND g.workspace_id = w.id AND g.membership_id = m.id
    LEFT JOIN role gr ON gr.account_id = a.id AND gr.id = g.role_id
    ${admission(asker)}
    WHERE a.id = ${key.accountId}::uuid`
  return row ?? null
}

export type WorkspaceFactsRow = {
  id: string
  name: string
  handle: string
  defaultRole: RoleColumn | null
  grant: GrantColumn | null
  groupGrants: GroupGrantColumn[] | null
}

/** Those of these workspaces that are the account's, each with what it gives to one membership. */
export async function listWorkspaceFacts(
  tx: Tx,
  { accountId, membershipId }: { accountId: string; membershipId: string },
  workspaceIds: string[],
): Promise<WorkspaceFactsRow[]> {
  return tx.$queryRaw<WorkspaceFactsRow[]>`
    SELECT w.id, w.name, w.handle, ${roleJson('d')} AS "defaultRole", ${grantJson('g', 'gr')} AS grant,
           ${groupGrantsJson('w', Prisma.sql`${membershipId}::uuid`)} AS "groupGrants"
    FROM workspace w
    LEFT JOIN role d ON d.account_id = w.account_id AND d.id = w.default_role_id
    LEFT JOIN workspace_grant g
      ON g.account_id = w.account_id AND g.workspace_id = w.id AND g.membership_id = ${membershipId}::uuid
    LEFT JOIN role gr ON gr.account_id = g.account_id AND gr.id = g.role_id
    WHERE w.account_id = ${accountId}::uuid AND w.id = ANY(${workspaceIds}::uuid[])`
}
