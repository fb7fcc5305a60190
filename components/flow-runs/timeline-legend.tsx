'use client'
import Link from 'next/link'
import { countText, minutesBetween } from '@/lib/format'
import type { RunTimeline } from '@/lib/flow-runs/schema'
import { presentOf } from './run-text'
import { useRunsPlace } from './runs-place'
import { inkOf, statusLooks } from './status-looks'
import { Shape } from './timeline-mark'

type TimelineLegendProps = { timeline: Pick<RunTimeline, 'from' | 'to' | 'counts'> }

/** What the marks mean and how many of each there are: each leads to the list of them. */
export function TimelineLegend({ timeline }: TimelineLegendProps) {
  const { runsHref } = useRunsPlace()
  const time = minutesBetween(timeline.from, timeline.to)
  return (
    <ul aria-label="Runs by state" className="-mx-2 flex flex-wrap gap-x-1 gap-y-1">
      {presentOf(timeline.counts).map(([status, count]) => {
        const { label, shape, tone } = statusLooks[status]
        return (
          <li key={status}>
            <Link
              href={runsHref({ status, time })}
              className="flex h-7 items-center gap-1.5 rounded-md px-2 text-muted hover:bg-hover hover:text-ink"
            >
              <svg aria-hidden width="12" height="20" viewBox="-6 -20 12 20" className={inkOf[tone]}>
                <Shape
                  shape={shape}
                  top={shape === 'diamond' ? -20 : -17}
                  height={shape === 'diamond' ? 20 : 14}
                  half={3}
                />
              </svg>
              {label}
              <span className="font-medium text-ink tabular-nums">{countText(count)}</span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
