'use client'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { useRunsPlace } from '@/components/flow-runs/runs-place'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { deleteFlowAction } from '@/lib/flows/actions'
import type { FlowRow } from '@/lib/flows/schema'
import { flowRunKeys } from '@/lib/flow-runs/queries'

type DeleteFlowDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  flow: FlowRow
}

/** Says what goes with a flow, then deletes it. */
export function DeleteFlowDialog({ isOpen, onOpenChange, flow }: DeleteFlowDialogProps) {
  const { of } = useRunsPlace()
  const { id: flowId, name, recent_runs, next_run } = flow
  const hasRuns = recent_runs.length > 0 || next_run !== null
  const { submit } = useActionMutation(deleteFlowAction, {
    invalidates: [flowRunKeys.all(of)],
    successMessage: `The flow ${name} is deleted.`,
  })
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Delete ${name}`}
      consequence={
        hasRuns
          ? `Deleting ${name} removes all its runs, with their states and logs, for good. A client that runs it again registers it anew.`
          : `${name} has no runs. A client that runs it registers it anew.`
      }
      confirmLabel="Delete flow"
      {...(hasRuns ? { textToType: name, typeLabel: 'Name' } : {})}
      action={() => submit({ ...of, flowId })}
    />
  )
}
