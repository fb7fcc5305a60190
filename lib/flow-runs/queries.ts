import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import { workspaceKeys } from '@/lib/workspaces/queries'
import { flowRunsLimit, logLinesPerPage } from './limits'
import type { WorkspaceOf } from '@/lib/workspaces/schema'
import type {
  FlowRunDetail,
  FlowRunOf,
  FlowRunRow,
  RunLogRow,
  RunsOverview,
  RunTimeline,
  TimelinePeriod,
} from './schema'

/** What the list can be narrowed to, as the URL and the route name it. */
export const flowRunFilters = ['status', 'flow', 'time'] as const
export type FlowRunFilterName = (typeof flowRunFilters)[number]

/** The periods of the picture; the schema has the same, but brings its library along. */
export const timelinePeriods = ['day', 'week', 'month'] as const satisfies readonly TimelinePeriod[]

/** What lines are asked for: of a level and above, with a text in them. */
export type LogQuery = { level: string; search: string }

export const flowRunKeys = {
  /** Everything read of the runs of a workspace; its flows show runs too, and lie below. */
  all: ({ accountId, workspaceId }: WorkspaceOf) =>
    [...workspaceKeys.one(accountId, workspaceId), 'runs'] as const,
}

export const flowRunQueries = {
  /** The runs of a period, for the picture. */
  timeline: (of: WorkspaceOf, period: TimelinePeriod) =>
    queryOptions({
      queryKey: [...flowRunKeys.all(of), 'timeline', period],
      queryFn: ({ signal }) =>
        fetchJson<RunTimeline>(apiPaths.runTimeline(of.accountId, of.workspaceId, period), signal),
      placeholderData: keepPreviousData,
    }),
  /** What is due next and what failed last. */
  overview: (of: WorkspaceOf) =>
    queryOptions({
      queryKey: [...flowRunKeys.all(of), 'overview'],
      queryFn: ({ signal }) =>
        fetchJson<RunsOverview>(apiPaths.runsOverview(of.accountId, of.workspaceId), signal),
    }),
  /** One page of the runs, as the URL asks for it. */
  list: (of: WorkspaceOf, query: ListQuery) =>
    queryOptions({
      queryKey: [...flowRunKeys.all(of), 'list', query],
      queryFn: ({ signal }) =>
        fetchPage<FlowRunRow>(apiPaths.flowRuns(of.accountId, of.workspaceId) + listSearch(query), signal),
      placeholderData: keepPreviousData,
    }),
  /** One run with the states it was in. */
  detail: (of: FlowRunOf) =>
    queryOptions({
      queryKey: [...flowRunKeys.all(of), 'one', of.flowRunId],
      queryFn: ({ signal }) =>
        fetchJson<FlowRunDetail>(apiPaths.flowRun(of.accountId, of.workspaceId, of.flowRunId), signal),
    }),
  /** The lines of a run from the newest back, page by page. */
  logs: (of: FlowRunOf, { level, search }: LogQuery) =>
    infiniteQueryOptions({
      queryKey: [...flowRunKeys.all(of), 'one', of.flowRunId, 'logs', level, search],
      queryFn: ({ signal, pageParam }) =>
        fetchPage<RunLogRow>(
          apiPaths.runLogs(of.accountId, of.workspaceId, of.flowRunId) +
            listSearch(
              { search, sort: '', after: pageParam, filters: { level, order: 'newest' } },
              logLinesPerPage,
            ),
          signal,
        ),
      initialPageParam: null as string | null, // the first page has no cursor, the others do
      getNextPageParam: ({ nextCursor }) => nextCursor,
      placeholderData: keepPreviousData,
    }),
}

/** The first runs that match what a list is asked for, whatever its page: at most as many as one order may name. */
export async function fetchMatchingRuns(
  { accountId, workspaceId }: WorkspaceOf,
  query: ListQuery,
): Promise<FlowRunRow[]> {
  const path =
    apiPaths.flowRuns(accountId, workspaceId) + listSearch({ ...query, after: null }, flowRunsLimit)
  return (await fetchPage<FlowRunRow>(path)).rows
}
