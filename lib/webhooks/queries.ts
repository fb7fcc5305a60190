import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { fetchJson, fetchPage } from '@/lib/client/fetch-json'
import { listSearch } from '@/lib/client/list-query'
import { apiPaths } from '@/lib/paths'
import type { DeliveryView, WebhookView } from './schema'

/** How many requests to a webhook are shown at once. */
const deliveriesPerPage = 20

export const webhookKeys = {
  all: (accountId: string) => ['accounts', accountId, 'webhooks'] as const,
  list: (accountId: string) => [...webhookKeys.all(accountId), 'list'] as const,
}

export const webhookQueries = {
  /** All of them: there are few. */
  list: (accountId: string) =>
    queryOptions({
      queryKey: webhookKeys.list(accountId),
      queryFn: ({ signal }) => fetchJson<WebhookView[]>(apiPaths.webhooks(accountId), signal),
    }),
  /** One page of the requests to one of them, newest first. */
  deliveries: (accountId: string, webhookId: string, after: string | null) =>
    queryOptions({
      queryKey: [...webhookKeys.all(accountId), webhookId, 'deliveries', after] as const,
      queryFn: ({ signal }) =>
        fetchPage<DeliveryView>(
          apiPaths.webhookDeliveries(accountId, webhookId) +
            listSearch({ search: '', sort: '', after }, deliveriesPerPage),
          signal,
        ),
      placeholderData: keepPreviousData,
    }),
}
