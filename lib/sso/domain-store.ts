import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'

export type DomainRow = {
  id: string
  domain: string
  token: string
  verifiedAt: Date | null
  checkedAt: Date | null
  problem: string | null
  missingSince: Date | null
  connection: { id: string; name: string } | null
}

const columns = Prisma.sql`d.id, d.domain, d.token, d.verified_at AS "verifiedAt", d.checked_at AS "checkedAt", d.problem,
  d.missing_since AS "missingSince", CASE WHEN c.id IS NOT NULL THEN json_build_object('id', c.id, 'name', c.name) END AS connection`
const tables = Prisma.sql`sso_domain d LEFT JOIN sso_connection c ON c.account_id = d.account_id AND c.id = d.connection_id`

export async function listDomains(tx: Tx, accountId: string, limit: number): Promise<DomainRow[]> {
  return tx.$queryRaw<DomainRow[]>`
    SELECT ${columns} FROM ${tables} WHERE d.account_id = ${accountId}::uuid ORDER BY d.domain LIMIT ${limit}`
}

export async function findDomain(tx: Tx, accountId: string, id: string): Promise<DomainRow | null> {
  const [row] = await tx.$queryRaw<DomainRow[]>`
    SELECT ${columns} FROM ${tables} WHERE d.account_id = ${accountId}::uuid AND d.id = ${id}::uuid`
  return row ?? null
}

/** The names of an account's domains. */
export async function listNames(tx: Tx, accountId: string): Promise<string[]> {
  const rows = await tx.ssoDomain.findMany({ where: { accountId }, select: { domain: true } })
  return rows.map(({ domain }) => domain)
}

/** Whether another account has proven the domain. */
export async function isProvenElsewhere(tx: Tx, domain: string, accountId: string): Promise<boolean> {
  const where = { domain, verifiedAt: { not: null }, accountId: { not: accountId } }
  return (await tx.ssoDomain.count({ where })) > 0
}

type NewDomain = { accountId: string; id: string; domain: string; token: string; createdAt: Date }

export async function createDomain(tx: Tx, data: NewDomain): Promise<void> {
  await tx.ssoDomain.create({ data, select: { id: true } })
}

type Change = Partial<Pick<DomainRow, 'verifiedAt' | 'checkedAt' | 'problem' | 'missingSince'>> & {
  connectionId?: string | null
}

export async function updateDomain(tx: Tx, accountId: string, id: string, data: Change): Promise<void> {
  await tx.ssoDomain.update({ where: { accountId_id: { accountId, id } }, data, select: { id: true } })
}

export async function deleteDomain(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.ssoDomain.delete({ where: { accountId_id: { accountId, id } }, select: { id: true } })
}

export type ConnectionRow = { id: string; name: string; isActive: boolean }

/** A connection of the account; null for none. */
export async function findConnection(tx: Tx, accountId: string, id: string): Promise<ConnectionRow | null> {
  const found = await tx.ssoConnection.findUnique({
    where: { accountId_id: { accountId, id } },
    select: { id: true, name: true, state: true },
  })
  return found && { id: found.id, name: found.name, isActive: found.state === 'ACTIVE' }
}

/** Whether an account requires single sign-on, and whether an active connection speaks for a proven domain. */
export async function findWayIn(
  tx: Tx,
  accountId: string,
): Promise<{ isRequired: boolean; hasWayIn: boolean }> {
  const { isSsoRequired: isRequired } = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { isSsoRequired: true },
  })
  const ways = { accountId, verifiedAt: { not: null }, connection: { state: 'ACTIVE' } } as const
  return { isRequired, hasWayIn: (await tx.ssoDomain.count({ where: ways, take: 1 })) > 0 }
}

/** The connection of an account that is active, if it is the only one. */
export async function findOnlyActiveConnection(tx: Tx, accountId: string): Promise<string | null> {
  const rows = await tx.ssoConnection.findMany({
    where: { accountId, state: 'ACTIVE' },
    take: 2,
    select: { id: true },
  })
  return rows.length === 1 ? (rows[0]?.id ?? null) : null
}

export type ConsequencesRow = {
  isProven: boolean
  isRequired: boolean
  members: number
  connectionName: string | null
  isLast: boolean
}

/** What hangs on a domain; active members with an address of it are counted no further than `atMost`. */
export async function findConsequences(
  tx: Tx,
  accountId: string,
  { id, atMost }: { id: string; atMost: number },
): Promise<ConsequencesRow | null> {
  const [row] = await tx.$queryRaw<ConsequencesRow[]>`
    SELECT d.verified_at IS NOT NULL AS "isProven", a.is_sso_required AS "isRequired", c.name AS "connectionName", NOT EXISTS (
        SELECT 1 FROM sso_domain o WHERE o.account_id = d.account_id AND o.id <> d.id AND o.verified_at IS NOT NULL) AS "isLast", (
        SELECT count(*)::int FROM (
          SELECT 1 FROM membership m JOIN "user" u ON u.id = m.user_id
          WHERE m.account_id = d.account_id AND m.status = 'ACTIVE' AND split_part(u.email_key, '@', 2) = d.domain
          LIMIT ${atMost}) covered) AS members
    FROM ${tables} JOIN account a ON a.id = d.account_id
    WHERE d.account_id = ${accountId}::uuid AND d.id = ${id}::uuid`
  return row ?? null
}

export type WatchedDomain = { accountId: string; id: string; domain: string; token: string }

/** Proven domains of all accounts, or of some alone, in the order of their ids, after one. */
export async function listProven(
  tx: Tx,
  { after, accountIds, limit }: { after: string | null; accountIds?: readonly string[]; limit: number },
): Promise<WatchedDomain[]> {
  return tx.ssoDomain.findMany({
    where: {
      verifiedAt: { not: null },
      ...(accountIds ? { accountId: { in: [...accountIds] } } : {}),
      ...(after ? { id: { gt: after } } : {}),
    },
    orderBy: { id: 'asc' },
    take: limit,
    select: { accountId: true, id: true, domain: true, token: true },
  })
}

export async function findAccount(
  tx: Tx,
  accountId: string,
): Promise<{ name: string; handle: string } | null> {
  return tx.account.findUnique({ where: { id: accountId }, select: { name: true, handle: true } })
}
