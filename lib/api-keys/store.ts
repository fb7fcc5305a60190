import { Prisma } from '@/lib/db/generated/client'
import type { MembershipStatus } from '@/lib/db/generated/enums'
import { roleJson, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'
import { isWorkingKey } from '@/lib/db/working-key'
import type { CursorPosition } from '@/lib/pages/page'
import type { KeyFacts } from './rules'

/** Whose keys: a user's, or a service account's of an account. */
export type KeyOwner =
  | { kind: 'USER'; userId: string }
  | { kind: 'SERVICE_ACCOUNT'; accountId: string; serviceAccountId: string }

/** What a user's key for all accounts opens because of what made it: accounts that require single sign-on, and what is the operator's. */
export type KeyReach = { provenAccountIds: string[]; carriesOperator: boolean }

export type KeyRow = KeyFacts &
  KeyReach & {
    id: string
    name: string
    prefix: string
    createdByName: string
    lastUsedFrom: string | null
    /** The only account it acts in; null for each of the user's. */
    account: { id: string; name: string; handle: string } | null
    /** The position in the list, for the next page's cursor. */
    key: string
  }

const time = Prisma.sql`to_char(k.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
// Those that work come first, each group with the newest first.
const position = (now: Date) =>
  Prisma.sql`CASE WHEN ${isWorkingKey('k', now)} THEN '1' ELSE '0' END || ${time}`

const columns = (now: Date) => Prisma.sql`
  k.id, k.name, k.prefix, k.created_at AS "createdAt", k.created_by_name AS "createdByName", k.expires_at AS "expiresAt",
  k.revoked_at AS "revokedAt", k.replaced_by_key_id IS NOT NULL AS "isReplaced", x.last_used_at AS "lastUsedAt",
  x.ip_address AS "lastUsedFrom", k.proven_account_ids AS "provenAccountIds", k.carries_operator AS "carriesOperator",
  CASE WHEN a.id IS NOT NULL THEN json_build_object('id', a.id, 'name', a.name, 'handle', a.handle) END AS account,
  k.account_id IS NULL OR k.service_account_id IS NOT NULL OR EXISTS (
    SELECT 1 FROM membership m WHERE m.account_id = k.account_id AND m.user_id = k.user_id AND m.status = 'ACTIVE') AS "isMember",
  ${position(now)} AS key`

const tables = Prisma.sql`
  api_key k
  LEFT JOIN account a ON a.id = k.account_id
  LEFT JOIN api_key_use x ON x.api_key_id = k.id`

function ofOwner(owner: KeyOwner): Prisma.Sql {
  return owner.kind === 'USER'
    ? Prisma.sql`k.user_id = ${owner.userId}::uuid`
    : Prisma.sql`k.account_id = ${owner.accountId}::uuid AND k.service_account_id = ${owner.serviceAccountId}::uuid`
}

export type KeyPage = { owner: KeyOwner; now: Date; after: CursorPosition | null; limit: number }

/** One page of an owner's keys, those that work first, the newest first. */
export async function listKeys(tx: Tx, page: KeyPage): Promise<KeyRow[]> {
  return tx.$queryRaw<KeyRow[]>(pageOfKeys(page))
}

export type HolderRow = { membershipId: string; status: MembershipStatus; role: RoleColumn }

/**
 * The same for a service account, with its membership, which decides about changing them, in one statement; null when the account has none
 * such.
 */
export async function listKeysOfServiceAccount(
  tx: Tx,
  { accountId, serviceAccountId }: { accountId: string; serviceAccountId: string },
  page: Omit<KeyPage, 'owner'>,
): Promise<{ holder: HolderRow; keys: KeyRow[] } | null> {
  const owner = { kind: 'SERVICE_ACCOUNT' as const, accountId, serviceAccountId }
  const rows = await tx.$queryRaw<({ holder: HolderRow } & (KeyRow | { id: null }))[]>`
    SELECT json_build_object('membershipId', m.id, 'status', m.status, 'role', ${roleJson('r')}) AS holder, keys.*
    FROM membership m
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    LEFT JOIN LATERAL (${pageOfKeys({ ...page, owner })}) keys ON true
    WHERE m.account_id = ${accountId}::uuid AND m.service_account_id = ${serviceAccountId}::uuid
    ORDER BY keys.key DESC, keys.id DESC`
  const [first] = rows
  return first ? { holder: first.holder, keys: rows.filter((row) => row.id !== null) } : null
}

function pageOfKeys({ owner, now, after, limit }: KeyPage): Prisma.Sql {
  const beyond = after
    ? Prisma.sql`AND (${position(now)}, k.id) < (${after.key}, ${after.id}::uuid)`
    : Prisma.empty
  return Prisma.sql`
    SELECT ${columns(now)} FROM ${tables} WHERE ${ofOwner(owner)} ${beyond}
    ORDER BY ${position(now)} DESC, k.id DESC LIMIT ${limit}`
}

/** An owner's key, locked until the transaction ends: of two changes at once the second sees what the first did. */
export async function lockKey(tx: Tx, owner: KeyOwner, id: string, now: Date): Promise<KeyRow | null> {
  // Not FOR UPDATE, which a note of its use, a row that refers to it, would have to wait for.
  const [row] = await tx.$queryRaw<KeyRow[]>`
    SELECT ${columns(now)} FROM ${tables} WHERE ${ofOwner(owner)} AND k.id = ${id}::uuid FOR NO KEY UPDATE OF k`
  return row ?? null
}

/** For which account a user's key was made, which never changes; null when the user has no such key. */
export async function findBinding(
  tx: Tx,
  userId: string,
  id: string,
): Promise<{ accountId: string | null } | null> {
  return tx.apiKey.findFirst({ where: { id, userId }, select: { accountId: true } })
}

/** How many keys that work an owner has, but for one. */
export async function countWorkingKeys(
  tx: Tx,
  { owner, but, now }: { owner: KeyOwner; but: string | null; now: Date },
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM api_key k
    WHERE ${ofOwner(owner)} AND ${isWorkingKey('k', now)} AND k.id IS DISTINCT FROM ${but}::uuid`
  return row?.count ?? 0
}

type NewKey = KeyReach & {
  name: string
  prefix: string
  keyHash: Uint8Array<ArrayBuffer>
  accountId: string | null
  userId: string | null
  serviceAccountId: string | null
  createdByUserId: string | null
  createdByName: string
  createdAt: Date
  expiresAt: Date | null
  noticedDays: number | null
}

export async function createKey(tx: Tx, data: NewKey): Promise<{ id: string }> {
  return tx.apiKey.create({ data, select: { id: true } })
}

export async function updateKey(
  tx: Tx,
  id: string,
  data: { name: string; expiresAt: Date | null; noticedDays?: number | null; provenAccountIds?: string[] },
): Promise<void> {
  await tx.apiKey.update({ where: { id }, data, select: { id: true } })
}

/** Puts another key in a key's place, which ends then. */
export async function replaceKey(
  tx: Tx,
  id: string,
  data: { replacedByKeyId: string; expiresAt?: Date; revokedAt?: Date },
): Promise<void> {
  await tx.apiKey.update({ where: { id }, data, select: { id: true } })
}

export async function revokeKey(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.apiKey.update({ where: { id }, data: { revokedAt: now }, select: { id: true } })
}

/** Revokes every key of a user that works, whichever account it was made for; returns how many. */
export async function revokeKeysOfUser(tx: Tx, userId: string, now: Date): Promise<number> {
  return tx.$executeRaw`
    UPDATE api_key k SET revoked_at = ${now} WHERE k.user_id = ${userId}::uuid AND ${isWorkingKey('k', now)}`
}

/** An account of which somebody is an active member; null when they are not. */
export async function findOwnAccount(
  tx: Tx,
  accountId: string,
  userId: string,
): Promise<{ id: string; name: string; suspendedAt: Date | null } | null> {
  return tx.account.findFirst({
    where: { id: accountId, memberships: { some: { userId, status: 'ACTIVE' } } },
    select: { id: true, name: true, suspendedAt: true },
  })
}

/** When what carries a request ends, null for never, and what a key that it makes opens. */
export type CarrierRow = KeyReach & { expiresAt: Date | null }

/** The session or the key that carries a request, as it is now; null when it has ended. */
export async function findCarrier(
  tx: Tx,
  { sessionId, apiKeyId }: { sessionId: string | null; apiKeyId: string | null },
  now: Date,
): Promise<CarrierRow | null> {
  const [row] = await tx.$queryRaw<CarrierRow[]>`
    SELECT s.expires_at AS "expiresAt", ARRAY(
      SELECT p.account_id FROM sso_proof p
      JOIN sso_connection c ON c.account_id = p.account_id AND c.id = p.connection_id AND c.state <> 'DISABLED'
      JOIN account a ON a.id = p.account_id
      WHERE p.session_id = s.id AND coalesce(p.authenticated_at > ${now}::timestamptz - make_interval(mins => a.session_minutes), true)
    ) AS "provenAccountIds", NOT s.is_through_sso AS "carriesOperator"
    FROM session s WHERE s.id = ${sessionId}::uuid AND s.revoked_at IS NULL
    UNION ALL SELECT k.expires_at, k.proven_account_ids, k.carries_operator FROM api_key k WHERE k.id = ${apiKeyId}::uuid AND ${isWorkingKey('k', now)}`
  return row ?? null
}
