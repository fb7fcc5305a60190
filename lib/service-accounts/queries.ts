import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { eventsQuery } from '@/lib/audit/queries'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import {
  explanationQuery,
  openedWorkspacesQuery,
  permissionsQuery,
  type Question,
} from '@/lib/members/member-queries'
import { apiPaths } from '@/lib/paths'
import type { ServiceAccountConsequences, ServiceAccountDetail, ServiceAccountView } from './schema'

/** The order the list starts in. */
export const defaultServiceAccountSort = 'name'

/** What the list can be narrowed to, as the URL and the route name it. */
export const serviceAccountFilters = ['status', 'keys'] as const

export type ServiceAccountOf = { accountId: string; serviceAccountId: string }

export const serviceAccountKeys = {
  all: (accountId: string) => ['accounts', accountId, 'service-accounts'] as const,
  /** Everything about one of them but the list. */
  one: ({ accountId, serviceAccountId }: ServiceAccountOf) =>
    [...serviceAccountKeys.all(accountId), serviceAccountId] as const,
}

/** The first few that match, for search as one types outside the list. */
export async function fetchServiceAccountSuggestions(
  accountId: string,
  search: string,
  signal: AbortSignal,
): Promise<ServiceAccountView[]> {
  const path = apiPaths.serviceAccounts(accountId) + listSearch({ search, sort: 'name', after: null }, 4)
  return (await fetchPage<ServiceAccountView>(path, signal)).rows
}

export const serviceAccountQueries = {
  /** The key that every page of the list begins with. */
  lists: (accountId: string) => [...serviceAccountKeys.all(accountId), 'list'] as const,
  /** One page, as the URL asks for it. */
  list: (accountId: string, query: ListQuery) =>
    queryOptions({
      queryKey: [...serviceAccountQueries.lists(accountId), query],
      queryFn: ({ signal }) =>
        fetchPage<ServiceAccountView>(apiPaths.serviceAccounts(accountId) + listSearch(query), signal),
      placeholderData: keepPreviousData,
    }),
  detail: (of: ServiceAccountOf) =>
    queryOptions({
      queryKey: [...serviceAccountKeys.one(of), 'detail'],
      queryFn: ({ signal }) =>
        fetchJson<ServiceAccountDetail>(apiPaths.serviceAccount(of.accountId, of.serviceAccountId), signal),
    }),
  /** What suspending or deleting it would end. */
  consequences: (of: ServiceAccountOf) =>
    queryOptions({
      queryKey: [...serviceAccountKeys.one(of), 'consequences'],
      queryFn: ({ signal }) =>
        fetchJson<ServiceAccountConsequences>(
          apiPaths.serviceAccountConsequences(of.accountId, of.serviceAccountId),
          signal,
        ),
      // It is about to be acted on: never an old one.
      staleTime: 0,
      gcTime: 0,
    }),
  workspaces: (of: ServiceAccountOf, query: ListQuery) =>
    openedWorkspacesQuery(
      {
        key: serviceAccountKeys.one(of),
        path: apiPaths.serviceAccountWorkspaces(of.accountId, of.serviceAccountId),
      },
      query,
    ),
  explanation: (of: ServiceAccountOf, question: Question) => {
    const { permission, workspaceId } = question
    const path = apiPaths.serviceAccountExplanation(
      of.accountId,
      of.serviceAccountId,
      permission,
      workspaceId ?? undefined,
    )
    return explanationQuery({ key: serviceAccountKeys.one(of), path }, question)
  },
  /** What it may do in a workspace, or (null) in the organization itself. */
  permissions: (of: ServiceAccountOf, workspaceId: string | null) => {
    const { accountId, serviceAccountId } = of
    const path = apiPaths.serviceAccountPermissions(accountId, serviceAccountId, workspaceId ?? undefined)
    return permissionsQuery({ key: serviceAccountKeys.one(of), path }, workspaceId)
  },
  /** One page of the audit events about it and by it. */
  events: (of: ServiceAccountOf, after: string | null) =>
    eventsQuery(
      {
        key: serviceAccountKeys.one(of),
        path: apiPaths.serviceAccountEvents(of.accountId, of.serviceAccountId),
      },
      after,
    ),
}
