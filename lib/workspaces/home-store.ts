import type { AccountKind, MembershipStatus, PrincipalKind } from '@/lib/db/generated/enums'
import { Prisma } from '@/lib/db/generated/client'
import { isUsable, type Asker } from '@/lib/db/admission'
import { groupGrantsJson, type GroupGrantColumn } from '@/lib/db/group-grants'
import { containsPattern } from '@/lib/db/like'
import { planEachTime } from '@/lib/db/prisma'
import { isMembershipOf } from '@/lib/db/principal'
import { grantJson, roleJson, type GrantColumn, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'
import { seesWorkspace } from '@/lib/db/visibility'

export type MyWorkspaceRow = {
  id: string
  name: string
  handle: string
  description: string
  account: { id: string; kind: AccountKind; name: string; handle: string }
  member: { kind: PrincipalKind; status: MembershipStatus; role: RoleColumn }
  defaultRole: RoleColumn | null
  grant: GrantColumn | null
  groupGrants: GroupGrantColumn[] | null
  isPinned: boolean
  /** Where the account stands among the viewer's, and the workspace in it, as the database compares them. */
  isOrganization: boolean
  accountKey: string
  nameKey: string
}

/** Where a page over several accounts ended. */
export type HomePosition = {
  isOrganization: boolean
  accountKey: string
  accountId: string
  nameKey: string
  id: string
}

/**
 * Whose workspaces: those of whoever asks, in all their accounts or (by what opens one alone) in that; accounts that refuse their address or ask
 * for another sign-in first, and suspended ones, are left out.
 */
export type Viewer = { asker: Asker; accountId: string | null }

type HomePage = { viewer: Viewer; search: string; after: HomePosition | null; limit: number; now: Date }

const member = { accountId: Prisma.sql`a.id`, membershipId: Prisma.sql`a.membership_id` }

/**
 * One page of the workspaces that a principal can open in all their accounts: personal accounts first, then by the name of the account, then of
 * the workspace; one account after the other, each from the index of its workspaces by name, until the page is full.
 */
export async function listMyWorkspaces(tx: Tx, page: HomePage): Promise<MyWorkspaceRow[]> {
  const { viewer, search, after, limit, now } = page
  const isFound = search ? Prisma.sql`AND lower(w.name) LIKE lower(${containsPattern(search)})` : Prisma.empty
  const here = after && Prisma.sql`(${after.isOrganization}, ${after.accountKey}, ${after.accountId}::uuid)`
  const isAfterPlace = here
    ? Prisma.sql`AND (a.kind = 'ORGANIZATION', lower(a.name), a.id) >= ${here}`
    : Prisma.empty
  const isAfter = here
    ? Prisma.sql`AND ((a.is_organization, a.key, a.id) > ${here} OR (lower(w.name), w.id) > (${after.nameKey}, ${after.id}::uuid))`
    : Prisma.empty
  return tx.$queryRaw<MyWorkspaceRow[]>`
    ${planEachTime}
    SELECT ${columns}
    FROM ${accountsOf(viewer, isAfterPlace)} a
    CROSS JOIN LATERAL (
      SELECT w.* FROM workspace w
      WHERE w.account_id = a.id ${isFound} ${isAfter} AND ${seesWorkspace({ ...member, now })}
      ORDER BY lower(w.name), w.id LIMIT ${limit}) w
    ${surroundings}
    LEFT JOIN workspace_visit v ON v.account_id = a.id AND v.membership_id = a.membership_id AND v.workspace_id = w.id
    ORDER BY a.is_organization, a.key, a.id, lower(w.name), w.id LIMIT ${limit}`
}

// In order, and planned by itself: beside all that follows, the planner takes the few memberships of one principal for the cheapest part and reads
// those of everybody.
function accountsOf({ asker, accountId }: Viewer, condition: Prisma.Sql): Prisma.Sql {
  const isActedIn = accountId ? Prisma.sql`AND m.account_id = ${accountId}::uuid` : Prisma.empty
  return Prisma.sql`(
      SELECT a.id, a.kind, a.name, a.handle, a.kind = 'ORGANIZATION' AS is_organization, lower(a.name) AS key, m.id AS membership_id,
             m.kind AS membership_kind, m.status, ${roleJson('r')} AS role
      FROM membership m
      JOIN account a ON a.id = m.account_id
      JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
      WHERE ${isMembershipOf(asker.principal)} AND m.status = 'ACTIVE' AND ${isUsable(asker)} ${isActedIn} ${condition}
      ORDER BY a.kind = 'ORGANIZATION', lower(a.name), a.id OFFSET 0)`
}

/** What a user pinned, by name, and what they opened last, newest first, of what they can open now; at most `atMost` of each. */
export async function listShortcuts(
  tx: Tx,
  { viewer, atMost, now }: { viewer: Viewer; atMost: number; now: Date },
): Promise<MyWorkspaceRow[]> {
  const visits = (condition: Prisma.Sql, order: Prisma.Sql) => Prisma.sql`(
    SELECT ${columns}, row_number() OVER (ORDER BY ${order}) AS position
    FROM ${accountsOf(viewer, Prisma.empty)} a
    CROSS JOIN LATERAL (
      SELECT seen.* FROM workspace_visit seen
      JOIN workspace w ON w.account_id = seen.account_id AND w.id = seen.workspace_id
      WHERE seen.account_id = a.id AND seen.membership_id = a.membership_id AND ${condition} AND ${seesWorkspace({ ...member, now })}
      ORDER BY seen.visited_at DESC LIMIT ${atMost}) v
    JOIN workspace w ON w.account_id = v.account_id AND w.id = v.workspace_id
    ${surroundings}
    ORDER BY ${order} LIMIT ${atMost})`
  const pinned = visits(Prisma.sql`seen.pinned_at IS NOT NULL`, Prisma.sql`lower(w.name), w.id`)
  const recent = visits(Prisma.sql`seen.pinned_at IS NULL`, Prisma.sql`v.visited_at DESC, w.id`)
  return tx.$queryRaw<MyWorkspaceRow[]>`
    ${planEachTime}
    ${pinned} UNION ALL ${recent} ORDER BY "isPinned" DESC, position`
}

const surroundings = Prisma.sql`
    LEFT JOIN role d ON d.account_id = w.account_id AND d.id = w.default_role_id
    LEFT JOIN workspace_grant g ON g.account_id = w.account_id AND g.workspace_id = w.id AND g.membership_id = a.membership_id
    LEFT JOIN role gr ON gr.account_id = g.account_id AND gr.id = g.role_id`

const columns = Prisma.sql`
    w.id, w.name, w.handle, w.description,
    json_build_object('id', a.id, 'kind', a.kind, 'name', a.name, 'handle', a.handle) AS account,
    json_build_object('kind', a.membership_kind, 'status', a.status, 'role', a.role) AS member,
    ${roleJson('d')} AS "defaultRole", ${grantJson('g', 'gr')} AS grant,
    ${groupGrantsJson('w', Prisma.sql`a.membership_id`)} AS "groupGrants", v.pinned_at IS NOT NULL AS "isPinned",
    a.is_organization AS "isOrganization", a.key AS "accountKey", lower(w.name) AS "nameKey"`

type VisitKey = { accountId: string; membershipId: string; workspaceId: string }

/** Notes that a member opened a workspace, once a minute. */
export async function noteVisit(tx: Tx, key: VisitKey, now: Date): Promise<void> {
  const aMinuteAgo = new Date(now.getTime() - 60_000)
  await tx.$executeRaw`
    INSERT INTO workspace_visit (account_id, membership_id, workspace_id, visited_at)
    VALUES (${key.accountId}::uuid, ${key.membershipId}::uuid, ${key.workspaceId}::uuid, ${now})
    ON CONFLICT (account_id, membership_id, workspace_id) DO UPDATE SET visited_at = ${now}
    WHERE workspace_visit.visited_at < ${aMinuteAgo}`
}

/**
 * Pins a workspace for a member, or lets go of it; one that was never opened counts as opened now. Returns false when the workspace or the
 * membership ended meanwhile.
 */
export async function setPinned(
  tx: Tx,
  { accountId, membershipId, workspaceId }: VisitKey,
  { isPinned, now }: { isPinned: boolean; now: Date },
): Promise<boolean> {
  const pinnedAt = isPinned ? now : null
  const written = await tx.$executeRaw`
    INSERT INTO workspace_visit (account_id, membership_id, workspace_id, visited_at, pinned_at)
    SELECT w.account_id, m.id, w.id, ${now}, ${pinnedAt}::timestamptz
    FROM workspace w JOIN membership m ON m.account_id = w.account_id
    WHERE w.account_id = ${accountId}::uuid AND w.id = ${workspaceId}::uuid AND m.id = ${membershipId}::uuid FOR KEY SHARE
    ON CONFLICT (account_id, membership_id, workspace_id) DO UPDATE SET pinned_at = ${pinnedAt}::timestamptz`
  return written > 0
}
