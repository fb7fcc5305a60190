import { Prisma } from '@/lib/db/generated/client'
import type { AccountKind, MembershipStatus, Plan } from '@/lib/db/generated/enums'
import { roleJson, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'
import type { PageAsked } from './fields'
import type { WireKeyRow } from './key-view'

export type UserRow = {
  id: string
  actorId: string
  name: string
  email: string
  handle: string
  personalAccountId: string
  createdAt: Date
  updatedAt: Date
}

/** A user with their own account. */
export async function findUser(tx: Tx, userId: string): Promise<UserRow | null> {
  const [row] = await tx.$queryRaw<UserRow[]>`
    SELECT u.id, u.actor_id AS "actorId", u.name, u.email, a.handle, a.id AS "personalAccountId", u.created_at AS "createdAt",
           u.updated_at AS "updatedAt"
    FROM "user" u JOIN account a ON a.owner_user_id = u.id WHERE u.id = ${userId}::uuid`
  return row ?? null
}

type Asked = PageAsked & { userId: string; keyId: string | null; name: string | null }

/** The keys of a user that were not revoked, the newest first. */
export async function listKeys(tx: Tx, asked: Asked): Promise<WireKeyRow[]> {
  const { userId, keyId, name, limit, offset } = asked
  const isAsked = keyId ? Prisma.sql`AND k.id = ${keyId}::uuid` : Prisma.empty
  const isNamed = name === null ? Prisma.empty : Prisma.sql`AND k.name = ${name}`
  return tx.$queryRaw<WireKeyRow[]>`
    SELECT k.id, k.name, k.prefix, k.created_at AS "createdAt", k.expires_at AS "expiresAt"
    FROM api_key k
    WHERE k.user_id = ${userId}::uuid AND k.revoked_at IS NULL ${isAsked} ${isNamed}
    ORDER BY k.created_at DESC, k.id DESC LIMIT ${limit} OFFSET ${offset}`
}

export type MyAccountRow = {
  membershipId: string
  id: string
  kind: AccountKind
  name: string
  handle: string
  plan: Plan
  status: MembershipStatus
  role: RoleColumn
}

/** The accounts of which a user is an active member, personal first, then by name. */
export async function listMyAccounts(tx: Tx, userId: string, limit: number): Promise<MyAccountRow[]> {
  return tx.$queryRaw<MyAccountRow[]>`
    SELECT m.id AS "membershipId", a.id, a.kind::text, a.name, a.handle, a.plan::text, m.status::text, ${roleJson('r')} AS role
    FROM membership m
    JOIN account a ON a.id = m.account_id
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    WHERE m.user_id = ${userId}::uuid AND m.status = 'ACTIVE'
    ORDER BY a.kind, lower(a.name), a.id LIMIT ${limit}`
}
