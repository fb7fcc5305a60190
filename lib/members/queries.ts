import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import type { MemberConsequences, MemberView } from './schema'

/** The order a list of members starts in. */
export const defaultMemberSort = 'name'

/** What the list can be narrowed to, as the URL and the route name it. */
export const memberFilters = ['role', 'status', 'joined', 'active', 'invited_by'] as const
export type MemberFilterName = (typeof memberFilters)[number]

export const memberKeys = {
  all: (accountId: string) => ['accounts', accountId, 'members'] as const,
}

export const memberQueries = {
  /** The key that every page of the list begins with. */
  lists: (accountId: string) => [...memberKeys.all(accountId), 'list'] as const,
  /** One page of members, as the URL asks for it. */
  list: (accountId: string, query: ListQuery) =>
    queryOptions({
      queryKey: [...memberQueries.lists(accountId), query],
      queryFn: ({ signal }) => fetchPage<MemberView>(apiPaths.members(accountId) + listSearch(query), signal),
      placeholderData: keepPreviousData,
    }),
  /** What suspending or removing these members would end. */
  consequences: (accountId: string, membershipIds: string[]) =>
    queryOptions({
      queryKey: [...memberKeys.all(accountId), 'consequences', membershipIds],
      queryFn: ({ signal }) => fetchConsequences(accountId, membershipIds, signal),
      // It is about to be acted on: never an old one.
      staleTime: 0,
      gcTime: 0,
    }),
}

/** The first members that match what a list is asked for, whatever its page: at most as many as one change may name. */
export async function fetchMatching(
  accountId: string,
  query: ListQuery,
  limit: number,
): Promise<MemberView[]> {
  const path = apiPaths.members(accountId) + listSearch({ ...query, after: null }, limit)
  return (await fetchPage<MemberView>(path)).rows
}

/** The address of the CSV of everything that a list is asked for. */
export function exportHref(accountId: string, { search, sort, filters = {} }: ListQuery): string {
  const given = Object.entries({ search, sort, ...filters }).filter(([, value]) => value !== '')
  return `${apiPaths.membersExport(accountId)}?${new URLSearchParams(given)}`
}

/** The first few members that match, for search as one types outside the list. */
export async function fetchMemberSuggestions(
  accountId: string,
  query: Pick<ListQuery, 'search' | 'filters'>,
  signal: AbortSignal,
): Promise<MemberView[]> {
  const path = apiPaths.members(accountId) + listSearch({ ...query, sort: 'name', after: null }, 8)
  return (await fetchPage<MemberView>(path, signal)).rows
}

// As many ids as an address can hold on its way through a proxy.
const idsPerRequest = 150

/** Keys add up; workspaces of several requests may be the same ones, so the largest number is the least that is certain. */
async function fetchConsequences(
  accountId: string,
  membershipIds: string[],
  signal: AbortSignal,
): Promise<MemberConsequences & { isAtLeast: boolean }> {
  const parts: Promise<MemberConsequences>[] = []
  for (let start = 0; start < membershipIds.length; start += idsPerRequest) {
    const ids = membershipIds.slice(start, start + idsPerRequest)
    parts.push(fetchJson<MemberConsequences>(apiPaths.memberConsequences(accountId, ids), signal))
  }
  const all = await Promise.all(parts)
  return {
    members: all.reduce((sum, { members }) => sum + members, 0),
    workspaces: Math.max(0, ...all.map(({ workspaces }) => workspaces)),
    api_keys: all.reduce((sum, { api_keys }) => sum + api_keys, 0),
    isAtLeast: all.length > 1,
  }
}
