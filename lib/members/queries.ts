import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import type { MemberView } from './schema'

/** The order a list of members starts in. */
export const defaultMemberSort = 'name'

export const memberKeys = {
  all: (accountId: string) => ['accounts', accountId, 'members'] as const,
}

export const memberQueries = {
  /** One page of members, as the URL asks for it. */
  list: (accountId: string, query: ListQuery) =>
    queryOptions({
      queryKey: [...memberKeys.all(accountId), 'list', query],
      queryFn: ({ signal }) => fetchPage<MemberView>(apiPaths.members(accountId) + listSearch(query), signal),
      placeholderData: keepPreviousData,
    }),
}

/** The first few members that match, for search as one types outside the list. */
export async function fetchMemberSuggestions(
  accountId: string,
  search: string,
  signal: AbortSignal,
): Promise<MemberView[]> {
  const path = apiPaths.members(accountId) + listSearch({ search, sort: 'name', after: null }, 8)
  return (await fetchPage<MemberView>(path, signal)).rows
}
