'use client'
import { changedOf, doneText, refusedOf, toldOf, type Deed } from '@/components/feedback/outcomes'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import type { ActionResult } from '@/lib/errors'
import { cancelFlowRunsAction, deleteFlowRunsAction } from '@/lib/flow-runs/actions'
import { flowRunKeys } from '@/lib/flow-runs/queries'
import type { FlowRunRow } from '@/lib/flow-runs/schema'
import type { FlowRunOutcome, FlowRunsInput } from '@/lib/flow-runs/orders/order-schema'
import { cancelledDeed } from './end-runs-text'
import { useRunsPlace } from './runs-place'

/** What these orders are of. */
export const runsNoun = { one: 'run', many: 'runs' }

/** A run that an order names. */
type OrderedRun = Pick<FlowRunRow, 'id' | 'name' | 'state'>

type Outcomes = { outcomes: FlowRunOutcome[] }

type Options = {
  /** Told when some were refused; one reason for all is an error of the order, to be shown where it was given. */
  onRefused: (outcomes: FlowRunOutcome[]) => void
  onDone: (changed: FlowRunOutcome[]) => void
}

/** Cancelling and deleting runs, one or many. */
export function useFlowRunActions(options: Options) {
  const cancel = useOrder(options, cancelFlowRunsAction, cancelledDeed)
  const remove = useOrder(options, deleteFlowRunsAction, () => ({ one: 'is deleted', many: 'are deleted' }))
  return { cancel, remove }
}

function useOrder(
  { onRefused, onDone }: Options,
  action: (input: FlowRunsInput) => Promise<ActionResult<Outcomes>>,
  deedOf: (runs: readonly OrderedRun[]) => Deed,
) {
  const { of } = useRunsPlace()
  const { submit } = useActionMutation(
    async (runs: OrderedRun[]) =>
      toldOf(await action({ ...of, flowRunIds: runs.map(({ id }) => id) }), {
        asked: runs,
        noun: runsNoun,
        idOf: ({ flowRunId }) => flowRunId,
      }),
    {
      invalidates: [flowRunKeys.all(of)],
      successMessage: ({ outcomes }, runs) => doneText(outcomes, deedOf(runs), runsNoun),
      onSuccess: ({ outcomes }) => {
        if (refusedOf(outcomes).length > 0) onRefused(outcomes)
        onDone(changedOf(outcomes))
      },
    },
  )
  return submit
}
