import type { Plan } from '@/lib/db/generated/enums'
import type { Tx } from '@/lib/db/transaction'

export type TokenRow = {
  id: string
  name: string
  prefix: string
  createdByName: string
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
}

const columns = {
  id: true,
  name: true,
  prefix: true,
  createdByName: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
} as const

/** The tokens of an account, the newest first. */
export async function listTokens(tx: Tx, accountId: string, limit: number): Promise<TokenRow[]> {
  return tx.scimToken.findMany({
    where: { accountId },
    select: columns,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  })
}

export async function findToken(tx: Tx, accountId: string, id: string): Promise<TokenRow | null> {
  return tx.scimToken.findUnique({ where: { accountId_id: { accountId, id } }, select: columns })
}

type NewToken = Omit<TokenRow, 'createdAt' | 'lastUsedAt'> & {
  accountId: string
  tokenHash: Uint8Array<ArrayBuffer>
  noticedDays: number | null
}

export async function createToken(tx: Tx, token: NewToken): Promise<void> {
  await tx.scimToken.create({ data: token, select: { id: true } })
}

export async function deleteToken(tx: Tx, accountId: string, id: string): Promise<void> {
  await tx.scimToken.delete({ where: { accountId_id: { accountId, id } }, select: { id: true } })
}

/** The tokens of an account, the newest first, and how many users and groups were provisioned, in one statement. */
export async function findProvisioning(
  tx: Tx,
  accountId: string,
  { listedAtMost, countedAtMost }: { listedAtMost: number; countedAtMost: number },
): Promise<{ tokens: TokenRow[]; users: number; groups: number }> {
  const rows = await tx.$queryRaw<(Partial<TokenRow> & { users: number; groups: number })[]>`
    SELECT t.id, t.name, t.prefix, t.created_by_name AS "createdByName", t.created_at AS "createdAt", t.expires_at AS "expiresAt",
           t.last_used_at AS "lastUsedAt", counted.*
    FROM (
      SELECT (SELECT count(*)::int FROM (
          SELECT FROM scim_user WHERE account_id = ${accountId}::uuid LIMIT ${countedAtMost}) u) AS users,
        (SELECT count(*)::int FROM (
          SELECT FROM scim_group WHERE account_id = ${accountId}::uuid LIMIT ${countedAtMost}) g) AS groups) counted
    LEFT JOIN scim_token t ON t.account_id = ${accountId}::uuid
    ORDER BY t.created_at DESC, t.id DESC LIMIT ${listedAtMost}`
  const [first] = rows
  const tokens = rows.filter((row): row is typeof row & TokenRow => Boolean(row.id))
  return {
    tokens: tokens.map(({ users: _users, groups: _groups, ...token }) => token),
    users: first?.users ?? 0,
    groups: first?.groups ?? 0,
  }
}

export type PresentedToken = Pick<TokenRow, 'id' | 'name' | 'expiresAt' | 'lastUsedAt'> & {
  accountId: string
  accountName: string
  plan: Plan
  suspendedAt: Date | null
}

/** The token with this hash and its account, dead or alive, in one statement. */
export async function findPresented(
  tx: Tx,
  tokenHash: Uint8Array<ArrayBuffer>,
): Promise<PresentedToken | null> {
  const [row] = await tx.$queryRaw<PresentedToken[]>`
    SELECT t.id, t.name, t.expires_at AS "expiresAt", t.last_used_at AS "lastUsedAt", a.id AS "accountId", a.name AS "accountName",
           a.plan::text, a.suspended_at AS "suspendedAt"
    FROM scim_token t JOIN account a ON a.id = t.account_id
    WHERE t.token_hash = ${tokenHash}`
  return row ?? null
}

/** Notes a use, unless a later one is noted already. */
export async function noteUse(tx: Tx, accountId: string, id: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE scim_token SET last_used_at = ${now}
    WHERE account_id = ${accountId}::uuid AND id = ${id}::uuid AND (last_used_at IS NULL OR last_used_at < ${now})`
}
