import { planEachTime } from '@/lib/db/prisma'
import { roleJson, type RoleColumn } from '@/lib/db/role-json'
import type { MembershipStatus, PrincipalKind } from '@/lib/db/generated/enums'
import type { Tx } from '@/lib/db/transaction'

/** A grant and, where its person belongs to the other account, their place there. */
export type MovingGrant = {
  membershipId: string
  name: string
  kind: PrincipalKind
  status: MembershipStatus
  role: RoleColumn
  expiresAt: string | null
  there: { membershipId: string; status: MembershipStatus; role: RoleColumn } | null
}

/** A role that a group gives in the workspace. */
export type GroupGrant = { mappingId: string; group: string; role: RoleColumn }

export type TransferFacts = {
  grants: MovingGrant[]
  groupGrants: GroupGrant[]
  /** The roles there that are built in, by key. */
  roles: RoleColumn[]
  invitations: number
  isHandleTaken: boolean
}

type Asked = { accountId: string; workspaceId: string; toAccountId: string; handle: string; now: Date }

/** What a transfer meets, in one statement; grants that are over stay behind unmentioned. */
export async function loadTransfer(tx: Tx, asked: Asked): Promise<TransferFacts> {
  const { accountId, workspaceId, toAccountId, handle, now } = asked
  const [row] = await tx.$queryRaw<TransferFacts[]>`
    ${planEachTime}
    SELECT (SELECT coalesce(json_agg(found.* ORDER BY found.name_key), '[]') FROM (
        SELECT m.id AS "membershipId", m.principal_name AS name, m.kind, m.status, ${roleJson('gr')} AS role, g.expires_at AS "expiresAt", g.name_key,
          CASE WHEN tm.id IS NOT NULL THEN
            json_build_object('membershipId', tm.id, 'status', tm.status, 'role', ${roleJson('tr')}) END AS there
        FROM workspace_grant g
        -- Each by its key, whatever the planner believes of accounts that it has not counted yet.
        CROSS JOIN LATERAL (
          SELECT m.* FROM membership m WHERE m.account_id = g.account_id AND m.id = g.membership_id LIMIT 1) m
        JOIN role gr ON gr.account_id = g.account_id AND gr.id = g.role_id
        LEFT JOIN LATERAL (
          SELECT t.* FROM membership t WHERE t.account_id = ${toAccountId}::uuid AND t.user_id = m.user_id LIMIT 1) tm ON TRUE
        LEFT JOIN role tr ON tr.account_id = tm.account_id AND tr.id = tm.role_id
        WHERE g.account_id = ${accountId}::uuid AND g.workspace_id = ${workspaceId}::uuid
          AND (g.expires_at IS NULL OR g.expires_at > ${now})) found) AS grants,
      (SELECT coalesce(json_agg(json_build_object('mappingId', q.mapping_id, 'group', gm."group", 'role', ${roleJson('qr')})
          ORDER BY gm.position, gm.id), '[]')
        FROM group_mapping_grant q
        JOIN group_mapping gm ON gm.account_id = q.account_id AND gm.id = q.mapping_id
        JOIN role qr ON qr.account_id = q.account_id AND qr.id = q.role_id
        WHERE q.account_id = ${accountId}::uuid AND q.workspace_id = ${workspaceId}::uuid) AS "groupGrants",
      (SELECT json_agg(${roleJson('r')}) FROM role r WHERE r.account_id = ${toAccountId}::uuid AND r.built_in IS NOT NULL) AS roles,
      (SELECT count(*)::int FROM invitation_workspace iw
        JOIN invitation i ON i.account_id = iw.account_id AND i.id = iw.invitation_id
        WHERE iw.account_id = ${accountId}::uuid AND iw.workspace_id = ${workspaceId}::uuid AND i.status = 'PENDING') AS invitations,
      EXISTS (SELECT FROM workspace WHERE account_id = ${toAccountId}::uuid AND lower(handle) = lower(${handle})) AS "isHandleTaken"`
  return row ?? { grants: [], groupGrants: [], roles: [], invitations: 0, isHandleTaken: false }
}

type Move = {
  accountId: string
  workspaceId: string
  toAccountId: string
  handle: string
  defaultRoleId: string | null
  runsKeptUntil: Date | null
  grants: { membershipId: string; roleId: string; expiresAt: string | null }[]
}

/** Makes the workspace anew in the other account, with its id and what can move, and ends the old one. */
export async function moveWorkspace(tx: Tx, move: Move): Promise<void> {
  const { accountId, workspaceId, toAccountId, handle, defaultRoleId, runsKeptUntil, grants } = move
  await tx.$executeRaw`
    INSERT INTO workspace (account_id, id, name, handle, description, default_role_id, runs_kept_until, created_at, updated_at)
    SELECT ${toAccountId}::uuid, id, name, ${handle}, description, ${defaultRoleId}::uuid,
      greatest(runs_kept_until, ${runsKeptUntil}::timestamptz), created_at, now()
    FROM workspace WHERE account_id = ${accountId}::uuid AND id = ${workspaceId}::uuid`
  if (grants.length > 0) {
    const [memberships, roles, ends] = [
      grants.map(({ membershipId }) => membershipId),
      grants.map(({ roleId }) => roleId),
      grants.map(({ expiresAt }) => expiresAt),
    ]
    // As three values, however many they are: a statement has room for 65,535.
    await tx.$executeRaw`
      INSERT INTO workspace_grant (account_id, id, workspace_id, membership_id, role_id, expires_at, updated_at)
      SELECT ${toAccountId}::uuid, gen_random_uuid(), ${workspaceId}::uuid, given.membership_id, given.role_id, given.expires_at, now()
      FROM unnest(${memberships}::uuid[], ${roles}::uuid[], ${ends}::timestamptz[]) given (membership_id, role_id, expires_at)`
  }
  await tx.workspace.delete({
    where: { accountId_id: { accountId, id: workspaceId } },
    select: { id: true },
  })
}
