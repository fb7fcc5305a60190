'use client'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import type { ActionResult } from '@/lib/errors'
import { countOf } from '@/lib/format'
import type { FlowRunRow } from '@/lib/flow-runs/schema'

export type EndingRun = Pick<FlowRunRow, 'id' | 'name' | 'status' | 'can'>

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
          {change === 'cancel' ? cancelText(meant, who) : deleteText(meant, who)}
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

const begun: ReadonlySet<string> = new Set(['RUNNING', 'PENDING', 'PAUSED', 'CANCELLING'])

function cancelText(runs: readonly EndingRun[], who: string): string {
  const running = runs.filter(({ status }) => begun.has(status)).length
  const subject = runs.length === 1 ? 'It' : 'Those that have not begun'
  if (running === 0)
    return `Cancelling ${who}: what executes the flows will not begin ${runs.length === 1 ? 'it' : 'them'} any more.`
  if (running === runs.length)
    return `Cancelling ${who} asks what executes ${runs.length === 1 ? 'it' : 'them'} to stop. What was done until then stays done.`
  return `Cancelling ${who} asks what executes ${countOf(running, 'run')} to stop; what was done until then stays done. ${subject} will not begin any more.`
}

function deleteText(runs: readonly EndingRun[], who: string): string {
  const running = runs.filter(({ status }) => begun.has(status)).length
  const goes = `Deleting ${who} removes ${runs.length === 1 ? 'its' : 'their'} states and logs from Roster, for good.`
  if (running === 0) return goes
  return `${goes} ${running === runs.length && running === 1 ? 'It has' : countOf(running, 'run has', 'runs have')} not ended: what executes it goes on, and is refused when it reports. Cancel first to stop it.`
}
