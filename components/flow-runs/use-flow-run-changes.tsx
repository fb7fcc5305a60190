'use client'
import { type ReactNode, useState } from 'react'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import type { MenuEntry } from '@/components/ui/menu-entry'
import type { FlowRunOutcome } from '@/lib/flow-runs/orders/order-schema'
import type { EndingRun } from './end-runs-dialog'
import { runsNoun, useFlowRunActions } from './use-flow-run-actions'

const EndRunsDialog = lazyDialog(() => import('./end-runs-dialog').then((file) => file.EndRunsDialog))
const RefusedDialog = lazyDialog(() =>
  import('@/components/feedback/refused-dialog').then((file) => file.RefusedDialog),
)

export type FlowRunChange = 'cancel' | 'delete'

export type FlowRunChanges = {
  start: (change: FlowRunChange, runs: readonly EndingRun[]) => void
  /** The menu of one run. */
  entriesOf: (run: EndingRun) => MenuEntry[]
  /** To be put somewhere on the page. */
  dialogs: ReactNode
}

type Options = { onDone?: (change: FlowRunChange, changed: FlowRunOutcome[]) => void }

/** Everything one may do to runs that are there, one or many, with the dialogs it takes. */
export function useFlowRunChanges({ onDone }: Options): FlowRunChanges {
  const [open, setOpen] = useState<FlowRunChange | null>(null)
  const [shown, setShown] = useState<readonly EndingRun[]>([])
  const [refused, setRefused] = useState<FlowRunOutcome[]>([])
  const [isRefusedOpen, setIsRefusedOpen] = useState(false)
  const { cancel, remove } = useFlowRunActions({
    onRefused: (outcomes) => {
      setRefused(outcomes)
      setIsRefusedOpen(true)
    },
    onDone: (changed) => (open ? onDone?.(open, changed) : undefined),
  })

  function start(change: FlowRunChange, runs: readonly EndingRun[]) {
    setShown(runs)
    setOpen(change)
  }
  const dialog = (change: FlowRunChange) => ({
    isOpen: open === change,
    onOpenChange: () => setOpen(null),
    runs: shown,
    change,
  })
  return {
    start,
    entriesOf: (run) => [
      { label: 'Cancel', onSelect: () => start('cancel', [run]), disabledReason: reasonOf(run.can.cancel) },
      { kind: 'separator', id: 'delete' },
      {
        label: 'Delete',
        tone: 'danger',
        onSelect: () => start('delete', [run]),
        disabledReason: reasonOf(run.can.delete),
      },
    ],
    dialogs: (
      <>
        <EndRunsDialog {...dialog('cancel')} action={cancel} />
        <EndRunsDialog {...dialog('delete')} action={remove} />
        <RefusedDialog
          // One at a time: the dialog of the order closes first.
          isOpen={isRefusedOpen && open === null}
          onOpenChange={setIsRefusedOpen}
          noun={runsNoun}
          outcomes={refused}
          undo={null}
        />
      </>
    ),
  }
}
