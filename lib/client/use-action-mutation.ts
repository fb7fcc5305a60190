'use client'
import { useMutation, useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { AppError, fromPublicError, toPublicError } from '@/lib/errors'
import type { ActionResult } from '@/lib/errors'
import { toast } from './toast'

type OptimisticUpdate<Input, Cached> = {
  /** Prefix of the cached queries to change. */
  queryKey: QueryKey
  update: (cached: Cached, input: Input) => Cached
}

type ActionMutationOptions<Input, Data, Cached> = {
  /** Prefixes of the queries that the change makes stale. */
  invalidates: QueryKey[]
  /** Shows the change at once; taken back with the reason if refused. */
  optimistic?: OptimisticUpdate<Input, Cached>
  onSuccess?: (data: Data, input: Input) => void
  /** Null where there is nothing to tell. */
  successMessage?: string | ((data: Data, input: Input) => string | null)
  /** Beside the success message, where the change can be taken back; null when there is nothing to take back. */
  undo?: (data: Data, input: Input) => (() => void) | null
  /** Also renders the server parts of the page again: counts, names in breadcrumbs. */
  refreshesPage?: boolean
}

type Action<Input, Data> = (input: Input) => Promise<ActionResult<Data>>

/**
 * Runs a server action as a change of server data: shows it at once, takes it back if refused, invalidates what it made stale.
 * `mutate` tells a refusal in a toast. `submit` never throws and hands the result on, for `<Form action={submit}>`.
 */
export function useActionMutation<Input, Data, Cached = unknown>(
  action: Action<Input, Data>,
  options: ActionMutationOptions<Input, Data, Cached>,
) {
  const queryClient = useQueryClient()
  const router = useRouter()

  const { mutateAsync, isPending, variables } = useMutation({
    mutationFn: (input: Input) => callAction(action, input),
    onMutate: async (input) =>
      options.optimistic ? applyOptimistically(queryClient, options.optimistic, input) : [],
    onError: (error, _input, snapshots) => {
      for (const [key, data] of snapshots ?? []) queryClient.setQueryData(key, data)
      // The page offered what is refused: it shows how things were before, so it is read again.
      if (isNoLongerOffered(error)) router.refresh()
    },
    onSuccess: (data, input) => {
      if (options.refreshesPage) router.refresh()
      const sentence = sentenceOf(options.successMessage, data, input)
      if (sentence !== null) {
        const undo = options.undo?.(data, input)
        toast.success(sentence, undo ? { action: { label: 'Undo', onClick: undo } } : {})
      }
      options.onSuccess?.(data, input)
    },
    onSettled: () => {
      // Not awaited: a dialog closes when the change is made, not when every list has been read again.
      for (const queryKey of options.invalidates) void queryClient.invalidateQueries({ queryKey })
    },
  })

  return {
    // By its promise: callbacks of a single call are lost when the component is gone or the next call comes first.
    mutate: (input: Input) =>
      void mutateAsync(input).catch((error: Error) => {
        toast.error(error.message)
        if (hasChangedMeanwhile(error)) router.refresh()
      }),
    submit: async (input: Input): Promise<ActionResult<Data>> => {
      try {
        return { ok: true, data: await mutateAsync(input) }
      } catch (error) {
        return { ok: false, error: toPublicError(error) }
      }
    },
    isPending,
    /** What is being sent, to mark the one row that is pending. */
    pendingInput: isPending ? variables : undefined,
  }
}

function isNoLongerOffered(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'forbidden' || error.code === 'not_found')
}

// Not asked of `submit`: a form that starts afresh from what is stored now would lose what was typed, and the reason.
function hasChangedMeanwhile(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'precondition_failed' || error.code === 'conflict')
}

const unreachable =
  'The server could not be reached, so nothing is certain to have changed. Reload to see, then try again.'

async function callAction<Input, Data>(action: Action<Input, Data>, input: Input): Promise<Data> {
  const result = await action(input).catch((error: unknown) => {
    throw new AppError('internal', 'unreachable', { message: unreachable, log: error })
  })
  if (result.ok) return result.data
  throw fromPublicError(result.error)
}

async function applyOptimistically<Input, Cached>(
  queryClient: QueryClient,
  { queryKey, update }: OptimisticUpdate<Input, Cached>,
  input: Input,
) {
  await queryClient.cancelQueries({ queryKey })
  const snapshots = queryClient.getQueriesData<Cached>({ queryKey })
  queryClient.setQueriesData<Cached>({ queryKey }, (cached) =>
    cached === undefined ? cached : update(cached, input),
  )
  return snapshots
}

function sentenceOf<Input, Data>(
  message: string | ((data: Data, input: Input) => string | null) | undefined,
  data: Data,
  input: Input,
): string | null {
  return typeof message === 'function' ? message(data, input) : (message ?? null)
}
