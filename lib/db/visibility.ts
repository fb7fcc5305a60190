import { Prisma } from './generated/client'
import { isInGroup } from './group-grants'
import { permissionDefinitions, withImplied } from '@/lib/policy/permissions'
import { builtInRoles } from '@/lib/policy/roles'

/** What a statement can ask about: permissions that no ceiling holds back. */
type Reading = 'read:workspace' | 'read:workspace_access'

const givers = {
  'read:workspace': giversOf('read:workspace'),
  'read:workspace_access': giversOf('read:workspace_access'),
}

function giversOf(permission: Reading) {
  return {
    builtIns: builtInRoles.filter(({ permissions }) => permissions.has(permission)).map(({ key }) => key),
    permissions: permissionDefinitions
      .filter(({ id, isReserved }) => !isReserved && withImplied([id]).has(permission))
      .map(({ id }) => id),
  }
}

/**
 * Whether a role row lets its holder see a workspace, for statements that count or narrow; `alias` is the role's. Access model section 4
 * as far as it is about `read:workspace`, which no ceiling holds back; a test compares it with the policy's own evaluation.
 */
export function readsWorkspaces(alias: string): Prisma.Sql {
  return gives(alias, 'read:workspace')
}

function gives(alias: string, permission: Reading): Prisma.Sql {
  const role = Prisma.raw(alias)
  const { builtIns, permissions } = givers[permission]
  return Prisma.sql`coalesce(${role}.built_in = ANY(${builtIns}), ${role}.permissions && ${permissions}::text[], false)`
}

type Viewer = { accountId: string | Prisma.Sql; membershipId: string | Prisma.Sql; now: Date }

/**
 * Whether an active member sees a workspace, within a statement where `w` is the workspace: by the organization role, by the default
 * role, by a grant that has not ended at `now`, or by a group. With `OFFSET 0` each workspace is asked about by itself, from indexes: the planner would
 * else read the grants of the whole installation to answer for a page.
 */
export function seesWorkspace(member: Viewer): Prisma.Sql {
  return holds(member, 'read:workspace')
}

/** The same for whether they may read who else has access to it, which is more than to see it: ask for both. */
export function seesAccess(member: Viewer): Prisma.Sql {
  return holds(member, 'read:workspace_access')
}

function holds({ accountId, membershipId, now }: Viewer, permission: Reading): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT 1 FROM membership vm JOIN role vr ON vr.account_id = vm.account_id AND vr.id = vm.role_id
    WHERE vm.account_id = ${accountId}::uuid AND vm.id = ${membershipId}::uuid AND vm.status = 'ACTIVE' AND (
      ${gives('vr', permission)}
      OR vm.kind = 'USER' AND EXISTS (
        SELECT 1 FROM role dr WHERE dr.account_id = w.account_id AND dr.id = w.default_role_id AND ${gives('dr', permission)} OFFSET 0)
      OR EXISTS (
        SELECT 1 FROM workspace_grant vg JOIN role gr ON gr.account_id = vg.account_id AND gr.id = vg.role_id
        WHERE vg.account_id = w.account_id AND vg.workspace_id = w.id AND vg.membership_id = vm.id
          AND (vg.expires_at IS NULL OR vg.expires_at > ${now}) AND ${gives('gr', permission)} OFFSET 0)
      OR vm.kind = 'USER' AND EXISTS (
        SELECT 1 FROM group_mapping_grant q
        JOIN group_mapping qm ON qm.account_id = q.account_id AND qm.id = q.mapping_id
        JOIN role qr ON qr.account_id = q.account_id AND qr.id = q.role_id
        WHERE q.account_id = w.account_id AND q.workspace_id = w.id AND ${gives('qr', permission)} AND ${isInGroup(Prisma.sql`vm.id`)} OFFSET 0)))`
}
