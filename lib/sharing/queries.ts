import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import { workspaceKeys } from '@/lib/workspaces/queries'
import { addEffects } from './add-effects'
import type { AccessEffects, AccessView, CandidateView } from './schema'

/** What the list can be narrowed to, as the URL and the route name it. */
export const accessFilters = ['source', 'kind'] as const

/** A workspace, for the keys and routes of its sharing. */
export type SharedWorkspace = { accountId: string; workspaceId: string }

export const sharingKeys = {
  all: ({ accountId, workspaceId }: SharedWorkspace) =>
    [...workspaceKeys.one(accountId, workspaceId), 'sharing'] as const,
}

export const sharingQueries = {
  /** The key that every page of the list begins with. */
  lists: (of: SharedWorkspace) => [...sharingKeys.all(of), 'list'] as const,
  /** One page of who can open a workspace, as the URL asks for it. */
  list: (of: SharedWorkspace, query: ListQuery) =>
    queryOptions({
      queryKey: [...sharingQueries.lists(of), query],
      queryFn: ({ signal }) =>
        fetchPage<AccessView>(apiPaths.access(of.accountId, of.workspaceId) + listSearch(query), signal),
      placeholderData: keepPreviousData,
    }),
  /** Whom the picker offers for what is typed. */
  candidates: (of: SharedWorkspace, search: string) =>
    queryOptions({
      queryKey: [...sharingKeys.all(of), 'candidates', search],
      queryFn: ({ signal }) =>
        fetchJson<CandidateView[]>(
          apiPaths.candidates(of.accountId, of.workspaceId) +
            listSearch({ search, sort: '', after: null }, 20),
          signal,
        ),
      placeholderData: keepPreviousData,
    }),
  /** What another default role would do; null is no access. */
  defaultRolePreview: (of: SharedWorkspace, roleId: string | null) =>
    preview(of, apiPaths.defaultRolePreview(of.accountId, of.workspaceId, roleId)),
  /** What taking back what these members were given would do. */
  removalPreview: (of: SharedWorkspace, membershipIds: string[]) =>
    queryOptions({
      queryKey: [...sharingKeys.all(of), 'effects', 'removal', membershipIds],
      queryFn: ({ signal }) => fetchRemovalPreview(of, membershipIds, signal),
      // It is about to be acted on: never an old one.
      staleTime: 0,
      gcTime: 0,
    }),
}

/** The first that match what a list is asked for, whatever its page: at most as many as one change may name. */
export async function fetchMatchingAccess(
  of: SharedWorkspace,
  query: ListQuery,
  limit: number,
): Promise<AccessView[]> {
  const path = apiPaths.access(of.accountId, of.workspaceId) + listSearch({ ...query, after: null }, limit)
  return (await fetchPage<AccessView>(path)).rows
}

function preview(of: SharedWorkspace, path: string) {
  return queryOptions({
    queryKey: [...sharingKeys.all(of), 'effects', path],
    queryFn: ({ signal }) => fetchJson<AccessEffects>(path, signal),
    // It is about to be acted on: never an old one.
    staleTime: 0,
    gcTime: 0,
  })
}

// As many ids as an address can hold on its way through a proxy.
const idsPerRequest = 150

async function fetchRemovalPreview(
  { accountId, workspaceId }: SharedWorkspace,
  membershipIds: string[],
  signal: AbortSignal,
): Promise<AccessEffects> {
  const parts: Promise<AccessEffects>[] = []
  for (let start = 0; start < membershipIds.length; start += idsPerRequest) {
    const ids = membershipIds.slice(start, start + idsPerRequest)
    parts.push(fetchJson<AccessEffects>(apiPaths.removalPreview(accountId, workspaceId, ids), signal))
  }
  return addEffects(await Promise.all(parts))
}
