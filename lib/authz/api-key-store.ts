import type { MembershipStatus } from '@/lib/db/generated/enums'
import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'

/** A key with its owner and what ends it; the columns of the other kind of owner are null. */
export type KeyRow = {
  id: string
  name: string
  accountId: string | null
  expiresAt: Date | null
  revokedAt: Date | null
  lastUsedAt: Date | null
  userId: string | null
  userName: string | null
  email: string | null
  isOperator: boolean | null
  isEmailVerified: boolean | null
  userSuspendedAt: Date | null
  serviceAccountId: string | null
  serviceAccountName: string | null
  status: MembershipStatus | null
}

/** The key with this hash and its owner, dead or alive, in one statement. */
export async function findKey(tx: Tx, hash: Uint8Array<ArrayBuffer>): Promise<KeyRow | null> {
  const [row] = await tx.$queryRaw<KeyRow[]>`${keyWithOwner} WHERE k.key_hash = ${hash}`
  return row ?? null
}

/** The same by its id. */
export async function findKeyById(tx: Tx, id: string): Promise<KeyRow | null> {
  const [row] = await tx.$queryRaw<KeyRow[]>`${keyWithOwner} WHERE k.id = ${id}::uuid`
  return row ?? null
}

const keyWithOwner = Prisma.sql`
    SELECT k.id, k.name, k.account_id AS "accountId", k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt",
           x.last_used_at AS "lastUsedAt", u.id AS "userId", u.name AS "userName", u.email, u.is_operator AND k.carries_operator AS "isOperator",
           u.email_verified_at IS NOT NULL AS "isEmailVerified", u.suspended_at AS "userSuspendedAt", s.id AS "serviceAccountId", s.name AS "serviceAccountName",
           m.status::text
    FROM api_key k
    LEFT JOIN "user" u ON u.id = k.user_id
    LEFT JOIN service_account s ON s.account_id = k.account_id AND s.id = k.service_account_id
    LEFT JOIN membership m ON m.account_id = s.account_id AND m.service_account_id = s.id
    LEFT JOIN api_key_use x ON x.api_key_id = k.id`

/** Notes a use, unless a later or a recent one is noted already: two that meet do not wait for long, nor twice. */
export async function noteUse(
  tx: Tx,
  use: { keyId: string; at: Date; ipAddress: string | null; unlessSince: Date },
): Promise<void> {
  const { keyId, at, ipAddress, unlessSince } = use
  await tx.$executeRaw`
    INSERT INTO api_key_use (api_key_id, last_used_at, ip_address) VALUES (${keyId}::uuid, ${at}, ${ipAddress})
    ON CONFLICT (api_key_id) DO UPDATE SET last_used_at = ${at}, ip_address = ${ipAddress}
    WHERE api_key_use.last_used_at < ${unlessSince}`
}
