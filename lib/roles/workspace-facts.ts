import type { GrantColumn, RoleColumn } from '@/lib/db/role-json'
import type { WorkspaceFacts } from '@/lib/policy/evaluate'
import { roleFactsOf } from './facts'

/** What a workspace gives to one membership, from the columns of a statement. */
export function workspaceFactsOf(defaultRole: RoleColumn | null, grant: GrantColumn | null): WorkspaceFacts {
  return {
    defaultRole: defaultRole && roleFactsOf(defaultRole),
    grants: grant
      ? [{ role: roleFactsOf(grant.role), expiresAt: grant.expiresAt ? new Date(grant.expiresAt) : null }]
      : [],
  }
}
