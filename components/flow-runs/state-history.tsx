import { ClockTime } from '@/components/ui/clock-time'
import { PageSection } from '@/components/ui/page-section'
import type { FlowRunStateRow, ReporterView } from '@/lib/flow-runs/schema'
import { isFinal } from '@/lib/flow-runs/states'
import { durationText, secondsBetween } from './duration-text'
import { inkOf, statusLooks } from './status-looks'

type StateHistoryProps = { states: readonly FlowRunStateRow[]; asOf: string }

/** The states that a run was in, one under the other: when, for how long, and who or what said so. */
export function StateHistory({ states, asOf }: StateHistoryProps) {
  return (
    <PageSection id="states" title="State history">
      <ol aria-label="State history" className="rounded-md border border-line bg-surface px-4 pt-4 sm:px-5">
        {states.map((state, index) => (
          <State key={state.id} state={state} until={states[index + 1]?.timestamp ?? null} asOf={asOf} />
        ))}
      </ol>
    </PageSection>
  )
}

type StateProps = {
  state: FlowRunStateRow
  /** When the next one came, if one did. */
  until: string | null
  asOf: string
}

function State({ state, until, asOf }: StateProps) {
  const { type, name, timestamp, message, by } = state
  const { tone, Icon } = statusLooks[type]
  const isLast = until === null
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-3">
      <span aria-hidden className="flex flex-col items-center">
        <Icon className={`size-5 shrink-0 ${inkOf[tone]}`} />
        {isLast ? null : <span className="my-1 w-px flex-1 bg-line forced-colors:bg-[CanvasText]" />}
      </span>
      <div className="min-w-0 pb-4">
        <p className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span className="font-medium">{name}</span>
          <span className="text-sm text-muted">
            <ClockTime value={timestamp} look="moment" />
          </span>
        </p>
        {message ? <p className="mt-0.5 text-pretty whitespace-pre-line wrap-anywhere">{message}</p> : null}
        <p className="mt-0.5 text-sm text-muted">
          Reported by {reporterText(by)}
          {isLast && isFinal(type)
            ? null
            : ` · ${lengthText(secondsBetween(timestamp, until ?? asOf), isLast)}`}
        </p>
      </div>
    </li>
  )
}

/** Who or what reported something; nobody is the system. */
export function reporterText({ kind, name }: ReporterView): string {
  if (kind === null) return name || 'Roster'
  return kind === 'SERVICE_ACCOUNT' ? `${name} (service account)` : name
}

function lengthText(seconds: number, isLast: boolean): string {
  return isLast ? `for ${durationText(seconds)} so far` : `for ${durationText(seconds)}`
}
