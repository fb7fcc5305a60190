import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/lib/client/fetch-json'
import { apiPaths } from '@/lib/paths'
import type { SessionView } from './schema'

export const sessionKeys = { all: () => ['me', 'sessions'] as const }

export const sessionQueries = {
  list: () =>
    queryOptions({
      queryKey: sessionKeys.all(),
      queryFn: ({ signal }) => fetchJson<SessionView[]>(apiPaths.sessions(), signal),
    }),
}
