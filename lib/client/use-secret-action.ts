'use client'
import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import type { ActionResult } from '@/lib/errors'

type SecretActionOptions = {
  /** Prefixes of the queries that the change makes stale. */
  invalidates: QueryKey[]
  /** Also renders the server parts of the page again. */
  refreshesPage?: boolean
}

/**
 * As `useActionMutation` for an action whose answer holds a secret: what it answers goes to the caller alone and into no cache, where it
 * would outlive the dialog that shows it once.
 */
export function useSecretAction<Input, Data>(
  action: (input: Input) => Promise<ActionResult<Data>>,
  { invalidates, refreshesPage = false }: SecretActionOptions,
): (input: Input) => Promise<ActionResult<Data>> {
  const queryClient = useQueryClient()
  const router = useRouter()
  return async (input) => {
    const result = await action(input)
    for (const queryKey of invalidates) void queryClient.invalidateQueries({ queryKey })
    // What is refused was offered by a page that is not up to date.
    if (refreshesPage || (!result.ok && result.error.code === 'forbidden')) router.refresh()
    return result
  }
}
