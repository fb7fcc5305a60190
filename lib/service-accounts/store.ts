import type { MembershipStatus } from '@/lib/db/generated/enums'
import type { Tx } from '@/lib/db/transaction'

type NewServiceAccount = {
  accountId: string
  name: string
  description: string
  createdByUserId: string | null
  createdByName: string
}

export async function createServiceAccount(tx: Tx, data: NewServiceAccount): Promise<string> {
  const { id } = await tx.serviceAccount.create({ data, select: { id: true } })
  return id
}

/** The membership of a new service account. */
export async function createMembership(
  tx: Tx,
  member: { accountId: string; serviceAccountId: string; roleId: string; principalName: string },
): Promise<string> {
  const data = { ...member, kind: 'SERVICE_ACCOUNT' as const }
  const { id } = await tx.membership.create({ data, select: { id: true } })
  return id
}

/** How many service accounts an account has, counting no further than `atMost`. */
export async function countServiceAccounts(tx: Tx, accountId: string, atMost: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM service_account WHERE account_id = ${accountId}::uuid LIMIT ${atMost}) s`
  return row?.count ?? 0
}

/** The service account that has this name, whatever its case. */
export async function findByName(
  tx: Tx,
  accountId: string,
  name: string,
): Promise<{ id: string; name: string } | null> {
  const [row] = await tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT id, name FROM service_account WHERE account_id = ${accountId}::uuid AND lower(name) = lower(${name})`
  return row ?? null
}

export async function updateServiceAccount(
  tx: Tx,
  { accountId, id, ...data }: { accountId: string; id: string; name: string; description: string },
): Promise<void> {
  await tx.serviceAccount.update({ where: { accountId_id: { accountId, id } }, data, select: { id: true } })
}

type MembershipChange = { principalName: string } | { roleId: string } | { status: MembershipStatus }

/** Changes the membership; its name goes on to its grants by a trigger. */
export async function updateMembership(
  tx: Tx,
  { accountId, membershipId }: { accountId: string; membershipId: string },
  data: MembershipChange,
): Promise<void> {
  await tx.membership.update({
    where: { accountId_id: { accountId, id: membershipId } },
    data,
    select: { id: true },
  })
}

/** Deletes a service account with its membership, grants and keys. */
export async function deleteServiceAccount(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.serviceAccount.delete({ where: { accountId_id: { accountId, id } }, select: { id: true } })
}
