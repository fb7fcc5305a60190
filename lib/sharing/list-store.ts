import type { MembershipStatus, PrincipalKind } from '@/lib/db/generated/enums'
import { Prisma } from '@/lib/db/generated/client'
import { givenByGroups, groupGrantsJson, type GroupGrantColumn } from '@/lib/db/group-grants'
import { containsPattern } from '@/lib/db/like'
import { planEachTime } from '@/lib/db/prisma'
import { grantJson, roleJson, type GrantColumn, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'
import { readsWorkspaces } from '@/lib/db/visibility'
import { invalidCursor, type CursorPosition } from '@/lib/pages/page'

export type AccessRow = {
  id: string
  /** Null for a member. */
  serviceAccountId: string | null
  actorId: string
  kind: PrincipalKind
  name: string
  email: string | null
  status: MembershipStatus
  role: RoleColumn
  grant: GrantColumn | null
  groupGrants: GroupGrantColumn[] | null
  /** The position in the order, for the next page's cursor. */
  key: string
}

export type AccessPage = {
  accountId: string
  workspaceId: string
  search: string
  source: 'grant' | 'organization_role' | 'group' | undefined
  kind: PrincipalKind | undefined
  after: CursorPosition | null
  limit: number
}

// Those who were added come first, then those whom the organization role lets in, then those whom only a group does.
const [added, byRole, byGroup] = ['0', '1', '2']

/**
 * One page of those who have a grant in a workspace, by name, then of those whose organization role reads workspaces, then of those to
 * whom a group gives a role there, in one statement: the page of the grants from the index that has their order, a page of each such role
 * from the index of its members, and everybody of the groups that a mapping names for this workspace. Throws `invalid_input` for a cursor
 * of another list.
 */
export async function listAccess(tx: Tx, page: AccessPage): Promise<AccessRow[]> {
  const { accountId, workspaceId, limit } = page
  const found = Prisma.join(sourcesOf(page), ' UNION ALL ')
  return tx.$queryRaw<AccessRow[]>`
    ${planEachTime}
    SELECT one.*, found.part || found.name_key AS key FROM (
      SELECT part, name_key, id FROM (${found}) parts ORDER BY part, name_key, id LIMIT ${limit}) found
    CROSS JOIN LATERAL (${detailsOf(accountId, workspaceId)} LIMIT 1) one
    ORDER BY found.part, found.name_key, found.id`
}

function sourcesOf(page: AccessPage): Prisma.Sql[] {
  const { accountId, workspaceId, source, after, limit } = page
  const part = after ? after.key.slice(0, 1) : added
  const parts = { grant: [added], organization_role: [byRole], group: [byGroup] }
  if (after && !(source ? parts[source] : [added, byRole, byGroup]).includes(part)) throw invalidCursor()
  const beyond = (position: Prisma.Sql) =>
    after ? Prisma.sql`AND ${position} > (${after.key.slice(1)}, ${after.id}::uuid)` : Prisma.empty
  const isNarrowed = page.search !== '' || page.kind !== undefined
  const granted = Prisma.sql`(
    SELECT ${added} AS part, g.name_key, g.membership_id AS id FROM workspace_grant g
    ${isNarrowed ? Prisma.sql`JOIN membership m ON m.account_id = g.account_id AND m.id = g.membership_id` : Prisma.empty}
    WHERE g.account_id = ${accountId}::uuid AND g.workspace_id = ${workspaceId}::uuid ${narrowed(page)}
      ${beyond(Prisma.sql`(g.name_key, g.membership_id)`)}
    ORDER BY g.name_key, g.membership_id LIMIT ${limit})`
  const isListedAbove = Prisma.sql`EXISTS (
          SELECT FROM workspace_grant g
          WHERE g.account_id = m.account_id AND g.workspace_id = ${workspaceId}::uuid AND g.membership_id = m.id)`
  const members = Prisma.sql`(
    SELECT ${byRole} AS part, one.name_key, one.id FROM role r CROSS JOIN LATERAL (
      SELECT m.name_key, m.id FROM membership m
      WHERE m.account_id = r.account_id AND m.role_id = r.id AND m.status = 'ACTIVE' ${narrowed(page)}
        ${source ? Prisma.empty : Prisma.sql`AND NOT ${isListedAbove}`}
        ${part === byRole ? beyond(Prisma.sql`(m.name_key, m.id)`) : Prisma.empty}
      ORDER BY m.name_key, m.id LIMIT ${limit}) one
    WHERE r.account_id = ${accountId}::uuid AND ${readsWorkspaces('r')}
    ORDER BY one.name_key, one.id LIMIT ${limit})`
  const isListedByRole = Prisma.sql`EXISTS (
          SELECT FROM role r WHERE r.account_id = m.account_id AND r.id = m.role_id AND ${readsWorkspaces('r')})`
  const inGroups = Prisma.sql`(
    SELECT ${byGroup} AS part, m.name_key, m.id FROM membership m
    WHERE m.account_id = ${accountId}::uuid AND m.kind = 'USER' AND m.status = 'ACTIVE' ${narrowed(page)} AND m.id IN (
        SELECT given.membership_id FROM ${givenByGroups(accountId, Prisma.sql`q.workspace_id = ${workspaceId}::uuid`)} given)
      ${source ? Prisma.empty : Prisma.sql`AND NOT ${isListedAbove} AND NOT ${isListedByRole}`}
      ${part === byGroup ? beyond(Prisma.sql`(m.name_key, m.id)`) : Prisma.empty}
    ORDER BY m.name_key, m.id LIMIT ${limit})`
  const all = [
    { source: 'grant', part: added, found: granted },
    { source: 'organization_role', part: byRole, found: members },
    { source: 'group', part: byGroup, found: inGroups },
  ]
  return all
    .filter((one) => (!source || one.source === source) && (!after || one.part >= part))
    .map(({ found }) => found)
}

/** The first members and service accounts of the account, by name, that a search finds, each with its grant in the workspace. */
export async function listCandidates(
  tx: Tx,
  page: Pick<AccessPage, 'accountId' | 'workspaceId' | 'search' | 'limit'>,
): Promise<Omit<AccessRow, 'key'>[]> {
  const { accountId, workspaceId, limit } = page
  return tx.$queryRaw<AccessRow[]>`
    ${planEachTime}
    SELECT one.* FROM (
      SELECT m.name_key, m.id FROM membership m
      WHERE m.account_id = ${accountId}::uuid AND m.status = 'ACTIVE' ${narrowed({ ...page, kind: undefined })}
      ORDER BY m.name_key, m.id LIMIT ${limit}) found
    CROSS JOIN LATERAL (${detailsOf(accountId, workspaceId)} LIMIT 1) one
    ORDER BY found.name_key, found.id`
}

function detailsOf(accountId: string, workspaceId: string): Prisma.Sql {
  return Prisma.sql`
      SELECT m.id, m.service_account_id AS "serviceAccountId", coalesce(u.actor_id, s.actor_id) AS "actorId", m.kind::text,
             m.principal_name AS name, m.principal_email AS email,
             m.status::text, ${roleJson('r')} AS role, ${grantJson('g', 'gr')} AS grant,
             ${groupGrantsJson('w', Prisma.sql`m.id`)} AS "groupGrants"
      FROM membership m
      JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
      LEFT JOIN "user" u ON u.id = m.user_id
      LEFT JOIN service_account s ON s.account_id = m.account_id AND s.id = m.service_account_id
      JOIN workspace w ON w.account_id = m.account_id AND w.id = ${workspaceId}::uuid
      LEFT JOIN workspace_grant g ON g.account_id = w.account_id AND g.workspace_id = w.id AND g.membership_id = m.id
      LEFT JOIN role gr ON gr.account_id = g.account_id AND gr.id = g.role_id
      WHERE m.account_id = ${accountId}::uuid AND m.id = found.id`
}

function narrowed({ search, kind }: Pick<AccessPage, 'search' | 'kind'>): Prisma.Sql {
  const isFound = search ? Prisma.sql`AND m.search_text LIKE lower(${containsPattern(search)})` : Prisma.empty
  const isKind = kind ? Prisma.sql`AND m.kind = ${kind}::"PrincipalKind"` : Prisma.empty
  return Prisma.sql`${isFound} ${isKind}`
}
