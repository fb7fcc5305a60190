import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/lib/client/fetch-json'
import { apiPaths } from '@/lib/paths'
import type { IpAllowlistView, ShutOutView } from './schema'

export const ipAllowlistKeys = {
  all: (accountId: string) => ['accounts', accountId, 'ip-allowlist'] as const,
  list: (accountId: string) => [...ipAllowlistKeys.all(accountId), 'list'] as const,
}

export const ipAllowlistQueries = {
  list: (accountId: string) =>
    queryOptions({
      queryKey: ipAllowlistKeys.list(accountId),
      queryFn: ({ signal }) => fetchJson<IpAllowlistView>(apiPaths.ipAllowlist(accountId), signal),
    }),
  /** Whom enforcing the list would shut out. */
  preview: (accountId: string) =>
    queryOptions({
      queryKey: [...ipAllowlistKeys.all(accountId), 'preview'],
      queryFn: ({ signal }) => fetchJson<ShutOutView>(apiPaths.ipAllowlistPreview(accountId), signal),
      // It is about to be acted on: never an old one.
      staleTime: 0,
      gcTime: 0,
    }),
}
