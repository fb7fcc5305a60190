import type { MembershipStatus, PrincipalKind } from '@/lib/db/generated/enums'
import { Prisma } from '@/lib/db/generated/client'
import { groupGrantsJson, type GroupGrantColumn } from '@/lib/db/group-grants'
import { containsPattern } from '@/lib/db/like'
import { grantJson, roleJson, type GrantColumn, type RoleColumn } from '@/lib/db/role-json'
import { isMembership, type MembershipKey } from '@/lib/db/principal'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import { seesAccess, seesWorkspace } from '@/lib/db/visibility'
import type { CursorPosition } from '@/lib/pages/page'

export type WorkspaceRow = {
  id: string
  name: string
  handle: string
  description: string
  createdAt: string
  defaultRole: RoleColumn | null
  viewerGrant: GrantColumn | null
  viewerGroupGrants: GroupGrantColumn[] | null
  isPinned: boolean
  /** The position in the order, for the next page's cursor. */
  key: string
}

export type MemberWorkspaceRow = WorkspaceRow & {
  grant: GrantColumn | null
  groupGrants: GroupGrantColumn[] | null
}

type WorkspacePage = {
  accountId: string
  viewerMembershipId: string
  search: string
  after: CursorPosition | null
  limit: number
  now: Date
}

type MemberWorkspaces = {
  member: { id: string; kind: PrincipalKind; status: MembershipStatus; role: RoleColumn }
  workspaces: MemberWorkspaceRow[]
}

type MemberWorkspacesRow = MemberWorkspaces['member'] & { workspace: MemberWorkspaceRow | null }

/**
 * A membership with a page of the workspaces that both it and the viewer can open, by name, in one statement: of somebody else only where
 * the viewer may read the access. Null when the account has no such membership.
 */
export async function findMemberWorkspaces(
  tx: Tx,
  page: WorkspacePage & { of: MembershipKey },
): Promise<MemberWorkspaces | null> {
  const { accountId, of, viewerMembershipId, now } = page
  const viewer = { accountId, membershipId: viewerMembershipId, now }
  const isTold = Prisma.sql`AND (m.id = ${viewerMembershipId}::uuid OR ${seesAccess(viewer)})`
  const rows = await tx.$queryRaw<MemberWorkspacesRow[]>`
    ${planEachTime}
    SELECT m.id, m.kind::text, m.status::text, ${roleJson('r')} AS role, found.workspace
    FROM membership m
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    LEFT JOIN LATERAL (
      SELECT ${workspaceObject(page, Prisma.sql`, 'grant', ${grantJson('mg', 'mgr')}, 'groupGrants', ${groupGrantsJson('w', Prisma.sql`m.id`)}`)} AS workspace, lower(w.name) AS key, w.id
      FROM ${workspacesOf(page)}
      LEFT JOIN workspace_grant mg ON mg.account_id = w.account_id AND mg.workspace_id = w.id AND mg.membership_id = m.id
      LEFT JOIN role mgr ON mgr.account_id = mg.account_id AND mgr.id = mg.role_id
      WHERE ${conditionsOf(page)} AND ${seesWorkspace({ accountId, membershipId: Prisma.sql`m.id`, now })} ${isTold}
      ORDER BY lower(w.name), w.id LIMIT ${page.limit}) found ON TRUE
    WHERE m.account_id = ${accountId}::uuid AND ${isMembership(of)}
    ORDER BY found.key, found.id`
  const [first] = rows
  if (!first) return null
  const { id, kind, status, role } = first
  return {
    member: { id, kind, status, role },
    workspaces: rows.flatMap(({ workspace }) => (workspace ? [workspace] : [])),
  }
}

/** A page of the workspaces that the viewer can open, by name. */
export async function listVisibleWorkspaces(tx: Tx, page: WorkspacePage): Promise<WorkspaceRow[]> {
  const rows = await tx.$queryRaw<{ workspace: WorkspaceRow }[]>`
    ${planEachTime}
    SELECT ${workspaceObject(page, Prisma.empty)} AS workspace
    FROM ${workspacesOf(page)}
    WHERE ${conditionsOf(page)} ORDER BY lower(w.name), w.id LIMIT ${page.limit}`
  return rows.map(({ workspace }) => workspace)
}

/** How many workspaces of an account somebody can open, counted no further than `atMost`. */
export async function countVisibleWorkspaces(
  tx: Tx,
  {
    accountId,
    membershipId,
    atMost,
    now,
  }: { accountId: string; membershipId: string; atMost: number; now: Date },
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    ${planEachTime}
    SELECT count(*)::int AS count FROM (
      SELECT FROM workspace w WHERE w.account_id = ${accountId}::uuid AND ${seesWorkspace({ accountId, membershipId, now })}
      LIMIT ${atMost}) visible`
  return row?.count ?? 0
}

/** What is around a workspace for its own page: how much goes with it, counted to 10,000, and whether the viewer pinned it. */
export async function findSurroundings(
  tx: Tx,
  { accountId, workspaceId, membershipId }: { accountId: string; workspaceId: string; membershipId: string },
): Promise<{ grants: number; invitations: number; isPinned: boolean }> {
  const [row] = await tx.$queryRaw<{ grants: number; invitations: number; isPinned: boolean }[]>`
    SELECT (SELECT count(*)::int FROM (
        SELECT FROM workspace_grant WHERE account_id = ${accountId}::uuid AND workspace_id = ${workspaceId}::uuid LIMIT 10000) g) AS grants,
      (SELECT count(*)::int FROM (
        SELECT FROM invitation_workspace iw JOIN invitation i ON i.account_id = iw.account_id AND i.id = iw.invitation_id
        WHERE iw.account_id = ${accountId}::uuid AND iw.workspace_id = ${workspaceId}::uuid AND i.status = 'PENDING' LIMIT 10000) i) AS invitations,
      EXISTS (SELECT FROM workspace_visit WHERE account_id = ${accountId}::uuid AND membership_id = ${membershipId}::uuid
        AND workspace_id = ${workspaceId}::uuid AND pinned_at IS NOT NULL) AS "isPinned"`
  return row ?? { grants: 0, invitations: 0, isPinned: false }
}

// Narrows to what the viewer can open; the policy decides about each row that is left.
function workspacesOf({ viewerMembershipId }: WorkspacePage): Prisma.Sql {
  return Prisma.sql`workspace w
      LEFT JOIN workspace_visit v
        ON v.account_id = w.account_id AND v.membership_id = ${viewerMembershipId}::uuid AND v.workspace_id = w.id
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

function workspaceObject({ viewerMembershipId }: WorkspacePage, more: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`json_build_object('id', w.id, 'name', w.name, 'handle', w.handle, 'description', w.description,
    'createdAt', w.created_at, 'key', lower(w.name), 'isPinned', v.pinned_at IS NOT NULL,
    'defaultRole', ${roleJson('d')}, 'viewerGrant', ${grantJson('vg', 'vgr')},
    'viewerGroupGrants', ${groupGrantsJson('w', Prisma.sql`${viewerMembershipId}::uuid`)}${more})`
}
