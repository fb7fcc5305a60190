import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/lib/client/fetch-json'
import { apiPaths } from '@/lib/paths'
import { roleKeys } from './queries'
import type { RoleEffects } from './schema'

export const roleEffectQueries = {
  /** What giving a role these permissions would do. */
  edit: (accountId: string, roleId: string, permissions: string[]) =>
    preview(accountId, apiPaths.rolePreview(accountId, roleId, permissions)),
  /** What deleting it and giving its uses to others would do. */
  reassignment: (accountId: string, roleId: string, to: { account?: string; workspaces?: string }) =>
    preview(accountId, apiPaths.roleReassignment(accountId, roleId, to)),
  /** What giving a member another role would do. */
  memberRole: (accountId: string, membershipId: string, roleId: string) =>
    preview(accountId, apiPaths.memberRolePreview(accountId, membershipId, roleId)),
}

function preview(accountId: string, path: string) {
  return queryOptions({
    queryKey: [...roleKeys.all(accountId), 'effects', path],
    queryFn: ({ signal }) => fetchJson<RoleEffects>(path, signal),
    // It is about to be acted on: never an old one.
    staleTime: 0,
    gcTime: 0,
  })
}
