import { isOrganizationPermission, isWorkspacePermission } from '@/lib/policy/permissions'
import { isBuiltInRoleKey, isCeiling, permissionsOfRole, type RoleFacts } from '@/lib/policy/roles'
import type { UsesWithRole } from './uses'

/** A role's row as the policy sees it; a built-in key the code does not know gives nothing. */
export function roleFactsOf(row: {
  id: string
  name: string
  builtIn: string | null
  permissions: string[]
}): RoleFacts {
  const builtIn = row.builtIn !== null && isBuiltInRoleKey(row.builtIn) ? row.builtIn : null
  return { id: row.id, name: row.name, builtIn, permissions: row.permissions }
}

/** How many permissions a role holds, and whether nothing beyond it takes effect, as the pages of those who have it show it. */
export function allowedBy(role: RoleFacts): { organization: number; workspace: number; is_ceiling: boolean } {
  const held = [...permissionsOfRole(role)]
  return {
    organization: held.filter(isOrganizationPermission).length,
    workspace: held.filter(isWorkspacePermission).length,
    is_ceiling: isCeiling(role),
  }
}

/** The uses of a role by organization role, as the rules see them. */
export function usesWithRoleOf(
  rows: readonly (Parameters<typeof roleFactsOf>[0] & Omit<UsesWithRole, 'role'>)[],
): UsesWithRole[] {
  return rows.map(({ grants, invitedWorkspaces, groupGrants, ...role }) => ({
    role: roleFactsOf(role),
    grants,
    invitedWorkspaces,
    groupGrants,
  }))
}
