import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch, type ListQuery } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import type { OutboxMail, OutboxRow } from './schema'

export const mailKeys = { all: () => ['operator', 'mail'] as const }

/** What the outbox is narrowed by; names in the URL. */
export const mailFilters = ['status'] as const

export const mailQueries = {
  /** One page of the outbox, as the URL asks for it. */
  list: ({ search, after, filters = {} }: ListQuery) => {
    const asked = { search, sort: '', after, filters }
    return queryOptions({
      queryKey: [...mailKeys.all(), 'list', asked],
      queryFn: ({ signal }) => fetchPage<OutboxRow>(apiPaths.operatorMail() + listSearch(asked), signal),
      placeholderData: keepPreviousData,
    })
  },
  /** One message with both its parts. */
  one: (id: string) =>
    queryOptions({
      queryKey: [...mailKeys.all(), 'one', id],
      queryFn: ({ signal }) => fetchJson<OutboxMail>(`${apiPaths.operatorMail()}/${id}`, signal),
    }),
}
