import { isSuspendedUser } from '@/lib/db/active-administrators'
import { Prisma } from '@/lib/db/generated/client'
import type { MembershipStatus } from '@/lib/db/generated/enums'

/** A member as every list and page reads it. */
export type MemberColumns = {
  id: string
  userId: string
  name: string
  email: string
  roleId: string
  roleName: string
  builtIn: string | null
  permissions: string[]
  /** The group that gives the role; null for one that was given otherwise. */
  roleGroup: string | null
  status: MembershipStatus
  isSuspendedByProvider: boolean
  /** Whether the operator suspended the user. */
  isUserSuspended: boolean
  joinedAt: Date
  lastActiveAt: Date | null
  invitedByUserId: string | null
  invitedByName: string
}

/** The group that gives the organization role of the membership `m`, read only where something other than a hand gave it. */
export const roleGroup = Prisma.sql`(
  SELECT gm."group" FROM group_mapping gm WHERE gm.account_id = m.account_id AND gm.id = m.role_source_id) AS "roleGroup"`

/** Its columns, where `m` is the membership, `r` its role and `ma` its activity. */
export const memberColumns = Prisma.sql`m.id, m.user_id AS "userId", m.principal_name AS name, m.principal_email AS email,
  r.id AS "roleId", r.name AS "roleName", r.built_in AS "builtIn", r.permissions, ${roleGroup}, m.status::text, m.is_suspended_by_provider AS "isSuspendedByProvider", ${isSuspendedUser('m')} AS "isUserSuspended", m.created_at AS "joinedAt",
  ma.last_active_at AS "lastActiveAt", m.invited_by_user_id AS "invitedByUserId", m.invited_by_name AS "invitedByName"`

/** What stands for a member who was never active: as the index of the order by activity has it. */
export const never = Prisma.sql`timestamptz '1970-01-01 00:00:00+00'`

/** When a member was last active, `never` where they were not; `alias` is the activity's. */
export function lastActiveOr(alias: 'ma' | 'fa'): Prisma.Sql {
  return Prisma.sql`coalesce(${Prisma.raw(alias)}.last_active_at, ${never})`
}
