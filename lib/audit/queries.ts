import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchPage } from '@/lib/client/fetch-json'
import { listSearch } from '@/lib/client/list-query'
import type { AuditEventView } from './schema'

/** How many events of one thing its page shows at once. */
export const eventsPerPage = 10

/** Before the names of their page in the URL. */
export const eventsPrefix = 'events-'

/** The events about one thing: where they are read, and the key that a change of the thing makes stale. */
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
