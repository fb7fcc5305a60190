import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { fetchJson } from '@/lib/client/fetch-json'
import { apiPaths } from '@/lib/paths'
import { sessionView } from './schema'

export const sessionKeys = { all: () => ['me', 'sessions'] as const }

export const sessionQueries = {
  list: () =>
    queryOptions({
      queryKey: sessionKeys.all(),
      queryFn: ({ signal }) => fetchJson(apiPaths.sessions(), z.array(sessionView), signal),
    }),
}
