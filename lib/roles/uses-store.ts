import { Prisma } from '@/lib/db/generated/client'
import { planEachTime } from '@/lib/db/prisma'
import { seesAccess, seesWorkspace } from '@/lib/db/visibility'
import type { RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'
import { builtInRoles } from '@/lib/policy/roles'
import type { RoleUses } from './uses'

/** Counts of members go this far; more are estimated. */
export const countLimit = 10_000

/** How often a role is used, as a row of a lateral join; `alias` is the role's. */
export function usesOf(alias: string): Prisma.Sql {
  const role = Prisma.raw(alias)
  const held = (kind: string) => Prisma.sql`(
    SELECT count(*)::int FROM (
      SELECT 1 FROM membership m
      WHERE m.account_id = ${role}.account_id AND m.role_id = ${role}.id AND m.kind = ${kind}::"PrincipalKind" LIMIT ${countLimit}) c)`
  return Prisma.sql`(
    SELECT ${held('USER')} AS members, ${held('SERVICE_ACCOUNT')} AS "serviceAccounts",
      (SELECT count(*)::int FROM (
        SELECT 1 FROM membership m
        WHERE m.account_id = ${role}.account_id AND m.role_by_hand_id = ${role}.id LIMIT ${countLimit}) c) AS returning,
      (SELECT count(*)::int FROM invitation i
       WHERE i.account_id = ${role}.account_id AND i.role_id = ${role}.id AND i.status = 'PENDING') AS invitations,
      (SELECT count(*)::int FROM invitation_workspace iw JOIN invitation i ON i.account_id = iw.account_id AND i.id = iw.invitation_id
       WHERE iw.account_id = ${role}.account_id AND iw.role_id = ${role}.id AND i.status = 'PENDING') AS "invitedWorkspaces",
      (SELECT count(*)::int FROM workspace_grant g
       WHERE g.account_id = ${role}.account_id AND g.role_id = ${role}.id) AS grants,
      (SELECT count(*)::int FROM workspace w
       WHERE w.account_id = ${role}.account_id AND w.default_role_id = ${role}.id) AS defaults,
      (SELECT count(*)::int FROM sso_connection c
       WHERE c.account_id = ${role}.account_id AND c.role_id = ${role}.id) AS connections,
      (SELECT count(*)::int FROM group_mapping gm
       WHERE gm.account_id = ${role}.account_id AND gm.role_id = ${role}.id) AS groups,
      (SELECT count(*)::int FROM group_mapping_grant q
       WHERE q.account_id = ${role}.account_id AND q.role_id = ${role}.id) AS "groupGrants")`
}

/** The members who hold a role as the planner estimates them, where there are more than are counted; null otherwise. */
export function estimateOf(alias: string): Prisma.Sql {
  const role = Prisma.raw(alias)
  return Prisma.sql`CASE WHEN uses.members >= ${countLimit}
    THEN estimated_rows(format('SELECT FROM membership WHERE role_id = %L', ${role}.id))::int END`
}

/** How often one role is used. */
export async function countUses(tx: Tx, accountId: string, roleId: string): Promise<RoleUses> {
  const [row] = await tx.$queryRaw<RoleUses[]>`
    SELECT uses.* FROM role r CROSS JOIN LATERAL ${usesOf('r')} uses
    WHERE r.account_id = ${accountId}::uuid AND r.id = ${roleId}::uuid`
  if (!row) throw new Error('the uses of a role that is not there were counted')
  return row
}

export type UsesWithRoleRow = RoleColumn & { grants: number; invitedWorkspaces: number; groupGrants: number }

/**
 * How often a role is used in workspaces by those whose organization role is a ceiling, or is this very role: as JSON, by organization
 * role; `alias` is the used role's.
 */
export function usesUnderCeilings(alias: string): Prisma.Sql {
  const role = Prisma.raw(alias)
  return Prisma.sql`(
    SELECT coalesce(json_agg(json_build_object(
      'id', o.id, 'name', o.name, 'builtIn', o.built_in, 'permissions', o.permissions,
      'grants', (
        SELECT count(*)::int FROM workspace_grant g
        JOIN membership m ON m.account_id = g.account_id AND m.id = g.membership_id
        WHERE g.account_id = ${role}.account_id AND g.role_id = ${role}.id AND m.role_id = o.id),
      'invitedWorkspaces', (
        SELECT count(*)::int FROM invitation_workspace iw
        JOIN invitation i ON i.account_id = iw.account_id AND i.id = iw.invitation_id
        WHERE iw.account_id = ${role}.account_id AND iw.role_id = ${role}.id AND i.status = 'PENDING' AND i.role_id = o.id),
      'groupGrants', (
        SELECT count(*)::int FROM group_mapping_grant q
        JOIN group_mapping gm ON gm.account_id = q.account_id AND gm.id = q.mapping_id
        WHERE q.account_id = ${role}.account_id AND q.role_id = ${role}.id AND gm.role_id = o.id))), '[]')
    FROM role o WHERE o.account_id = ${role}.account_id AND (o.id = ${role}.id OR o.built_in = ANY(${ceilings})))`
}

/** The same, of one role. */
export async function countUsesUnderCeilings(
  tx: Tx,
  accountId: string,
  roleId: string,
): Promise<UsesWithRoleRow[]> {
  const [row] = await tx.$queryRaw<{ held: UsesWithRoleRow[] }[]>`
    SELECT ${usesUnderCeilings('r')} AS held FROM role r
    WHERE r.account_id = ${accountId}::uuid AND r.id = ${roleId}::uuid`
  return row?.held ?? []
}

const ceilings = builtInRoles.filter(({ isCeiling }) => isCeiling).map(({ key }) => key)

type FirstUsers = {
  accountId: string
  roleId: string
  viewer: { membershipId: string; readsInvitations: boolean; readsProviders: boolean; now: Date }
  limit: number
}

/**
 * The names of the first few who use a role, as far as the viewer may know of them: of members and service accounts, then of invited
 * addresses, then of workspaces they can open and whose access they may read, then of connections and groups of identity providers.
 */
export async function listFirstUsers(
  tx: Tx,
  { accountId, roleId, viewer, limit }: FirstUsers,
): Promise<string[]> {
  const role = Prisma.sql`account_id = ${accountId}::uuid AND role_id = ${roleId}::uuid`
  const reader = { accountId, membershipId: viewer.membershipId, now: viewer.now }
  const isSeen = Prisma.sql`${seesWorkspace(reader)} AND ${seesAccess(reader)}`
  const rows = await tx.$queryRaw<{ name: string }[]>`
    ${planEachTime}
    (SELECT principal_name AS name FROM membership WHERE ${role} ORDER BY name_key, id LIMIT ${limit})
    UNION ALL (
      SELECT principal_name FROM membership
      WHERE account_id = ${accountId}::uuid AND role_by_hand_id = ${roleId}::uuid ORDER BY name_key, id LIMIT ${limit})
    UNION ALL (
      SELECT email FROM invitation
      WHERE ${role} AND status = 'PENDING' AND ${viewer.readsInvitations} ORDER BY id LIMIT ${limit})
    UNION ALL (
      SELECT m.principal_name || ' in ' || w.name FROM workspace_grant g
      JOIN membership m ON m.account_id = g.account_id AND m.id = g.membership_id
      JOIN workspace w ON w.account_id = g.account_id AND w.id = g.workspace_id
      WHERE g.account_id = ${accountId}::uuid AND g.role_id = ${roleId}::uuid AND ${isSeen} ORDER BY g.id LIMIT ${limit})
    UNION ALL (
      SELECT w.name FROM workspace w
      WHERE w.account_id = ${accountId}::uuid AND w.default_role_id = ${roleId}::uuid AND ${isSeen} ORDER BY w.id LIMIT ${limit})
    UNION ALL (
      SELECT i.email || ' in ' || w.name FROM invitation_workspace iw
      JOIN invitation i ON i.account_id = iw.account_id AND i.id = iw.invitation_id
      JOIN workspace w ON w.account_id = iw.account_id AND w.id = iw.workspace_id
      WHERE iw.account_id = ${accountId}::uuid AND iw.role_id = ${roleId}::uuid AND i.status = 'PENDING'
        AND ${viewer.readsInvitations} AND ${isSeen}
      ORDER BY i.id, w.id LIMIT ${limit})
    UNION ALL (
      SELECT 'connection ' || name FROM sso_connection
      WHERE ${role} AND ${viewer.readsProviders} ORDER BY id LIMIT ${limit})
    UNION ALL (
      SELECT 'group ' || gm."group" FROM group_mapping gm
      WHERE gm.account_id = ${accountId}::uuid AND ${viewer.readsProviders} AND (gm.role_id = ${roleId}::uuid OR EXISTS (
        SELECT FROM group_mapping_grant q
        WHERE q.account_id = gm.account_id AND q.mapping_id = gm.id AND q.role_id = ${roleId}::uuid))
      ORDER BY gm.position, gm.id LIMIT ${limit})
    LIMIT ${limit}`
  return rows.map(({ name }) => name)
}

export type Replacement = { accountId: string; roleId: string; toRoleId: string; limit: number }

type ReplacedMember = { id: string; name: string; userId: string | null }

/** Gives some of the holders of a role another one. */
export async function replaceHeld(tx: Tx, { accountId, roleId, toRoleId, limit }: Replacement) {
  return tx.$queryRaw<ReplacedMember[]>`
    UPDATE membership m SET role_id = ${toRoleId}::uuid, updated_at = now()
    WHERE m.account_id = ${accountId}::uuid AND m.id IN (
      SELECT id FROM membership WHERE account_id = ${accountId}::uuid AND role_id = ${roleId}::uuid ORDER BY name_key, id LIMIT ${limit})
    RETURNING m.id, m.principal_name AS name, m.user_id AS "userId"`
}

/** Has some of those who return to a role once no group gives them one return to another. */
export async function replaceKept(tx: Tx, { accountId, roleId, toRoleId, limit }: Replacement) {
  return tx.$queryRaw<ReplacedMember[]>`
    UPDATE membership m SET role_by_hand_id = ${toRoleId}::uuid, updated_at = now()
    WHERE m.account_id = ${accountId}::uuid AND m.id IN (
      SELECT id FROM membership WHERE account_id = ${accountId}::uuid AND role_by_hand_id = ${roleId}::uuid ORDER BY id LIMIT ${limit})
    RETURNING m.id, m.principal_name AS name, m.user_id AS "userId"`
}

/** Offers another role in some of the pending invitations that offer this one. */
export async function replaceInvited(tx: Tx, { accountId, roleId, toRoleId, limit }: Replacement) {
  return tx.$queryRaw<{ id: string; email: string }[]>`
    UPDATE invitation i SET role_id = ${toRoleId}::uuid, updated_at = now()
    WHERE i.account_id = ${accountId}::uuid AND i.id IN (
      SELECT id FROM invitation WHERE account_id = ${accountId}::uuid AND role_id = ${roleId}::uuid AND status = 'PENDING'
      ORDER BY id LIMIT ${limit})
    RETURNING i.id, i.email`
}

type ReplacedInWorkspace = { workspaceId: string; workspaceName: string; name: string | null }

/** Replaces the role in some of its grants. */
export async function replaceGranted(tx: Tx, { accountId, roleId, toRoleId, limit }: Replacement) {
  return tx.$queryRaw<ReplacedInWorkspace[]>`
    UPDATE workspace_grant g SET role_id = ${toRoleId}::uuid, updated_at = now(), version = g.version + 1
    FROM membership m, workspace w
    WHERE g.account_id = ${accountId}::uuid AND g.id IN (
        SELECT id FROM workspace_grant WHERE account_id = ${accountId}::uuid AND role_id = ${roleId}::uuid ORDER BY id LIMIT ${limit})
      AND m.account_id = g.account_id AND m.id = g.membership_id AND w.account_id = g.account_id AND w.id = g.workspace_id
    RETURNING w.id AS "workspaceId", w.name AS "workspaceName", m.principal_name AS name`
}

/** Replaces the role as the default of some workspaces. */
export async function replaceDefault(tx: Tx, { accountId, roleId, toRoleId, limit }: Replacement) {
  return tx.$queryRaw<ReplacedInWorkspace[]>`
    UPDATE workspace w SET default_role_id = ${toRoleId}::uuid, updated_at = now()
    WHERE w.account_id = ${accountId}::uuid AND w.id IN (
      SELECT id FROM workspace WHERE account_id = ${accountId}::uuid AND default_role_id = ${roleId}::uuid ORDER BY id LIMIT ${limit})
    RETURNING w.id AS "workspaceId", w.name AS "workspaceName", NULL AS name`
}

/** Offers another role in some of the workspaces for which pending invitations offer this one. */
export async function replaceInvitedInWorkspaces(
  tx: Tx,
  { accountId, roleId, toRoleId, limit }: Replacement,
) {
  return tx.$queryRaw<{ id: string; email: string; workspaceName: string }[]>`
    UPDATE invitation_workspace iw SET role_id = ${toRoleId}::uuid
    FROM invitation i, workspace w
    WHERE iw.account_id = ${accountId}::uuid AND (iw.invitation_id, iw.workspace_id) IN (
        SELECT o.invitation_id, o.workspace_id FROM invitation_workspace o
        JOIN invitation p ON p.account_id = o.account_id AND p.id = o.invitation_id
        WHERE o.account_id = ${accountId}::uuid AND o.role_id = ${roleId}::uuid AND p.status = 'PENDING'
        ORDER BY o.invitation_id, o.workspace_id LIMIT ${limit})
      AND i.account_id = iw.account_id AND i.id = iw.invitation_id AND w.account_id = iw.account_id AND w.id = iw.workspace_id
    RETURNING i.id, i.email, w.name AS "workspaceName"`
}

/**
 * Lets go of a role in invitations that were answered, which nobody can accept any more: they name Member instead, and what they were
 * is in the audit log.
 */
export async function releaseAnswered(tx: Tx, accountId: string, roleId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM invitation_workspace iw USING invitation i
    WHERE iw.account_id = ${accountId}::uuid AND iw.role_id = ${roleId}::uuid
      AND i.account_id = iw.account_id AND i.id = iw.invitation_id AND i.status <> 'PENDING'`
  await tx.$executeRaw`
    UPDATE invitation SET role_id = (SELECT id FROM role WHERE account_id = ${accountId}::uuid AND built_in = 'MEMBER')
    WHERE account_id = ${accountId}::uuid AND role_id = ${roleId}::uuid AND status <> 'PENDING'`
}

/** Gives another role to those who come through some of the connections that give this one. */
export async function replaceConnected(tx: Tx, { accountId, roleId, toRoleId, limit }: Replacement) {
  return tx.$queryRaw<{ id: string; name: string }[]>`
    UPDATE sso_connection c SET role_id = ${toRoleId}::uuid, updated_at = now(), version = c.version + 1
    WHERE c.account_id = ${accountId}::uuid AND c.id IN (
      SELECT id FROM sso_connection WHERE account_id = ${accountId}::uuid AND role_id = ${roleId}::uuid ORDER BY id LIMIT ${limit})
    RETURNING c.id, c.name`
}

/** The same for some of the groups that give it as organization role; those who are in them got the other one as its holders. */
export async function replaceMapped(tx: Tx, { accountId, roleId, toRoleId, limit }: Replacement) {
  return tx.$queryRaw<{ id: string; name: string }[]>`
    UPDATE group_mapping gm SET role_id = ${toRoleId}::uuid, updated_at = now(), version = gm.version + 1
    WHERE gm.account_id = ${accountId}::uuid AND gm.id IN (
      SELECT id FROM group_mapping WHERE account_id = ${accountId}::uuid AND role_id = ${roleId}::uuid ORDER BY id LIMIT ${limit})
    RETURNING gm.id, gm."group" AS name`
}

/** The same for some of what groups give in workspaces. */
export async function replaceMappedInWorkspaces(tx: Tx, { accountId, roleId, toRoleId, limit }: Replacement) {
  return tx.$queryRaw<{ id: string; name: string; workspaceName: string }[]>`
    WITH replaced AS (
      UPDATE group_mapping_grant q SET role_id = ${toRoleId}::uuid
      WHERE q.account_id = ${accountId}::uuid AND (q.mapping_id, q.workspace_id) IN (
        SELECT mapping_id, workspace_id FROM group_mapping_grant
        WHERE account_id = ${accountId}::uuid AND role_id = ${roleId}::uuid ORDER BY mapping_id, workspace_id LIMIT ${limit})
      RETURNING q.mapping_id, q.workspace_id),
    edited AS (
      UPDATE group_mapping gm SET updated_at = now(), version = gm.version + 1
      WHERE gm.account_id = ${accountId}::uuid AND gm.id IN (SELECT mapping_id FROM replaced)
      RETURNING gm.id, gm."group")
    SELECT e.id, e."group" AS name, w.name AS "workspaceName"
    FROM replaced r JOIN edited e ON e.id = r.mapping_id
    JOIN workspace w ON w.account_id = ${accountId}::uuid AND w.id = r.workspace_id`
}
