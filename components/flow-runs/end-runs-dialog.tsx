'use client'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import type { ActionResult } from '@/lib/errors'
import { countOf } from '@/lib/format'
import type { FlowRunRow } from '@/lib/flow-runs/schema'
import { cancelText, deleteText } from './end-runs-text'

export type EndingRun = Pick<FlowRunRow, 'id' | 'name' | 'state' | 'can'>

type EndRunsDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  runs: readonly EndingRun[]
  change: 'cancel' | 'delete'
  action: (runs: EndingRun[]) => Promise<ActionResult<unknown>>
}

/** Says what cancelling or deleting runs means, then does it. */
export function EndRunsDialog({ isOpen, onOpenChange, runs, change, action }: EndRunsDialogProps) {
  const meant = runs.filter(({ can }) => can[change].allowed)
  const left = runs.length - meant.length
  const who = meant.length === 1 ? (meant[0]?.name ?? '') : countOf(meant.length, 'run')
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`${change === 'cancel' ? 'Cancel' : 'Delete'} ${who}`}
      consequence={
        <>
          {change === 'cancel' ? cancelText(meant) : deleteText(meant, who)}
          {left > 0 ? (
            <span className="mt-2 block">{countOf(left, 'other is', 'others are')} left as they are.</span>
          ) : null}
        </>
      }
      confirmLabel={labelOf(change, meant.length)}
      {...(change === 'cancel' ? { dismissLabel: meant.length === 1 ? 'Keep it' : 'Keep them' } : {})}
      action={() => action([...meant])}
    />
  )
}

function labelOf(change: 'cancel' | 'delete', count: number): string {
  return `${change === 'cancel' ? 'Cancel' : 'Delete'} ${count === 1 ? 'run' : 'runs'}`
}
