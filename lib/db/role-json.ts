import { Prisma } from './generated/client'

/** A role's row as `roleJson` writes it. */
export type RoleColumn = { id: string; name: string; builtIn: string | null; permissions: string[] }

/** The one grant of a membership in a workspace as `grantJson` writes it; its time as the database writes it in JSON. */
export type GrantColumn = { id: string; role: RoleColumn; expiresAt: string | null; version: number }

/** A role's row in one column, for statements that select several; `alias` is the role's. */
export function roleJson(alias: string): Prisma.Sql {
  const role = Prisma.raw(alias)
  return Prisma.sql`CASE WHEN ${role}.id IS NOT NULL THEN json_build_object('id', ${role}.id, 'name', ${role}.name,
    'builtIn', ${role}.built_in, 'permissions', ${role}.permissions) END`
}

/** The same for a grant with its role. */
export function grantJson(alias: string, roleAlias: string): Prisma.Sql {
  const grant = Prisma.raw(alias)
  return Prisma.sql`CASE WHEN ${grant}.id IS NOT NULL THEN json_build_object('id', ${grant}.id, 'role', ${roleJson(roleAlias)},
    'expiresAt', ${grant}.expires_at, 'version', ${grant}.version) END`
}
