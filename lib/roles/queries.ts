import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { eventsQuery } from '@/lib/audit/queries'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import type { HolderKind, HolderView, RoleDetail, RoleView } from './schema'

/** The order a list of roles starts in: the server's own. */
export const defaultRoleSort = ''

/** What the list can be narrowed to, as the URL and the route name it. */
export const roleFilters = ['level', 'kind'] as const

/** Before the names of the search and page of holders in the URL. */
export const holdersPrefix = 'holders-'

/** How many holders a role's page shows at once. */
export const holdersPerPage = 20

export const roleKeys = {
  all: (accountId: string) => ['accounts', accountId, 'roles'] as const,
}

/** The first few roles that match, for search as one types outside the list. */
export async function fetchRoleSuggestions(
  accountId: string,
  search: string,
  signal: AbortSignal,
): Promise<RoleView[]> {
  const path = apiPaths.roles(accountId) + listSearch({ search, sort: '', after: null }, 4)
  return (await fetchPage<RoleView>(path, signal)).rows
}

export const roleQueries = {
  /** One page of roles, as the URL asks for it. */
  list: (accountId: string, query: ListQuery) =>
    queryOptions({
      queryKey: [...roleKeys.all(accountId), 'list', query],
      queryFn: ({ signal }) => fetchPage<RoleView>(apiPaths.roles(accountId) + listSearch(query), signal),
      placeholderData: keepPreviousData,
    }),
  /** One role. */
  detail: (accountId: string, roleId: string) =>
    queryOptions({
      queryKey: [...roleKeys.all(accountId), roleId, 'detail'],
      queryFn: ({ signal }) => fetchJson<RoleDetail>(apiPaths.role(accountId, roleId), signal),
    }),
  /** One page of one kind of its holders. */
  holders: (accountId: string, roleId: string, asked: ListQuery & { kind: HolderKind }) =>
    queryOptions({
      queryKey: [...roleKeys.all(accountId), roleId, 'holders', asked],
      queryFn: ({ signal }) =>
        fetchPage<HolderView>(
          `${apiPaths.roleHolders(accountId, roleId)}${listSearch(asked, holdersPerPage)}&kind=${asked.kind}`,
          signal,
        ),
      placeholderData: keepPreviousData,
    }),
  /** One page of its history. */
  events: (accountId: string, roleId: string, after: string | null) =>
    eventsQuery(
      { key: [...roleKeys.all(accountId), roleId], path: apiPaths.roleEvents(accountId, roleId) },
      after,
    ),
}
