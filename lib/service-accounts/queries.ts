import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { eventsQuery } from '@/lib/audit/queries'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import type { Question } from '@/lib/members/member-queries'
import type { PermissionExplanation } from '@/lib/members/schema'
import { apiPaths } from '@/lib/paths'
import type { MemberWorkspaceView } from '@/lib/workspaces/schema'
import type { ServiceAccountConsequences, ServiceAccountDetail, ServiceAccountView } from './schema'

/** The order a list of service accounts starts in. */
export const defaultServiceAccountSort = 'name'

/** What the list can be narrowed to, as the URL and the route name it. */
export const serviceAccountFilters = ['status', 'keys'] as const

/** How many workspaces the page of a service account shows at once. */
export const serviceAccountWorkspacesPerPage = 10

/** A service account of an account. */
export type ServiceAccountOf = { accountId: string; serviceAccountId: string }

export const serviceAccountKeys = {
  all: (accountId: string) => ['accounts', accountId, 'service-accounts'] as const,
  one: ({ accountId, serviceAccountId }: ServiceAccountOf) =>
    [...serviceAccountKeys.all(accountId), serviceAccountId] as const,
}

export const serviceAccountQueries = {
  /** One page of service accounts, as the URL asks for it. */
  list: (accountId: string, query: ListQuery) =>
    queryOptions({
      queryKey: [...serviceAccountKeys.all(accountId), 'list', query],
      queryFn: ({ signal }) =>
        fetchPage<ServiceAccountView>(apiPaths.serviceAccounts(accountId) + listSearch(query), signal),
      placeholderData: keepPreviousData,
    }),
  /** One service account. */
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
  /** One page of the workspaces that it can open, as the URL asks for it. */
  workspaces: (of: ServiceAccountOf, query: ListQuery) =>
    queryOptions({
      queryKey: [...serviceAccountKeys.one(of), 'workspaces', query],
      queryFn: ({ signal }) =>
        fetchPage<MemberWorkspaceView>(
          apiPaths.serviceAccountWorkspaces(of.accountId, of.serviceAccountId) +
            listSearch(query, serviceAccountWorkspacesPerPage),
          signal,
        ),
      placeholderData: keepPreviousData,
    }),
  /** "Can it do PERMISSION in WORKSPACE?" */
  explanation: (of: ServiceAccountOf, { permission, workspaceId }: Question) =>
    queryOptions({
      queryKey: [...serviceAccountKeys.one(of), 'explanation', permission, workspaceId],
      queryFn: ({ signal }) =>
        fetchJson<PermissionExplanation>(
          apiPaths.serviceAccountExplanation(
            of.accountId,
            of.serviceAccountId,
            permission,
            workspaceId ?? undefined,
          ),
          signal,
        ),
    }),
  /** One page of the audit events about it, its keys, and by it. */
  events: (of: ServiceAccountOf, after: string | null) =>
    eventsQuery(
      {
        key: serviceAccountKeys.one(of),
        path: apiPaths.serviceAccountEvents(of.accountId, of.serviceAccountId),
      },
      after,
    ),
}

/** The first few service accounts that match, for search as one types outside the list. */
export async function fetchServiceAccountSuggestions(
  accountId: string,
  search: string,
  signal: AbortSignal,
): Promise<ServiceAccountView[]> {
  const path = apiPaths.serviceAccounts(accountId) + listSearch({ search, sort: 'name', after: null }, 4)
  return (await fetchPage<ServiceAccountView>(path, signal)).rows
}
