import { activeAdministrators, isSuspendedUser } from '@/lib/db/active-administrators'
import { Prisma } from '@/lib/db/generated/client'
import { givenByGroups } from '@/lib/db/group-grants'
import { planEachTime } from '@/lib/db/prisma'
import type { Tx } from '@/lib/db/transaction'
import type { MembershipFacts } from '@/lib/policy/evaluate'
import type { TargetFacts } from '@/lib/members/rules'
import type { RoleRow } from './store'
import type { RoleUses } from './uses'
import { usesOf, usesUnderCeilings, type UsesWithRoleRow } from './uses-store'

export type EffectRows = {
  roles: RoleRow[]
  groups: { roleId: string; kind: MembershipFacts['kind']; members: number }[]
  workspaces: { id: string; defaultRoleId: string | null }[]
  /**
   * Membership, kind, organization role, workspace, role of the grant (by hand or by a group), end in milliseconds since 1970 or null.
   */
  granted: [string, MembershipFacts['kind'], string, string, string, number | null][]
  suspended: number
  invitations: number
}
/** With what the rules for a role need. */
export type RoleEffectRows = EffectRows & { uses: RoleUses; underCeilings: UsesWithRoleRow[] }
/** With what the rules for a member need. */
export type MemberEffectRows = EffectRows & {
  target: Pick<TargetFacts, 'status' | 'isUserSuspended'> & { roleId: string; roleGroup: string | null }
  /** Counted no further than two. */
  activeAdministrators: number
}

type Asked = { accountId: string; roleId: string }

/**
 * What an edit or a replacement of a role can make a difference to, in one statement: the members who have it (all members when it is the
 * default role of a workspace, as it is everybody's there), and those grants that are of it or of a member who has it, or that decide
 * whether its being a default role matters. Null when the account has no such role.
 */
export async function loadForRole(tx: Tx, { accountId, roleId }: Asked): Promise<RoleEffectRows | null> {
  const account = Prisma.sql`${accountId}::uuid`
  const role = Prisma.sql`${roleId}::uuid`
  return load<RoleEffectRows>(tx, accountId, {
    exists: Prisma.sql`SELECT 1 FROM role r WHERE r.account_id = ${account} AND r.id = ${role}`,
    members: Prisma.sql`m.role_id = ${role} OR EXISTS (
      SELECT 1 FROM workspace d WHERE d.account_id = ${account} AND d.default_role_id = ${role})`,
    grants: Prisma.sql`g.id IN (
      SELECT id FROM workspace_grant WHERE account_id = ${account} AND role_id = ${role}
      UNION ALL SELECT h.id FROM membership m
        JOIN workspace_grant h ON h.account_id = m.account_id AND h.membership_id = m.id
        WHERE m.account_id = ${account} AND m.role_id = ${role}
      UNION ALL ${decisiveGrants(account, role)})`,
    // All of what groups give: those who have a role by hand and another by a group have both in the workspace.
    groups: Prisma.sql`TRUE`,
    suspended: Prisma.sql`m.role_id = ${role}`,
    invitations: Prisma.sql`i.role_id = ${role} OR EXISTS (
      SELECT 1 FROM invitation_workspace iw
      WHERE iw.account_id = i.account_id AND iw.invitation_id = i.id AND iw.role_id = ${role})`,
    particular: Prisma.sql`'uses', (
      SELECT row_to_json(uses) FROM role r CROSS JOIN LATERAL ${usesOf('r')} uses
      WHERE r.account_id = ${account} AND r.id = ${role}),
      'underCeilings', (SELECT ${usesUnderCeilings('r')} FROM role r WHERE r.account_id = ${account} AND r.id = ${role})`,
  })
}

/**
 * Where a role is the default, a grant of another role can only spare its member some of what the default's change does. It matters to a
 * count when that is so in each of those workspaces, or for each member of a group in one of them: in an account of many members for few of
 * the grants there are.
 */
function decisiveGrants(account: Prisma.Sql, role: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    WITH near AS MATERIALIZED (
      SELECT h.id, h.membership_id, h.workspace_id, m.role_id, m.kind FROM workspace w
      JOIN workspace_grant h ON h.account_id = w.account_id AND h.workspace_id = w.id
      JOIN membership m ON m.account_id = h.account_id AND m.id = h.membership_id
      WHERE w.account_id = ${account} AND w.default_role_id = ${role} AND m.status = 'ACTIVE')
    SELECT id FROM near
    WHERE membership_id IN (
        SELECT membership_id FROM near GROUP BY membership_id HAVING count(*) >= (
          SELECT count(*) FROM workspace WHERE account_id = ${account} AND default_role_id = ${role}))
      OR (workspace_id, role_id, kind) IN (
        SELECT here.workspace_id, here.role_id, here.kind
        FROM (SELECT workspace_id, role_id, kind, count(*) AS members FROM near GROUP BY workspace_id, role_id, kind) here
        JOIN (SELECT role_id, kind, count(*) AS members FROM membership
              WHERE account_id = ${account} AND status = 'ACTIVE' GROUP BY role_id, kind) everywhere USING (role_id, kind)
        WHERE here.members >= everywhere.members))`
}

/** The same for one member getting another role. Null when the account has no such membership of a user. */
export async function loadForMember(
  tx: Tx,
  { accountId, membershipId }: { accountId: string; membershipId: string },
): Promise<MemberEffectRows | null> {
  const account = Prisma.sql`${accountId}::uuid`
  const membership = Prisma.sql`${membershipId}::uuid`
  return load<MemberEffectRows>(tx, accountId, {
    exists: Prisma.sql`
      SELECT 1 FROM membership m WHERE m.account_id = ${account} AND m.id = ${membership} AND m.kind = 'USER'`,
    members: Prisma.sql`m.id = ${membership}`,
    grants: Prisma.sql`g.membership_id = ${membership}`,
    groups: Prisma.sql`qg.membership_id = ${membership}`,
    suspended: Prisma.sql`m.id = ${membership}`,
    invitations: Prisma.sql`FALSE`,
    particular: Prisma.sql`
      'target', (SELECT json_build_object(
          'roleId', m.role_id, 'status', m.status, 'isUserSuspended', ${isSuspendedUser('m')}, 'roleGroup', (
            SELECT gm."group" FROM group_mapping gm WHERE gm.account_id = m.account_id AND gm.id = m.role_source_id))
        FROM membership m WHERE m.account_id = ${account} AND m.id = ${membership}),
      'activeAdministrators', ${activeAdministrators(accountId)}`,
  })
}

type Conditions = Record<
  'exists' | 'members' | 'grants' | 'groups' | 'suspended' | 'invitations' | 'particular',
  Prisma.Sql
>

async function load<Rows extends EffectRows>(
  tx: Tx,
  accountId: string,
  conditions: Conditions,
): Promise<Rows | null> {
  const account = Prisma.sql`${accountId}::uuid`
  const [row] = await tx.$queryRaw<{ facts: Rows }[]>`
    ${planEachTime}
    WITH by_group AS MATERIALIZED (SELECT * FROM ${givenByGroups(accountId, conditions.groups)} given)
    SELECT json_build_object(
      'roles', (SELECT json_agg(json_build_object(
          'id', id, 'builtIn', built_in, 'name', name, 'description', description, 'permissions', permissions, 'version', version))
        FROM role WHERE account_id = ${account}),
      'groups', (SELECT coalesce(json_agg(json_build_object('roleId', role_id, 'kind', kind, 'members', members)), '[]') FROM (
        SELECT m.role_id, m.kind, count(*)::int AS members FROM membership m
        WHERE m.account_id = ${account} AND m.status = 'ACTIVE' AND (${conditions.members}) GROUP BY m.role_id, m.kind) one),
      'workspaces', (SELECT coalesce(json_agg(json_build_object('id', id, 'defaultRoleId', default_role_id)), '[]')
        FROM workspace WHERE account_id = ${account}),
      'granted', (SELECT coalesce(json_agg(json_build_array(
          m.id, m.kind, m.role_id, given.workspace_id, given.role_id, extract(epoch FROM given.expires_at) * 1000)), '[]')
        FROM (
          SELECT g.membership_id, g.workspace_id, g.role_id, g.expires_at FROM workspace_grant g
          WHERE g.account_id = ${account} AND ${conditions.grants}
          UNION ALL SELECT membership_id, workspace_id, role_id, NULL FROM by_group
          UNION ALL SELECT g.membership_id, g.workspace_id, g.role_id, g.expires_at
          FROM by_group b JOIN workspace_grant g
            ON g.account_id = ${account} AND g.workspace_id = b.workspace_id AND g.membership_id = b.membership_id) given
        JOIN membership m ON m.account_id = ${account} AND m.id = given.membership_id
        WHERE m.status = 'ACTIVE'),
      'suspended', (SELECT count(*)::int FROM membership m
        WHERE m.account_id = ${account} AND m.status = 'SUSPENDED' AND (${conditions.suspended})),
      'invitations', (SELECT count(*)::int FROM invitation i
        WHERE i.account_id = ${account} AND i.status = 'PENDING' AND (${conditions.invitations})),
      ${conditions.particular}
    ) AS facts
    WHERE EXISTS (${conditions.exists})`
  return row?.facts ?? null
}
