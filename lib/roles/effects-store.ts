import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import type { MembershipFacts } from '@/lib/policy/evaluate'
import type { RoleRow } from './store'

export type EffectRows = {
  roles: RoleRow[]
  groups: { roleId: string; kind: MembershipFacts['kind']; members: number }[]
  workspaces: { id: string; defaultRoleId: string | null }[]
  /** membership, kind, organization role, workspace, role of the grant, end in milliseconds since 1970 or null. */
  granted: [string, MembershipFacts['kind'], string, string, string, number | null][]
  suspended: number
  invitations: number
  uses: { members: number; serviceAccounts: number; invitations: number; grants: number; defaults: number }
}

type Asked = { accountId: string; roleId: string }

/**
 * What an edit or a replacement of a role can make a difference to, in one statement: the members who have it (all members when it is the
 * default role of a workspace, as it is everybody's there), and those grants that are of it, of a member who has it, or in a workspace
 * where it is the default. Null when the account has no such role.
 */
export async function loadForRole(tx: Tx, { accountId, roleId }: Asked): Promise<EffectRows | null> {
  const role = Prisma.sql`${roleId}::uuid`
  return load(tx, accountId, {
    exists: Prisma.sql`SELECT 1 FROM role r WHERE r.account_id = ${accountId}::uuid AND r.id = ${role}`,
    members: Prisma.sql`m.role_id = ${role} OR EXISTS (
      SELECT 1 FROM workspace d WHERE d.account_id = ${accountId}::uuid AND d.default_role_id = ${role})`,
    grants: Prisma.sql`g.id IN (
      SELECT id FROM workspace_grant WHERE account_id = ${accountId}::uuid AND role_id = ${role}
      UNION ALL SELECT h.id FROM membership m
        JOIN workspace_grant h ON h.account_id = m.account_id AND h.membership_id = m.id
        WHERE m.account_id = ${accountId}::uuid AND m.role_id = ${role}
      UNION ALL SELECT h.id FROM workspace w
        JOIN workspace_grant h ON h.account_id = w.account_id AND h.workspace_id = w.id
        WHERE w.account_id = ${accountId}::uuid AND w.default_role_id = ${role})`,
    suspended: Prisma.sql`m.role_id = ${role}`,
    invitations: Prisma.sql`i.role_id = ${role}`,
    uses: role,
  })
}

/** The same for one member getting another role. Null when the account has no such membership of a user. */
export async function loadForMember(
  tx: Tx,
  { accountId, membershipId }: { accountId: string; membershipId: string },
): Promise<EffectRows | null> {
  const membership = Prisma.sql`${membershipId}::uuid`
  return load(tx, accountId, {
    exists: Prisma.sql`
      SELECT 1 FROM membership m WHERE m.account_id = ${accountId}::uuid AND m.id = ${membership} AND m.kind = 'USER'`,
    members: Prisma.sql`m.id = ${membership}`,
    grants: Prisma.sql`g.membership_id = ${membership}`,
    suspended: Prisma.sql`m.id = ${membership}`,
    invitations: Prisma.sql`FALSE`,
    uses: Prisma.sql`NULL::uuid`,
  })
}

type Conditions = Record<'exists' | 'members' | 'grants' | 'suspended' | 'invitations' | 'uses', Prisma.Sql>

async function load(tx: Tx, accountId: string, conditions: Conditions): Promise<EffectRows | null> {
  const account = Prisma.sql`${accountId}::uuid`
  const [row] = await tx.$queryRaw<{ facts: EffectRows }[]>`
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
          m.id, m.kind, m.role_id, g.workspace_id, g.role_id, extract(epoch FROM g.expires_at) * 1000)), '[]')
        FROM workspace_grant g JOIN membership m ON m.account_id = g.account_id AND m.id = g.membership_id
        WHERE g.account_id = ${account} AND m.status = 'ACTIVE' AND ${conditions.grants}),
      'suspended', (SELECT count(*)::int FROM membership m
        WHERE m.account_id = ${account} AND m.status = 'SUSPENDED' AND (${conditions.suspended})),
      'invitations', (SELECT count(*)::int FROM invitation i
        WHERE i.account_id = ${account} AND i.status = 'PENDING' AND ${conditions.invitations}),
      'uses', json_build_object(
        'members', (SELECT count(*)::int FROM membership
          WHERE account_id = ${account} AND role_id = ${conditions.uses} AND kind = 'USER'),
        'serviceAccounts', (SELECT count(*)::int FROM membership
          WHERE account_id = ${account} AND role_id = ${conditions.uses} AND kind = 'SERVICE_ACCOUNT'),
        'invitations', (SELECT count(*)::int FROM invitation
          WHERE account_id = ${account} AND role_id = ${conditions.uses} AND status = 'PENDING'),
        'grants', (SELECT count(*)::int FROM workspace_grant
          WHERE account_id = ${account} AND role_id = ${conditions.uses}),
        'defaults', (SELECT count(*)::int FROM workspace
          WHERE account_id = ${account} AND default_role_id = ${conditions.uses}))
    ) AS facts
    WHERE EXISTS (${conditions.exists})`
  return row?.facts ?? null
}
