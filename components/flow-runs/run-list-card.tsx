import type { ReactNode } from 'react'
import { RelativeTime } from '@/components/ui/relative-time'
import { TextLink } from '@/components/ui/text-link'
import type { FlowRunRow } from '@/lib/flow-runs/schema'
import { RunLink } from './run-link'
import { StatusBadge } from './status-badge'

type RunListCardProps = {
  title: string
  /** To the whole list. */
  all?: { label: string; href: string }
  runs: readonly FlowRunRow[]
  /** Which time of a run matters here. */
  timeOf: (run: FlowRunRow) => string
  /** Where there are none. */
  empty?: ReactNode
}

/** A few runs with a way to all of them. */
export function RunListCard({ title, all, runs, timeOf, empty }: RunListCardProps) {
  return (
    <section className="min-w-0 rounded-md border border-line bg-surface">
      <div className="flex items-baseline justify-between gap-4 px-4 pt-4 pb-2 sm:px-5">
        <h2 className="text-base font-semibold">{title}</h2>
        {all ? (
          <span className="text-sm whitespace-nowrap">
            <TextLink href={all.href}>{all.label}</TextLink>
          </span>
        ) : null}
      </div>
      {runs.length === 0 ? (
        <p className="px-4 pb-4 text-pretty text-muted sm:px-5">{empty}</p>
      ) : (
        <ul aria-label={title} className="pb-2">
          {runs.map((run) => (
            <li key={run.id} className="border-t border-line px-4 py-2.5 first:border-t-0 sm:px-5">
              <p className="flex items-center justify-between gap-3">
                <span className="truncate">
                  <RunLink run={run} />
                </span>
                <StatusBadge status={run.status} name={run.state.name} />
              </p>
              <p className="mt-0.5 flex items-baseline justify-between gap-3 text-sm text-muted">
                <span className="truncate" title={run.state.message ?? undefined}>
                  {run.flow.name}
                  {run.state.message ? ` · ${run.state.message}` : ''}
                </span>
                <RelativeTime value={timeOf(run)} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
