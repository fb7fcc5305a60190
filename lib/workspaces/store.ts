import type { MembershipStatus, PrincipalKind } from '@/lib/db/generated/enums'
import { Prisma } from '@/lib/db/generated/client'
import { containsPattern } from '@/lib/db/like'
import type { Tx } from '@/lib/db/transaction'
import { seesWorkspace } from '@/lib/db/visibility'
import type { CursorPosition } from '@/lib/pages/page'

export type RoleColumn = { id: string; name: string; builtIn: string | null; permissions: string[] }
/** The one grant of a membership in a workspace; its time as the database writes it in JSON. */
export type GrantColumn = { role: RoleColumn; expiresAt: string | null }

export type WorkspaceRow = {
  id: string
  name: string
  handle: string
  defaultRole: RoleColumn | null
  viewerGrant: GrantColumn | null
  /** The position in the order, for the next page's cursor. */
  key: string
}

export type MemberWorkspaceRow = WorkspaceRow & { grant: GrantColumn | null }

type WorkspacePage = {
  accountId: string
  viewerMembershipId: string
  search: string
  after: CursorPosition | null
  limit: number
  now: Date
}

type MemberWorkspaces = {
  member: { kind: PrincipalKind; status: MembershipStatus; role: RoleColumn }
  workspaces: MemberWorkspaceRow[]
}

type MemberWorkspacesRow = MemberWorkspaces['member'] & { workspace: MemberWorkspaceRow | null }

/**
 * A membership with a page of the workspaces that both it and the viewer can open, by name, in one statement; null when the account has
 * no such membership.
 */
export async function findMemberWorkspaces(
  tx: Tx,
  page: WorkspacePage & { membershipId: string },
): Promise<MemberWorkspaces | null> {
  const { accountId, membershipId, now } = page
  const rows = await tx.$queryRaw<MemberWorkspacesRow[]>`
    SELECT m.kind::text, m.status::text, ${roleObject('r')} AS role, found.workspace
    FROM membership m
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    LEFT JOIN LATERAL (
      SELECT ${workspaceObject(Prisma.sql`, 'grant', ${grantObject('mg', 'mgr')}`)} AS workspace, lower(w.name) AS key, w.id
      FROM ${workspacesOf(page)}
      LEFT JOIN workspace_grant mg ON mg.account_id = w.account_id AND mg.workspace_id = w.id AND mg.membership_id = m.id
      LEFT JOIN role mgr ON mgr.account_id = mg.account_id AND mgr.id = mg.role_id
      WHERE ${conditionsOf(page)} AND ${seesWorkspace({ accountId, membershipId, now })}
      ORDER BY lower(w.name), w.id LIMIT ${page.limit}) found ON TRUE
    WHERE m.account_id = ${accountId}::uuid AND m.id = ${membershipId}::uuid
    ORDER BY found.key, found.id`
  const [first] = rows
  if (!first) return null
  const { kind, status, role } = first
  return {
    member: { kind, status, role },
    workspaces: rows.flatMap(({ workspace }) => (workspace ? [workspace] : [])),
  }
}

/** A page of the workspaces that the viewer can open, by name. */
export async function listVisibleWorkspaces(tx: Tx, page: WorkspacePage): Promise<WorkspaceRow[]> {
  const rows = await tx.$queryRaw<{ workspace: WorkspaceRow }[]>`
    SELECT ${workspaceObject(Prisma.empty)} AS workspace
    FROM ${workspacesOf(page)}
    WHERE ${conditionsOf(page)} ORDER BY lower(w.name), w.id LIMIT ${page.limit}`
  return rows.map(({ workspace }) => workspace)
}

// Narrows to what the viewer can open; the policy decides about each row that is left.
function workspacesOf({ viewerMembershipId }: WorkspacePage): Prisma.Sql {
  return Prisma.sql`workspace w
      LEFT JOIN role d ON d.account_id = w.account_id AND d.id = w.default_role_id
      LEFT JOIN workspace_grant vg
        ON vg.account_id = w.account_id AND vg.workspace_id = w.id AND vg.membership_id = ${viewerMembershipId}::uuid
      LEFT JOIN role vgr ON vgr.account_id = vg.account_id AND vgr.id = vg.role_id`
}

function conditionsOf({ accountId, viewerMembershipId, search, after, now }: WorkspacePage): Prisma.Sql {
  const isFound = search ? Prisma.sql`AND lower(w.name) LIKE lower(${containsPattern(search)})` : Prisma.empty
  const isAfter = after
    ? Prisma.sql`AND (lower(w.name), w.id) > (${after.key}, ${after.id}::uuid)`
    : Prisma.empty
  return Prisma.sql`w.account_id = ${accountId}::uuid ${isFound} ${isAfter}
    AND ${seesWorkspace({ accountId, membershipId: viewerMembershipId, now })}`
}

function workspaceObject(more: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`json_build_object('id', w.id, 'name', w.name, 'handle', w.handle, 'key', lower(w.name),
    'defaultRole', CASE WHEN d.id IS NOT NULL THEN ${roleObject('d')} END, 'viewerGrant', ${grantObject('vg', 'vgr')}${more})`
}

function grantObject(grant: string, role: string): Prisma.Sql {
  const alias = Prisma.raw(grant)
  return Prisma.sql`CASE WHEN ${alias}.id IS NOT NULL THEN
    json_build_object('role', ${roleObject(role)}, 'expiresAt', ${alias}.expires_at) END`
}

function roleObject(role: string): Prisma.Sql {
  const alias = Prisma.raw(role)
  return Prisma.sql`json_build_object('id', ${alias}.id, 'name', ${alias}.name, 'builtIn', ${alias}.built_in,
    'permissions', ${alias}.permissions)`
}
