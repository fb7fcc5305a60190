import { staleAfterDays } from '@/lib/api-keys/limits'
import type { MembershipStatus } from '@/lib/db/generated/enums'
import { Prisma } from '@/lib/db/generated/client'
import { containsPattern } from '@/lib/db/like'
import { planEachTime } from '@/lib/db/prisma'
import { roleJson, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'
import { readsWorkspaces, seesAccess, seesWorkspace } from '@/lib/db/visibility'
import { isWorkingKey } from '@/lib/db/working-key'
import type { CursorPosition } from '@/lib/pages/page'

/** More workspaces than this are not told apart. */
const countedAtMost = 10_000

export type ServiceAccountRow = {
  id: string
  membershipId: string
  name: string
  description: string
  nameKey: string
  role: RoleColumn
  roleDescription: string
  status: MembershipStatus
  createdAt: Date
  createdByName: string
  activeKeys: number
  staleKeys: number
  nextExpiresAt: Date | null
  lastUsedAt: Date | null
  workspaces: number
}

/** Who looks, and when. */
type Viewer = { accountId: string; membershipId: string; now: Date }

export type ServiceAccountPage = {
  search: string
  status: MembershipStatus | undefined
  keys: 'stale' | 'none' | undefined
  sort: 'name' | 'used' | 'created'
  descending: boolean
  after: CursorPosition | null
  limit: number
}

/**
 * One page of service accounts in the asked order, after a position, in one statement. By name and by age the page is found in an index;
 * by use, and where keys narrow, the keys of every service account of the account are looked at, of whom there are few.
 */
export async function listServiceAccounts(
  tx: Tx,
  viewer: Viewer,
  page: ServiceAccountPage,
): Promise<ServiceAccountRow[]> {
  const { expression, type } = orders[page.sort]
  const direction = Prisma.raw(page.descending ? 'DESC' : 'ASC')
  const beyond = page.after
    ? Prisma.sql`AND (${expression}, s.id) ${Prisma.raw(page.descending ? '<' : '>')} (${page.after.key}::${type}, ${page.after.id}::uuid)`
    : Prisma.empty
  const found = Prisma.sql`
    SELECT s.id, row_number() OVER (ORDER BY ${expression} ${direction}, s.id ${direction}) AS position
    FROM service_account s
    JOIN membership m ON m.account_id = s.account_id AND m.service_account_id = s.id
    ${keysOf(viewer.now)}
    WHERE s.account_id = ${viewer.accountId}::uuid ${conditionsOf(page)} ${beyond}
    ORDER BY ${expression} ${direction}, s.id ${direction} LIMIT ${page.limit}`
  return selectRows(tx, viewer, found)
}

/** One service account of the account, as the list has it. */
export async function findServiceAccount(
  tx: Tx,
  viewer: Viewer,
  id: string,
): Promise<ServiceAccountRow | null> {
  const found = Prisma.sql`SELECT ${id}::uuid AS id, 1 AS position`
  const [row] = await selectRows(tx, viewer, found)
  return row ?? null
}

const never = Prisma.sql`timestamptz '1970-01-01 00:00:00+00'`

const orders = {
  name: { expression: Prisma.sql`lower(s.name)`, type: Prisma.sql`text` },
  created: { expression: Prisma.sql`s.created_at`, type: Prisma.sql`timestamptz` },
  used: { expression: Prisma.sql`coalesce(k.last_used_at, ${never})`, type: Prisma.sql`timestamptz` },
}

function conditionsOf({ search, status, keys }: ServiceAccountPage): Prisma.Sql {
  const pattern = Prisma.sql`lower(${containsPattern(search)})`
  const isFound = search
    ? Prisma.sql`AND (lower(s.name) LIKE ${pattern} OR lower(s.description) LIKE ${pattern})`
    : Prisma.empty
  const hasStatus = status ? Prisma.sql`AND m.status = ${status}::"MembershipStatus"` : Prisma.empty
  const hasKeys = { stale: Prisma.sql`AND k.stale > 0`, none: Prisma.sql`AND k.active = 0` }
  return Prisma.sql`${isFound} ${hasStatus} ${keys ? hasKeys[keys] : Prisma.empty}`
}

// The keys that work, and when any was last used, in a statement where `s` is the service account.
function keysOf(now: Date): Prisma.Sql {
  const staleBefore = new Date(now.getTime() - staleAfterDays * 86_400_000)
  const isActive = isWorkingKey('ak', now)
  const isStale = Prisma.sql`(${isActive} AND ak.created_at < ${staleBefore} AND coalesce(ku.last_used_at, ak.created_at) < ${staleBefore})`
  return Prisma.sql`CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE ${isActive})::int AS active, count(*) FILTER (WHERE ${isStale})::int AS stale,
             min(ak.expires_at) FILTER (WHERE ${isActive}) AS next_expires_at, max(ku.last_used_at) AS last_used_at
      FROM api_key ak LEFT JOIN api_key_use ku ON ku.api_key_id = ak.id
      WHERE ak.account_id = s.account_id AND ak.service_account_id = s.id) k`
}

/**
 * The rows of what `found` selects as `id` and `position`. Whoever reads all workspaces by role opens the same ones as everybody else who
 * does: they are counted once; for the others those of their grants are.
 */
async function selectRows(tx: Tx, viewer: Viewer, found: Prisma.Sql): Promise<ServiceAccountRow[]> {
  const isTold = Prisma.sql`${seesWorkspace(viewer)} AND ${seesAccess(viewer)}`
  return tx.$queryRaw<ServiceAccountRow[]>`
    ${planEachTime}
    WITH told AS MATERIALIZED (
      SELECT count(*)::int AS count FROM (
        SELECT FROM workspace w WHERE w.account_id = ${viewer.accountId}::uuid AND ${isTold} LIMIT ${countedAtMost}) w)
    SELECT s.id, m.id AS "membershipId", s.name, s.description, lower(s.name) AS "nameKey", ${roleJson('r')} AS role,
           r.description AS "roleDescription", m.status::text, s.created_at AS "createdAt", s.created_by_name AS "createdByName",
           k.active AS "activeKeys", k.stale AS "staleKeys", k.next_expires_at AS "nextExpiresAt", k.last_used_at AS "lastUsedAt",
           CASE WHEN m.status <> 'ACTIVE' THEN 0
                WHEN ${readsWorkspaces('r')} THEN (SELECT count FROM told)
                ELSE (
                  SELECT count(*)::int FROM workspace_grant g
                  JOIN role gr ON gr.account_id = g.account_id AND gr.id = g.role_id
                  JOIN workspace w ON w.account_id = g.account_id AND w.id = g.workspace_id
                  WHERE g.account_id = m.account_id AND g.membership_id = m.id
                    AND (g.expires_at IS NULL OR g.expires_at > ${viewer.now}) AND ${readsWorkspaces('gr')} AND ${isTold}) END AS workspaces
    FROM (${found}) found
    JOIN service_account s ON s.account_id = ${viewer.accountId}::uuid AND s.id = found.id
    JOIN membership m ON m.account_id = s.account_id AND m.service_account_id = s.id
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    ${keysOf(viewer.now)}
    ORDER BY found.position`
}
