import { Prisma } from '@/lib/db/generated/client'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import { isWorkingKey } from '@/lib/db/working-key'
import type { PageAsked } from './fields'
import type { KeyRow } from './key-view'

export type BotRow = {
  id: string
  actorId: string
  name: string
  roleId: string
  roleName: string
  createdAt: Date
  /** When it or its role was last changed. */
  updatedAt: Date
  key: BotKeyRow | null
}

/** As it comes out of JSON. */
export type BotKeyRow = KeyRow & { isWorking: boolean; isReplaced: boolean }

type Asked = PageAsked & { accountId: string; ids: string[] | null; names: string[] | null; now: Date }

/** The service accounts of an account by name, each with the key that it goes by. */
export async function listBots(tx: Tx, asked: Asked): Promise<BotRow[]> {
  const { accountId, ids, names, now, limit, offset } = asked
  const isAsked = ids ? Prisma.sql`AND s.id = ANY(${ids}::uuid[])` : Prisma.empty
  const isNamed = names ? Prisma.sql`AND s.name = ANY(${names})` : Prisma.empty
  return tx.$queryRaw<BotRow[]>`
    ${planEachTime}
    SELECT s.id, s.actor_id AS "actorId", s.name, r.id AS "roleId", r.name AS "roleName", s.created_at AS "createdAt",
           greatest(s.updated_at, m.updated_at) AS "updatedAt", k.key
    FROM service_account s
    JOIN membership m ON m.account_id = s.account_id AND m.service_account_id = s.id
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    LEFT JOIN LATERAL (
      SELECT ${keyObject(now)} AS key FROM api_key k
      WHERE k.account_id = s.account_id AND k.service_account_id = s.id
      ORDER BY ${isWorkingKey('k', now)} AND k.replaced_by_key_id IS NULL DESC, ${isWorkingKey('k', now)} DESC, k.created_at DESC, k.id DESC
      LIMIT 1) k ON TRUE
    WHERE s.account_id = ${accountId}::uuid ${isAsked} ${isNamed}
    ORDER BY lower(s.name), s.id LIMIT ${limit} OFFSET ${offset}`
}

/** The keys of a service account that work, the newest first; null when the account has none such. */
export async function findWorkingKeys(
  tx: Tx,
  { accountId, botId, now }: { accountId: string; botId: string; now: Date },
): Promise<BotKeyRow[] | null> {
  const rows = await tx.$queryRaw<{ key: BotKeyRow | null }[]>`
    SELECT CASE WHEN k.id IS NOT NULL THEN ${keyObject(now)} END AS key
    FROM service_account s
    LEFT JOIN api_key k ON k.account_id = s.account_id AND k.service_account_id = s.id AND ${isWorkingKey('k', now)}
    WHERE s.account_id = ${accountId}::uuid AND s.id = ${botId}::uuid
    ORDER BY k.created_at DESC, k.id DESC`
  return rows.length === 0 ? null : rows.flatMap(({ key }) => (key ? [key] : []))
}

function keyObject(now: Date): Prisma.Sql {
  return Prisma.sql`json_build_object('id', k.id, 'name', k.name, 'prefix', k.prefix, 'createdAt', k.created_at,
    'expiresAt', k.expires_at, 'isWorking', ${isWorkingKey('k', now)}, 'isReplaced', k.replaced_by_key_id IS NOT NULL)`
}
