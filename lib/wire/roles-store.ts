import { Prisma } from '@/lib/db/generated/client'
import { roleJson, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'
import { permissionDefinitions } from '@/lib/policy/permissions'
import type { PageAsked } from './fields'
import { builtInKeysAt, type Place } from './role-names'

export type RoleRow = RoleColumn & {
  description: string
  createdAt: Date
  updatedAt: Date
  inherited: RoleColumn | null
}

type Asked = PageAsked & {
  accountId: string
  place: Place
  ids: string[] | null
  /** Custom roles by name, and built-in ones by key. */
  named: { names: string[]; builtIns: string[] } | null
}

const organizationPermissions = permissionDefinitions
  .filter(({ level }) => level === 'organization')
  .map(({ id }) => id)

/** The roles of an account that are given at a place, built-in ones first, in the order in which they were made. */
export async function listRoles(tx: Tx, asked: Asked): Promise<RoleRow[]> {
  const { accountId, place, ids, named, limit, offset } = asked
  const isCustom =
    place === 'account'
      ? Prisma.sql`r.built_in IS NULL`
      : Prisma.sql`r.built_in IS NULL AND NOT r.permissions && ${organizationPermissions}::text[]`
  const isAsked = ids ? Prisma.sql`AND r.id = ANY(${ids}::uuid[])` : Prisma.empty
  const isNamed = named
    ? Prisma.sql`AND (r.built_in IS NULL AND r.name = ANY(${named.names}) OR r.built_in = ANY(${named.builtIns}))`
    : Prisma.empty
  return tx.$queryRaw<RoleRow[]>`
    SELECT r.id, r.name, r.built_in AS "builtIn", r.permissions, r.description, r.created_at AS "createdAt",
           r.updated_at AS "updatedAt", ${roleJson('i')} AS inherited
    FROM role r
    LEFT JOIN role i ON i.account_id = r.account_id AND i.id = r.inherited_role_id
    WHERE r.account_id = ${accountId}::uuid AND (${isCustom} OR r.built_in = ANY(${builtInKeysAt(place)})) ${isAsked} ${isNamed}
    ORDER BY r.built_in IS NULL, r.created_at, r.id LIMIT ${limit} OFFSET ${offset}`
}
