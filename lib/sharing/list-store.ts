import type { MembershipStatus, PrincipalKind } from '@/lib/db/generated/enums'
import { Prisma } from '@/lib/db/generated/client'
import { containsPattern } from '@/lib/db/like'
import { planEachTime } from '@/lib/db/prisma'
import { grantJson, roleJson, type GrantColumn, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'
import { readsWorkspaces } from '@/lib/db/visibility'
import type { CursorPosition } from '@/lib/pages/page'

export type AccessRow = {
  id: string
  kind: PrincipalKind
  name: string
  email: string | null
  status: MembershipStatus
  role: RoleColumn
  grant: GrantColumn | null
  /** The position in the order, for the next page's cursor. */
  key: string
}

export type AccessPage = {
  accountId: string
  workspaceId: string
  search: string
  source: 'grant' | 'organization_role' | undefined
  kind: PrincipalKind | undefined
  after: CursorPosition | null
  limit: number
}

/**
 * One page of those who have a grant in a workspace and those whose organization role reads workspaces, by name, in one statement: the
 * page of the grants from the index that has their order, a page of each such role from the index of its members, then the first of them.
 */
export async function listAccess(tx: Tx, page: AccessPage): Promise<AccessRow[]> {
  const { accountId, workspaceId, source, limit } = page
  const granted = Prisma.sql`(
    SELECT g.name_key, g.membership_id AS id FROM workspace_grant g
    ${page.search || page.kind ? Prisma.sql`JOIN membership m ON m.account_id = g.account_id AND m.id = g.membership_id` : Prisma.empty}
    WHERE g.account_id = ${accountId}::uuid AND g.workspace_id = ${workspaceId}::uuid ${narrowed(page)}
      ${beyond(page, Prisma.sql`(g.name_key, g.membership_id)`)}
    ORDER BY g.name_key, g.membership_id LIMIT ${limit})`
  const byRole = Prisma.sql`(
    SELECT one.name_key, one.id FROM role r CROSS JOIN LATERAL (
      SELECT m.name_key, m.id FROM membership m
      WHERE m.account_id = r.account_id AND m.role_id = r.id AND m.status = 'ACTIVE' ${narrowed(page)}
        ${beyond(page, Prisma.sql`(m.name_key, m.id)`)}
      ORDER BY m.name_key, m.id LIMIT ${limit}) one
    WHERE r.account_id = ${accountId}::uuid AND ${readsWorkspaces('r')}
    ORDER BY one.name_key, one.id LIMIT ${limit})`
  const sources = [
    ...(source === 'organization_role' ? [] : [granted]),
    ...(source === 'grant' ? [] : [byRole]),
  ]
  return tx.$queryRaw<AccessRow[]>`
    ${planEachTime}
    SELECT one.* FROM (
      SELECT name_key, id FROM (${Prisma.join(sources, ' UNION ')}) both_kinds ORDER BY name_key, id LIMIT ${limit}) found
    CROSS JOIN LATERAL (${detailsOf(accountId, workspaceId)} LIMIT 1) one
    ORDER BY found.name_key, found.id`
}

/** The first members and service accounts of the account, by name, that a search finds, each with its grant in the workspace. */
export async function listCandidates(
  tx: Tx,
  page: Pick<AccessPage, 'accountId' | 'workspaceId' | 'search' | 'limit'>,
): Promise<AccessRow[]> {
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
      SELECT m.id, m.kind::text, m.principal_name AS name, m.principal_email AS email, m.status::text, ${roleJson('r')} AS role,
             ${grantJson('g', 'gr')} AS grant, m.name_key AS key
      FROM membership m
      JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
      LEFT JOIN workspace_grant g
        ON g.account_id = m.account_id AND g.workspace_id = ${workspaceId}::uuid AND g.membership_id = m.id
      LEFT JOIN role gr ON gr.account_id = g.account_id AND gr.id = g.role_id
      WHERE m.account_id = ${accountId}::uuid AND m.id = found.id`
}

function narrowed({ search, kind }: Pick<AccessPage, 'search' | 'kind'>): Prisma.Sql {
  const isFound = search ? Prisma.sql`AND m.search_text LIKE lower(${containsPattern(search)})` : Prisma.empty
  const isKind = kind ? Prisma.sql`AND m.kind = ${kind}::"PrincipalKind"` : Prisma.empty
  return Prisma.sql`${isFound} ${isKind}`
}

function beyond({ after }: AccessPage, position: Prisma.Sql): Prisma.Sql {
  return after ? Prisma.sql`AND ${position} > (${after.key}, ${after.id}::uuid)` : Prisma.empty
}
