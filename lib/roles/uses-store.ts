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
      (SELECT count(*)::int FROM invitation i
       WHERE i.account_id = ${role}.account_id AND i.role_id = ${role}.id AND i.status = 'PENDING') AS invitations,
      (SELECT count(*)::int FROM invitation_workspace iw JOIN invitation i ON i.account_id = iw.account_id AND i.id = iw.invitation_id
       WHERE iw.account_id = ${role}.account_id AND iw.role_id = ${role}.id AND i.status = 'PENDING') AS "invitedWorkspaces",
      (SELECT count(*)::int FROM workspace_grant g
       WHERE g.account_id = ${role}.account_id AND g.role_id = ${role}.id) AS grants,
      (SELECT count(*)::int FROM workspace w
       WHERE w.account_id = ${role}.account_id AND w.default_role_id = ${role}.id) AS defaults)`
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

export type UsesWithRoleRow = RoleColumn & { grants: number; invitedWorkspaces: number }

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
        WHERE iw.account_id = ${role}.account_id AND iw.role_id = ${role}.id AND i.status = 'PENDING' AND i.role_id = o.id))), '[]')
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
  viewer: { membershipId: string; readsInvitations: boolean; now: Date }
  limit: number
}

/**
 * The names of the first few who use a role, as far as the viewer may know of them: of members and service accounts, then of invited
 * addresses, then of workspaces they can open and whose access they may read.
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
    LIMIT ${limit}`
  return rows.map(({ name }) => name)
}

type Replacement = { accountId: string; roleId: string; toRoleId: string; limit: number }

type ReplacedMember = { id: string; name: string; userId: string | null }

/** Gives some of the holders of a role another one. */
export async function replaceHeld(tx: Tx, { accountId, roleId, toRoleId, limit }: Replacement) {
  return tx.$queryRaw<ReplacedMember[]>`
    UPDATE membership m SET role_id = ${toRoleId}::uuid, updated_at = now()
    WHERE m.account_id = ${accountId}::uuid AND m.id IN (
      SELECT id FROM membership WHERE account_id = ${accountId}::uuid AND role_id = ${roleId}::uuid ORDER BY name_key, id LIMIT ${limit})
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
