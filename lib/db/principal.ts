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

/** A membership by its own id, or by that of its service account. */
export type MembershipKey = { membershipId: string } | { serviceAccountId: string }

/** Whether the membership `m` is the one of this key; the account's id is still to be compared. */
export function isMembership(key: MembershipKey): Prisma.Sql {
  return 'membershipId' in key
    ? Prisma.sql`m.id = ${key.membershipId}::uuid`
    : isMembershipOf({ kind: 'SERVICE_ACCOUNT', ...key })
}
