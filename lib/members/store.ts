import { activeAdministrators, isSuspendedUser } from '@/lib/db/active-administrators'
import { Prisma } from '@/lib/db/generated/client'
import type { MembershipStatus } from '@/lib/db/generated/enums'
import { isMembershipOf, type PrincipalKey } from '@/lib/db/principal'
import type { Tx } from '@/lib/db/transaction'
import { roleGroup } from './columns-store'

export async function createUserMembership(
  tx: Tx,
  member: {
    accountId: string
    userId: string
    roleId: string
    principalName: string
    principalEmail: string
    invitedByUserId: string | null
    invitedByName: string
  },
): Promise<string> {
  const { id } = await tx.membership.create({ data: { ...member, kind: 'USER' }, select: { id: true } })
  return id
}

/** How many members an account has, counting no further than `atMost`. */
export async function countMembers(tx: Tx, accountId: string, atMost: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM membership WHERE account_id = ${accountId}::uuid AND kind = 'USER' LIMIT ${atMost}) m`
  return row?.count ?? 0
}

/** The members among these addresses. */
export async function listMembersByEmailKey(
  tx: Tx,
  accountId: string,
  emailKeys: string[],
): Promise<{ emailKey: string; userId: string; membershipId: string; name: string }[]> {
  return tx.$queryRaw`
    SELECT u.email_key AS "emailKey", u.id AS "userId", m.id AS "membershipId", u.name
    FROM "user" u JOIN membership m ON m.user_id = u.id AND m.account_id = ${accountId}::uuid
    WHERE u.email_key = ANY(${emailKeys})`
}

export type TargetRow = {
  id: string
  userId: string
  name: string
  status: MembershipStatus
  isSuspendedByProvider: boolean
  isUserSuspended: boolean
  roleId: string
  roleName: string
  builtIn: string | null
  permissions: string[]
  roleGroup: string | null
}

/** The members of the account among these memberships, in the order of their ids, for a change that holds the account's lock. */
export async function listTargets(tx: Tx, accountId: string, membershipIds: string[]): Promise<TargetRow[]> {
  return tx.$queryRaw<TargetRow[]>`
    SELECT m.id, m.user_id AS "userId", m.principal_name AS name, m.status::text, m.is_suspended_by_provider AS "isSuspendedByProvider",
           ${isSuspendedUser('m')} AS "isUserSuspended",
           r.id AS "roleId", r.name AS "roleName", r.built_in AS "builtIn", r.permissions, ${roleGroup}
    FROM membership m JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    WHERE m.account_id = ${accountId}::uuid AND m.kind = 'USER' AND m.id = ANY(${membershipIds}::uuid[])
    ORDER BY m.id`
}

/** The membership of a principal in an account, or null. */
export async function findMembershipId(
  tx: Tx,
  accountId: string,
  principal: PrincipalKey,
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT m.id FROM membership m WHERE m.account_id = ${accountId}::uuid AND ${isMembershipOf(principal)}`
  return row?.id ?? null
}

/** How many Administrators who can be reached (R7) an account has, counted no further than `atMost`. */
export async function countActiveAdministrators(tx: Tx, accountId: string, atMost: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT ${activeAdministrators(accountId, Prisma.sql`${atMost}`)} AS count`
  return row?.count ?? 0
}

/** Gives each membership the role beside it, by hand: whatever gave the one before has no say in it any more. */
export async function updateRoles(
  tx: Tx,
  accountId: string,
  changes: { membershipId: string; roleId: string }[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE membership m SET role_id = c.role_id, role_source_id = NULL, role_by_hand_id = NULL, updated_at = now()
    FROM unnest(${changes.map(({ membershipId }) => membershipId)}::uuid[], ${changes.map(({ roleId }) => roleId)}::uuid[])
      AS c (id, role_id)
    WHERE m.account_id = ${accountId}::uuid AND m.id = c.id`
}

/** Changes the status of memberships, and whose decision it is: by hand, or by the identity provider. */
export async function updateStatus(
  tx: Tx,
  accountId: string,
  membershipIds: string[],
  { status, isByProvider = false }: { status: MembershipStatus; isByProvider?: boolean },
): Promise<void> {
  const isSuspendedByProvider = isByProvider && status === 'SUSPENDED'
  await tx.membership.updateMany({
    where: { accountId, id: { in: membershipIds } },
    data: { status, isSuspendedByProvider },
  })
}
