import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import type {
  MyWorkspaceView,
  TransferPreview,
  WorkspaceDetail,
  WorkspaceEditor,
  WorkspaceShortcuts,
  WorkspaceView,
} from './schema'

/** How many the list of an account's workspaces shows at once. */
export const workspacesPerPage = 50

/** How many workspaces a choice offers at once; more are found by typing. */
const offeredAtMost = 20

export const workspaceKeys = {
  all: (accountId: string) => ['accounts', accountId, 'workspaces'] as const,
  one: (accountId: string, workspaceId: string) =>
    [...workspaceKeys.all(accountId), 'one', workspaceId] as const,
  mine: () => ['me', 'workspaces'] as const,
}

export const workspaceQueries = {
  /** One page of the workspaces of an account that the viewer can open, as the URL asks for it. */
  list: (accountId: string, query: ListQuery) =>
    queryOptions({
      queryKey: [...workspaceKeys.all(accountId), 'list', query],
      queryFn: ({ signal }) =>
        fetchPage<WorkspaceView>(
          apiPaths.workspaces(accountId) + listSearch(query, workspacesPerPage),
          signal,
        ),
      placeholderData: keepPreviousData,
    }),
  /** The first workspaces that the viewer can open and whose name has the text. */
  references: (accountId: string, search: string) =>
    queryOptions({
      queryKey: [...workspaceKeys.all(accountId), 'references', search],
      queryFn: ({ signal }) =>
        fetchPage<WorkspaceView>(
          apiPaths.workspaces(accountId) + listSearch({ search, sort: '', after: null }, offeredAtMost),
          signal,
        ),
      placeholderData: keepPreviousData,
    }),
  /** One page of the workspaces of all the viewer's accounts, as the URL asks for it. */
  mine: (query: ListQuery) =>
    queryOptions({
      queryKey: [...workspaceKeys.mine(), 'list', query],
      queryFn: ({ signal }) =>
        fetchPage<MyWorkspaceView>(apiPaths.myWorkspaces() + listSearch(query), signal),
      placeholderData: keepPreviousData,
    }),
  /** What the viewer pinned and what they opened last. */
  shortcuts: () =>
    queryOptions({
      queryKey: [...workspaceKeys.mine(), 'shortcuts'],
      queryFn: ({ signal }) => fetchJson<WorkspaceShortcuts>(apiPaths.workspaceShortcuts(), signal),
    }),
  /** What creating a workspace in an account takes. */
  editor: (accountId: string) =>
    queryOptions({
      queryKey: [...workspaceKeys.all(accountId), 'editor'],
      queryFn: ({ signal }) => fetchJson<WorkspaceEditor>(apiPaths.workspaceEditor(accountId), signal),
    }),
  /** One workspace with what the viewer holds there. */
  detail: (accountId: string, workspaceId: string) =>
    queryOptions({
      queryKey: [...workspaceKeys.one(accountId, workspaceId), 'detail'],
      queryFn: ({ signal }) => fetchJson<WorkspaceDetail>(apiPaths.workspace(accountId, workspaceId), signal),
    }),
  /** What transferring it to another account would do. */
  transfer: (accountId: string, workspaceId: string, toAccountId: string) =>
    queryOptions({
      queryKey: [...workspaceKeys.one(accountId, workspaceId), 'transfer', toAccountId],
      queryFn: ({ signal }) =>
        fetchJson<TransferPreview>(apiPaths.transferPreview(accountId, workspaceId, toAccountId), signal),
      // It is about to be acted on: never an old one.
      staleTime: 0,
      gcTime: 0,
    }),
}

/** The first few workspaces of all accounts that match, for search as one types outside the list. */
export async function fetchWorkspaceSuggestions(
  search: string,
  signal: AbortSignal,
): Promise<MyWorkspaceView[]> {
  const path = apiPaths.myWorkspaces() + listSearch({ search, sort: '', after: null }, 8)
  return (await fetchPage<MyWorkspaceView>(path, signal)).rows
}
