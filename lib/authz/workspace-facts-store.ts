import { Prisma } from '@/lib/db/generated/client'
import { groupGrantsJson, type GroupGrantColumn } from '@/lib/db/group-grants'
import type { MembershipStatus, PrincipalKind } from '@/lib/db/generated/enums'
import type { Tx } from '@/lib/db/transaction'

/** A role's columns; all null where there is none. */
type RoleColumns<Prefix extends string> = {
  [Key in `${Prefix}Id` | `${Prefix}Name` | `${Prefix}BuiltIn`]: string | null
} & { [Key in `${Prefix}Permissions`]: string[] | null }

/** A membership with its role, the workspace with its default role, and one grant; without a workspace or a grant null. */
export type StandingRow = {
  membershipId: string
  serviceAccountId: string | null
  name: string
  kind: PrincipalKind
  status: MembershipStatus
  roleId: string
  roleName: string
  roleBuiltIn: string | null
  rolePermissions: string[]
  workspaceId: string | null
  workspaceName: string | null
  workspaceHandle: string | null
  expiresAt: Date | null
  groupGrants: GroupGrantColumn[] | null
} & RoleColumns<'default'> &
  RoleColumns<'grant'>

/** Memberships are asked for by their own ids, or by those of their service accounts. */
export type StandingsAsked = {
  accountId: string
  workspaceId: string | null
  membershipIds: string[]
  serviceAccountIds?: string[]
}

export async function listStandings(tx: Tx, asked: StandingsAsked): Promise<StandingRow[]> {
  const { accountId, workspaceId, membershipIds, serviceAccountIds = [] } = asked
  return tx.$queryRaw<StandingRow[]>`
    SELECT m.id AS "membershipId", m.service_account_id AS "serviceAccountId", m.principal_name AS name, m.kind::text, m.status::text,
           r.id AS "roleId", r.name AS "roleName", r.built_in AS "roleBuiltIn", r.permissions AS "rolePermissions",
           w.id AS "workspaceId", w.name AS "workspaceName", w.handle AS "workspaceHandle",
           d.id AS "defaultId", d.name AS "defaultName", d.built_in AS "defaultBuiltIn", d.permissions AS "defaultPermissions",
           gr.id AS "grantId", gr.name AS "grantName", gr.built_in AS "grantBuiltIn", gr.permissions AS "grantPermissions",
           g.expires_at AS "expiresAt", ${groupGrantsJson('w', Prisma.sql`m.id`)} AS "groupGrants"
    FROM membership m
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    LEFT JOIN workspace w ON w.account_id = m.account_id AND w.id = ${workspaceId}::uuid
    LEFT JOIN role d ON d.account_id = w.account_id AND d.id = w.default_role_id
    LEFT JOIN workspace_grant g ON g.account_id = w.account_id AND g.workspace_id = w.id AND g.membership_id = m.id
    LEFT JOIN role gr ON gr.account_id = g.account_id AND gr.id = g.role_id
    WHERE m.account_id = ${accountId}::uuid AND (m.id = ANY(${membershipIds}::uuid[]) OR m.service_account_id = ANY(${serviceAccountIds}::uuid[]))
    ORDER BY m.id, g.id`
}
