import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { eventsQuery } from '@/lib/audit/queries'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import type { MemberWorkspaceView } from '@/lib/workspaces/schema'
import { memberKeys } from './queries'
import type { EffectivePermissions, MemberDetail, PermissionExplanation } from './schema'

/** How many workspaces the page of a member or service account shows at once. */
export const memberWorkspacesPerPage = 10

/** Before the names of their search and page in the URL. */
export const memberWorkspacesPrefix = 'workspaces-'

/** Where something about one member or service account is read, and the key that a change of them makes stale. */
type ReadOf = { key: readonly unknown[]; path: string }

/** One page of the workspaces that a member or service account can open, as the URL asks for it. */
export function openedWorkspacesQuery({ key, path }: ReadOf, query: ListQuery) {
  return queryOptions({
    queryKey: [...key, 'workspaces', query] as const,
    queryFn: ({ signal }) =>
      fetchPage<MemberWorkspaceView>(path + listSearch(query, memberWorkspacesPerPage), signal),
    placeholderData: keepPreviousData,
  })
}

/** The answer to a question about a member or service account; the path holds the question. */
export function explanationQuery({ key, path }: ReadOf, { permission, workspaceId }: Question) {
  return queryOptions({
    queryKey: [...key, 'explanation', permission, workspaceId] as const,
    queryFn: ({ signal }) => fetchJson<PermissionExplanation>(path, signal),
  })
}

/** What somebody holds in a workspace, or (null) in the organization itself; the path names the place. */
export function permissionsQuery({ key, path }: ReadOf, workspaceId: string | null) {
  return queryOptions({
    queryKey: [...key, 'permissions', workspaceId] as const,
    queryFn: ({ signal }) => fetchJson<EffectivePermissions>(path, signal),
  })
}

/** A member of an account. */
export type MemberOf = { accountId: string; membershipId: string }
/** "Can this member or service account do PERMISSION in WORKSPACE?"; the workspace is null for a permission of the organization. */
export type Question = { permission: string; workspaceId: string | null }

type Params = Record<string, string | string[] | null | undefined>

/** The question in a page's address, or null when it is not complete: no or an unknown permission, or a workspace is missing. */
export function questionOf(
  { permission, workspace }: Params,
  known: { id: string; level: 'organization' | 'workspace' }[],
): Question | null {
  const found = known.find(({ id }) => id === permission)
  if (found === undefined) return null
  if (found.level === 'organization') return { permission: found.id, workspaceId: null }
  return typeof workspace === 'string' ? { permission: found.id, workspaceId: workspace } : null
}

export const memberPageQueries = {
  detail: ({ accountId, membershipId }: MemberOf) =>
    queryOptions({
      queryKey: [...keyOf({ accountId, membershipId }), 'detail'],
      queryFn: ({ signal }) => fetchJson<MemberDetail>(apiPaths.member(accountId, membershipId), signal),
    }),
  /** One page of the workspaces that the member can open, as the URL asks for it. */
  workspaces: ({ accountId, membershipId }: MemberOf, query: ListQuery) =>
    openedWorkspacesQuery(
      { key: keyOf({ accountId, membershipId }), path: apiPaths.memberWorkspaces(accountId, membershipId) },
      query,
    ),
  explanation: ({ accountId, membershipId }: MemberOf, question: Question) =>
    explanationQuery(
      {
        key: keyOf({ accountId, membershipId }),
        path: apiPaths.memberExplanation(
          accountId,
          membershipId,
          question.permission,
          question.workspaceId ?? undefined,
        ),
      },
      question,
    ),
  /** What the member may do in a workspace, or (null) in the organization itself. */
  permissions: ({ accountId, membershipId }: MemberOf, workspaceId: string | null) =>
    permissionsQuery(
      {
        key: keyOf({ accountId, membershipId }),
        path: apiPaths.memberPermissions(accountId, membershipId, workspaceId ?? undefined),
      },
      workspaceId,
    ),
  /** One page of the audit events about the member and by them. */
  events: ({ accountId, membershipId }: MemberOf, after: string | null) =>
    eventsQuery(
      { key: keyOf({ accountId, membershipId }), path: apiPaths.memberEvents(accountId, membershipId) },
      after,
    ),
}

// Begins as those of the list of members do, so that a change of members makes it stale too.
function keyOf({ accountId, membershipId }: MemberOf) {
  return [...memberKeys.all(accountId), membershipId] as const
}
