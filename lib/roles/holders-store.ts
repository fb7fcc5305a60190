import { Prisma } from '@/lib/db/generated/client'
import { containsPattern } from '@/lib/db/like'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import type { CursorPosition } from '@/lib/pages/page'
import { seesAccess, seesWorkspace } from '@/lib/db/visibility'
import type { HolderKind } from './schema'

export type HolderRow = {
  id: string
  name: string
  detail: string | null
  membershipId: string | null
  serviceAccountId: string | null
  workspaceHandle: string | null
  expiresAt: Date | null
  /** The position in the order, for the next page's cursor. */
  key: string
}

export type HolderPage = {
  accountId: string
  roleId: string
  kind: HolderKind
  search: string
  after: CursorPosition | null
  limit: number
  viewerMembershipId: string
  now: Date
}

/** One page of one kind of uses of a role, by name, in one statement; null when the account has no such role. */
export async function listHolders(tx: Tx, page: HolderPage): Promise<HolderRow[] | null> {
  const rows = await tx.$queryRaw<(HolderRow | { id: null })[]>`
    ${planEachTime}
    SELECT found.* FROM role r LEFT JOIN LATERAL (${selections[page.kind](page)}) found ON TRUE
    WHERE r.account_id = ${page.accountId}::uuid AND r.id = ${page.roleId}::uuid ORDER BY found.key, found.id`
  if (rows.length === 0) return null
  return rows.filter((row): row is HolderRow => row.id !== null)
}

const groupKey = Prisma.sql`(lower(gm."group") || ' ' || w.id)`
const offerKey = Prisma.sql`(lower(i.email) || ' ' || w.id)`

const selections: Record<HolderKind, (page: HolderPage) => Prisma.Sql> = {
  members: (page) => membersOf(page, 'USER'),
  service_accounts: (page) => membersOf(page, 'SERVICE_ACCOUNT'),
  invitations: (page) => Prisma.sql`
    SELECT i.id, i.email AS name, NULL AS detail, NULL::uuid AS "membershipId", NULL::uuid AS "serviceAccountId",
           NULL AS "workspaceHandle", i.expires_at AS "expiresAt", lower(i.email) AS key
    FROM invitation i
    WHERE i.account_id = r.account_id AND i.role_id = r.id AND i.status = 'PENDING'
      ${narrowed(page, { key: Prisma.sql`lower(i.email)`, id: Prisma.sql`i.id`, text: Prisma.sql`lower(i.email)` })}`,
  // One invitation offers it in several workspaces: the workspace in the key tells them apart.
  invited_workspaces: (page) => Prisma.sql`
    SELECT i.id, i.email AS name, w.name AS detail, NULL::uuid AS "membershipId", NULL::uuid AS "serviceAccountId",
           w.handle AS "workspaceHandle", i.expires_at AS "expiresAt", ${offerKey} AS key
    FROM invitation_workspace iw
    JOIN invitation i ON i.account_id = iw.account_id AND i.id = iw.invitation_id
    JOIN workspace w ON w.account_id = iw.account_id AND w.id = iw.workspace_id
    WHERE iw.account_id = r.account_id AND iw.role_id = r.id AND i.status = 'PENDING' AND ${told(page)}
      ${narrowed(page, { key: offerKey, id: Prisma.sql`i.id`, text: Prisma.sql`lower(i.email) || ' ' || lower(w.name)` })}`,
  grants: (page) => Prisma.sql`
    SELECT g.id, m.principal_name AS name, w.name AS detail, m.id AS "membershipId",
           m.service_account_id AS "serviceAccountId", w.handle AS "workspaceHandle", g.expires_at AS "expiresAt", m.name_key AS key
    FROM workspace_grant g
    JOIN membership m ON m.account_id = g.account_id AND m.id = g.membership_id
    JOIN workspace w ON w.account_id = g.account_id AND w.id = g.workspace_id
    WHERE g.account_id = r.account_id AND g.role_id = r.id AND ${told(page, Prisma.sql`m.id`)}
      ${narrowed(page, { key: Prisma.sql`m.name_key`, id: Prisma.sql`g.id`, text: Prisma.sql`m.search_text || ' ' || lower(w.name)` })}`,
  defaults: (page) => Prisma.sql`
    SELECT w.id, w.name, NULL AS detail, NULL::uuid AS "membershipId", NULL::uuid AS "serviceAccountId",
           w.handle AS "workspaceHandle", NULL::timestamptz AS "expiresAt", lower(w.name) AS key
    FROM workspace w
    WHERE w.account_id = r.account_id AND w.default_role_id = r.id AND ${told(page)}
      ${narrowed(page, { key: Prisma.sql`lower(w.name)`, id: Prisma.sql`w.id`, text: Prisma.sql`lower(w.name)` })}`,
  connections: (page) => Prisma.sql`
    SELECT c.id, c.name, NULL AS detail, NULL::uuid AS "membershipId", NULL::uuid AS "serviceAccountId",
           NULL AS "workspaceHandle", NULL::timestamptz AS "expiresAt", lower(c.name) AS key
    FROM sso_connection c
    WHERE c.account_id = r.account_id AND c.role_id = r.id
      ${narrowed(page, { key: Prisma.sql`lower(c.name)`, id: Prisma.sql`c.id`, text: Prisma.sql`lower(c.name)` })}`,
  groups: (page) => Prisma.sql`
    SELECT gm.id, gm."group" AS name, NULL AS detail, NULL::uuid AS "membershipId", NULL::uuid AS "serviceAccountId",
           NULL AS "workspaceHandle", NULL::timestamptz AS "expiresAt", lower(gm."group") AS key
    FROM group_mapping gm
    WHERE gm.account_id = r.account_id AND gm.role_id = r.id
      ${narrowed(page, { key: Prisma.sql`lower(gm."group")`, id: Prisma.sql`gm.id`, text: Prisma.sql`lower(gm."group")` })}`,
  // One group gives it in several workspaces, as with what invitations offer.
  group_grants: (page) => Prisma.sql`
    SELECT gm.id, gm."group" AS name, w.name AS detail, NULL::uuid AS "membershipId", NULL::uuid AS "serviceAccountId",
           w.handle AS "workspaceHandle", NULL::timestamptz AS "expiresAt", ${groupKey} AS key
    FROM group_mapping_grant q
    JOIN group_mapping gm ON gm.account_id = q.account_id AND gm.id = q.mapping_id
    JOIN workspace w ON w.account_id = q.account_id AND w.id = q.workspace_id
    WHERE q.account_id = r.account_id AND q.role_id = r.id AND ${told(page)}
      ${narrowed(page, { key: groupKey, id: Prisma.sql`gm.id`, text: Prisma.sql`lower(gm."group") || ' ' || lower(w.name)` })}`,
}

function membersOf(page: HolderPage, kind: 'USER' | 'SERVICE_ACCOUNT'): Prisma.Sql {
  return Prisma.sql`
    SELECT m.id, m.principal_name AS name, m.principal_email AS detail, m.id AS "membershipId",
           m.service_account_id AS "serviceAccountId", NULL AS "workspaceHandle", NULL::timestamptz AS "expiresAt", m.name_key AS key
    FROM membership m
    WHERE m.account_id = r.account_id AND m.role_id = r.id AND m.kind = ${kind}::"PrincipalKind"
      ${narrowed(page, { key: Prisma.sql`m.name_key`, id: Prisma.sql`m.id`, text: Prisma.sql`m.search_text` })}`
}

// What is given in a workspace is for those who see it and may read its access; `holder` is who has it, as one's own is always told.
function told({ accountId, viewerMembershipId, now }: HolderPage, holder?: Prisma.Sql): Prisma.Sql {
  const viewer = { accountId, membershipId: viewerMembershipId, now }
  const isOwn = holder ? Prisma.sql`${holder} = ${viewerMembershipId}::uuid OR` : Prisma.empty
  return Prisma.sql`${seesWorkspace(viewer)} AND (${isOwn} ${seesAccess(viewer)})`
}

type Columns = { key: Prisma.Sql; id: Prisma.Sql; text: Prisma.Sql }

function narrowed({ search, after, limit }: HolderPage, { key, id, text }: Columns): Prisma.Sql {
  const found = search ? Prisma.sql`AND ${text} LIKE lower(${containsPattern(search)})` : Prisma.empty
  const beyond = after ? Prisma.sql`AND (${key}, ${id}) > (${after.key}, ${after.id}::uuid)` : Prisma.empty
  return Prisma.sql`${found} ${beyond} ORDER BY ${key}, ${id} LIMIT ${limit}`
}
