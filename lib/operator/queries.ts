import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { eventQuery } from '@/lib/audit/queries'
import type { AuditLogRow } from '@/lib/audit/schema'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import type { HealthView, JobRow, OperatorAccountRow, OperatorUserRow } from './schema'

export const operatorKeys = {
  all: () => ['operator'] as const,
  accounts: () => ['operator', 'accounts'] as const,
  users: () => ['operator', 'users'] as const,
  jobs: () => ['operator', 'jobs'] as const,
  health: () => ['operator', 'health'] as const,
  log: () => ['operator', 'log'] as const,
}

/** The order in which accounts and users come, and what they are narrowed by; names in the URL. */
export const defaultOperatorSort = '-created'
export const accountFilters = ['plan', 'kind', 'state'] as const
export const userFilters = ['state'] as const
export const jobFilters = ['state'] as const

/** How often pages that show what is going on ask again, in milliseconds. */
const livelyMilliseconds = 10_000

export const operatorQueries = {
  /** One page of all accounts, as the URL asks for it. */
  accounts: (query: ListQuery) =>
    listOf<OperatorAccountRow>(operatorKeys.accounts(), apiPaths.operatorAccounts(), query),
  users: (query: ListQuery) => listOf<OperatorUserRow>(operatorKeys.users(), apiPaths.operatorUsers(), query),
  jobs: (query: ListQuery) => ({
    ...listOf<JobRow>(operatorKeys.jobs(), apiPaths.operatorJobs(), query),
    refetchInterval: livelyMilliseconds,
  }),
  log: (query: ListQuery) => listOf<AuditLogRow>(operatorKeys.log(), apiPaths.operatorLog(), query),
  event: (auditEventId: string) =>
    eventQuery({ key: operatorKeys.log(), path: apiPaths.operatorEvent(auditEventId) }),
  health: () =>
    queryOptions({
      queryKey: operatorKeys.health(),
      queryFn: ({ signal }) => fetchJson<HealthView>(apiPaths.operatorHealth(), signal),
      refetchInterval: livelyMilliseconds,
    }),
}

function listOf<Row>(key: readonly string[], path: string, query: ListQuery) {
  return queryOptions({
    queryKey: [...key, 'list', query] as const,
    queryFn: ({ signal }) => fetchPage<Row>(path + listSearch(query), signal),
    placeholderData: keepPreviousData,
  })
}
