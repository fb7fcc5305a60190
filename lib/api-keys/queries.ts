import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchPage } from '@/lib/client/fetch-json'
import { listSearch } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import type { ApiKeyView } from './schema'

export const apiKeyKeys = {
  ofUser: () => ['me', 'api-keys'] as const,
  /** Below those of its account's service accounts: what makes them stale makes these. */
  ofServiceAccount: (accountId: string, serviceAccountId: string) =>
    ['accounts', accountId, 'service-accounts', serviceAccountId, 'api-keys'] as const,
}

export const apiKeyQueries = {
  /** One page of the viewer's own keys. */
  ofUser: (after: string | null) => listOf(apiKeyKeys.ofUser(), apiPaths.userKeys(), after),
  /** One page of a service account's keys. */
  ofServiceAccount: (accountId: string, serviceAccountId: string, after: string | null) =>
    listOf(
      apiKeyKeys.ofServiceAccount(accountId, serviceAccountId),
      apiPaths.serviceAccountKeys(accountId, serviceAccountId),
      after,
    ),
}

function listOf(key: readonly unknown[], path: string, after: string | null) {
  return queryOptions({
    queryKey: [...key, 'list', after] as const,
    queryFn: ({ signal }) =>
      fetchPage<ApiKeyView>(path + listSearch({ search: '', sort: '', after }), signal),
    placeholderData: keepPreviousData,
  })
}
