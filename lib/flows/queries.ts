import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import { flowRunKeys } from '@/lib/flow-runs/queries'
import { apiPaths } from '@/lib/paths'
import type { WorkspaceOf } from '@/lib/workspaces/schema'
import type { FlowDetail, FlowRow } from './schema'

/** How many flows a choice offers at once; more are found by typing. */
const offeredAtMost = 20

/** What the list can be narrowed to, as the URL and the route name it. */
export const flowFilters = ['lastRunStates'] as const
export type FlowFilterName = (typeof flowFilters)[number]

export const flowQueries = {
  /** One page of the flows, as the URL asks for it. */
  list: (of: WorkspaceOf, query: ListQuery) =>
    queryOptions({
      queryKey: [...flowRunKeys.all(of), 'flows', 'list', query],
      queryFn: ({ signal }) =>
        fetchPage<FlowRow>(apiPaths.flows(of.accountId, of.workspaceId) + listSearch(query), signal),
      placeholderData: keepPreviousData,
    }),
  /** The first flows whose name has the text. */
  choices: (of: WorkspaceOf, search: string) =>
    queryOptions({
      queryKey: [...flowRunKeys.all(of), 'flows', 'choices', search],
      queryFn: ({ signal }) =>
        fetchPage<FlowRow>(
          apiPaths.flows(of.accountId, of.workspaceId) +
            listSearch({ search, sort: '', after: null }, offeredAtMost),
          signal,
        ),
      placeholderData: keepPreviousData,
    }),
  /** One flow: the name of the one that a list is narrowed to. */
  detail: (of: WorkspaceOf, flowId: string) =>
    queryOptions({
      queryKey: [...flowRunKeys.all(of), 'flows', 'one', flowId],
      queryFn: ({ signal }) =>
        fetchJson<FlowDetail>(apiPaths.flow(of.accountId, of.workspaceId, flowId), signal),
    }),
}
