import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/lib/client/fetch-json'
import { apiPaths } from '@/lib/paths'
import type { ScimTokensView } from './schema'

export const scimKeys = {
  all: (accountId: string) => ['accounts', accountId, 'scim'] as const,
}

export const scimQueries = {
  tokens: (accountId: string) =>
    queryOptions({
      queryKey: scimKeys.all(accountId),
      queryFn: ({ signal }) => fetchJson<ScimTokensView>(apiPaths.scimTokens(accountId), signal),
    }),
}
