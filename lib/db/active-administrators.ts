import { Prisma } from './generated/client'

// Written out: a plan is made for the number it is, not for any.
const two = Prisma.raw('2')

/**
 * How many Administrators an account has that can be reached (R7), for a statement: active, users, and suspended by no operator. Counted no
 * further than `atMost`, and without it than two, which tell whether somebody is the last one.
 */
export function activeAdministrators(accountId: string, atMost: Prisma.Sql = two): Prisma.Sql {
  // The role first and the order of its index: else a planner that expects many of them reads the members of a large account until it
  // has met the only one.
  return Prisma.sql`(
    SELECT count(*)::int FROM (
      SELECT 1 FROM membership am
      WHERE am.account_id = ${accountId}::uuid AND am.status = 'ACTIVE' AND am.kind = 'USER' AND am.role_id = (
        SELECT ar.id FROM role ar WHERE ar.account_id = ${accountId}::uuid AND ar.built_in = 'ADMINISTRATOR')
        AND NOT ${isSuspendedUser('am')}
      ORDER BY am.name_key, am.id
      LIMIT ${atMost}) a)`
}

/** Whether the operator suspended the user of a membership, which is called `alias` in the statement. */
export function isSuspendedUser(alias: 'm' | 'am'): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT 1 FROM "user" su WHERE su.id = ${Prisma.raw(alias)}.user_id AND su.suspended_at IS NOT NULL)`
}
