import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchPage } from '@/lib/client/fetch-json'
import { listSearch } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import type { WorkspaceReference } from './schema'

/** How many workspaces a choice offers at once; more are found by typing. */
const offeredAtMost = 20

export const workspaceKeys = {
  all: (accountId: string) => ['accounts', accountId, 'workspaces'] as const,
}

export const workspaceQueries = {
  /** The first workspaces that the viewer can open and whose name has the text. */
  references: (accountId: string, search: string) =>
    queryOptions({
      queryKey: [...workspaceKeys.all(accountId), 'references', search],
      queryFn: ({ signal }) =>
        fetchPage<WorkspaceReference>(
          apiPaths.workspaces(accountId) + listSearch({ search, sort: '', after: null }, offeredAtMost),
          signal,
        ),
      placeholderData: keepPreviousData,
    }),
}
