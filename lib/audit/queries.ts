import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import type { AuditEventDetail, AuditEventView, AuditLogRow, ChainState } from './schema'

/** What the audit log can be narrowed to, as the URL, the routes and the exports name it. */
export const auditFilters = ['time', 'event', 'actor', 'object', 'workspace'] as const
export type AuditFilterName = (typeof auditFilters)[number]

/** How many events its page shows at once. */
export const eventsPerLogPage = 50

export const auditKeys = {
  all: (accountId: string) => ['accounts', accountId, 'audit-log'] as const,
  chain: (accountId: string) => [...auditKeys.all(accountId), 'chain'] as const,
}

export const auditQueries = {
  /** One page, as the URL asks for it. */
  list: (accountId: string, query: ListQuery) =>
    queryOptions({
      queryKey: [...auditKeys.all(accountId), 'list', query] as const,
      queryFn: ({ signal }) =>
        fetchPage<AuditLogRow>(apiPaths.auditLog(accountId) + listSearch(query, eventsPerLogPage), signal),
      placeholderData: keepPreviousData,
    }),
  /** How far the chain was verified. */
  chain: (accountId: string) =>
    queryOptions({
      queryKey: auditKeys.chain(accountId),
      queryFn: ({ signal }) => fetchJson<ChainState>(apiPaths.auditChain(accountId), signal),
    }),
  /** One event; it never changes, but what it is about may go. */
  event: (accountId: string, auditEventId: string) =>
    eventQuery({ key: auditKeys.all(accountId), path: apiPaths.auditEvent(accountId, auditEventId) }),
}

/** How many events of one thing its page shows at once. */
export const eventsPerPage = 10

/** Before the names of their page in the URL. */
export const eventsPrefix = 'events-'

/** One event of the log whose key it is, read at a path. */
export function eventQuery({ key, path }: EventsOf) {
  return queryOptions({
    queryKey: [...key, 'event', path] as const,
    queryFn: ({ signal }) => fetchJson<AuditEventDetail>(path, signal),
  })
}

/** Where events are read, and the key that a change of what they are about makes stale. */
type EventsOf = { key: readonly unknown[]; path: string }

/** One page of the events about one thing, newest first, as its area names it. */
export function eventsQuery({ key, path }: EventsOf, after: string | null) {
  return queryOptions({
    queryKey: [...key, 'events', after] as const,
    queryFn: ({ signal }) =>
      fetchPage<AuditEventView>(path + listSearch({ search: '', sort: '', after }, eventsPerPage), signal),
    placeholderData: keepPreviousData,
  })
}
