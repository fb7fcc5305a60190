'use client'
import { changedOf, doneText, refusedOf, toldOf, type Deed } from '@/components/feedback/outcomes'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import type { ActionResult } from '@/lib/errors'
import { cancelFlowRunsAction, deleteFlowRunsAction } from '@/lib/flow-runs/actions'
import { flowRunKeys, type RunsOf } from '@/lib/flow-runs/queries'
import type { FlowRunOutcome, FlowRunsInput } from '@/lib/flow-runs/order-schema'

/** What these orders are of. */
export const runsNoun = { one: 'run', many: 'runs' }

/** A run that an order names. */
export type NamedRun = { id: string; name: string }

type Outcomes = { outcomes: FlowRunOutcome[] }

type Options = {
  of: RunsOf
  /** Told when some were refused; one reason for all is an error of the order, to be shown where it was given. */
  onRefused: (outcomes: FlowRunOutcome[]) => void
  onDone: (changed: FlowRunOutcome[]) => void
}

/** Cancelling and deleting runs, one or many. */
export function useFlowRunActions(options: Options) {
  const cancel = useOrder(options, cancelFlowRunsAction, {
    one: 'is being cancelled',
    many: 'are being cancelled',
  })
  const remove = useOrder(options, deleteFlowRunsAction, { one: 'is deleted', many: 'are deleted' })
  return { cancel, remove }
}

function useOrder(
  { of, onRefused, onDone }: Options,
  action: (input: FlowRunsInput) => Promise<ActionResult<Outcomes>>,
  deed: Deed,
) {
  const { accountId, workspaceId } = of
  const { submit } = useActionMutation(
    async (runs: NamedRun[]) =>
      toldOf(await action({ accountId, workspaceId, flowRunIds: runs.map(({ id }) => id) }), {
        asked: runs,
        noun: runsNoun,
        idOf: ({ flowRunId }) => flowRunId,
      }),
    {
      invalidates: [flowRunKeys.all(of)],
      successMessage: ({ outcomes }) => doneText(outcomes, deed, runsNoun),
      onSuccess: ({ outcomes }) => {
        if (refusedOf(outcomes).length > 0) onRefused(outcomes)
        onDone(changedOf(outcomes))
      },
    },
  )
  return submit
}
