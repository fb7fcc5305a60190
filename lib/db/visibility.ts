import { Prisma } from './generated/client'
import { permissionDefinitions, withImplied } from '@/lib/policy/permissions'
import { builtInRoles } from '@/lib/policy/roles'

const readingBuiltIns = builtInRoles
  .filter(({ permissions }) => permissions.has('read:workspace'))
  .map(({ key }) => key)
const readingPermissions = permissionDefinitions
  .filter(({ id, isReserved }) => !isReserved && withImplied([id]).has('read:workspace'))
  .map(({ id }) => id)

/**
 * Whether a role row lets its holder see a workspace, for statements that count or narrow; `alias` is the role's. Access model section 4
 * as far as it is about `read:workspace`, which no ceiling holds back; a test compares it with the policy's own evaluation.
 */
export function readsWorkspaces(alias: string): Prisma.Sql {
  const role = Prisma.raw(alias)
  return Prisma.sql`coalesce(${role}.built_in = ANY(${readingBuiltIns}), ${role}.permissions && ${readingPermissions}::text[], false)`
}

/**
 * Whether an active member sees a workspace, within a statement where `w` is the workspace: by the organization role, by the default
 * role, or by a grant that has not ended at `now`. With `OFFSET 0` each workspace is asked about by itself, from indexes: the planner would
 * else read the grants of the whole installation to answer for a page.
 */
export function seesWorkspace(member: {
  accountId: string | Prisma.Sql
  membershipId: string | Prisma.Sql
  now: Date
}): Prisma.Sql {
  const { accountId, membershipId, now } = member
  return Prisma.sql`EXISTS (
    SELECT 1 FROM membership vm JOIN role vr ON vr.account_id = vm.account_id AND vr.id = vm.role_id
    WHERE vm.account_id = ${accountId}::uuid AND vm.id = ${membershipId}::uuid AND vm.status = 'ACTIVE' AND (
      ${readsWorkspaces('vr')}
      OR vm.kind = 'USER' AND EXISTS (
        SELECT 1 FROM role dr WHERE dr.account_id = w.account_id AND dr.id = w.default_role_id AND ${readsWorkspaces('dr')} OFFSET 0)
      OR EXISTS (
        SELECT 1 FROM workspace_grant vg JOIN role gr ON gr.account_id = vg.account_id AND gr.id = vg.role_id
        WHERE vg.account_id = w.account_id AND vg.workspace_id = w.id AND vg.membership_id = vm.id
          AND (vg.expires_at IS NULL OR vg.expires_at > ${now}) AND ${readsWorkspaces('gr')} OFFSET 0)))`
}
