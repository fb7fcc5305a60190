import { Prisma } from '@/lib/db/generated/client'
import { planEachTime } from '@/lib/db/prisma'
import { isMembershipOf, type PrincipalKey } from '@/lib/db/principal'
import type { Tx } from '@/lib/db/transaction'
import { seesWorkspace } from '@/lib/db/visibility'
import type { PageAsked } from './fields'

export type WorkspaceRow = {
  id: string
  name: string
  handle: string
  description: string
  defaultRoleId: string | null
  createdAt: Date
  updatedAt: Date
}

type Asked = PageAsked & {
  accountId: string
  membershipId: string
  handles: string[] | null
  names: string[] | null
  ids: string[] | null
  now: Date
}

/** The workspaces of an account that somebody can open, by name. */
export async function listWorkspaces(tx: Tx, asked: Asked): Promise<WorkspaceRow[]> {
  const { accountId, membershipId, handles, names, ids, now, limit, offset } = asked
  const isHandled = handles ? Prisma.sql`AND w.handle = ANY(${handles})` : Prisma.empty
  const isNamed = names ? Prisma.sql`AND w.name = ANY(${names})` : Prisma.empty
  const isAsked = ids ? Prisma.sql`AND w.id = ANY(${ids}::uuid[])` : Prisma.empty
  return tx.$queryRaw<WorkspaceRow[]>`
    ${planEachTime}
    SELECT w.id, w.name, w.handle, w.description, w.default_role_id AS "defaultRoleId", w.created_at AS "createdAt",
           w.updated_at AS "updatedAt"
    FROM workspace w
    WHERE w.account_id = ${accountId}::uuid ${isHandled} ${isNamed} ${isAsked}
      AND ${seesWorkspace({ accountId, membershipId, now })}
    ORDER BY lower(w.name), w.id LIMIT ${limit} OFFSET ${offset}`
}

/** The account of a workspace, if the principal belongs to it; whether they see the workspace is still to be asked. */
export async function findAccountOf(
  tx: Tx,
  principal: PrincipalKey,
  workspaceId: string,
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ accountId: string }[]>`
    SELECT m.account_id AS "accountId" FROM membership m
    JOIN workspace w ON w.account_id = m.account_id AND w.id = ${workspaceId}::uuid
    WHERE ${isMembershipOf(principal)}`
  return row?.accountId ?? null
}
