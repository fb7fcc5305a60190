import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import type { PageAsked } from './fields'
import type { KeyRow } from './key-view'

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

type Asked = PageAsked & { userId: string; ids: string[] | null; names: string[] | null }

/** The keys of a user that were not revoked, the newest first. */
export async function listKeys(tx: Tx, asked: Asked): Promise<KeyRow[]> {
  const { userId, ids, names, limit, offset } = asked
  const isAsked = ids ? Prisma.sql`AND k.id = ANY(${ids}::uuid[])` : Prisma.empty
  const isNamed = names ? Prisma.sql`AND k.name = ANY(${names})` : Prisma.empty
  return tx.$queryRaw<KeyRow[]>`
    SELECT k.id, k.name, k.prefix, k.created_at AS "createdAt", k.expires_at AS "expiresAt"
    FROM api_key k
    WHERE k.user_id = ${userId}::uuid AND k.revoked_at IS NULL ${isAsked} ${isNamed}
    ORDER BY k.created_at DESC, k.id DESC LIMIT ${limit} OFFSET ${offset}`
}
