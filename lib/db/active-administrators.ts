import { Prisma } from './generated/client'

// Written out: a plan is made for the number it is, not for any.
const two = Prisma.raw('2')

/**
 * How many active Administrators who are users an account has, for a statement; counted no further than `atMost`, and without it than
 * two, which tell whether somebody is the last one.
 */
export function activeAdministrators(accountId: string, atMost: Prisma.Sql = two): Prisma.Sql {
  return Prisma.sql`(
    SELECT count(*)::int FROM (
      SELECT 1 FROM role ar JOIN membership am ON am.account_id = ar.account_id AND am.role_id = ar.id
      WHERE ar.account_id = ${accountId}::uuid AND ar.built_in = 'ADMINISTRATOR' AND am.status = 'ACTIVE' AND am.kind = 'USER'
      LIMIT ${atMost}) a)`
}
