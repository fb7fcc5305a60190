import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/lib/client/fetch-json'
import { apiPaths } from '@/lib/paths'
import type { GroupMappingsView } from './schema'

export const groupMappingKeys = {
  all: (accountId: string) => ['accounts', accountId, 'group-mappings'] as const,
}

export const groupMappingQueries = {
  list: (accountId: string) =>
    queryOptions({
      queryKey: groupMappingKeys.all(accountId),
      queryFn: ({ signal }) => fetchJson<GroupMappingsView>(apiPaths.groupMappings(accountId), signal),
    }),
}
