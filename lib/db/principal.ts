import { Prisma } from './generated/client'

/** Whoever a membership can be of, by id. */
export type PrincipalKey =
  | { kind: 'USER'; userId: string }
  | { kind: 'SERVICE_ACCOUNT'; serviceAccountId: string }

/** Whether the membership `m` is the principal's. */
export function isMembershipOf(principal: PrincipalKey): Prisma.Sql {
  return principal.kind === 'USER'
    ? Prisma.sql`m.user_id = ${principal.userId}::uuid`
    : Prisma.sql`m.service_account_id = ${principal.serviceAccountId}::uuid`
}
