import type { GroupGrantColumn } from '@/lib/db/group-grants'
import type { GrantColumn, RoleColumn } from '@/lib/db/role-json'
import type { WorkspaceFacts } from '@/lib/policy/evaluate'
import { roleFactsOf } from './facts'

/** What a workspace gives to one membership, from the columns of a statement. */
export function workspaceFactsOf(
  defaultRole: RoleColumn | null,
  grant: GrantColumn | null,
  groupGrants: GroupGrantColumn[] | null,
): WorkspaceFacts {
  return { defaultRole: defaultRole && roleFactsOf(defaultRole), grants: grantsOf(grant, groupGrants) }
}

function grantsOf(
  grant: GrantColumn | null,
  groupGrants: GroupGrantColumn[] | null,
): WorkspaceFacts['grants'] {
  const direct = grant
    ? [{ role: roleFactsOf(grant.role), expiresAt: grant.expiresAt ? new Date(grant.expiresAt) : null }]
    : []
  const byGroups = (groupGrants ?? []).map(({ group, role }) => ({
    role: roleFactsOf(role),
    expiresAt: null,
    group,
  }))
  return [...direct, ...byGroups]
}
