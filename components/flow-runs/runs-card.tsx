'use client'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleDashed, CircleX, TriangleAlert } from 'lucide-react'
import { parseAsBoolean, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { Waiting } from '@/components/feedback/waiting'
import { Button } from '@/components/ui/button'
import { LiveNote } from '@/components/ui/live-note'
import { Segments } from '@/components/ui/segments'
import { Skeleton } from '@/components/ui/skeleton'
import { deferComponent } from '@/lib/client/deferred-component'
import type { Live } from '@/lib/client/use-live'
import { flowRunQueries, timelinePeriods } from '@/lib/flow-runs/queries'
import type { RunsOverview, RunTimeline as Timeline } from '@/lib/flow-runs/schema'
import { RunTimeline } from './run-timeline'
import { RunsNow } from './runs-now'
import { useRunsPlace } from './runs-place'
import { TimelineLegend } from './timeline-legend'
import { periodTexts, verdictOf, type Verdict } from './verdict'

const { Deferred: TimelineTable } = deferComponent(() =>
  import('./timeline-table').then((file) => file.TimelineTable),
)

type RunsCardProps = {
  live: Live
  /** How many runs there are of each at this moment, where that is known. */
  now: Pick<RunsOverview, 'running' | 'late'> | undefined
}

/** Whether the last day, week or month was fine: in a sentence, as a picture or as a table, and in numbers. */
export function RunsCard({ live, now }: RunsCardProps) {
  const { of } = useRunsPlace()
  const [{ period, table: isTable }, setState] = useQueryStates(
    {
      period: parseAsStringLiteral(timelinePeriods).withDefault('day'),
      table: parseAsBoolean.withDefault(false),
    },
    { history: 'replace', shallow: true },
  )
  const { data, error, dataUpdatedAt, refetch, isPlaceholderData } = useQuery({
    ...flowRunQueries.timeline(of, period),
    refetchInterval: live.refetchInterval,
  })
  return (
    <section aria-labelledby="runs" className="mb-8 rounded-md border border-line bg-surface">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-4 sm:px-5">
        <div className="min-w-0">
          <Heading verdict={data ? verdictOf(data) : null} />
          {now ? <RunsNow {...now} /> : null}
        </div>
        <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
          {data ? <LiveNote live={live} updatedAt={dataUpdatedAt} isFailing={error !== null} /> : null}
          {/* Before the picture: who reads with a screen reader comes to it first. */}
          <Button variant="ghost" size="small" onClick={() => void setState({ table: !isTable || null })}>
            {isTable ? 'Show as picture' : 'Show as table'}
          </Button>
          <Segments
            label="Period"
            value={period}
            onValueChange={(next) => void setState({ period: next })}
            options={periods}
          />
        </div>
      </div>
      {data ? (
        <div
          className={`transition-opacity ${isPlaceholderData ? 'opacity-60' : ''}`}
          aria-busy={isPlaceholderData}
        >
          <div className="px-4 pt-5 sm:px-5">
            {isTable ? (
              <TimelineTable
                isWanted
                props={{ timeline: data, label: labelOf(data) }}
                fallback={<Skeleton width="full" height="block" />}
              />
            ) : (
              <RunTimeline timeline={data} label={labelOf(data)} />
            )}
          </div>
          <div className="px-4 pt-2 pb-3 sm:px-5">
            <TimelineLegend timeline={data} />
          </div>
        </div>
      ) : (
        <Waiting error={error} onRetry={() => void refetch()}>
          <div className="grid gap-3 p-5">
            <Skeleton width="full" height="block" />
            <Skeleton width="long" />
          </div>
        </Waiting>
      )}
    </section>
  )
}

const periods = timelinePeriods.map((value) => ({ value, label: periodTexts[value].label }))

function labelOf({ period }: Pick<Timeline, 'period'>): string {
  return `Runs of ${periodTexts[period].words}`
}

const marks = {
  success: <CircleCheck aria-hidden className="text-success" />,
  warning: <TriangleAlert aria-hidden className="text-warning" />,
  danger: <CircleX aria-hidden className="text-danger" />,
  neutral: <CircleDashed aria-hidden className="text-faint" />,
}

function Heading({ verdict }: { verdict: Verdict | null }) {
  return (
    <h2
      id="runs"
      className="flex min-h-8 min-w-0 items-center gap-2 text-md font-semibold text-pretty [&_svg]:size-5 [&_svg]:shrink-0"
    >
      {verdict ? marks[verdict.tone] : null}
      {verdict?.text ?? 'Runs'}
    </h2>
  )
}
