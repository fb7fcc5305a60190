import { queryOptions } from '@tanstack/react-query'

export const passwordQueries = {
  /** The strength estimate with its list of common passwords (200 KB compressed): loaded only when somebody chooses one. */
  strength: () =>
    queryOptions({
      queryKey: ['password-strength'],
      queryFn: () => import('./strength'),
      staleTime: Infinity,
      structuralSharing: false,
    }),
}
