import { Prisma } from './generated/client'

// Written out: a plan is made for the number it is, not for any.
const two = Prisma.raw('2')

/**
 * How many active Administrators who are users an account has, for a statement; counted no further than `atMost`, and without it than
 * two, which tell whether somebody is the last one.
 */
export function activeAdministrators(accountId: string, atMost: Prisma.Sql = two): Prisma.Sql {
  // The role first and the order of its index: else a planner that expects many of them reads the members of a large account until it
  // has met the only one.
  return Prisma.sql`(
    SELECT count(*)::int FROM (
      SELECT 1 FROM membership am
      WHERE am.account_id = ${accountId}::uuid AND am.status = 'ACTIVE' AND am.kind = 'USER' AND am.role_id = (
        SELECT ar.id FROM role ar WHERE ar.account_id = ${accountId}::uuid AND ar.built_in = 'ADMINISTRATOR')
      ORDER BY am.name_key, am.id
      LIMIT ${atMost}) a)`
}
