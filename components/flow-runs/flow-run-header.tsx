'use client'
import type { ComponentProps } from 'react'
import { BackLink } from '@/components/ui/back-link'
import { Button } from '@/components/ui/button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { LiveNote } from '@/components/ui/live-note'
import { RelativeTime } from '@/components/ui/relative-time'
import { TextLink } from '@/components/ui/text-link'
import { WarningNote } from '@/components/ui/warning-note'
import type { FlowRunDetail } from '@/lib/flow-runs/schema'
import { durationText } from './duration-text'
import { useRunsPlace } from './runs-place'
import { StatusBadge } from './status-badge'
import { isFailure } from './status-looks'
import type { FlowRunChange } from './use-flow-run-changes'

type FlowRunHeaderProps = {
  run: FlowRunDetail
  live: ComponentProps<typeof LiveNote>
  onStart: (change: FlowRunChange) => void
}

/** Which run the page is about, how it stands, and what one may do about it. */
export function FlowRunHeader({ run, live, onStart }: FlowRunHeaderProps) {
  const { runsHref } = useRunsPlace()
  const { name, flow, status, state, seconds, can } = run
  return (
    <header className="mb-6">
      <BackLink href={runsHref()}>Flow Runs</BackLink>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-lg font-semibold tracking-tight wrap-anywhere">{name}</h1>
            <StatusBadge status={status} name={state.name} />
          </div>
          <p className="mt-1 text-muted">
            A run of <TextLink href={runsHref({ flow: flow.id })}>{flow.name}</TextLink>
            {seconds === null ? '' : ` · ${durationText(seconds)}`}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <LiveNote {...live} />
          <Button onClick={() => onStart('cancel')} disabledReason={reasonOf(can.cancel)}>
            Cancel run
          </Button>
          <Button variant="danger" onClick={() => onStart('delete')} disabledReason={reasonOf(can.delete)}>
            Delete
          </Button>
        </div>
      </div>
      {run.is_late && run.next_start_time ? (
        <WarningNote>
          It was due <RelativeTime value={run.next_start_time} />, and nothing that executes the flows of this
          workspace has taken it up.
        </WarningNote>
      ) : null}
      {isFailure(status) && state.message ? <FailureNote message={state.message} /> : null}
    </header>
  )
}

/** What the run said when it failed: what most people open the page for. */
function FailureNote({ message }: { message: string }) {
  return (
    <p className="mt-4 rounded-md border border-danger/50 bg-danger-soft px-4 py-3 font-mono text-sm whitespace-pre-wrap text-ink wrap-anywhere">
      {message}
    </p>
  )
}
