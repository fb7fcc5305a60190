import { Prisma } from '@/lib/db/generated/client'
import { containsPattern } from '@/lib/db/like'
import type { Tx } from '@/lib/db/transaction'
import { permissionDefinitions } from '@/lib/policy/permissions'
import { builtInRoles } from '@/lib/policy/roles'
import type { CursorPosition } from '@/lib/pages/page'
import type { RoleUses } from './uses'
import { estimateOf, usesOf } from './uses-store'

export type ListedRole = RoleUses & {
  id: string
  builtIn: string | null
  name: string
  description: string
  permissions: string[]
  version: number
  updatedAt: Date
  estimatedMembers: number | null
  /** The position in the order, for the next page's cursor. */
  key: string
}

export type RolePage = {
  search: string
  level: 'organization' | 'workspace' | undefined
  kind: 'built_in' | 'custom' | undefined
  order: 'default' | 'name' | '-name'
  after: CursorPosition | null
  limit: number
}

const builtInKeys: string[] = builtInRoles.map(({ key }) => key)
const organizationKeys = builtInRoles.filter(({ level }) => level === 'organization').map(({ key }) => key)
const workspaceKeys = builtInRoles.filter(({ level }) => level === 'workspace').map(({ key }) => key)
const organizationPermissions = permissionDefinitions
  .filter(({ level }) => level === 'organization')
  .map(({ id }) => id)

/** One page of roles with how often each is used, in one statement; only the roles of the page are counted. */
export async function listRoles(tx: Tx, accountId: string, page: RolePage): Promise<ListedRole[]> {
  const { key, direction, compare } = orders[page.order]
  const after = page.after
    ? Prisma.sql`AND (${key}, r.id) ${compare} (${page.after.key}, ${page.after.id}::uuid)`
    : Prisma.empty
  return tx.$queryRaw<ListedRole[]>`
    SELECT r.*, uses.*, ${estimateOf('r')} AS "estimatedMembers"
    FROM (
      SELECT ${columns}, ${key} AS key FROM role r
      WHERE r.account_id = ${accountId}::uuid ${conditionsOf(page)} ${after}
      ORDER BY ${key} ${direction}, r.id ${direction} LIMIT ${page.limit}) r
    CROSS JOIN LATERAL ${usesOf('r')} uses
    ORDER BY r.key ${direction}, r.id ${direction}`
}

export type AgedRole = {
  id: string
  builtIn: string | null
  name: string
  description: string
  permissions: string[]
  createdAt: Date
}

/** Roles in the order in which they were made. */
export async function listRolesByAge(
  tx: Tx,
  accountId: string,
  { after, limit }: { after: CursorPosition | null; limit: number },
): Promise<AgedRole[]> {
  const beyond = after
    ? Prisma.sql`AND (r.created_at, r.id) > (${after.key}::timestamptz, ${after.id}::uuid)`
    : Prisma.empty
  return tx.$queryRaw<AgedRole[]>`
    SELECT r.id, r.built_in AS "builtIn", r.name, r.description, r.permissions, r.created_at AS "createdAt"
    FROM role r WHERE r.account_id = ${accountId}::uuid ${beyond} ORDER BY r.created_at, r.id LIMIT ${limit}`
}

/** One role, as the list has it. */
export async function findListedRole(tx: Tx, accountId: string, roleId: string): Promise<ListedRole | null> {
  const [row] = await tx.$queryRaw<ListedRole[]>`
    SELECT ${columns}, '' AS key, uses.*, ${estimateOf('r')} AS "estimatedMembers"
    FROM role r CROSS JOIN LATERAL ${usesOf('r')} uses
    WHERE r.account_id = ${accountId}::uuid AND r.id = ${roleId}::uuid`
  return row ?? null
}

const columns = Prisma.sql`r.account_id, r.id, r.built_in AS "builtIn", r.name, r.description, r.permissions, r.version,
  r.updated_at AS "updatedAt"`

// Built-in roles in the catalogue's order, then the custom ones by name, as one text to compare.
const catalogueOrder = Prisma.sql`(
  lpad(coalesce(array_position(${builtInKeys}::text[], r.built_in), 99)::text, 2, '0') || lower(r.name))`
const byName = Prisma.sql`lower(r.name)`
const ascending = { direction: Prisma.raw('ASC'), compare: Prisma.raw('>') }
const descending = { direction: Prisma.raw('DESC'), compare: Prisma.raw('<') }

// An account has at most some hundred roles, found by its part of an index: sorting them is nothing.
const orders: Record<RolePage['order'], { key: Prisma.Sql; direction: Prisma.Sql; compare: Prisma.Sql }> = {
  default: { key: catalogueOrder, ...ascending },
  name: { key: byName, ...ascending },
  '-name': { key: byName, ...descending },
}

function conditionsOf({ search, level, kind }: RolePage): Prisma.Sql {
  const conditions = [
    search
      ? Prisma.sql`(lower(r.name) LIKE lower(${containsPattern(search)}) OR lower(r.description) LIKE lower(${containsPattern(search)}))`
      : null,
    kind === 'built_in' ? Prisma.sql`r.built_in IS NOT NULL` : null,
    kind === 'custom' ? Prisma.sql`r.built_in IS NULL` : null,
    level === 'organization'
      ? Prisma.sql`(r.built_in IS NULL OR r.built_in = ANY(${organizationKeys}::text[]))`
      : null,
    level === 'workspace'
      ? Prisma.sql`(r.built_in = ANY(${workspaceKeys}::text[]) OR r.built_in IS NULL AND NOT r.permissions && ${organizationPermissions}::text[])`
      : null,
  ].filter((condition) => condition !== null)
  return conditions.length > 0 ? Prisma.sql`AND ${Prisma.join(conditions, ' AND ')}` : Prisma.empty
}
